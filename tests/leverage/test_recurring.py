"""What came back: reports of a week at places where the same was reported before."""

from __future__ import annotations

from datetime import timedelta

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.leverage.recurring import LEAST, RECURRING
from tests.small_board import NOW, board_tables, case

DAY = timedelta(days=1)
PLACE = {"lon": 121.4, "lat": 31.2, "place": "inside"}


def report(number, *, days, **given):
    """A report of the place, so many days ago, by somebody of its own."""
    return case(
        f"case:f/{number}", reported_at=NOW - days * DAY, **{**PLACE, "requester_key": f"p{number}", **given}
    )


def rows(*cases, **ask):
    found = answer(RECURRING, Ask(**ask), board_tables(cases=cases))
    return found.to_numpy().tolist()


def test_a_place_counts_from_the_third_report_of_one_kind_within_thirty_days():
    twice = [report(n, days=n) for n in (1, 12)]
    assert rows(*twice) == []
    assert rows(*twice, report(3, days=20)) == [["S01", "E0116", 1, 3, 3]]
    assert LEAST == 3


def test_only_what_was_reported_in_the_week_counts_although_older_reports_make_it_recur():
    cases = [report(n, days=days) for n, days in enumerate((1, 2, 6, 8, 25))]
    assert rows(*cases) == [["S01", "E0116", 3, 5, 5]]
    assert rows(*cases, window=2.5 * DAY) == [["S01", "E0116", 2, 5, 5]]


def test_another_kind_another_place_and_what_was_void_do_not_count():
    cases = [
        report(1, days=1), report(2, days=2), report(3, days=3, category="E0301"),
        report(4, days=3, lat=31.21), report(5, days=3, phase="voided", open=False),
    ]  # fmt: skip
    assert rows(*cases) == []


def test_one_person_who_insists_is_told_apart_from_many():
    assert rows(*(report(n, days=n + 1, requester_key="same") for n in range(4)))[0][-1] == 1


def test_the_largest_star_stands_first_and_the_list_behind_it_is_its_cases():
    cases = [report(n, days=1 + n % 3) for n in range(3)]
    cases += [report(10 + n, days=1, lat=31.3, street="S02") for n in range(5)]
    found = rows(*cases)
    assert [(row[0], row[2], row[3]) for row in found] == [("S02", 5, 5), ("S01", 3, 3)]
    where = (("street", ("S02",)), ("category", ("E0116",)))
    behind = answer(listed(RECURRING), Ask(where=where), board_tables(cases=cases))
    assert sorted(behind["id"]) == ["10", "11", "12", "13", "14"]


def test_by_day_the_days_of_reporting_stand_apart():
    cases = [report(n, days=n + 1) for n in range(3)]
    found = answer(RECURRING, Ask(by=("street", "category", "day")), board_tables(cases=cases))
    assert found["value"].tolist() == [1, 1, 1]
    assert found["times"].tolist() == [3, 3, 3]
