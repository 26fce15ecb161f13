"""The same entries at the same moments by two sets of rules: only what the rules change differs."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from dashboard.calendar import Limit
from dashboard.comparison.tiers import Tier
from dashboard.dryrun.measuring import compared
from dashboard.dryrun.running import FOLDING, LIVING, LONGEST, MEASURING, READING, Span, run, span
from dashboard.dryrun.sides import told as told_of
from dashboard.indicators.elapsed import ELAPSED
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.satisfied_rate import SATISFIED_RATE
from dashboard.places import Geometry
from dashboard.refusal import Refusal
from layouts.listed import counted
from tests.dryrun.telling import (
    LATE,
    NOW,
    ONCE,
    WEEK,
    changed,
    copy_side,
    entries_of,
    in_force,
    paged,
    settled,
    stuck,
    tried,
)
from tests.living import NOON, TEXTS, stepped

pytestmark = pytest.mark.sweep

FEW = (ON_TIME, ELAPSED, OPEN, OVERDUE, RECEIVED)
DEFAULT = 'default = "5D"'


def lives(seed=7, cases=40):
    """When cases were sent out, and how long they took; some are not closed yet."""
    dice = random.Random(seed)
    return [
        (dice.uniform(20, 330), timedelta(hours=dice.uniform(1, 300)) if dice.random() < 0.8 else None)
        for _ in range(cases)
    ]


def of(lives_):
    """The facts of such cases, as far as they have come by noon."""
    return [
        fact
        for n, (hours, lasts) in enumerate(lives_)
        for fact in settled(n, hours=hours, lasts=lasts)
        if fact.happened_at < NOON
    ]


@pytest.fixture(scope="module")
def entries():
    return entries_of([*stuck(900), *of(lives())])


def test_an_unchanged_copy_changes_nothing(tmp_path, entries):
    sides = in_force(), copy_side(changed(tmp_path / "copy"))
    measures, flags, seen = tried(sides, entries, FEW, LATE)
    assert seen == len(entries)
    assert [one.name for one in measures if one.whole.changed] == []
    assert [
        (one.name, unit) for one in measures for unit, number in one.units.items() if number.changed
    ] == []
    assert all(one.moved == () for one in measures)
    assert flags.before == flags.after
    assert (flags.newly, flags.no_longer, flags.readdressed) == ((), (), ())
    assert [one.name for one in flags.triggers if one.newly or one.no_longer or one.before != one.after] == []
    whole = {one.name: one.whole.before for one in measures}
    assert whole["received"] > 10  # there was something to differ in


@pytest.mark.thorough
def test_an_unchanged_copy_changes_no_indicator_of_all(tmp_path, entries):
    sides = in_force(), copy_side(changed(tmp_path / "copy"))
    every = compared(counted().values())
    assert len(every) > 45
    measures, _, _ = tried(sides, entries, every, ONCE)
    assert [one.name for one in measures if one.whole.changed] == []
    assert len(measures) == len(every)


def naive(lives_, limit, calendar, begins, ends):
    """How each case counts by a limit: a plain loop over what happened."""
    found = {}
    for n, (hours, lasts) in enumerate(lives_):
        sent = NOON - timedelta(hours=hours - 0.1)
        closed = sent + lasts if lasts is not None and sent + lasts < NOON else None
        due = calendar.due_at(sent, limit)
        at = due if closed is None else min(closed, due)
        if begins <= at < ends:
            found[f"case:hotline/{n:06d}"] = "on_time" if closed is not None and closed <= due else "late"
    return found


@pytest.mark.parametrize("limit", ["7D", "2D", "1D"])
def test_another_limit_moves_exactly_the_cases_that_a_plain_loop_says(tmp_path, limit):
    told = lives(seed=11)
    sides = in_force(), copy_side(changed(tmp_path / "copy", (DEFAULT, f'default = "{limit}"')))
    (measure,), _, _ = tried(sides, entries_of(of(told)), (ON_TIME,), ONCE)
    begins, ends = WEEK.ends(sides[0], NOW)
    before, after = (naive(told, Limit.parse(one), sides[0].calendar, begins, ends) for one in ("5D", limit))
    expected = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert {one.of.key for one in measure.moved} == expected
    assert measure.whole.moved == len(expected) > 0
    for one in measure.moved:
        for rows, said in ((one.before, before), (one.after, after)):
            assert [row.partition("|")[2] for row in rows] == [said[key] for key in said if key == one.of.key]
    for said, number in ((before, measure.whole.before), (after, measure.whole.after)):
        hits = sum(outcome == "on_time" for outcome in said.values())
        assert number == pytest.approx(hits / len(said))
    assert measure.units["water"].moved == len(expected)


def test_a_shorter_limit_puts_a_matter_before_leaders_and_says_why(tmp_path):
    sides = in_force(), copy_side(changed(tmp_path / "copy", (DEFAULT, 'default = "2D"')))
    _, flags, _ = tried(sides, entries_of(stuck(900)), (), LATE)
    (one,) = flags.newly
    assert one.of.key == "case:hotline/000900"
    assert set(one.of.held_by) == {"water", "greening", "housing"}
    assert one.before.score < 60 <= one.after.score
    assert one.before.ratio < one.after.ratio
    assert "T06" in one.after.fired
    assert "T06" not in one.before.fired
    assert (one.morning, one.mornings) == (date(2026, 11, 20), 1)
    assert (flags.before, flags.after, flags.counts.newly) == (0, 1, 1)
    overdue = next(one for one in flags.triggers if one.name == "T06")
    assert (overdue.before, overdue.after, overdue.newly, overdue.no_longer) == (0, 1, 1, 0)
    assert [matter.of.key for matter in overdue.some] == ["case:hotline/000900"]


def test_the_other_way_round_it_is_no_longer_put_up(tmp_path):
    shorter = changed(tmp_path / "shorter", (DEFAULT, 'default = "2D"'))
    live = in_force(shorter)
    _, flags, _ = tried((live, copy_side(changed(tmp_path / "copy"), live)), entries_of(stuck(900)), (), LATE)
    assert flags.newly == ()
    assert [one.of.key for one in flags.no_longer] == ["case:hotline/000900"]
    assert (flags.before, flags.after) == (1, 0)


def test_another_line_of_the_duty_list_asks_another_post(tmp_path):
    shorter = changed(tmp_path / "shorter", (DEFAULT, 'default = "2D"'))
    live = in_force(shorter)
    csv = ("区水务局,head-water,second-water", "区水务局,second-water,head-water")
    toml = changed(tmp_path / "copy", csv, file="lists/duties.csv", of=shorter)
    copy = copy_side(toml, live)
    measures, flags, _ = tried((live, copy), entries_of(stuck(900)), FEW, LATE)
    assert not any(one.whole.changed for one in measures)
    assert (flags.newly, flags.no_longer) == ((), ())
    (one,) = flags.readdressed
    assert (one.before.post, one.after.post) == ("head-water", "second-water")


def test_another_weight_of_a_mark_changes_the_rate_that_weighs_and_no_other(tmp_path):
    facts = settled(1, hours=100, lasts=timedelta(hours=4))
    facts.append(stepped(1, "visit", hours=90, satisfaction=1))
    weights = "satisfaction = { 0 = 0.0, 1 = 0.3, 2 = 1.0, 3 = 1.0 }\n"
    folder = changed(tmp_path / "copy", ('code = "990101"\n', f'code = "990101"\n{weights}'))
    sides = in_force(), copy_side(folder)
    measures, _, _ = tried(sides, entries_of(facts), (*FEW, SATISFIED_RATE), ONCE)
    assert [one.name for one in measures if one.whole.changed] == ["satisfied-rate"]
    (rate,) = (one for one in measures if one.name == "satisfied-rate")
    assert (rate.whole.before, rate.whole.after) == pytest.approx((0.8, 0.3))


def test_another_threshold_changes_what_fires_and_no_indicator(tmp_path):
    folder = changed(tmp_path / "copy")
    (folder / "triggers.toml").write_text("T05_share = 0.1\nT05_idle_days = 0.1\n", "utf-8")
    live, copy = in_force(), copy_side(folder)
    said = {one.where: (one.before, one.after) for one in told_of(live, copy)}
    assert said == {
        "bounds.triggers.T05_share": ("0.75", "0.1"),
        "bounds.triggers.T05_idle_days": ("1", "0.1"),
    }
    measures, flags, _ = tried((live, copy), entries_of(settled(1, hours=70, lasts=None)), FEW, LATE)
    assert not any(one.whole.changed for one in measures)
    assert {one.name: one.newly for one in flags.triggers if one.newly or one.no_longer} == {"T05": 1}


MOVED = [("stuck", "25", "40"), ("late", "15", "10"), ("tractable", "10", "0")]


def test_another_weight_changes_scores_and_who_comes_before_leaders_and_no_indicator(tmp_path):
    folder = changed(tmp_path / "copy")
    (folder / "triggers.toml").write_text("[score]\nstuck = 40\nlate = 10\ntractable = 0\n", "utf-8")
    live, copy = in_force(), copy_side(folder)
    said = {one.where: (one.before, one.after) for one in told_of(live, copy)}
    assert said == {f"bounds.score.{bar}": (before, after) for bar, before, after in MOVED}
    measures, flags, _ = tried((live, copy), entries_of(stuck(1)), FEW, LATE)
    assert not any(one.whole.changed for one in measures)
    assert (flags.before, flags.after, flags.counts.newly) == (0, 1, 1)
    (new,) = flags.newly
    assert (new.before.score or 0) < 60 <= new.after.score


def test_a_shorter_limit_shows_which_tier_each_unit_would_have_and_by_which_cases(tmp_path):
    """A unit that has been quick, and for eight weeks takes four days where two would be the limit."""
    past = [settled(n, hours=24.0 * (70 + n), lasts=timedelta(hours=4)) for n in range(40)]
    now = [settled(100 + n, hours=24.0 * (5 + 1.2 * n), lasts=timedelta(days=4)) for n in range(40)]
    sides = in_force(), copy_side(changed(tmp_path / "copy", (DEFAULT, 'default = "2D"')))
    facts = [fact for part in (*past, *now) for fact in part]
    (found,), _, _ = tried(sides, entries_of(facts), (FAIR_COMPARISON,), ONCE)
    unit = found.units["water"]
    assert (unit.tier_before, unit.tier_after) == (Tier.SAME, Tier.WORSE)
    assert unit.changed
    assert unit.n_before > 30
    assert unit.before > unit.after
    assert (found.whole.before, found.whole.after) == (0, 1)
    assert {one.after for one in found.moved} == {("water|late",)}
    assert found.whole.moved == len(found.moved) > 20  # over a weekend two working days are four


def test_each_side_lives_with_its_own_advice(tmp_path):
    """What stands is taken off below 50 only, and stands by the rules of its own side."""
    sides = in_force(), copy_side(changed(tmp_path / "copy", (DEFAULT, 'default = "2D"')))
    entries_ = entries_of(stuck(900))
    key, body = "advice:case:hotline/000900", {"score": 60, "level": "L3"}
    foreign = replace(entries_[-1], seq=len(entries_) + 1, key=key, kind="raise", stream="advice", body=body)
    alone, told = (tried(sides, some, (), LATE)[1] for some in (entries_, [*entries_, foreign]))
    assert alone == told


def test_without_days_it_is_the_thirteen_weeks_up_to_yesterday():
    found = span((None, None), in_force(), NOW, time(9), 1)
    assert (found.first, found.last, found.at) == (date(2026, 8, 21), date(2026, 11, 19), time(9))
    assert (found.last - found.first).days + 1 == 91


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 19)),
        (date(2026, 11, 21), date(2026, 11, 22)),
        (date(2026, 11, 19) - timedelta(days=LONGEST), date(2026, 11, 19)),
    ],
)
def test_days_that_cannot_be_compared_are_refused(first, last):
    with pytest.raises(Refusal, match=first.isoformat()):
        span((first, last), in_force(), NOW, time(9), 1)


def test_mornings_are_local_and_none_is_of_the_future():
    days = Span(first=date(2026, 11, 19), last=date(2026, 11, 22), at=time(9))
    side = in_force()
    assert days.mornings(side, NOW) == [
        datetime(2026, 11, 19, 1, tzinfo=UTC),
        datetime(2026, 11, 20, 1, tzinfo=UTC),
    ]
    assert days.ends(side, NOW) == (datetime(2026, 11, 18, 16, tzinfo=UTC), NOW)


def test_how_far_it_has_come_is_told_for_every_part(entries):
    heard, side = [], in_force()
    run(
        paged(entries), len(entries), (side, side), LATE, now=NOW, geometry=Geometry.load(side.district),
        indicators=(OPEN,), texts=TEXTS, told=lambda part, done, total: heard.append((part, done, total)),
    )  # fmt: skip
    assert list(dict.fromkeys(part for part, _, _ in heard)) == [READING, FOLDING, LIVING, MEASURING]
    assert heard[-1] == (MEASURING, 1, 1)
    assert [done for part, done, _ in heard if part == LIVING] == [1, 2]


def test_what_a_dry_run_compares_are_numbers_of_the_district_and_of_units():
    found = compared(counted().values())
    assert {ON_TIME, OPEN, OVERDUE, RECEIVED, FAIR_COMPARISON} <= {*found}
    assert not {one.name for one in found} & {"received-today", "closed-today", "hand-offs", "sign-hours"}
