"""What is inhibited: reminders of cases in danger, or with a higher lever on loan; and nothing else."""

from __future__ import annotations

from datetime import timedelta

from dashboard.district_bounds import shipped
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.inhibiting import INHIBITED
from tests.small_board import DAY_MINUTES, NOW, board_tables, case, ordinal, stage


def late(key, name="sign"):
    return stage(key, stage=name, due_at=NOW - timedelta(minutes=1))


def lent(key, level, step=None, **given):
    return {
        "key": f"lever:{key}", "level": level, "step": step, "cases": [key], "matter": key, "lent": True,
        "live": True, "state": "active", "cost": 1, "issued_at": NOW - timedelta(hours=1),
    } | given  # fmt: skip


def inhibited(cases, stages, levers=(), **given):
    tables = board_tables(cases=cases, stages=stages, levers=list(levers), **given)
    frame = answer(INHIBITED, Ask(), tables)
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


def silent(key, ratio=0.9, idle=2, **given):
    """A case with this share of its limit used, and so many working days without activity."""
    hours = timedelta(hours=24)
    return case(
        key, reported_at=NOW - ratio * hours, due_at=NOW + (1 - ratio) * hours,
        activity_ord=ordinal(NOW) - round(idle * DAY_MINUTES), **given,
    )  # fmt: skip


def test_a_case_near_its_limit_without_a_move_is_a_reminder_too_and_an_order_on_loan_is_no_higher_one():
    keys = [f"case:f/{n}" for n in range(6)]
    cases = [
        silent(keys[0], flags=["safety"]), silent(keys[1]), silent(keys[2]), silent(keys[3]),
        silent(keys[4], ratio=0.5), silent(keys[5], idle=0.5),
    ]  # fmt: skip
    levers = [
        lent(keys[1], "L2", "L2.3"), lent(keys[2], "L2", "L2.2"), lent(keys[4], "L3"), lent(keys[5], "L3"),
    ]  # fmt: skip
    assert inhibited(cases, [late(keys[2])], levers) == {
        keys[0]: ("T11", ["T05"]), keys[1]: ("L2.3", ["T05"]), keys[2]: ("L2.2", ["T01"]),
    }  # fmt: skip


def test_a_district_that_sets_t05_otherwise_has_other_reminders_inhibited():
    cases, levers = [silent("case:f/1", ratio=0.6)], [lent("case:f/1", "L4")]
    bounds = shipped()
    own = bounds.model_copy(update={"triggers": bounds.triggers.model_copy(update={"T05_share": 0.5})})
    assert inhibited(cases, [], levers) == {}
    assert inhibited(cases, [], levers, bounds=[{"said": own.said}]) == {"case:f/1": ("L4", ["T05"])}


def test_where_nothing_runs_late_nothing_is_inhibited():
    assert inhibited([case("case:f/1", flags=["safety"])], []) == {}
