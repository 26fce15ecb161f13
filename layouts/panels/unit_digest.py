"""The way from the page of one unit to its morning digest, one sheet of A4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dashboard.text import Text
from layouts import Panel, View
from layouts.elements import div, el
from layouts.links import of_unit
from layouts.units import one_unit
from layouts.windows import AS_OF, FROM, TO

WORDS = Text("晨报（一页 A4，可打印）", "Morning digest (one sheet of A4)")

MOMENT = (FROM, TO, AS_OF)
"""The words of the page that say which past moment it shows: the digest is of the same."""


def draw(view: View) -> Mapping[str, Any]:
    """A link."""
    if not (code := one_unit(view.query)):
        return {UNIT_DIGEST.name: []}
    moment = {word: said for word in MOMENT if (said := view.query.get(word))}
    href = f"{of_unit(code)}/digest" + (f"?{urlencode(moment)}" if moment else "")
    return {UNIT_DIGEST.name: div("jq-unit-digest-line", el("A", "jq-link", WORDS.to(view.lang), href=href))}


UNIT_DIGEST = Panel(
    name="unit-digest",
    title=Text("晨报", "Morning digest"),
    note=Text("", ""),
    help=Text(
        "昨日与此刻的数字、今日与 2 工作日内到期、超期、欠答复、退回的案件，以及今天能做的；"
        "每个工作日早晨也可按通知规则推送。",
        "Figures of yesterday and now, what is due today and within 2 working days, overdue, owed and "
        "back, and what can be done today; it can also be sent each working morning by the rules of notices.",
    ),
    pages=("department",),
    needs=lambda query: {},
    draw=draw,
    head=False,
)
