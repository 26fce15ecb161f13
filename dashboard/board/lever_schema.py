"""The tables of what people do: borrowed powers, proposed rules, what they saw, noted, silenced, grouped."""

from __future__ import annotations

LEVERS = {
    "key": "VARCHAR",  # lever:ID
    "level": "VARCHAR",  # L1 … L5
    "kind": "VARCHAR",  # an instrument of the book
    "step": "VARCHAR",  # L2.1, L2.2, L2.3; null elsewhere
    "state": "VARCHAR",  # fold.borrowing.LeverState
    "state_since": "TIMESTAMPTZ",
    "live": "BOOLEAN",  # something is still to come
    "lent": "BOOLEAN",  # power is out on loan
    "notice": "BOOLEAN",  # it tells a leader and asks nothing: no loan, no clock
    "version": "INTEGER",  # how many facts it amounts to
    "seq": "BIGINT",  # the last of them: what somebody who acts on it must have seen
    "matter": "VARCHAR",  # the key of the case or matter it is about
    "cases": "VARCHAR[]",
    "unit": "VARCHAR",  # the one owner
    "co_units": "VARCHAR[]",
    "rules": "VARCHAR[]",  # the triggers that nominated it
    "evidence": "VARCHAR[]",  # entries they cite
    "missing": "VARCHAR[]",  # what completeness lacked
    "score": "DOUBLE",
    "completeness": "DOUBLE",
    "score_at_issue": "DOUBLE",
    "completeness_at_issue": "DOUBLE",
    "reason_code": "VARCHAR",
    "exemption_code": "VARCHAR",
    "decision_requested": "VARCHAR",
    "ask": "VARCHAR",
    "impact": "VARCHAR",
    "approval": "VARCHAR",  # what of the policy it takes
    "book": "VARCHAR",  # the version of the book
    "lender_org": "VARCHAR",
    "lender_post": "VARCHAR",  # a post, never a person
    "suggested_at": "TIMESTAMPTZ",
    "drafted_by": "VARCHAR",  # a post
    "drafters": "VARCHAR[]",  # by this the same person is known again, and by nothing else
    "drafted_at": "TIMESTAMPTZ",
    "submitted_at": "TIMESTAMPTZ",
    "waits_for": "VARCHAR",  # the desks still to approve, in order
    "approvers": "VARCHAR[]",  # known again as drafters are
    "approved_by": "VARCHAR[]",  # posts
    "approved_at": "TIMESTAMPTZ",
    "doc_no": "VARCHAR",
    "issued_at": "TIMESTAMPTZ",
    "issued_ord": "BIGINT",  # on the working-hours clock
    "issued_by": "VARCHAR",
    "premature": "BOOLEAN",  # issued before the answer to the lower lever was due
    "on_behalf": "BOOLEAN",  # an instruction recorded for a leader
    "for_post": "VARCHAR",
    "instruction": "VARCHAR",
    "instruction_no": "VARCHAR",
    "instruction_date": "VARCHAR",
    "recorded_by": "VARCHAR",
    "respond_by": "TIMESTAMPTZ",
    "act_by": "TIMESTAMPTZ",  # by when the unit must have begun
    "reply_by": "TIMESTAMPTZ",  # by when the answer after the first is due: minutes, the written reply
    "replied_at": "TIMESTAMPTZ",  # when that came
    "valid_until": "TIMESTAMPTZ",
    "responded_at": "TIMESTAMPTZ",
    "response_kind": "VARCHAR",
    "overdue_at": "TIMESTAMPTZ",  # when it was marked that no answer had come
    "first_action_at": "TIMESTAMPTZ",
    "effective_at": "TIMESTAMPTZ",
    "cool_until": "TIMESTAMPTZ",  # until when the same leader is not asked for it again; of leaders' levers
    "return_by": "TIMESTAMPTZ",  # by when the power must be given back
    "returned_at": "TIMESTAMPTZ",
    "ended_at": "TIMESTAMPTZ",
    "outcome": "VARCHAR",  # resolved | partially | failed | withdrawn | expired | refused
    "relapse_case": "VARCHAR",
    "relapsed_at": "TIMESTAMPTZ",  # when a relapse was first recorded
    "lottery": "INTEGER",
    "cost": "INTEGER",
    "previous": "VARCHAR",
    "next": "VARCHAR",
    "why": "VARCHAR",  # of the last move that said so
}

LEVER_STEPS = {
    "key": "VARCHAR",
    "n": "INTEGER",
    "move": "VARCHAR",
    "before": "VARCHAR",
    "state": "VARCHAR",
    "happened_at": "TIMESTAMPTZ",
    "seq": "BIGINT",
    "post": "VARCHAR",
    "why": "VARCHAR",
    "doc_no": "VARCHAR",
    "for_post": "VARCHAR",
    "unit": "VARCHAR",
    "response_kind": "VARCHAR",
}
"""Each transition of a lever: when, by which post, why."""

RULE_PROPOSALS = {
    "key": "VARCHAR",  # rule:ID
    "state": "VARCHAR",  # fold.rule_proposal.RuleState
    "live": "BOOLEAN",  # an answer is still to come
    "version": "INTEGER",  # how many moves it amounts to
    "seq": "BIGINT",  # the last entry: what somebody who acts on it must have seen
    "category": "VARCHAR",
    "unit": "VARCHAR",
    "kind": "VARCHAR",  # leverage.rule_kind.RuleKind: into which list it would be written
    "grounds": "VARCHAR",  # leverage.rule_kind.Grounds: why into that one
    "levers": "VARCHAR[]",  # those that show it
    "cases": "VARCHAR[]",  # and their cases
    "times": "INTEGER",
    "co_units": "VARCHAR[]",
    "owner": "VARCHAR",  # the post that is to answer
    "answer_by": "TIMESTAMPTZ",
    "text_zh": "VARCHAR",
    "text_en": "VARCHAR",
    "authors": "VARCHAR[]",  # by this the same person is known again, and by nothing else
    "drafted_at": "TIMESTAMPTZ",
    "drafted_by": "VARCHAR",  # a post, as are the others
    "proposed_at": "TIMESTAMPTZ",
    "proposed_by": "VARCHAR",
    "adopted_at": "TIMESTAMPTZ",  # the day from which it holds
    "adopted_by": "VARCHAR",
    "doc_no": "VARCHAR",  # of the paper that adopts it
    "ended_at": "TIMESTAMPTZ",  # when it was adopted, declined or withdrawn
    "ended_by": "VARCHAR",
    "why": "VARCHAR",  # of the last move that said so
    "move": "VARCHAR",  # the last one
    "moved_at": "TIMESTAMPTZ",
    "moved_by": "VARCHAR",
}
"""Rules that were proposed in place of borrowing again (T18)."""

ACKNOWLEDGED = {"key": "VARCHAR", "acknowledged_at": "TIMESTAMPTZ", "post": "VARCHAR"}
"""Cases that somebody on duty has seen."""

NOTES = {
    "key": "VARCHAR",
    "n": "INTEGER",
    "noted_at": "TIMESTAMPTZ",
    "seq": "BIGINT",
    "post": "VARCHAR",
    "note": "VARCHAR",
}

SILENCES = {
    "key": "VARCHAR",
    "subject": "VARCHAR",  # the key of a case or matter, or a unit
    "rule": "VARCHAR",  # one trigger; null: all
    "post": "VARCHAR",
    "reason": "VARCHAR",
    "since": "TIMESTAMPTZ",
    "until": "TIMESTAMPTZ",
    "ended_at": "TIMESTAMPTZ",  # before its time
    "ended_by": "VARCHAR",
    "seq": "BIGINT",
}
"""Every silence there is or was."""

GROUPED = {
    "key": "VARCHAR",  # matter:ID
    "members": "VARCHAR[]",
    "apart": "VARCHAR[]",  # cases that somebody took out: no rule puts them back
    "by_hand": "BOOLEAN",  # somebody put cases into it; else a rule alone did
    "rule": "VARCHAR",  # by which rule cases were merged first: repeat, dispute
    "post": "VARCHAR",
    "reason": "VARCHAR",
    "since": "TIMESTAMPTZ",
    "changed_at": "TIMESTAMPTZ",
    "seq": "BIGINT",
}
"""Cases that are one matter: put together by people, or merged by the rule and not taken apart."""
