"""What the software proposes for one matter: lever, instrument, lender, ask, what lacks, what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.district import District
from dashboard.leverage import Trigger
from dashboard.leverage.book import Book, Kind
from dashboard.leverage.completeness import Completeness, completeness
from dashboard.leverage.duties import Lender, lender_of
from dashboard.leverage.levers import Suggestion
from dashboard.text import Text

Row = Mapping[str, Any]
FEW = Text("数据不足", "not enough data")
BEFORE = Text(
    "同类事项用过 {n} 次：{answered} 次按时答复，{solved} 次解决",
    "used {n} times on this kind: {answered} answered in time, {solved} solved",
)
LEAST = 5
"""So many earlier levers of a kind before anything is said of them."""
UNNECESSARY = {
    "T01": Text("承办单位签收", "the unit signs for it"),
    "T02": Text("先行联系市民", "the citizen is contacted"),
    "T03": Text("补充退单条款，或首接单位接回", "a clause for the return, or the first unit takes it back"),
    "T04": Text("一家单位接单不再退回", "one unit takes it and keeps it"),
    "T05": Text("承办单位有进展", "the unit makes progress"),
    "T06": Text("结案，或批准延期", "it is closed, or more time is granted"),
    "T07": Text("承办单位答复黄牌或催办", "the unit answers the card or the reminders"),
    "T08": Text("核查通过", "the check is passed"),
    "T09": Text("三十天内不再重复", "no repeat for thirty days"),
    "T10": Text("二十四小时内回落", "the count falls within a day"),
    "T11": Text("险情解除", "the danger is over"),
    "T12": Text("区内单位接手", "a unit of the district takes it"),
    "T13": Text("市级销单", "the city accepts the answer"),
    "T14": Text("恢复计时或结案", "its clock runs again, or it is closed"),
    "T15": Text("领导批示得到落实", "the leader's instruction is carried out"),
    "T16": Text("职责或经费已定", "duties or funds are settled"),
    "T17": Text("单位回到控制限以内", "the unit is back within its limits"),
    "T18": Text("派单目录或职责清单已更新", "the catalogue or duty list is updated"),
}
"""What would end each trigger, and so the need for power."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """All that advice says."""

    level: str
    step: str
    kind: Kind
    unit: str
    lender: Lender | None
    decision: str
    exemption: str
    complete: Completeness
    unless: tuple[Text, ...]
    before: Text
    cost: int


def proposal(
    matter: Row,
    fired: Sequence[Trigger],
    suggestion: Suggestion,
    *,
    district: District,
    book: Book,
    today: date,
    earlier: Sequence[Row] = (),
) -> Proposal:
    """The advice on one row of the matters frame; `earlier` are levers that were borrowed before."""
    level, names = suggestion.level, [trigger.name for trigger in fired]
    kind = kind_of(suggestion, book)
    unit = str(matter["department"] or district.centre)
    lender = lender_of(level, unit, matter["category"], district=district, book=book, today=today)
    duty = lender_of("L2", unit, matter["category"], district=district, book=book, today=today)
    decision = book.proposed(by_telling(fired)) if book.lever(level).ask and not kind.notice else ""
    known = {
        "place": matter["place"], "category": matter["category"],
        "clause": duty.clause if duty else "", "linked": matter["repeats"] > 0,
        "returns": matter["returns"], "reasoned": 0 if matter["clauseless"] else matter["returns"],
    }  # fmt: skip
    return Proposal(
        level=level,
        step=suggestion.step,
        kind=kind,
        unit=unit,
        lender=lender,
        decision=decision,
        exemption=suggestion.exemption,
        complete=completeness(known, {"decision_requested": decision}),
        unless=tuple(UNNECESSARY[name] for name in names),
        before=record(kind.code, [one for one in earlier if {*names} & {*(one["rules"] or ())}]),
        cost=0 if kind.notice else book.lever(level).cost,
    )


def kind_of(suggestion: Suggestion, book: Book) -> Kind:
    """The instrument: a notice, what a trigger names as far as the book has it, or the usual one."""
    kinds = book.lever(suggestion.level).kinds
    if suggestion.notice and (notices := [one for one in kinds if one.notice]):
        return notices[0]
    named = (one for one in kinds if one.code == suggestion.kind and one.step == suggestion.step)
    return next(named, book.kind_at(suggestion.level, suggestion.step))


def by_telling(fired: Sequence[Trigger]) -> list[str]:
    """The names of triggers, the most telling first."""
    return [trigger.name for trigger in sorted(fired, key=lambda trigger: -trigger.telling)]


def record(kind: str, earlier: Sequence[Row]) -> Text:
    """What happened the last times with this instrument on this kind of matter."""
    used = [
        one for one in earlier if one["kind"] == kind and one["issued_at"] is not None and not one["live"]
    ]
    if len(used) < LEAST:
        return FEW
    said = {
        "n": len(used),
        "answered": sum(in_time(one) for one in used),
        "solved": sum(one["outcome"] == "resolved" for one in used),
    }
    return Text(BEFORE.to("zh", **said), BEFORE.to("en", **said))


def in_time(lever: Row) -> bool:
    """Whether it was answered by its time."""
    return lever["responded_at"] is not None and lever["responded_at"] <= lever["respond_by"]


def told(
    of: Proposal, matter: Row, names: Sequence[str], evidence: Sequence[int], book: Book
) -> dict[str, Any]:
    """A proposal as the body of the fact that suggests it."""
    body: dict[str, Any] = {
        "matter": matter["matter"], "cases": list(matter["members"]), "level": of.level, "kind": of.kind.code,
        "approval": of.kind.approval, "unit": of.unit, "rules": list(names), "book": book.version,
        "evidence": [str(seq) for seq in evidence], "completeness": of.complete.value,
        "missing": list(of.complete.missing), "cost": of.cost, "lottery": int(matter.get("lottery") or 0),
    }  # fmt: skip
    score = matter["score"]
    said = {
        "step": of.step,
        "decision_requested": of.decision,
        "exemption_code": of.exemption,
        "lender_post": of.lender.post if of.lender else "",
        "lender_org": of.lender.org if of.lender else "",
        "score": round(float(score), 1) if pd.notna(score) else None,
    }
    return body | {name: value for name, value in said.items() if value not in ("", None)}
