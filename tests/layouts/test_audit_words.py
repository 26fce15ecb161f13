"""What an address asks of the audit: days on the district's clocks, one leaf at a time, refused in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.ledger.audit_leaves import NEWEST, Turn
from layouts.audit_words import LONGEST, PERIOD, WORDS, checked, meant, turn
from layouts.pages import known
from layouts.sites import AUDIT
from layouts.windows import WindowError
from tests.layouts.frames import ordinary

HERE = ordinary()
BEGINS = datetime(2026, 11, 2, 16, tzinfo=UTC)  # midnight in 云江区 when the third begins
ENDS = datetime(2026, 11, 4, 16, tzinfo=UTC)


def test_a_day_begins_and_ends_at_the_midnights_of_the_district():
    found = meant({"since": "2026-11-03", "until": "2026-11-04"}, HERE)
    assert (found.since, found.until) == (BEGINS, ENDS)


def test_one_day_alone_bounds_one_side():
    since, until = (meant({word: "2026-11-03"}, HERE) for word in ("since", "until"))
    assert (since.since, since.until) == (BEGINS, None)
    assert until.since is None
    assert until.until > BEGINS


def test_days_stand_beside_what_a_note_says_of_itself():
    found = meant({"actor": " chief ", "since": "2026-11-03"}, HERE)
    assert (found.actor, found.since, found.action) == ("chief", BEGINS, "")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "yesterday"}, "since is no day"),
        ({"until": "2026-02-30"}, "until is no day"),
        ({"since": "0001-01-01"}, "since is no day"),
        ({"until": "9999-12-31"}, "until is no day"),
        ({"until": "2026-11-03T08:30"}, "until is no day"),
        ({"since": "2026-11-05", "until": "2026-11-04"}, "since is after until"),
        ({"before": "newest"}, "before is no number"),
        ({"after": "-1"}, "after is no number"),
        ({"after": "１２"}, "after is no number"),
        ({"before": "9" * 19}, "before is no number"),
        ({"before": "7", "after": "3"}, "not both"),
        ({"object": "x" * (LONGEST + 1)}, "object has 200 letters at most"),
    ],
)
def test_what_is_no_day_and_no_number_is_refused_in_both_languages(query, said):
    with pytest.raises(WindowError, match="·") as refused:
        known(AUDIT.name, query)
    assert said in str(refused.value)
    assert query[next(iter(query))] not in str(refused.value)


def test_a_leaf_is_turned_at_a_number():
    assert turn({}) == NEWEST
    assert turn({"before": "1200"}) == Turn(before=1200)
    assert turn({"after": "7"}) == Turn(after=7)


def test_every_word_makes_another_picture_and_no_word_else_does():
    said = {"actor": "a", "action": "export", "outcome": "done", "object": "x", "since": "2026-11-03",
            "until": "2026-11-04"}  # fmt: skip
    assert set(WORDS) == {*said, "before", "after", "whole"}
    assert known(AUDIT.name, {**said, "before": "7", "page": "2"}) == {**said, "before": "7"}


def test_the_form_asks_for_the_days_that_the_address_has_and_for_neither_of_them_in_any_case():
    assert AUDIT.questions == (PERIOD,)
    assert [(entry.name, entry.kind, entry.needed) for entry in PERIOD.entries] == [
        ("since", "date", False), ("until", "date", False),
    ]  # fmt: skip


def test_an_address_that_says_nothing_is_sound():
    checked({"since": "", "before": " "})
