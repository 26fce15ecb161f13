"""The designed states of a tile besides the normal one, as pure nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.text import Lang, Text
from layouts import Node, Panel
from layouts.elements import dashed, div, mark, span
from layouts.wording import age

LOADING = Text("正在取数", "Loading")
FEW = Text("样本太少，不作比较", "Too few to compare")
FEW_WHY = Text(
    "本窗口 n={n}，少于 {least} 件。窗口变长或案件变多后自动显示。",
    "n={n} in this window, fewer than {least}. It shows by itself once there are more.",
)
FAILED = Text("{title}没有算出来", "{title}: could not be computed")
FAILED_WHY = Text(
    "其他面板不受影响，下一幅画面再试。", "Other panels are not affected; the next picture tries again."
)
FAILED_NUMBER = Text("编号 {number}，日志中可查原因", "Number {number}: the log tells the reason")
OVERFULL = Text("{title}超出一幅画面的容量", "{title}: more than one picture holds")
OVERFULL_WHY = Text(
    "请缩小筛选范围，或用“导出”取全部；其他面板不受影响。",
    "Narrow the filter, or take all of it by the export; other panels are not affected.",
)
SILENT = Text("来源未说明", "source does not say")
NO_RATIO = Text("分母为空，不显示比率", "Nothing to divide by: no rate")
STALE = Text("{age}前的数字", "Figures of {age} ago")
DASH = "—"


def loading(lang: Lang, bars: int = 6) -> Node:
    """Skeleton bars, of the first load only; afterwards the old picture stays."""
    shapes: list[Node] = [div(f"jq-bone jq-bone-{number % 6}") for number in range(bars)]
    return div("jq-loading", *shapes, role="status", **dashed(aria_label=LOADING.to(lang)))


def empty(title: str, why: str) -> Node:
    """Nothing to show, why so, and whether that is good."""
    return message("empty", title, why)


def few(n: int, lang: Lang, least: int = 5) -> Node:
    """Too few cases for a comparison."""
    return message("few", FEW.to(lang), FEW_WHY.to(lang, n=n, least=least))


def error(title: str, number: str, lang: Lang) -> Node:
    """This tile could not be computed; that is our fault, so it is not red."""
    return message(
        "error", FAILED.to(lang, title=title), FAILED_WHY.to(lang), FAILED_NUMBER.to(lang, number=number)
    )


def message(kind: str, title: str, why: str, small: str = "") -> Node:
    """A sign, one sentence, its reason."""
    last: Node | None = div("jq-msg-small", small) if small else None
    return div(
        f"jq-msg jq-msg-{kind}", span("jq-msg-sign", **dashed(aria_hidden="true")),
        div("jq-msg-title", title), div("jq-msg-why", why), last,
    )  # fmt: skip


def stale(seconds: float, cause: str, lang: Lang) -> Node:
    """The amber strip over an old drawing: how old, and why."""
    return div("jq-stale", mark("near"), STALE.to(lang, age=age(seconds, lang)), span(None, cause))


def aged(panel: Panel, drawn: Mapping[str, Any], seconds: float, cause: str, lang: Lang) -> Mapping[str, Any]:
    """An old drawing of a tile under the amber strip: it stays, and says how old it is."""
    if not panel.head:
        return drawn
    body = drawn.get(panel.name) or []
    return {**drawn, panel.name: [stale(seconds, cause, lang), *(body if isinstance(body, list) else [body])]}


def failed(panel: Panel, number: str, lang: Lang) -> Mapping[str, Any]:
    """What fills the slots of a panel that threw; its number stands in the log."""
    return {panel.name: error(panel.title.to(lang), number, lang)}


def overfull(panel: Panel, lang: Lang) -> Mapping[str, Any]:
    """What fills the slots of a panel that has more to show than one answer may carry."""
    return {panel.name: message("few", OVERFULL.to(lang, title=panel.title.to(lang)), OVERFULL_WHY.to(lang))}
