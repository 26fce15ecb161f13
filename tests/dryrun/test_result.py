"""What was found is kept whole for its owner alone, and shown to each within the scope."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.district import load
from dashboard.dryrun.result import FILE, Number, age, keep, kept, seen
from dashboard.dryrun.sides import mark_of
from dashboard.dryrun.standing import dry_run_standing
from dashboard.leverage.book import book_of
from dashboard.scope import NOTHING, WHOLE, Scope
from tests.dryrun.found import COUNTED, SHOWN, matter, result, subject
from tests.layouts import frames


def keys(found):
    """Every case that it names."""
    flags = found.flags
    matters = [*flags.newly, *flags.no_longer, *flags.readdressed]
    matters += [one for fired in flags.triggers for one in fired.some]
    return {one.of.key for one in matters} | {one.of.key for m in found.measures for one in m.moved}


def test_it_comes_back_as_it_was_and_no_other_account_may_read_it(tmp_path):
    found = result()
    path = keep(tmp_path, found)
    assert kept(tmp_path) == found
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


def test_a_newer_one_stands_in_place_of_the_older(tmp_path):
    keep(tmp_path, result())
    keep(tmp_path, result(post="值班长"))
    assert kept(tmp_path).post == "值班长"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"form": 2}'])
def test_a_file_that_cannot_be_read_is_none(tmp_path, text):
    assert kept(tmp_path) is None
    (tmp_path / FILE).write_text(text, "utf-8")
    assert kept(tmp_path) is None


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        (WHOLE, True),
        (Scope(streets=frozenset({"990101002"})), True),
        (Scope(departments=frozenset({"eco"})), True),
        (Scope(streets=frozenset({"990101003"}), departments=frozenset({"fg"})), False),
        (NOTHING, False),
    ],
    ids=str,
)
def test_cases_are_those_of_the_scope_and_counts_are_of_the_district(scope, named):
    found = seen(result(), scope)
    assert ({COUNTED, SHOWN} <= keys(found)) is named
    assert bool(keys(found)) is named
    assert [one.whole for one in found.measures] == [one.whole for one in result().measures]
    assert found.flags.counts == result().flags.counts
    assert [one.newly for one in found.flags.triggers] == [1, 0]


def test_a_case_of_no_street_and_nobody_is_of_the_whole_district_alone():
    lost = subject(street="", unit="", held_by=())
    assert lost.within(WHOLE)
    assert not lost.within(Scope(streets=frozenset({"990101002"}), departments=frozenset({"sw"})))


@pytest.mark.parametrize(
    ("number", "changed"),
    [
        (Number(before=1.0, after=1.0), False),
        (Number(before=1.0, after=2.0), True),
        (Number(before=0.5, after=0.5, n_before=4, n_after=6), True),
        (Number(before=0.5, after=0.5, n_before=4, n_after=4, moved=2), True),
        (Number(before=None, after=None), False),
        (Number(before=None, after=0.0), True),
    ],
)
def test_a_number_is_other_in_itself_in_what_it_rests_on_or_in_its_cases(number, changed):
    assert number.changed is changed


def test_its_age_is_never_below_nothing():
    assert age(result(), frames.NOW + timedelta(minutes=2)) == 120
    assert age(result(), frames.NOW - timedelta(minutes=2)) == 0


def test_one_of_another_district_is_none_and_other_rules_have_overtaken_it(tmp_path):
    district = load("yunjiang")
    mark = mark_of(district, book_of(district))
    assert dry_run_standing(tmp_path, district, WHOLE, frames.NOW).found is None
    keep(tmp_path, result(mark=mark))
    standing = dry_run_standing(tmp_path, district, WHOLE, frames.NOW)
    assert standing.found == result(mark=mark)
    assert not standing.overtaken
    limits = district.limits.model_copy(update={"default": None})
    other = district.model_copy(update={"limits": limits})
    assert dry_run_standing(tmp_path, other, WHOLE, frames.NOW).overtaken
    keep(tmp_path, result(district="990199"))
    assert dry_run_standing(tmp_path, district, WHOLE, frames.NOW).found is None


def test_nothing_that_was_said_of_a_case_is_kept():
    told = result(flags=result().flags.model_copy(update={"newly": (matter(),)})).model_dump()
    assert set(told["flags"]["newly"][0]["of"]) == {"key", "category", "street", "unit", "held_by"}
