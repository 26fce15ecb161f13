"""Plain tables of the administrators' pages: heads, rows, moments, and filters that are links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from babel.dates import format_datetime

from dashboard.text import Text
from layouts import Node, View
from layouts.elements import div, el
from layouts.states import empty
from layouts.wording import LOCALES, NONE

OUT_OF_REACH = Text("账本暂时读不到", "The ledger is out of reach")
AGAIN = Text("账本读得到时自动显示。", "This shows again once the ledger can be read.")


def table(heads: Sequence[Text], body: Iterable[Sequence[Node | list[Node] | None]], view: View) -> Node:
    """A table of rows; a long one scrolls in its tile."""
    top = el(
        "Thead", None, el("Tr", None, *(el("Th", None, head.to(view.lang), scope="col") for head in heads))
    )
    rows = [el("Tr", None, *(el("Td", None, cell) for cell in row)) for row in body]
    return div("jq-register-scroll", el("Table", "jq-register", top, el("Tbody", None, *rows)), tabIndex=0)


def moment(when: datetime | None, view: View) -> str:
    """A moment on the district's clocks, with seconds."""
    if when is None:
        return NONE
    return format_datetime(when, "yyyy-MM-dd HH:mm:ss", tzinfo=view.district.tz, locale=LOCALES[view.lang])


def unread(view: View) -> Node:
    """What stands where the ledger could not be read."""
    return empty(OUT_OF_REACH.to(view.lang), AGAIN.to(view.lang))
