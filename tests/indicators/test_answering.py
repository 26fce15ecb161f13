"""Questions: what can be asked, what is refused and why, and that equal questions share their text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import AskError, answer, checked, name_of
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.points import POINTS
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.refusal import Refusal
from tests.small_board import SmallReader, case


@pytest.mark.parametrize(
    ("indicator", "ask", "said"),
    [
        (OPEN, Ask(by=("dept",)), "open cannot be split by 'dept'; it can by department, street"),
        (OPEN, Ask(by=("day",)), "open cannot be split by 'day'"),
        (POINTS, Ask(by=("street",)), "it can by nothing"),
        (OPEN, Ask(where=(("stage", ("sign",)),)), "open cannot be filtered by 'stage'; it can by category"),
        (
            POINTS,
            Ask(where=(("street", ("A",)),)),
            "points cannot be filtered by 'street'; it can by nothing",
        ),
        (OPEN, Ask(where=(("street", ()),)), "a filter takes 1 to 50 values of at most 200 letters"),
        (OPEN, Ask(where=(("street", ("x" * 201,)),)), "at most 200 letters, street has 1"),
        (OPEN, Ask(ago=timedelta(days=7)), "open looks at now; its window cannot end 7 days"),
        (RECEIVED, Ask(by=("street", "street")), "split twice"),
        (OPEN, Ask(window=timedelta(days=1)), "looks at one moment and takes no window, here 1 day"),
        (RECEIVED, Ask(window=timedelta()), "the window 0:00:00 is not longer than nothing"),
        (RECEIVED, Ask(window=timedelta(days=-1)), "not longer than nothing"),
        (RECEIVED, Ask(trend=True), "received has no trend"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_what_can(indicator, ask, said):
    with pytest.raises(AskError, match=said.replace("(", r"\(")):
        checked(indicator, ask)


def test_a_refusal_is_meant_for_a_person():
    assert issubclass(AskError, Refusal)


def test_the_indicators_own_window_and_split_fill_the_question():
    asked = checked(STAGE_RESPONSE, Ask())
    assert (asked.by, asked.window) == (("department",), timedelta(days=28))
    assert checked(STAGE_RESPONSE, Ask(by=("street",), window=timedelta(days=7))).by == ("street",)


def test_questions_that_differ_have_names_that_differ():
    asks = [
        Ask(), Ask(by=("street",)), Ask(by=("street", "feed")), Ask(by=("feed", "street")),
        Ask(window=timedelta(days=7)), Ask(window=timedelta(hours=7)),
    ]  # fmt: skip
    names = {name_of(indicator, checked(indicator, ask)) for ask in asks for indicator in (RECEIVED, ON_TIME)}
    names |= {name_of(OPEN, Ask(trend=trend)) for trend in (True, False)}
    assert len(names) == 14


def test_a_question_asked_again_is_not_built_again(board_tables):
    reader = SmallReader(board_tables(cases=[case()]).connection, {})
    for _ in range(3):
        answer(RECEIVED, Ask(), reader)
    answer(RECEIVED, Ask(by=("street",)), reader)
    assert list(reader.texts) == [
        name_of(RECEIVED, checked(RECEIVED, Ask(by=by))) for by in ((), ("street",))
    ]


def test_indicators_that_measure_the_same_share_its_text_and_each_finishes_alone(board_tables):
    double = replace(RECEIVED, name="double", finish=lambda frame: frame.assign(value=2 * frame["value"]))
    reader = SmallReader(board_tables(cases=[case()]).connection, {})
    assert [answer(one, Ask(), reader)["value"].to_list() for one in (RECEIVED, double)] == [[1], [2]]
    assert len(reader.texts) == 1


def test_a_measure_made_by_a_function_has_no_place_of_its_own_and_shares_no_text(board_tables):
    reader = SmallReader(board_tables(cases=[case()]).connection, {})
    for one in (OPEN, OVERDUE, replace(OPEN, name="another")):
        answer(one, Ask(), reader)
    assert len(reader.texts) == 3


def test_one_text_serves_every_value_of_a_filter(board_tables):
    cases = [case(f"case:hotline/{n}", street=street) for n, street in enumerate(("a", "a", "b", None))]
    reader = SmallReader(board_tables(cases=cases).connection, {})

    def received(*streets):
        return answer(RECEIVED, Ask(where=(("street", streets),)), reader)["value"].to_list()

    assert [received("a"), received("b"), received("a", "b"), received("'; --")] == [[2], [1], [3], [0]]
    assert len(reader.texts) == 1
    assert [received(""), received("", "b")] == [[1], [2]]
    assert len(reader.texts) == 2
    assert not any("'a'" in text for text in reader.texts.values())


def test_no_moment_stands_in_a_text(board_tables):
    reader = SmallReader(board_tables().connection, {})
    answer(ON_TIME, Ask(), reader)
    answer(OPEN, Ask(trend=True), reader)
    assert all("2026" not in text and "TIMESTAMP '" not in text for text in reader.texts.values())
