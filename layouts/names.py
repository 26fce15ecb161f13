"""What streets, categories and units are called on the screen."""

from __future__ import annotations

from typing import Any

from dashboard.cases import Urgency
from dashboard.district import District, Told
from dashboard.text import Lang, Text

UNKNOWN_STREET = Text("无街镇", "no street")
NOBODY = Text("无主", "nobody")
BAND = Text("时限 ≤ {n} 天", "limit ≤ {n} d")
LONGER = Text("时限更长", "a longer limit")


def is_code(code: Any) -> bool:
    """Whether a cell of a frame names something (null and NaN do not)."""
    return isinstance(code, str) and code != ""


def tells(district: District, what: Told) -> bool:
    """Whether any connected source can say this at all."""
    return any(what in feed.tells for feed in district.feeds)


def street(district: District, code: Any, lang: Lang) -> str:
    """The short name of a street, as labels and rows carry it."""
    return plain(district.short(code, lang)) if is_code(code) else UNKNOWN_STREET.to(lang)


def plain(name: str) -> str:
    """A street without the word for street: 望潮街道 is called 望潮."""
    return name.removesuffix("街道").removesuffix(" Subdistrict") or name


def category(district: District, code: Any, lang: Lang) -> str:
    """What a case is about."""
    return district.short(code, lang) if is_code(code) else "—"


def unit(district: District, code: Any, lang: Lang) -> str:
    """The short name of a unit; nobody where there is none."""
    return district.short(code, lang) if is_code(code) else NOBODY.to(lang)


def stratum(district: District, value: str, lang: Lang) -> str:
    """A kind of case: what it is about, how urgent, how long its limit."""
    about, urgency, band = (*value.split("|"), "", "")[:3]
    limit = BAND.to(lang, n=band) if band.isdecimal() else LONGER.to(lang)
    urgent = Urgency(urgency).label.to(lang) if urgency in set(Urgency) else urgency
    return " · ".join(part for part in (category(district, about, lang), urgent, limit) if part)
