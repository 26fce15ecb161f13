"""What the tiles of one unit share: its question, how it stands, and what others may see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.indicators import Ask
from dashboard.text import Lang, Text
from layouts import Need, Node, Query, View
from layouts.elements import div
from layouts.standings import FAIR, Standing, need, standings
from layouts.units import one_unit

ONLY_SUMS = Text(
    "{n} 件；案件明细只给该单位与有权者看，这里只有合计。",
    "{n} cases; single cases are shown to the unit and to those with a right alone: here are sums.",
)


def ask(query: Query, **more: object) -> Ask:
    """The question about the unit that the address names; an unnamed one is nobody."""
    return replace(Ask(where=(("department", (one_unit(query),)),)), **more)  # type: ignore[arg-type]


def fair(_query: Query) -> Mapping[str, Need]:
    """The comparison of all units: the unit among its peers."""
    return {FAIR: need({})}


def mine(view: View) -> Standing | None:
    """How the unit stands; None where it settled nothing in eight weeks."""
    code = one_unit(view.query)
    return next((one for one in standings(view) if one.code == code), None)


def sums_only(n: int, lang: Lang) -> Node:
    """What stands where there are cases that the reader may not see one by one."""
    return div("jq-unit-sums", ONLY_SUMS.to(lang, n=n))
