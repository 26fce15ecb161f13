"""What the keyboard does, and the card that tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
LETTERS: Mapping[str, str] = {
    "wall": "w", "duty": "y", "attention": "a", "levers": "l", "coordination": "o", "departments": "d",
    "places": "p", "weekly": "k", "cases": "c", "feeds": "f", "audit": "u", "people": "e", "dry-run": "r",
}  # fmt: skip
"""The letter that leads to a page after `g`."""
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
    Key("/", "filter", Text("快速筛选或打开筛选", "quick filter, or the filters")),
    Key("t", "theme", Text("明暗切换", "light or dark")),
    Key("l", "lang", Text("中文 / English", "English / 中文")),
    Key("f", "full", Text("全屏", "full screen")),
    Key("p", "pause", Text("大屏：暂停或继续轮换（空格亦可）", "wall: pause, resume the scenes (or space)")),
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
    rows = [*ways(lang)]
    rows += [((key.press,), html.Dd(key.words.to(lang))) for key in (*KEYS, *OF_PAGES.get(name, ()))]
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
            html.Dl(
                [part for pressed, words in rows for part in (html.Dt([*map(html.Kbd, pressed)]), words)]
            ),
        ],
        className="jq-keys",
        **dashed(aria_label=TITLE.to(lang)),
    )


def ways(lang: Lang) -> Iterator[tuple[tuple[str, ...], Component]]:
    """How each page is reached: by its digit, as far as there are digits, and by `g` and its letter."""
    for n, page in enumerate((page for page in PAGES.values() if page.listed), 1):
        letter = LETTERS[page.name]
        pressed = (*((f"{n}",) if n <= DIGITS else ()), f"g {letter}")
        data = dashed(data_path=page.path, data_letter=letter)
        yield pressed, html.Dd(GO.to(lang, page=page.title.to(lang)), **data)
