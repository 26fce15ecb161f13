"""The quick filter of a list: the words of the address, and what of the district is called by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from unicodedata import normalize

from dashboard.district import District
from dashboard.indicators import Ask, Sought
from dashboard.text import Lang
from layouts import Query
from layouts.names import NOBODY, UNKNOWN_STREET, category, street, unit

SOUGHT = "q"
"""The word of a query that holds them."""
MOST = 5
"""Words of one filter; what follows belongs to the last."""
LONGEST = 60
"""Letters that its box takes."""


def sought(query: Query) -> tuple[Sought, ...]:
    """The words that a row must show, in small letters and plain signs."""
    said = normalize("NFKC", query.get(SOUGHT, "")).lower().replace("\x00", "")
    return tuple(Sought(word=word.strip()) for word in said.split(maxsplit=MOST - 1))


def meant(ask: Ask, district: District, lang: Lang, *, text: bool) -> Ask:
    """The question with the codes that its words name in a language; `text`: whether texts are shown."""
    if not ask.sought:
        return ask
    return replace(ask, sought=tuple(named(one.word, district, lang, text) for one in ask.sought))


def named(word: str, district: District, lang: Lang, text: bool) -> Sought:
    """One word, with the codes of what is called by it."""
    called = {
        "category": [(one.code, category(district, one.code, lang)) for one in district.categories],
        "street": [("", UNKNOWN_STREET.to(lang))]
        + [(one.code, street(district, one.code, lang)) for one in district.streets],
        "department": [("", NOBODY.to(lang))]
        + [(one.code, unit(district, one.code, lang)) for one in district.orgs],
    }
    codes = tuple((column, tuple(having(word, names))) for column, names in called.items())
    return Sought(word=word, named=codes, text=text)


def having(word: str, names: Iterable[tuple[str, str]]) -> Iterable[str]:
    """The codes whose name has the word in it."""
    return (code for code, name in names if word in normalize("NFKC", name).lower())
