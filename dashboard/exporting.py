"""A list as a file for a spreadsheet: the same rows as on the screen, with what they are of."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd
import xlsxwriter
from babel.dates import format_datetime

from dashboard.clock import now as wall
from dashboard.indicators.listing import sized
from dashboard.indicators.showing import cell, csv
from dashboard.rolls import opened
from dashboard.scope import Sight
from dashboard.text import Lang, Text
from layouts import Column, Need, View, audit_words
from layouts.asking import where
from layouts.dimensions import title, words
from layouts.listed import ask, cells, of, size, told
from layouts.pages import known
from layouts.panels.case_list import chosen, looked_for
from layouts.sites import AUDIT
from layouts.windows import begins, refused
from layouts.wording import LOCALES

if TYPE_CHECKING:
    from dashboard.desk import Desk

TAKE = "export"
"""The act by which somebody takes something away: a list, a paper, a digest."""
EXPORT = "/export/cases.csv"
"""Where the file is fetched."""
WORKBOOK = "/export/cases.xlsx"
"""Where the same list is fetched as a workbook."""
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_ALONE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text stays the text it is, whatever a spreadsheet would take it for."""
MOST = 200_000
"""Rows of one file; of a longer list the head says how many are missing."""
LEAF = 5_000
"""Rows that are put into words at once."""
CUT = Text(
    "只含前 {most} 件，共 {cases} 件：请加筛选后分次导出",
    "the first {most} of {cases}: narrow the list, take it in parts",
)
AUDIT_EXPORT = "/export/audit.csv"
"""Where that of the audit is."""
MOST_NOTES = 100_000
TOO_MANY = Text(
    "共 {count} 条，一次最多导出 {most} 条：请用 since 与 until 按日期分次导出",
    "{count} notes; one file takes {most}: take them away day by day with since and until",
)
NOTED = ("actor", "roles", "address", "action", "object", "outcome", "before", "after")
BOM = "\ufeff"
"""By which spreadsheets know UTF-8."""
HEAD = {
    "district": Text("区", "District"),
    "of": Text("指标", "Number"),
    "formula": Text("口径", "Formula"),
    "filters": Text("筛选", "Filters"),
    "window": Text("窗口", "Window"),
    "moment": Text("截至", "As of"),
    "version": Text("账本至", "Ledger up to entry"),
    "count": Text("计数", "Counted"),
    "rows": Text("所列件数", "Rows listed"),
    "cut": Text("未列全", "Cut"),
    "taken": Text("导出人与时间", "Taken by, at"),
}


def audit_exported(desk: Desk, query: Mapping[str, str], lang: Lang) -> str:
    """The notes that a query asks for as CSV, newest first, all of them; of too many none."""
    wanted = audit_words.meant(known(AUDIT.name, query), desk.district)
    if (count := desk.ledger.book.count(wanted)) > MOST_NOTES:
        raise refused(TOO_MANY, count=count, most=MOST_NOTES)
    notes = desk.ledger.book.read(limit=MOST_NOTES, where=wanted)
    rows = [
        [note.seq, note.recorded_at.isoformat(), *(str(getattr(note, name)) for name in NOTED), note.times]
        for note in notes
    ]
    return BOM + csv(pd.DataFrame(rows, columns=["seq", "recorded_at", *NOTED, "times"]))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A list to be taken away: what it is of, and its rows as on the screen, told leaf by leaf."""

    head: pd.DataFrame
    columns: Sequence[Column]
    rows: pd.DataFrame  # as the board tells them
    view: View

    def leaves(self) -> Iterator[pd.DataFrame]:
        """Its rows in words, so many at once that they need little room; of an empty list the headings."""
        names = {one.name: one.title.to(self.view.lang) for one in self.columns}
        for start in range(0, max(len(self.rows), 1), LEAF):
            part = told(self.rows.iloc[start : start + LEAF], self.view)
            yield pd.DataFrame(part, columns=list(names), dtype=object).rename(columns=names)

    def csv(self) -> str:
        """Both as CSV, a blank line between them."""
        first, *others = (csv(leaf) for leaf in self.leaves())
        return "".join((BOM, csv(self.head), "\n", first, *(text.partition("\n")[2] for text in others)))

    def workbook(self) -> bytes:
        """Both as a workbook whose every text is a text; the rows can be filtered under a frozen heading.

        It is written row by row: what is written is not kept.
        """
        taken = io.BytesIO()
        with xlsxwriter.Workbook(taken, {"constant_memory": True, **TEXT_ALONE}) as book:
            page, bold = book.add_worksheet(), book.add_format({"bold": True})
            for nth, one in enumerate(self.columns):
                page.set_column_pixels(nth, nth, one.width)
            for line, (name, value) in enumerate(self.head.itertuples(index=False)):
                page.write_row(line, 0, [name, cell(value)])
            top = len(self.head) + 1
            page.write_row(top, 0, [one.title.to(self.view.lang) for one in self.columns], bold)
            lines = (row for leaf in self.leaves() for row in leaf.itertuples(index=False))
            for line, row in enumerate(lines, top + 1):
                page.write_row(line, 0, map(cell, row))
            page.autofilter(top, 0, top + len(self.rows), len(self.columns) - 1)
            page.freeze_panes(top + 1, 1)
        return taken.getvalue()


def exported(desk: Desk, query: Mapping[str, str], lang: Lang, sight: Sight, by: str = "") -> Sheet:
    """The list that a query asks for, masked as on the screen, under a head: what it is, who took it."""
    with opened(desk, query, lang, sight) as listing:
        view, seq = listing.view, listing.sitting.reader.seq
        counted = size(listing.sitting.frame(Need(indicator=sized(of(view.query)), ask=ask(view.query))))
        rows = listing.rows(listing.roll().numbers[:MOST])
    return Sheet(
        head=head(counted, len(rows), view, seq, by), columns=chosen(view.query), rows=rows, view=view
    )


def head(counted: tuple[int, int], rows: int, view: View, seq: int, by: str) -> pd.DataFrame:
    """What a reader must know of a list that lies on a desk a week later."""
    lang, number = view.lang, of(view.query)
    filters = [
        f"{title(name, lang)}={words(name, found, view.district, lang)}"
        for name, found in (*cells(view.query), *where(view.query))
    ]
    said = {
        "district": view.district.name.to(lang),
        "of": number.title.to(lang),
        "formula": number.formula.to(lang),
        "filters": "; ".join([*filters, *looked_for(view).values()]),
        "window": windowed(view),
        "moment": minute(view.now, view),
        "version": seq,
        "count": counted[0],
        "rows": rows,
        **({"cut": CUT.to(lang, most=f"{MOST:,}", cases=f"{counted[1]:,}")} if counted[1] > rows else {}),
        "taken": f"{by} {minute(wall(), view)}".strip(),
    }
    return pd.DataFrame([[HEAD[name].to(lang), value] for name, value in said.items()], columns=["", " "])


def windowed(view: View) -> str:
    """From when to when the number counts; nothing where it looks at one moment."""
    asked = ask(view.query)
    if asked.window is None:
        return ""
    ends = view.now - asked.ago
    return " – ".join(minute(when, view) for when in (begins(asked, view.now, view.district), ends))


def minute(when: datetime, view: View) -> str:
    """A moment on the clocks of the district."""
    return format_datetime(when, "yyyy-MM-dd HH:mm", tzinfo=view.district.tz, locale=LOCALES[view.lang])
