"""What the numbers of a panel mean, as a page: formula, rules, rivals beside one another, the SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dashboard.district import District
from dashboard.indicators import Indicator
from dashboard.indicators.answering import Reader
from dashboard.indicators.explaining import excluded, facts, reconciled, sql
from dashboard.text import Lang, Text
from layouts import Panel, Query
from layouts.signing_in import page
from layouts.sites import PAGES

PATH = "/meaning/<page>/<panel>"
HEAD = Text("口径", "What it means")
OF = Text(
    "全区、此刻、按各自窗口，不带页面筛选",
    "of the whole district, now, over its own window, without filters of a page",
)
RIVALS = Text("另有口径，同时刻对照", "Rival formulas at the same moment")
SQL = Text("此数所运行的 SQL", "The SQL that it runs")
NONE = Text("本处不显示指标。", "No measure is shown here.")


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One measure in words."""

    title: str
    name: str
    facts: Sequence[tuple[str, str]]
    rivals: Sequence[str]
    sql: str


def address(site: str, panel: str, lang: Lang) -> str:
    """Where it is read what the numbers of a panel mean."""
    return f"/meaning/{quote(site)}/{quote(panel)}?lang={lang}"


def measures(panel: Panel) -> dict[str, Indicator]:
    """The indicators that a panel asks for, whatever its switch and those of its pages say."""
    choices = [choice for page in panel.pages for choice in PAGES[page].choices]
    choices += [panel.choice] if panel.choice else []
    queries: list[Query] = [{one.key: value} for one in choices for value in one.values]
    queries += [{}, {"department": "any"}]  # some tiles measure nothing before there is one unit
    needed = [need for query in queries for need in panel.needs(query).values()]
    return {need.indicator.name: need.indicator for need in needed}


def meanings(
    found: Mapping[str, Indicator], known: Mapping[str, Indicator], reader: Reader, lang: Lang
) -> Iterator[Meaning]:
    """Each measure with what is left out of it now and what its rivals say now."""
    for one in found.values():
        yield Meaning(
            title=one.title.to(lang),
            name=one.name,
            facts=[*facts(one, lang), *excluded(one, reader, lang)],
            rivals=reconciled(one, known, reader, lang),
            sql=sql(one),
        )


def meaning_page(panel: Panel, found: Sequence[Meaning], district: District, lang: Lang) -> str:
    """The page of one panel."""
    words = {"head": HEAD, "of": OF, "rivals": RIVALS, "sql": SQL, "none": NONE}
    return page(
        "meaning", lang, m={name: text.to(lang) for name, text in words.items()},
        title=district.title.to(lang), panel=panel.title.to(lang), found=found,
    )  # fmt: skip
