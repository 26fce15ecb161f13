"""Facts become rows of the board, key by key; histories that run alike are folded together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from dashboard.board.columns import columns, tabled
from dashboard.board.ordinals import Numbers
from dashboard.board.patterns import EPOCH, FactRow, History, Patterns, laid
from dashboard.board.rows import CASE, CLOSING, DELAY, STAGE, case_table, leg_table, numbered, stage_table
from dashboard.board.schema import (
    ACKNOWLEDGED,
    ADVICE,
    ANOMALIES,
    APPEALS,
    ASSIGNMENTS,
    CLOSINGS,
    DELAYS,
    DUTIES,
    GROUPED,
    HANDOVERS,
    LEVER_STEPS,
    LEVERS,
    NOTES,
    POSTS,
    REOPENINGS,
    ROSTER,
    RULE_PROPOSALS,
    SILENCES,
    SPANS,
)
from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.fold import Folded, Known
from dashboard.fold.advice import standing
from dashboard.fold.appeal import appeals
from dashboard.fold.borrowing import LEADERS
from dashboard.fold.case import fold_case
from dashboard.fold.desk_acts import FOLDS
from dashboard.fold.lever import PREFIX, asked_at, fold_lever
from dashboard.fold.rule_proposal import PREFIX as RULE
from dashboard.fold.rule_proposal import fold_rule
from dashboard.fold.rules import Rules
from dashboard.fold.watch import WATCH

Tables = dict[str, pa.Table]
OTHERS = {
    "advice": ADVICE,
    "appeals": APPEALS,
    "levers": LEVERS,
    "lever_steps": LEVER_STEPS,
    "rule_proposals": RULE_PROPOSALS,
    "acknowledged": ACKNOWLEDGED,
    "notes": NOTES,
    "silences": SILENCES,
    "grouped": GROUPED,
    "handovers": HANDOVERS,
    "posts": POSTS,
    "duties": DUTIES,
    "roster": ROSTER,
    "anomalies": ANOMALIES,
}
"""The tables that tell of other things than cases, and what both may have been refused."""


def folded(facts: Iterable[FactRow], rules: Rules, patterns: Patterns | None = None) -> Tables:
    """The rows of every table that these keys amount to, each with the number of its key."""
    alike: list[History] = []
    cases: dict[int, Folded] = {}
    others: dict[str, list[dict[str, Any]]] = {name: [] for name in OTHERS}
    for (no, key), group in groupby(facts, itemgetter(0, 1)):
        rows = list(group)
        if not key.startswith("case:"):
            for name, more in besides(key, known(rows), rules).items():
                others[name] += [{"no": no, **row} for row in more]
        elif history := patterns.history(rows) if patterns else None:
            alike.append(history)
        else:
            cases[no] = fold_case(key, known(rows), rules)
    found = tables(cases, rules.calendar)
    for name, more in others.items():
        numbers = np.array([row["no"] for row in more], dtype=np.int64)
        rows_of = numbered(tabled(more, OTHERS[name]), numbers)
        found[name] = pa.concat_tables([found[name], rows_of]) if name in found else rows_of
    for name, more in (laid(alike, rules.calendar) if alike else {}).items():
        found[name] = pa.concat_tables([found[name], more])
    return found


def besides(key: str, facts: Iterator[Known], rules: Rules) -> dict[str, list[dict[str, Any]]]:
    """The rows that the facts of a key amount to which is not that of a case; none of an unknown kind."""
    if key.startswith("advice:"):
        return {"advice": standing(key, facts)}
    if key.startswith("appeal:"):
        return {"appeals": appeals(key, facts)}
    if key.startswith(PREFIX):
        borrowed = fold_lever(key, facts)
        return {
            "levers": [reckoned(borrowed.lever, rules)],
            "lever_steps": borrowed.steps,
            "anomalies": borrowed.anomalies,
        }
    if key.startswith(RULE):
        ruled = fold_rule(key, facts)
        return {"rule_proposals": [ruled.rule] if ruled.rule else [], "anomalies": ruled.anomalies}
    for start, (name, fold) in (*FOLDS.items(), *WATCH.items()):
        if key.startswith(start):
            return {name: fold(key, facts)}
    return {}


def reckoned(lever: dict[str, Any], rules: Rules) -> dict[str, Any]:
    """A lever with what the calendar says: its issue in working time, and until when its leader has rest."""
    asked = asked_at(lever)
    limit = Limit.parse(rules.district.bounds.cooldown)
    due = rules.calendar.due_at(asked, limit) if asked and lever["level"] in LEADERS else None
    issued = lever["issued_at"]
    worked = rules.calendar.ordinal(issued, Measure.HOURS) if issued else None
    return {**lever, "cool_until": due, "issued_ord": worked}


def known(rows: Iterable[FactRow]) -> Iterator[Known]:
    """Facts as the fold sees them; of an erased body nothing is left but that it happened."""
    for _, _, kind, version, digest, happened, seq, body in rows:
        yield Known(
            kind=kind,
            version=version,
            digest=digest,
            happened_at=EPOCH + timedelta(microseconds=happened),
            body=orjson.loads(body) if body else {},
            seq=seq,
        )


def tables(cases: Mapping[int, Folded], calendar: WorkCalendar) -> Tables:
    """The tables of folded cases by the number of their key."""
    spans, span_owners = many(cases, "spans")
    given, given_owners = many(cases, "assignments")
    stages, stage_owners = many(cases, "stages")
    closings, closing_owners = many(cases, "closings")
    reopened, reopened_owners = many(cases, "reopenings")
    delays, delay_owners = many(cases, "delays")
    anomalies, anomaly_owners = many(cases, "anomalies")
    rows = columns([case.case for case in cases.values()], CASE)
    pauses = [case.pauses for case in cases.values()]
    stage_pauses, closing_pauses, delay_pauses = (
        [case.pauses for case in cases.values() for _ in getattr(case, name)]
        for name in ("stages", "closings", "delays")
    )
    return {
        "cases": case_table(rows, pauses, np.array([*cases], dtype=np.int64), calendar),
        "spans": numbered(tabled(spans, SPANS), span_owners),
        "assignments": numbered(tabled(given, ASSIGNMENTS), given_owners),
        "stages": stage_table(columns(stages, STAGE), stage_pauses, stage_owners, calendar),
        "closings": leg_table(columns(closings, CLOSING), closing_pauses, closing_owners, calendar, CLOSINGS),
        "reopenings": numbered(tabled(reopened, REOPENINGS), reopened_owners),
        "delays": leg_table(columns(delays, DELAY), delay_pauses, delay_owners, calendar, DELAYS),
        "anomalies": numbered(tabled(anomalies, ANOMALIES), anomaly_owners),
    }


def many(cases: Mapping[int, Folded], name: str) -> tuple[list[dict[str, Any]], Numbers]:
    """The rows of which each case has any number, and the number of the key of each."""
    found = [(row, no) for no, case in cases.items() for row in getattr(case, name)]
    return [row for row, _ in found], np.array([no for _, no in found], dtype=np.int64)
