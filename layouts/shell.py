"""The frame of a page: the document around it, its head, its tiles, its veil, and what makes it live."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.district import District
from dashboard.ids import Id
from dashboard.text import Lang, Text, Theme
from layouts import Caution, Query, Reader
from layouts.acts import told
from layouts.elements import dashed
from layouts.heads import EVERYBODY, head, navigation
from layouts.keys import card
from layouts.pages import PANELS
from layouts.revealing import form
from layouts.scenes import SCENE
from layouts.sites import CASE, PAGES
from layouts.tiles import tile

LANGUAGE = {"zh": "zh-CN", "en": "en"}
VEIL = {
    "title": Text("连接中断", "Connection lost"),
    "stood": Text(
        "画面停在 {moment}，数字不再更新。正在重连，第 {tries} 次。",
        "Picture of {moment}, figures no longer move. Reconnecting, try {tries}.",
    ),
    "do": Text("请改用电话值守；网络恢复后自动续上", "Use the telephone; the wall resumes by itself"),
}
WORDS = {
    "late": Text("迟 {age}", "late {age}"),
    "frozen": Text("停更 {age}", "frozen {age}"),
    "unknown": Text("未知", "unknown"),
    "never": Text("从未", "never"),
    "ok": Text("正常", "ok"),
    "past": Text("历史", "past"),
    "second": Text("{n} 秒", "{n} s"),
    "minute": Text("{n} 分", "{n} m"),
    "minute_second": Text("{n} 分 {rest} 秒", "{n} m {rest} s"),
    "hour_minute": Text("{n} 时 {rest} 分", "{n} h {rest} m"),
    "day": Text("{n} 天", "{n} d"),
    "date": Text("{month}月{day}日 {weekday}", "{weekday} {day} {monthname}"),
    "week": Text("{year} 第{week}周", "{year}-W{week}"),
    "speed": Text("{n} 倍速", "×{n}"),
    "scene": Text("场景 {name}", "{name}"),
    "turning": Text("轮换 {name}", "{name} ⟳"),
    "paused": Text("已暂停 {name}", "{name} paused"),
    "held": Text("安全直报 不轮换", "safety: held"),
    "choose": Text("请选择", "choose"),
    "cancel": Text("取消", "Cancel"),
    "written": Text("已记入台账", "written into the ledger"),
    "refused": Text("没有写入（{status}）", "nothing was written ({status})"),
    "unsent": Text(
        "连接不上服务器；可以再点一次，不会重复写入",
        "The server does not answer; send it again, it is written once",
    ),
    "views": Text("存下的视图", "Saved views"),
    "no_views": Text("还没有存下的视图", "No view is saved yet"),
    "view_name": Text("把现在的窗口、筛选与列存为", "Keep this window, these filters and columns as"),
    "keep": Text("保存", "Keep"),
    "drop": Text("删除 {name}", "Delete {name}"),
    "views_kept": Text(
        "只存在这台电脑的浏览器里，只记网址中的条件，不存案件；退出登录或换人登录时清除。",
        "Kept in this browser alone: words of the address, no case; cleared at sign-out and for others.",
    ),
    "idle": Text(
        "{n} 秒后自动退出；动一下鼠标或键盘即可继续", "Signing out in {n} s; move the mouse or press a key"
    ),
}
SPOTS = 24
"""Times that a mark stands on a page."""
KEPT_WORDS = frozenset({"of", "key", "week"})
"""Words of a query that Esc leaves alone: they say what the page is of."""
INDEX = """<!DOCTYPE html>
<html lang="{language}" data-theme="{theme}">
    <head>
        {metas}
        <title>{title}</title>
        {favicon}
        {css}
    </head>
    <body>
        {app_entry}
        <footer>
            {config}
            {scripts}
            {renderer}
        </footer>
    </body>
</html>"""


def index(*, lang: Lang, theme: Theme, **parts: Any) -> str:
    """The document around the application, in the reader's language and with nothing of Dash's own words."""
    entry = '<div id="react-entry-point"><div class="_dash-loading"></div></div>'
    return INDEX.format(language=LANGUAGE[lang], theme=theme, **{**parts, "app_entry": entry})


def page(
    name: str,
    district: District,
    lang: Lang,
    *,
    beat: float,
    warnings: Sequence[Caution] = (),
    fixed: Query | None = None,
    reader: Reader = EVERYBODY,
) -> Component:
    """A whole page.

    `beat` is the time between two questions of the browser in seconds, `fixed` what the address itself says
    of the query.
    """
    panels, site = PANELS[name], PAGES[name]
    return html.Div(
        [
            dcc.Location(id=Id.LOCATION, refresh=False),
            dcc.Interval(id=Id.BEAT, interval=round(beat * 1000)),
            head(district, lang, warnings)
            if site.look == "wall"
            else navigation(site, district, lang, warnings, reader),
            banner(lang),
            card(lang, name),
            *([form(reader.reasons, lang)] if name == CASE.name and reader.reasons else []),
            *(tile(panel, lang, name) for panel in panels if not panel.head and panel.name != "ticker"),
            html.Main(
                [tile(panel, lang, name) for panel in panels if panel.head],
                className="jq-main",
                id=Id.CONTENT,
            ),
            *(tile(panel, lang, name) for panel in panels if panel.name == "ticker"),
            *marked(reader),
        ],
        className=f"jq-page jq-{site.look} jq-on-{name} jq-lang-{lang}",
        **facts(name, district, lang, fixed or {}, reader),
    )


def marked(reader: Reader) -> list[Component]:
    """The mark of who reads, faint and many times across the page; drawn by the style, read to nobody."""
    if not reader.mark:
        return []
    spots = [html.Span(className="jq-watermark-spot", **dashed(data_mark=reader.mark)) for _ in range(SPOTS)]
    return [html.Div(spots, className="jq-watermark", **dashed(aria_hidden="true"))]


def facts(
    name: str, district: District, lang: Lang, fixed: Query, reader: Reader = EVERYBODY
) -> dict[str, Any]:
    """What the scripts must know of the page: where to ask, in which language and zone, when to worry."""
    shifts = [
        {"name": shift.name.to(lang), "start": f"{shift.start:%H:%M}", "end": f"{shift.end:%H:%M}"}
        for shift in district.shifts
    ]
    return {
        "data-page": name,
        "data-fixed": json.dumps(fixed, ensure_ascii=False),
        "data-device": "yes" if reader.device else "",
        "data-reader": reader.mark,
        "data-rights": json.dumps(sorted(reader.rights)),
        "data-forms": json.dumps(
            told((form for panel in PANELS[name] for form in panel.forms(district)), lang), ensure_ascii=False
        ),
        "data-questions": json.dumps(told(PAGES[name].questions, lang), ensure_ascii=False),
        "data-turns": json.dumps(PAGES[name].turns),
        "data-theme-default": PAGES[name].theme,
        "data-cleared": " ".join(word for word in PAGES[name].words if word not in KEPT_WORDS),
        "data-lang": lang,
        "data-zone": district.zone,
        "data-amber-ms": "30000",
        "data-lost-ms": "90000",
        "data-ticker-ms": "20000",
        "data-scenes": json.dumps(
            {key: name.to(lang) for key, name in SCENE.values.items()}, ensure_ascii=False
        ),
        "data-shifts": json.dumps(shifts, ensure_ascii=False),
        "data-words": json.dumps({key: word.to(lang) for key, word in WORDS.items()}, ensure_ascii=False),
    }


def banner(lang: Lang) -> Component:
    """The veil's words, shown by the browser itself when the server is silent."""
    return html.Div(
        [
            html.Span(className="jq-mark jq-mark-late", **dashed(aria_hidden="true")),
            html.Span(
                [VEIL["title"].to(lang), " ", html.Span(className="jq-veil-age")], className="jq-veil-title"
            ),
            html.Span(className="jq-veil-stood", **dashed(data_phrase=VEIL["stood"].to(lang))),
            html.Span(VEIL["do"].to(lang), className="jq-veil-do"),
        ],
        className="jq-banner",
        role="alert",
    )
