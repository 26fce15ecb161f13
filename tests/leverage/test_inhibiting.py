"""What is inhibited: reminders of cases in danger, or with a higher lever on loan; and nothing else."""

from __future__ import annotations

from datetime import timedelta

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.inhibiting import INHIBITED
from tests.small_board import NOW, board_tables, case, stage


def late(key, name="sign"):
    return stage(key, stage=name, due_at=NOW - timedelta(minutes=1))


def lent(key, level, step=None, **given):
    return {
        "key": f"lever:{key}", "level": level, "step": step, "cases": [key], "matter": key, "lent": True,
        "live": True, "state": "active", "cost": 1, "issued_at": NOW - timedelta(hours=1),
    } | given  # fmt: skip


def inhibited(cases, stages, levers=()):
    frame = answer(INHIBITED, Ask(), board_tables(cases=cases, stages=stages, levers=list(levers)))
    return {row.key: (row.by, sorted(row.rules)) for row in frame.itertuples()}


def test_danger_and_a_higher_lever_inhibit_and_a_reminder_or_a_notice_does_not():
    keys = [f"case:f/{n}" for n in range(5)]
    cases = [case(keys[0], flags=["safety"]), *(case(key) for key in keys[1:])]
    levers = [
        lent(keys[1], "L3"), lent(keys[2], "L2", "L2.1"), lent(keys[3], "L4", cost=0),
    ]  # fmt: skip
    stages = [*(late(key) for key in keys), late(keys[1], "contact")]
    assert inhibited(cases, stages, levers) == {
        keys[0]: ("T11", ["T01"]), keys[1]: ("L3", ["T01", "T02"]),
    }  # fmt: skip


def test_where_nothing_runs_late_nothing_is_inhibited():
    assert inhibited([case("case:f/1", flags=["safety"])], []) == {}
