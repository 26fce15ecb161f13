"""The appeal about one case: filed within three working days of settlement, reviewed by two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.fold.appeal import WITHDRAWN
from dashboard.indicators.case_appeal import CASE_APPEAL
from dashboard.leverage.appeals import bars, closes
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.appeals import FORMS, file_button, review_button, told
from layouts.elements import div
from layouts.listed import moment
from layouts.one_case import absent, ask, record
from layouts.one_case import told as case_told
from layouts.rows import rows
from layouts.states import empty

NOT_YET = Text("尚未结案或到期", "Neither closed nor due yet")
NOT_YET_WHY = Text(
    "结案或到期后 3 个工作日内，责任单位可申诉。", "Its unit may appeal within 3 working days of settlement."
)
OPEN_UNTIL = Text("责任单位可申诉至 {until}", "its unit may appeal until {until}")
OVER = Text("申诉期已于 {until} 届满", "the time to appeal ended at {until}")
NONE = Text("没有申诉", "No appeal")


def needs(query: Query) -> Mapping[str, Need]:
    """The case and the appeals about it."""
    return {"case": record(query), "case-appeal": Need(indicator=CASE_APPEAL, ask=ask(query))}


def draw(view: View) -> Mapping[str, Any]:
    """The last appeal about it, or until when one may be filed; both once it was reopened since."""
    name, one = ONE_APPEAL.name, case_told(view)
    if one is None:
        return {name: absent(view), f"{name}-note": ""}
    last = next(rows(view.frames["case-appeal"]), None)
    if last is None or last.outcome == WITHDRAWN:
        return {name: offered(one, view), f"{name}-note": ""}
    acts = [node for node in (review_button(last, view),) if node]
    said = div("jq-one-appeal", told(last, view), div("jq-acts", *acts))
    more = [] if bars(last._asdict(), int(one.episode)) else [offered(one, view)]
    return {name: [said, *more], f"{name}-note": ""}


def offered(one: Any, view: View) -> Node:
    """Whether it may be appealed, and until when."""
    lang, settled = view.lang, settled_at(one)
    if settled is None or settled > view.now:
        return empty(NOT_YET.to(lang), NOT_YET_WHY.to(lang))
    until = closes(settled, view.extra)
    if view.now > until:
        return empty(NONE.to(lang), OVER.to(lang, until=moment(until, view.district)))
    said = OPEN_UNTIL.to(lang, until=moment(until, view.district))
    return div("jq-one-appeal", said, div("jq-acts", file_button(one.key, one.id, view)))


def settled_at(one: Any) -> Any:
    """When a case was settled: at its end or its due time, whichever came first."""
    known = [moment_ for moment_ in (one.closed_at, one.due_at) if not pd.isna(moment_)]
    return min(known).to_pydatetime() if known else None


ONE_APPEAL = Panel(
    name="one-appeal",
    title=Text("申诉", "Appeal"),
    note=Text("", ""),
    help=CASE_APPEAL.formula,
    pages=("case",),
    needs=needs,
    draw=draw,
    forms=lambda district: FORMS,
)
