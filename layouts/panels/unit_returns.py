"""What one unit returned and to whom it went, and which of its cases are left out of judgement, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators import Indicator
from dashboard.indicators.hand_offs import HAND_OFFS
from dashboard.indicators.left_out import LEFT_OUT, WHYS
from dashboard.indicators.return_verdicts import REJECTED, RETURN_VERDICTS, UNDECIDED, UPHELD
from dashboard.indicators.returns import RETURNS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import spanned
from layouts.elements import div, el
from layouts.links import listing
from layouts.names import is_code, unit
from layouts.one_unit import ask
from layouts.registers import table
from layouts.rows import rows
from layouts.wording import count, share

HEADS = (Text("退出后到", "Returned, then to"), Text("次", "Times"))
SHOWN = 5
NOTE = Text("退单 {hits} / {n}（{share}）", "{hits} of {n} returned ({share})")
NONE = Text("窗口内没有退单。", "Nothing was returned in the window.")
NOBODY = Text("尚无人接", "nobody yet")
VERDICTS = Text("退单经认定：", "Of the returns: ")
VERDICT = {
    UPHELD: Text("成立 {n} 次", "{n} upheld"),
    REJECTED: Text("不成立（又派回）{n} 次", "{n} rejected, sent back to it"),
    UNDECIDED: Text("未定 {n} 次", "{n} undecided"),
}
LEFT_OUT_HERE = Text("不参与评价：", "Left out of judgement: ")
WHY = Text("{why} {n} 件", "{n}: {why}")
NOTHING = Text("没有。", "none.")


def needs(query: Query) -> Mapping[str, Need]:
    """Returns, their verdicts, their takers, what is left out."""
    asked = ask(query, **spanned(query))
    return {
        "unit-returned": Need(indicator=RETURNS, ask=asked),
        "unit-verdicts": Need(indicator=RETURN_VERDICTS, ask=asked),
        "unit-hand-offs": Need(indicator=HAND_OFFS, ask=asked),
        "unit-left-out": Need(indicator=LEFT_OUT, ask=asked),
    }


def draw(view: View) -> Mapping[str, Any]:
    """Who took what it returned; whether that was upheld; what is excluded."""
    name, lang = UNIT_RETURNS.name, view.lang
    back = view.frames["unit-returned"]
    n, hits = (int(back[column].sum()) if len(back) else 0 for column in ("n", "returned"))
    frame = view.frames["unit-hand-offs"].sort_values("n", ascending=False).head(SHOWN)
    taken: Node = (
        table(HEADS, [line(row, view) for row in rows(frame)], view) if len(frame) else NONE.to(lang)
    )
    note = NOTE.to(lang, hits=count(hits, lang), n=count(n, lang), share=share(hits / n, lang)) if n else ""
    told = [div("jq-unit-left", *verdicts(view))] if hits else []
    left = div("jq-unit-left", *left_out(view))
    return {name: [div("jq-unit-taken", taken), *told, left], f"{name}-note": note}


def line(row: Any, view: View) -> list[Node | list[Node] | None]:
    """Who got it next, how often."""
    href = listing(HAND_OFFS, view.query, to=row.to)
    to = unit(view.district, row.to, view.lang) if is_code(row.to) else NOBODY.to(view.lang)
    return [to, el("A", None, count(row.n, view.lang), href=href)]


def verdicts(view: View) -> list[Node]:
    """How many of its returns were upheld, rejected, or neither as yet, each with its list."""
    frame = view.frames["unit-verdicts"]
    upheld, judged, undecided = (
        int(frame[name].sum()) if len(frame) else 0 for name in ("hits", "n", UNDECIDED)
    )
    counts = {UPHELD: upheld, REJECTED: judged - upheld, UNDECIDED: undecided}
    parts = [(VERDICT[one], n, RETURN_VERDICTS, one) for one, n in counts.items()]
    return [VERDICTS.to(view.lang), *apart(parts, view)]


def apart(parts: list[tuple[Text, int, Indicator, str]], view: View) -> list[Node]:
    """Counts one after another, each with the list of its outcome where there is any."""
    found: list[Node] = []
    for words, n, of, outcome in parts:
        said = words.to(view.lang, n=count(n, view.lang))
        href = listing(of, view.query, outcome=outcome)
        found += [el("A", "jq-link", said, href=href) if n else said, "；" if view.lang == "zh" else "; "]
    return found[:-1]


def left_out(view: View) -> list[Node]:
    """How many cases no judgement counts, by why, each with its list."""
    lang, frame = view.lang, view.frames["unit-left-out"]
    found: list[Node] = [LEFT_OUT_HERE.to(lang)]
    for row in rows(frame):
        why = WHYS[row.why].to(lang) if row.why in WHYS else row.why
        said = WHY.to(lang, why=why, n=count(row.n, lang))
        href = listing(LEFT_OUT, view.query, why=row.why)
        found += [el("A", "jq-link", said, href=href), "；" if lang == "zh" else "; "]
    return found[:-1] if len(frame) else [*found, NOTHING.to(lang)]


UNIT_RETURNS = Panel(
    name="unit-returns",
    title=Text("退单与剔除", "Returns and exclusions"),
    note=Text("", ""),
    help=Text(
        f"退单：{RETURNS.formula.zh}。成立：{RETURN_VERDICTS.formula.zh}。剔除：{LEFT_OUT.formula.zh}。"
        f"接手：{HAND_OFFS.formula.zh}。",
        f"Returned: {RETURNS.formula.en}. Upheld: {RETURN_VERDICTS.formula.en}. "
        f"Excluded: {LEFT_OUT.formula.en}. Taken by: {HAND_OFFS.formula.en}.",
    ),
    pages=("department",),
    needs=needs,
    draw=draw,
)
