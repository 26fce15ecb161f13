"""The matters frame: one row per open case that could come before leaders, with all that triggers look at."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import EventKind, Phase, Stage
from dashboard.indicators import Ask
from dashboard.indicators.binding import ordinal
from dashboard.indicators.dimensions import day, last_hand
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import NEAR_SHARE, before, now, timed
from dashboard.leverage import risk, score
from dashboard.leverage.asked import carried
from dashboard.leverage.membership import joined
from dashboard.leverage.repeats import insistence, stars, surges
from dashboard.leverage.thresholds import SAID, number, said, weight, weights
from dashboard.leverage.tried import LATELY, concerned, pressed, relapsed, tried

BASE = ("stuck", "risk", "late", "exposure", "tractable")
"""The bars that need no neighbours."""


def matters(tables: Tables, _ask: Ask) -> ir.Table:
    """Candidates with stages, party, repeats, surge and standing advice: several tables, one expression."""
    seen = weighed(candidates(marked(barred(timed(open_cases(tables)))), tables), tables)
    hoped = seen.score + seen.if_asked
    return seen.filter(seen.rule | (hoped >= score.LEAVE) | seen.standing | seen.overrides)


def uncut(tables: Tables, _ask: Ask) -> ir.Table:
    """Every open case with all that triggers and score look at: the same, and nothing cut."""
    rows = marked(barred(timed(open_cases(tables))))
    return weighed(rows.mutate(rule_total=rows.ruled.sum().over()), tables)


def weighed(found: ir.Table, tables: Tables) -> ir.Table:
    """The found rows with neighbours, budget and score."""
    rows = beside(found, overdue_stages(tables), "key")
    rows = beside(rows, stars(found, tables), "key")
    rows = beside(rows, insistence(found, tables), "key")
    rows = beside(rows, surges(tables), "street", "category")
    rows = joined(filled(rows), tables)
    rows = rows.mutate(repeat=score.repeat(rows), day=day(now()), **{SAID: said(tables)}, **carried(tables))
    points = score.points(rows, carried_by(rows), *score.WEIGHTS)
    rows = rows.mutate(score=ibis.ifelse(rows.rule, None, points), if_asked=if_asked(rows))
    return rows.select(*(name for name in rows.columns if name not in UNSEEN))


def if_asked(rows: ir.Table) -> Any:
    """The points that the score rises by when a trigger of the matter asks for a decision."""
    return ibis.ifelse(rows.ask, 0.0, rows[weight("tractable")] / 2)


UNSEEN = (
    "requester_key", "person", "lon", "lat", "source", "star", "same", "near", "again",
    *map(weight, score.WEIGHTS),
)  # fmt: skip
"""Columns that only the expression needs; no requester leaves the board."""


def open_cases(tables: Tables) -> ir.Table:
    """Open cases with party, tried levers, standing advice and whether they are silenced."""
    cases = tables.cases.filter(tables.cases.open)
    beyond = tables.orgs.filter(~tables.orgs.inside).select(holder="code", outside=True)
    rows = beside(cases, beyond, "holder")
    rows = beside(rows, tables.advice.select("key", standing=True), "key")
    rows = beside(rows, escalations(tables), "key")
    rows = beside(rows, tried(tables), "key")
    rows = beside(rows, relapsed(tables), "key")
    rows = beside(rows, pressed(tables), "key")
    rows = beside(rows, silenced(tables), "key")
    rows = beside(rows, requested(tables), "key")
    rows = rows.cross_join(weights(tables))
    again = truth(rows.came_back) | truth(rows.leader_worked & (rows.episode > 1))
    return rows.mutate(
        failed_levers=ibis.coalesce(rows.failed_levers, 0) + ibis.coalesce(rows.spent, 0),
        ask=truth(rows.ask) | truth(rows.requested),
        escalated=truth(rows.escalated) | truth(rows.leader_issued) | again,
        relapsed=again,
        reminders=ibis.coalesce(rows.nudges, 0),
        yellow_ord=rows.card_ord,
        **{
            name: truth(rows[name])
            for name in ("outside", "standing", "leader_expired", "structural", "waits", "silenced")
        },
    )


def truth(column: Any) -> Any:
    """A column of truths, false where nothing is known."""
    return ibis.coalesce(column, ibis.literal(False))


def silenced(tables: Tables) -> ir.Table:
    """Cases of which nothing is to be said now: silenced themselves, or as members of a matter."""
    silences = tables.silences
    held = silences.filter(silences.ended_at.isnull(), silences.until > now(), silences.rule.isnull())
    grouped = tables.grouped
    members = grouped.inner_join(held, grouped.key == held.subject)
    members = members.select(key=grouped.members.unnest())
    return held.select(key="subject").union(members).distinct().mutate(silenced=ibis.literal(True))


def requested(tables: Tables) -> ir.Table:
    """Cases for whose matter a live lever asks for a decision."""
    levers = tables.levers
    asking = levers.filter(levers.live, levers.decision_requested.notnull()).select(lever="key")
    keys = concerned(tables).semi_join(asking, "lever").select("key").distinct()
    return keys.mutate(requested=ibis.literal(True))


def escalations(tables: Tables) -> ir.Table:
    """Cases that were put before leaders lately."""
    facts = tables.facts
    told = facts.filter(facts.kind == EventKind.ESCALATE.value, facts.happened_at >= before(LATELY))
    return told.select("key").distinct().mutate(escalated=ibis.literal(True))


def overdue_stages(tables: Tables) -> ir.Table:
    """Cases whose signing or first contact runs past its limit."""
    stages = tables.stages
    running = stages.filter(
        stages.outcome == "running", stages.stage.isin([Stage.SIGN.value, Stage.CONTACT.value])
    )
    rows = timed(running)
    rows = rows.filter(rows.late)
    return rows.group_by("key").agg(
        sign_late=(rows.stage == Stage.SIGN.value).any(),
        contact_late=(rows.stage == Stage.CONTACT.value).any(),
    )


def barred(rows: ir.Table) -> ir.Table:
    """The rows with what the score looks at, and the five bars that need no neighbours."""
    suspended = rows.phase == Phase.SUSPENDED.value
    none = ibis.literal([], type="array<string>")
    rows = rows.select(
        "key", "category", "street", "holder", "urgency", "clock", "ratio", "left", "state",
        "lon", "lat", "place", "source", "outside", "standing", "escalated", "requester_key",
        *map(weight, score.WEIGHTS),
        person=ibis.coalesce(rows.requester_key, rows.source, ""),
        **{name: ibis.coalesce(rows[name], none) for name in ("hands", "hops", "flags")},
        rule=~ibis.coalesce(rows.tells_hands, ibis.literal(False)),
        **{name: ibis.coalesce(rows[name], 0) for name in COUNTS},
        **{name: ibis.coalesce(rows[name], ibis.literal(False)) for name in ("cycle", "clauseless", "ask")},
        idle=idle(rows),
        yellow_days=working_days_since(rows.yellow_ord),
        unanswered=rows.lever_ord.notnull() | rows.waits | rows.leader_expired,
        leader_expired=rows.leader_expired, relapsed=rows.relapsed, structural=rows.structural,
        silenced=rows.silenced,
        suspended_days=ibis.ifelse(suspended, seconds_since(rows.phase_since) / 86_400, 0.0),
    )  # fmt: skip
    rows = rows.mutate(
        units=distinct(rows.hands).length(),
        department=ibis.coalesce(rows.holder, last_hand(rows), ""),
        alarm=risk.flagged(rows, risk.ALARMS),
        municipal=risk.municipal(rows),
        risk=risk.risk(rows),
        exposure=risk.exposure(rows),
    )
    return rows.mutate(stuck=score.stuck(rows), late=score.late(rows), tractable=score.tractable(rows))


def idle(rows: ir.Table) -> Any:
    """Working days without activity; a paused case waits for nobody."""
    days = ibis.ifelse(rows.phase == Phase.SUSPENDED.value, 0.0, working_days_since(rows.activity_ord))
    return ibis.coalesce(ibis.greatest(days, 0.0), 0.0)


def carried_by(rows: ir.Table) -> dict[str, Any]:
    """The weight of each bar, as the rows carry it."""
    return {bar: rows[weight(bar)] for bar in score.WEIGHTS}


COUNTS = ("returns", "returners", "reworks", "reminders", "failed_levers", "extensions")


@ibis.udf.scalar.builtin(name="array_distinct")  # type: ignore[untyped-decorator]
def distinct(units: dt.Array(dt.string)) -> dt.Array(dt.string):  # type: ignore[valid-type]
    """The units of an array, each once."""


def working_days_since(then: Any) -> Any:
    """Working days from an ordinal of the working-hours clock until now."""
    return (ordinal("hours") - then) / ordinal("day_minutes")


def seconds_since(then: Any) -> Any:
    """Seconds from a moment until now."""
    return now().epoch_seconds() - then.epoch_seconds()


def marked(rows: ir.Table) -> ir.Table:
    """The rows with whether the clock alone nominates them, and whether they may override."""
    ruled = rows.rule & ibis.coalesce(rows.ratio > NEAR_SHARE, ibis.literal(False))
    return rows.mutate(ruled=ruled, overrides=rows.alarm | rows.municipal)


def candidates(rows: ir.Table, tables: Tables) -> ir.Table:
    """The rows that can matter, so that neighbours are counted for few: an exact cut, not a sample.

    Scored: what reaches the leaving mark even with a full repeat bar, stands, or may override. Unscored
    (`ruled`): as many as a department may have rows, nearest to or furthest past their limit; all of them
    are counted.
    """
    own = carried_by(rows)
    reach = score.points(rows, own, *BASE) + own["repeat"] + if_asked(rows)
    hopeful = (~rows.rule & (reach >= score.LEAVE)) | rows.standing | rows.overrides
    by_rule = in_turn(rows)
    first = by_rule.filter(by_rule.turn < places(tables))
    return rows.filter(hopeful | rows.key.isin(first.key)).mutate(rule_total=by_rule.count().as_scalar())


def beyond(rows: ir.Table, tables: Tables) -> ir.Table:
    """The rows that the clock nominates and `candidates` leaves out."""
    by_rule = in_turn(rows)
    return by_rule.filter(by_rule.turn >= places(tables), ~by_rule.standing, ~by_rule.overrides)


def in_turn(rows: ir.Table) -> ir.Table:
    """The rows that the clock nominates, each with how many of its department come before it."""
    by_rule = rows.filter(rows.ruled).select("key", "department", "ratio", "overrides", "standing")
    peers = [by_rule.department, by_rule.overrides]
    return by_rule.mutate(
        turn=ibis.row_number().over(group_by=peers, order_by=[by_rule.ratio.desc(), by_rule.key])
    )


def places(tables: Tables) -> Any:
    """How many rows of the list a department may have."""
    return number(tables, "budget", "department")


def filled(rows: ir.Table) -> ir.Table:
    """The joined rows with nothing left unsaid: no neighbours are none."""
    star, same = ibis.coalesce(rows.star, 0), ibis.coalesce(rows.same, 0)
    none = ibis.literal([], type="array<string>")
    most = ibis.greatest(star, same)
    return rows.mutate(
        repeats=ibis.ifelse(most > 1, most, 0),
        kin=ibis.coalesce(rows.near, none).concat(ibis.coalesce(rows.again, none)),
        persons=ibis.coalesce(rows.persons, 0),
        same_place=star,
        same_person=same,
        surge=ibis.coalesce(rows.surge, 0),
        surge_z=ibis.coalesce(rows.surge_z, 0.0),
        sign_late=ibis.coalesce(rows.sign_late, ibis.literal(False)),
        contact_late=ibis.coalesce(rows.contact_late, ibis.literal(False)),
    )
