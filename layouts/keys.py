"""What the keyboard does, and the card that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.text import Lang, Text
from layouts.elements import dashed
from layouts.sites import DUTY, PAGES

TITLE = Text("快捷键", "Keys")
CLOSE = Text("关闭", "Close")
DIGITS = 9
"""Pages that a digit leads to; those behind them are of administrators, who see few."""
GO = Text("到“{page}”", "to {page}")


@dataclass(frozen=True)
class Key:
    """One key: what is pressed, what it does; `does` is the word that keys.js knows."""

    press: str
    does: str
    words: Text


KEYS = (
    Key("?", "keys", Text("显示这张卡片", "show this card")),
    Key("Esc", "escape", Text("关闭、清除筛选或返回", "close, clear the filters, or go back")),
    Key("/", "filter", Text("打开筛选", "open the filters")),
    Key("t", "theme", Text("明暗切换", "light or dark")),
    Key("l", "lang", Text("中文 / English", "English / 中文")),
    Key("f", "full", Text("全屏", "full screen")),
    Key("p", "pause", Text("大屏：暂停或继续轮换", "wall: pause or resume the rotation")),
)  # fmt: skip
OF_PAGES: Mapping[str, tuple[Key, ...]] = {
    DUTY.name: (
        Key("j", "next", Text("队列：下一件", "queue: the next case")),
        Key("k", "previous", Text("队列：上一件", "queue: the one before")),
        Key("a", "acknowledge", Text("队列：知悉所选一件", "queue: acknowledge the chosen case")),
    )
}
"""The keys of one page alone, with the words that its script knows."""


def card(lang: Lang, name: str = "") -> Component:
    """All keys of a page, hidden until `?` is pressed."""
    pages = [page for page in PAGES.values() if page.listed][:DIGITS]
    rows = [
        (f"{n}", html.Dd(GO.to(lang, page=page.title.to(lang)), **dashed(data_path=page.path)))
        for n, page in enumerate(pages, 1)
    ]
    rows += [(key.press, html.Dd(key.words.to(lang))) for key in (*KEYS, *OF_PAGES.get(name, ()))]
    return html.Dialog(
        [
            html.Header(
                [
                    html.H2(TITLE.to(lang)),
                    html.Button(
                        "✕",
                        type="button",
                        className="jq-switch",
                        **dashed(data_does="keys", aria_label=CLOSE.to(lang)),
                    ),
                ]
            ),
            html.Dl([part for press, words in rows for part in (html.Dt(html.Kbd(press)), words)]),
        ],
        className="jq-keys",
        **dashed(aria_label=TITLE.to(lang)),
    )
