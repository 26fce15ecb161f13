"""The tables of the board: names, columns, types; times are TIMESTAMPTZ (UTC), ordinals are minutes (BIGINT).

An ordinal counts the minutes of one clock (`calendar.Measure`) since its epoch, so that
elapsed = least(now or end, pause begun) − start − pauses, and used ÷ limit = elapsed ÷ (due − start).
"""

from __future__ import annotations

from dashboard.board import lever_schema, watch_schema

CASES = {
    "key": "VARCHAR",
    "feed": "VARCHAR",
    "id": "VARCHAR",
    "reference": "VARCHAR",  # its number in another system, as its source tells it
    "source": "VARCHAR",
    "biz_type": "VARCHAR",
    "procedure": "VARCHAR",
    "urgency": "VARCHAR",
    "category": "VARCHAR",
    "street": "VARCHAR",  # as told, else the one its point lies in; null: not known
    "point_street": "VARCHAR",  # where the point lies, if no street was told
    "grid": "VARCHAR",
    "lon": "DOUBLE",
    "lat": "DOUBLE",
    "place": "VARCHAR",
    "requester_key": "VARCHAR",
    "place_key": "VARCHAR",
    "flags": "VARCHAR[]",
    "text_short": "VARCHAR",
    "lead_org": "VARCHAR",
    "exempt": "VARCHAR",  # the class by which its source leaves it out of every judgement; null: it counts
    "tells_hands": "BOOLEAN",
    "reported_at": "TIMESTAMPTZ",
    "dispatched_at": "TIMESTAMPTZ",
    "sent_at": "TIMESTAMPTZ",  # the first dispatch of all; null: the centre has not sent it out
    "send_by": "TIMESTAMPTZ",  # by when the centre had to
    "registered_at": "TIMESTAMPTZ",  # the first registration; null: not told
    "register_by": "TIMESTAMPTZ",  # by when it had to be registered; null: no limit
    "verify_at": "TIMESTAMPTZ",  # when the check before registration was first asked for
    "verified_at": "TIMESTAMPTZ",  # when it was done; null: not asked for, or still running
    "verify_by": "TIMESTAMPTZ",  # by when
    "reported_ord": "BIGINT",  # on the working-hours clock
    "sent_ord": "BIGINT",  # the same
    "closed_at": "TIMESTAMPTZ",  # null while open, also after a reopening
    "due_at": "TIMESTAMPTZ",  # null: unknown, never "on time"
    "settled_at": "TIMESTAMPTZ",  # least(closed_at, due_at), null without a due time
    "clock": "VARCHAR",
    "start_ord": "BIGINT",
    "due_ord": "BIGINT",  # due_at on this clock, before pauses are added
    "end_ord": "BIGINT",
    "paused_ord": "BIGINT",  # where the running pause began; null: not paused
    "pause": "BIGINT",  # minutes of ended pauses
    "phase": "VARCHAR",
    "open": "BOOLEAN",
    "phase_since": "TIMESTAMPTZ",
    "holder": "VARCHAR",  # null: in nobody's hands
    "hands": "VARCHAR[]",  # units in order of having it
    "hops": "VARCHAR[]",  # how it left each of them: "return" or "pass"; one shorter than hands
    "returns": "INTEGER",
    "returners": "INTEGER",  # distinct units that returned it
    "cycle": "BOOLEAN",  # A→B→A
    "clauseless": "BOOLEAN",  # first return without a clause or after the return window
    "returned_at": "TIMESTAMPTZ",  # the first return since the last sign-off; null: somebody has signed
    "returned_ord": "BIGINT",  # the same on the working-hours clock
    "reworks": "INTEGER",
    "extensions": "INTEGER",
    "reminders": "INTEGER",  # reminders without any activity after them
    "failed_levers": "INTEGER",  # supervise and escalate events without any activity before the next of them
    "lever_ord": "BIGINT",  # the last unanswered supervise or escalate, working-hours clock; null: answered
    "yellow_ord": "BIGINT",  # the last unanswered yellow card, working-hours clock; null: none
    "activity_at": "TIMESTAMPTZ",  # last act of a handling unit, or the dispatch
    "activity_ord": "BIGINT",  # the same on the working-hours clock
    "ask": "BOOLEAN",  # a decision has been asked for (decision_requested)
    "episode": "INTEGER",  # 1, and one more at each reopening
    "anomalies": "INTEGER",
}

SPANS = {
    "key": "VARCHAR",
    "n": "INTEGER",
    "phase": "VARCHAR",
    "open": "BOOLEAN",
    "holder": "VARCHAR",
    "since": "TIMESTAMPTZ",
    "till": "TIMESTAMPTZ",  # null: still so
    "runs": "BOOLEAN",  # open and still so; an engine skips the blocks of rows that have none
}

ASSIGNMENTS = {
    "key": "VARCHAR",
    "n": "INTEGER",
    "holder": "VARCHAR",
    "since": "TIMESTAMPTZ",
    "left_at": "TIMESTAMPTZ",  # null: it has it still
    "returned": "BOOLEAN",
    "reason_code": "VARCHAR",  # of the return, if it was told
    "next_holder": "VARCHAR",  # the unit that got the case next; null: none yet
}
"""Each time a unit was given a case."""

STAGES = {
    "key": "VARCHAR",
    "n": "INTEGER",
    "episode": "INTEGER",
    "stage": "VARCHAR",  # cases.Stage; only stages its source can tell of
    "holder": "VARCHAR",
    "started_at": "TIMESTAMPTZ",
    "ended_at": "TIMESTAMPTZ",  # null: running
    "outcome": "VARCHAR",  # running | done | returned | void
    "due_at": "TIMESTAMPTZ",  # pauses included; null: no limit known
    "clock": "VARCHAR",
    "start_ord": "BIGINT",
    "due_ord": "BIGINT",
    "end_ord": "BIGINT",
    "paused_ord": "BIGINT",
    "pause": "BIGINT",
    "extensions": "INTEGER",  # granted while it ran; of handling only
    "passed": "BOOLEAN",  # how a check ended; null: it was not told, or is no check
    "weekday": "INTEGER",  # ISO, local, of started_at
    "hour": "INTEGER",  # local
}

CLOSINGS = {
    "key": "VARCHAR",
    "n": "INTEGER",  # the episode that it ends
    "holder": "VARCHAR",
    "closed_at": "TIMESTAMPTZ",
    "signed_at": "TIMESTAMPTZ",  # the last sign-off before it
    "disposed_at": "TIMESTAMPTZ",  # the last handling before it
    "claim": "VARCHAR",  # cases.Result as the unit said it then
    "reworks": "INTEGER",  # checks that failed before it
    "calls": "BOOLEAN",  # whether somebody is to be called back
    "visited_at": "TIMESTAMPTZ",  # the last callback that was answered; null: none
    "result": "VARCHAR",  # cases.Result as the citizen said it
    "satisfaction": "INTEGER",  # on the scale of the source
    "content": "DOUBLE",  # what that weighs here, 0 to 1
    "reopened_at": "TIMESTAMPTZ",
    "due_at": "TIMESTAMPTZ",
    "clock": "VARCHAR",
    "start_ord": "BIGINT",
    "due_ord": "BIGINT",
    "end_ord": "BIGINT",
    "paused_ord": "BIGINT",
    "pause": "BIGINT",
}
"""Each time a case was closed, and what the citizen said of it."""

REOPENINGS = {
    "key": "VARCHAR",
    "episode": "INTEGER",  # that it begins: 2 or more
    "reopened_at": "TIMESTAMPTZ",
}
"""Each time a closed case was opened again: few rows, by which one knows of which settlement a moment is."""

DELAYS = {
    "key": "VARCHAR",
    "n": "INTEGER",
    "episode": "INTEGER",
    "kind": "VARCHAR",  # extend_req | extend_ok | suspend
    "holder": "VARCHAR",
    "granted_at": "TIMESTAMPTZ",
    "due_at": "TIMESTAMPTZ",  # by when the case was due until then
}
"""Each time the clock of a case was stopped, or more time was asked for or given."""

APPEALS = {
    "key": "VARCHAR",  # of the case
    "n": "INTEGER",
    "org": "VARCHAR",  # who appeals
    "reason_code": "VARCHAR",
    "reason": "VARCHAR",
    "evidence": "VARCHAR",  # the number under which it is kept
    "filed_at": "TIMESTAMPTZ",
    "filed_by": "VARCHAR",  # by which the person is known again
    "first_at": "TIMESTAMPTZ",  # of the first of two reviews
    "first_post": "VARCHAR",
    "first_by": "VARCHAR",
    "first_verdict": "VARCHAR",  # uphold | reject
    "decided_at": "TIMESTAMPTZ",  # null: pending
    "decided_post": "VARCHAR",
    "decision": "VARCHAR",
    "outcome": "VARCHAR",  # pending | upheld | rejected | withdrawn
    "seq": "BIGINT",
}
"""What a unit disputes: an upheld appeal keeps the fact and leaves that settlement out of every judgement."""

FACTS = {
    "seq": "BIGINT",
    "stream": "VARCHAR",
    "key": "VARCHAR",
    "kind": "VARCHAR",
    "version": "VARCHAR",
    "digest": "VARCHAR",
    "happened_at": "TIMESTAMPTZ",
    "known_at": "TIMESTAMPTZ",
    "org": "VARCHAR",
    "to_org": "VARCHAR",
    "reason_code": "VARCHAR",
    "body": "VARCHAR",  # JSON
}

ADVICE = {"key": "VARCHAR", "raised_at": "TIMESTAMPTZ", "score": "DOUBLE"}  # standing advice only

ANOMALIES = {
    "key": "VARCHAR",
    "seq": "BIGINT",
    "phase": "VARCHAR",
    "kind": "VARCHAR",
    "happened_at": "TIMESTAMPTZ",
    "reason": "VARCHAR",
}

CLOCK = {
    "now": "TIMESTAMPTZ",
    "today": "TIMESTAMPTZ",  # local midnight
    "soon_at": "TIMESTAMPTZ",  # two working hours from now
    "days_at": "TIMESTAMPTZ",  # the end of the second working day from now
    "urgent": "BIGINT",  # the ordinal of now on each clock
    "hours": "BIGINT",
    "days": "BIGINT",
    "natural": "BIGINT",
    "urgent_ago": "BIGINT[]",  # the same now and at this time of each of the seven days before
    "hours_ago": "BIGINT[]",
    "days_ago": "BIGINT[]",
    "natural_ago": "BIGINT[]",
    "day_minutes": "BIGINT",  # working minutes of an ordinary working day
    "zone": "VARCHAR",  # the district's time zone, for local days and weeks
}
"""The clock of a reading: variables of its cursor, not a table."""

MOMENTS = {
    "series": "VARCHAR",  # "now" and "before" (the same moments one week earlier)
    "n": "INTEGER",  # the last n of "now" is now
    "moment": "TIMESTAMPTZ",
    "midnight": "TIMESTAMPTZ",  # local midnight before the moment
    "soon_at": "TIMESTAMPTZ",
}

ORGS = {
    "code": "VARCHAR",
    "name_zh": "VARCHAR",
    "name_en": "VARCHAR",
    "short_zh": "VARCHAR",
    "short_en": "VARCHAR",
    "kind": "VARCHAR",
    "peer": "VARCHAR",
    "inside": "BOOLEAN",
    "centre": "BOOLEAN",  # the one that runs this screen
}

STREETS = {
    "code": "VARCHAR",
    "name_zh": "VARCHAR",
    "name_en": "VARCHAR",
    "area_km2": "DOUBLE",
    "lon": "DOUBLE",  # label point
    "lat": "DOUBLE",
}

LEADERS = {"unit": "VARCHAR", "post": "VARCHAR"}
"""In whose portfolio a unit lies, by post; the one without a unit is the top of all."""

BOUNDS = {"said": "VARCHAR"}
"""One row: what the district has set (`district_bounds`), as JSON."""

PAIRS = {"leader": "VARCHAR", "follower": "VARCHAR", "rule": "VARCHAR"}
"""The same case from two feeds: keys, and by what they were matched (`id` or `reference`)."""

FOLLOWERS = CASES
"""What the followers tell, each under its own key; they stand in no other table of cases."""

FOLLOWER_FACTS = FACTS
LEVERS, LEVER_STEPS = lever_schema.LEVERS, lever_schema.LEVER_STEPS
RULE_PROPOSALS = lever_schema.RULE_PROPOSALS
ACKNOWLEDGED, NOTES = lever_schema.ACKNOWLEDGED, lever_schema.NOTES
SILENCES, GROUPED = lever_schema.SILENCES, lever_schema.GROUPED
HANDOVERS, POSTS = watch_schema.HANDOVERS, watch_schema.POSTS
DUTIES, ROSTER = watch_schema.DUTIES, watch_schema.ROSTER
