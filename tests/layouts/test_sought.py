"""The words of the quick filter, and what of the district is called by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import Ask, Sought
from dashboard.text import LANGS
from layouts.names import NOBODY, UNKNOWN_STREET, category, street, unit
from layouts.sought import MOST, SOUGHT, meant, sought
from tests.layouts.frames import ordinary

CALLED = {"category": category, "street": street, "department": unit}


def of(words):
    return [one.word for one in sought({SOUGHT: words})]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("", []),
        ("   ", []),
        ("望潮", ["望潮"]),
        (" Water  0417 ", ["water", "0417"]),
        ("０４１７", ["0417"]),
        ("\x00", []),
    ],
)
def test_words_are_told_apart_by_blanks_in_small_letters_and_plain_signs(said, words):
    assert of(said) == words


@given(st.text(max_size=200))
def test_no_address_makes_more_words_than_a_question_takes_and_none_is_empty(said):
    found = of(said)
    assert len(found) <= MOST
    assert all(found)


def test_what_follows_the_last_word_belongs_to_it():
    assert of("a b c d e f  g") == ["a", "b", "c", "d", "e f  g"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("column", sorted(CALLED))
def test_a_word_means_exactly_the_codes_whose_shown_name_has_it(column, lang):
    district = ordinary()
    kinds = {"category": district.categories, "street": district.streets, "department": district.orgs}
    for word in ("水", "街", "a", "road", "望潮"):
        (one,) = meant(Ask(sought=(Sought(word=word),)), district, lang, text=False).sought
        codes = set(dict(one.named)[column]) - {""}
        assert codes == {
            each.code for each in kinds[column] if word in CALLED[column](district, each.code, lang).lower()
        }


@pytest.mark.parametrize("lang", LANGS)
def test_what_has_no_street_or_nobody_is_found_by_what_the_screen_says_of_it(lang):
    for column, said in (("street", UNKNOWN_STREET), ("department", NOBODY)):
        word = said.to(lang).lower()
        (one,) = meant(Ask(sought=(Sought(word=word),)), ordinary(), lang, text=True).sought
        assert "" in dict(one.named)[column]
        assert one.text


def test_a_question_without_words_stays_the_same():
    asked = Ask()
    assert meant(asked, ordinary(), "zh", text=True) is asked
