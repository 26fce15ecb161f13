"""The lists of the watch as rows of a sheet: posts, duties, roster; posts and office lines, never persons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.cases import UNMAPPED
from dashboard.district import District
from dashboard.privacy import scrub
from dashboard.refusal import Refusal

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LINE = re.compile(r"[0-9][0-9 \-]{1,15}(?:转[0-9]{1,6})?")
APART = re.compile(r"[、,，;；\s]+")


class ListError(Refusal):
    """A row cannot be used: which cell, and why."""


@dataclass(frozen=True)
class Kind:
    """What the columns of a list are called, in either language, and which a row must fill."""

    headings: Mapping[str, tuple[str, str]]
    required: tuple[str, ...]


LISTS: Mapping[str, Kind] = {
    "posts": Kind(
        {
            "code": ("岗位编码", "code"),
            "name_zh": ("岗位", "name_zh"),
            "name_en": ("英文名", "name_en"),
            "org": ("单位", "org"),
            "line": ("值守电话", "line"),
        },
        ("code", "name_zh", "org"),
    ),
    "duties": Kind(
        {
            "org": ("单位", "org"),
            "post": ("责任岗位", "post"),
            "deputy": ("B角岗位", "deputy"),
            "categories": ("类别", "categories"),
            "streets": ("街镇", "streets"),
            "clause": ("职责依据", "clause"),
            "confirmed": ("核实日期", "confirmed"),
        },
        ("org", "post", "confirmed"),
    ),
    "roster": Kind(
        {
            "day": ("日期", "day"),
            "shift": ("班次", "shift"),
            "post": ("岗位", "post"),
            "line": ("值守电话", "line"),
        },
        ("shift", "post"),
    ),
}
"""A file is called after its list: posts.csv, duties.xlsx, roster.csv."""


def read_row(name: str, raw: Any, district: District) -> dict[str, str]:
    """A row with codes for names; a `ListError` says what is wrong with which cell."""
    kind = LISTS[name]
    cells = {
        str(heading).strip(): str(cell).strip() for heading, cell in dict(raw).items() if cell is not None
    }
    for heading, cell in cells.items():
        if MOBILE.search(re.sub(r"[ \-]", "", cell)):
            raise ListError(f"{heading}: a mobile number is a person's; give the line of the office")
        if heading not in LINES and scrub(cell) != cell:
            raise ListError(f"{heading}: it tells of a person; a list names posts and office lines only")
    found = {
        ours: cell
        for ours, headings in kind.headings.items()
        if (cell := next((cells[one] for one in headings if cells.get(one)), ""))
    }
    if lacking := [kind.headings[ours][0] for ours in kind.required if ours not in found]:
        raise ListError(f"{'、'.join(lacking)}: is missing")
    return {ours: READ.get(ours, as_said)(cell, district) for ours, cell in found.items()}


LINES = {"值守电话", "line"}


def as_said(cell: str, _district: District) -> str:
    """A cell as it stands."""
    return cell


def unit(cell: str, district: District) -> str:
    """The code of a unit."""
    return known(district.org_of("*", cell), cell, "单位 org")


def line(cell: str, _district: District) -> str:
    """An internal or office line."""
    if not LINE.fullmatch(cell):
        raise ListError(f"值守电话 line: {scrub(cell)!r} is no line of an office")
    return cell


def categories(cell: str, district: District) -> str:
    """Codes of categories with blanks between."""
    return " ".join(
        known(district.category_of("*", one), one, "类别 categories") for one in APART.split(cell) if one
    )


def streets(cell: str, district: District) -> str:
    """Codes of streets with blanks between."""
    return " ".join(
        known(district.street_of("*", one), one, "街镇 streets") for one in APART.split(cell) if one
    )


def day(cell: str, _district: District) -> str:
    """A date as ISO writes it."""
    try:
        return date(*map(int, re.split(r"[-/.年月]", cell.split(maxsplit=1)[0].rstrip("日")))).isoformat()
    except (ValueError, TypeError) as error:
        raise ListError(f"{cell!r} is no date; write 2026-11-20") from error


def known(code: str | None, cell: str, where: str) -> str:
    """A code that the district file has."""
    if code is None or code == UNMAPPED:
        raise ListError(f"{where}: the district file knows no {cell!r}")
    return code


READ = {
    "org": unit, "line": line, "categories": categories, "streets": streets, "day": day, "confirmed": day,
}  # fmt: skip
