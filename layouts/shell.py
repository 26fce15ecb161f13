"""The frame of a page: the document around it, its head, its tiles, its veil, and what makes it live."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.district import Connection, District
from dashboard.ids import Id
from dashboard.text import Lang, Text, Theme
from layouts import Caution, Page, Query
from layouts.elements import dashed
from layouts.keys import card
from layouts.pages import PAGES, PANELS
from layouts.scenes import SCENE
from layouts.tiles import tile

LANGUAGE = {"zh": "zh-CN", "en": "en"}
DEMO = Text("演示数据", "demo data")
BACKFILL = Text("含回补", "backfill")
FROZEN = Text("历史时刻", "past moment")
LINK = Text("连线", "Link")
NEVER = Text("从未", "never")
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
    "never": NEVER,
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
}
BRAND = Text("{name} 借权协同", "{name} · Jiequan")
NAVIGATION = Text("页面", "Pages")
SKIP = Text("跳到内容", "Skip to content")
AS_OF = Text("截至", "as of")
OTHER_LANGUAGE = {"zh": Text("English", "English"), "en": Text("中文", "中文")}
THEMED = Text("明暗", "Light / dark")
KEYS = Text("快捷键", "Keys")
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
            else navigation(site, district, lang, warnings),
            banner(lang),
            card(lang),
            *(tile(panel, lang) for panel in panels if not panel.head and panel.name != "ticker"),
            html.Main(
                [tile(panel, lang) for panel in panels if panel.head], className="jq-main", id=Id.CONTENT
            ),
            *(tile(panel, lang) for panel in panels if panel.name == "ticker"),
        ],
        className=f"jq-page jq-{site.look} jq-on-{name} jq-lang-{lang}",
        **facts(name, district, lang, fixed or {}),
    )


def navigation(site: Page, district: District, lang: Lang, warnings: Sequence[Caution] = ()) -> Component:
    """The head of a desk page: the pages, the marks, the moment, the freshness of every source."""
    links = [
        html.A(
            one.title.to(lang),
            href=one.path,
            className="jq-nav-link jq-nav-on" if site.path.startswith(one.path) else "jq-nav-link",
            **(dashed(aria_current="page") if one is site else {}),
        )
        for one in PAGES.values()
        if one.listed
    ]
    return html.Header(
        [
            html.A(SKIP.to(lang), href=f"#{Id.CONTENT}", className="jq-skip"),
            html.A(
                html.H1(BRAND.to(lang, name=district.name.to(lang))), href="/wall", className="jq-nav-home"
            ),
            html.Nav(links, className="jq-nav", **dashed(aria_label=NAVIGATION.to(lang))),
            html.Div(
                [
                    html.Div(chips(district, lang, warnings), className="jq-chips"),
                    html.Div(
                        [
                            badge("", LINK, lang),
                            *(badge(feed.name, short(feed), lang) for feed in district.feeds),
                        ],
                        className="jq-feeds",
                    ),
                    html.Span(
                        [
                            html.Span(AS_OF.to(lang)),
                            " ",
                            html.Span(className="jq-date"),
                            " ",
                            html.Span(className="jq-clock"),
                        ],
                        className="jq-as-of",
                    ),
                    *switches(lang),
                ],
                className="jq-nav-side",
            ),
        ],
        className="jq-top",
    )


def switches(lang: Lang) -> list[Component]:
    """Language, light or dark, the keys: buttons that `keys.js` serves."""
    words = (("lang", OTHER_LANGUAGE[lang]), ("theme", THEMED), ("keys", KEYS))
    return [
        html.Button(
            "?" if name == "keys" else word.to(lang),
            type="button",
            className="jq-switch",
            **dashed(data_does=name, aria_label=word.to(lang)),
        )
        for name, word in words
    ]


def facts(name: str, district: District, lang: Lang, fixed: Query) -> dict[str, Any]:
    """What the scripts must know of the page: where to ask, in which language and zone, when to worry."""
    shifts = [
        {"name": shift.name.to(lang), "start": f"{shift.start:%H:%M}", "end": f"{shift.end:%H:%M}"}
        for shift in district.shifts
    ]
    return {
        "data-page": name,
        "data-fixed": json.dumps(fixed, ensure_ascii=False),
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


def head(district: District, lang: Lang, warnings: Sequence[Caution] = ()) -> Component:
    """District, marks, shift, the link, one badge a connection, date and clock."""
    return html.Header(
        [
            html.Div(
                [
                    html.H1(district.title.to(lang)),
                    html.Div(chips(district, lang, warnings), className="jq-chips"),
                ],
                className="jq-brand",
            ),
            html.Div(
                [
                    html.Div(className="jq-shift-now"),
                    html.Div(on_duty(district, lang), className="jq-shift-who"),
                ],
                className="jq-shift",
            ),
            html.Div(
                [badge("", LINK, lang), *(badge(feed.name, short(feed), lang) for feed in district.feeds)],
                className="jq-feeds",
            ),
            html.Div(
                [
                    html.Div(
                        [html.Div(className="jq-date"), html.Div(className="jq-week")], className="jq-day"
                    ),
                    html.Div(className="jq-clock"),
                ],
                className="jq-time",
            ),
        ],
        className="jq-head",
    )


def chips(district: District, lang: Lang, warnings: Sequence[Caution]) -> list[Component]:
    """The marks of the screen, its warnings, and the speed of a simulated clock."""
    stand = [html.Span(chip.to(lang), className="jq-chip") for chip, stands in marks(district) if stands]
    warn = [
        html.Span(warning.mark.to(lang), className="jq-chip jq-chip-warn", title=warning.words.to(lang))
        for warning in warnings
    ]
    scene = html.Span(className="jq-chip jq-scene", hidden=True)
    return [*stand, *warn, html.Span(className="jq-chip jq-speed", hidden=True), scene]


def marks(district: District) -> list[tuple[Text, bool]]:
    """What a reader must know of the whole screen before believing it."""
    return [
        (DEMO, district.demo),
        (BACKFILL, any(feed.backfill for feed in district.feeds)),
        (FROZEN, district.clock.mode == "frozen"),
    ]


def on_duty(district: District, lang: Lang) -> str:
    """Posts of the centre on duty, never persons."""
    return "  ".join(post.name.to(lang) for post in district.posts if post.org == district.centre)


def short(feed: Connection) -> Text:
    """What a badge calls a connection."""
    return feed.title


def badge(name: str, title: Text, lang: Lang) -> Component:
    """The freshness of one connection, or of the link to the server where `name` is empty."""
    return html.Div(
        [
            html.Span(className="jq-mark", **dashed(aria_hidden="true")),
            html.Div(
                [
                    html.Span(title.to(lang), className="jq-feed-name"),
                    html.Span("–", className="jq-feed-age"),
                ],
                className="jq-feed-words",
            ),
        ],
        className="jq-feed jq-link" if not name else "jq-feed",
        **dashed(data_feed=name, data_level="unknown"),
    )


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
