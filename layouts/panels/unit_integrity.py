"""Nine questions beside every ranking: what may look good for a bad reason is asked, never deducted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.indicators import Indicator
from dashboard.indicators.asking import beyond, bound, enough, risen
from dashboard.indicators.callback_bias import CALLBACK_BIAS
from dashboard.indicators.claim_gap import CLAIM_GAP
from dashboard.indicators.close_then_repeat import CLOSE_THEN_REPEAT
from dashboard.indicators.deadline_burst import DEADLINE_BURST
from dashboard.indicators.exclusion_share import EXCLUSION_SHARE
from dashboard.indicators.explaining import about
from dashboard.indicators.flash_close import FLASH_CLOSE
from dashboard.indicators.late_pause import LATE_PAUSE
from dashboard.indicators.same_reply import SAME_REPLY
from dashboard.indicators.selfhandle_share import SELFHANDLE_SHARE
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, mark, span
from layouts.links import listing
from layouts.names import is_code, unit
from layouts.states import DASH
from layouts.units import chosen, of_all
from layouts.wording import count, decimal, points, ratio, share

ASK = Text("问", "ask")
FEW = Text("样本少，n = {n}", "few, n = {n}")
NONE = Text("无可算之件", "nothing to count")
MOVED = Text("，较上期 {moved} 点", ", {moved} on last")
SIZE = Text("n = {n}", "n = {n}")
MOST = 3
"""Units named under a number."""
AND = Text("、", ", ")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One number: which column of its frame is judged, how that is written, what its list holds."""

    of: Indicator
    column: str = "share"
    written: str = "share"  # share | points | ratio | z
    behind: tuple[str, ...] = ()  # outcomes of its list; none: what the numerator counts


QUESTIONS = (
    Question(of=FLASH_CLOSE),
    Question(of=DEADLINE_BURST),
    Question(of=CLOSE_THEN_REPEAT),
    Question(of=SAME_REPLY),
    Question(of=CLAIM_GAP, column="gap", written="points", behind=CLAIM_GAP.counts),
    Question(of=LATE_PAUSE),
    Question(of=EXCLUSION_SHARE),
    Question(of=CALLBACK_BIAS, column="ratio", written="ratio", behind=("bad",)),
    Question(of=SELFHANDLE_SHARE, column="z", written="z"),
)


def needs(query: Query) -> Mapping[str, Need]:
    """Every number by unit, of all units."""
    return {
        f"ask-{one.of.name}": Need(indicator=one.of, ask=of_all(query, windowed=True)) for one in QUESTIONS
    }


def together(of: Indicator, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of several units as one, finished anew."""
    numbers = [name for name in frame.columns if frame[name].dtype.kind in "iub"]
    summed = pd.DataFrame({name: [frame[name].sum()] for name in numbers})
    return of.finish(summed)


def draw(view: View) -> Mapping[str, Any]:
    """Nine numbers in a row."""
    return {UNIT_INTEGRITY.name: [tile(one, view) for one in QUESTIONS]}


def tile(one: Question, view: View) -> Node:
    """One number of the units that are shown, with its bound, and who is beyond it."""
    frame, lang, targets = view.frames[f"ask-{one.of.name}"], view.lang, view.district.targets
    shown = chosen(view.query)
    here = frame[frame["department"].isin(shown)] if shown else frame
    row = together(one.of, here).iloc[0]
    n, value = int(row["n"]), float(row[one.column])
    asked = questioned(one, row, targets)
    said: list[Node] = [mark("near") if asked else "", written(one, value, row, lang)]
    main = div("jq-ask-value", *said)
    behind = ",".join(sorted(one.behind or one.of.hits))
    return div(
        "jq-ask jq-ask-on" if asked else "jq-ask",
        div("jq-ask-title", span(None, one.of.title.to(lang), title=about(one.of).to(lang))),
        el("A", "jq-to", main, href=listing(one.of, view.query, outcome=behind)) if n else main,
        div("jq-ask-bound", under(one, row, view)),
        div("jq-ask-units", *units(one, frame, view)),
        **dashed(data_ask=one.of.name),
    )


def questioned(one: Question, row: Any, targets: Mapping[str, tuple[float, ...]]) -> bool:
    """Whether a number is beyond its bound, or has risen beyond that against the period before."""
    n, moved = int(row["n"]), float(row.get("moved", math.nan))
    return beyond(one.of, float(row[one.column]), n, targets) or risen(one.of, moved, n)


def written(one: Question, value: float, row: Any, lang: Lang) -> str:
    """A value as its kind is written; a dash for none."""
    if one.written == "z":
        return DASH if pd.isna(row["share"]) else share(row["share"], lang)
    if math.isnan(value):
        return DASH
    if one.written == "points":
        return points(value, lang)
    return ratio(value, lang) if one.written == "ratio" else share(value, lang)


def under(one: Question, row: Any, view: View) -> str:
    """The bound, or why it says nothing here."""
    lang, n, value = view.lang, int(row["n"]), float(row[one.column])
    if not n:
        return NONE.to(lang)
    if not enough(one.of, n):
        return FEW.to(lang, n=count(n, lang))
    limit, sign = bound(one.of, view.district.targets), "≥" if one.of.better == "up" else "≤"
    said = f"{sign}{limit:g}" if one.written in ("ratio", "z") else f"{sign}{share(limit, lang)}"
    if one.written == "z":
        said = f"z {DASH if math.isnan(value) else decimal(value, lang)} {said}"
    moved = float(row.get("moved", math.nan))
    said += "" if math.isnan(moved) else MOVED.to(lang, moved=points(moved, lang))
    asked = f" {ASK.to(lang)}" if questioned(one, row, view.district.targets) else ""
    return f"{said}{asked} · {SIZE.to(lang, n=count(n, lang))}"


def units(one: Question, frame: pd.DataFrame, view: View) -> list[Node]:
    """The units that are worth a question, each with its list."""
    targets, lang = view.district.targets, view.lang
    found = [
        row
        for row in frame.to_dict("records")
        if is_code(row["department"]) and questioned(one, row, targets)
    ]
    found.sort(key=lambda row: -row["n"])
    outcome = ",".join(sorted(one.behind or one.of.hits))
    named: list[Node] = []
    for row in found[:MOST]:
        href = listing(one.of, {**view.query, "department": row["department"]}, outcome=outcome)
        named += [AND.to(lang)] if named else []
        named.append(el("A", "jq-to", unit(view.district, row["department"], lang), href=href))
    return [*named, f" +{len(found) - MOST}"] if len(found) > MOST else named


UNIT_INTEGRITY = Panel(
    name="unit-integrity",
    title=Text("要问的事", "Questions to ask"),
    note=Text("看着好，也许另有缘故；只问不扣", "what may look good for a bad reason; asked, never deducted"),
    help=Text(
        " ".join(f"{one.of.title.zh}：{one.of.formula.zh}。" for one in QUESTIONS),
        " ".join(f"{one.of.title.en}: {one.of.formula.en}." for one in QUESTIONS),
    ),
    pages=("departments",),
    needs=needs,
    draw=draw,
    head=False,
)
