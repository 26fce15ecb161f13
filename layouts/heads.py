"""The heads of pages: district, marks, duty, the freshness of every source; who reads, and where to go."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.district import Connection, District
from dashboard.ids import Id
from dashboard.text import Lang, Text
from layouts import Caution, Page, Reader
from layouts.elements import dashed
from layouts.sites import DUTY, PAGES, WALL
from layouts.sounding import sound

DEMO = Text("演示数据", "demo data")
BACKFILL = Text("含回补", "backfill")
FROZEN = Text("历史时刻", "past moment")
LINK = Text("连线", "Link")
BRAND = Text("{name} 借权协同", "{name} · Jiequan")
NAVIGATION = Text("页面", "Pages")
SKIP = Text("跳到内容", "Skip to content")
AS_OF = Text("截至", "as of")
OTHER_LANGUAGE = {"zh": Text("English", "English"), "en": Text("中文", "中文")}
THEMED = Text("明暗", "Theme")
KEYS = Text("快捷键", "Keys")
MINE = Text("我的账号、退出登录", "My account, sign out")
SCOPED = Text("范围：{scope}", "Scope: {scope}")
EVERYBODY = Reader(pages=frozenset(PAGES))


def navigation(
    site: Page,
    district: District,
    lang: Lang,
    warnings: Sequence[Caution] = (),
    reader: Reader = EVERYBODY,
) -> Component:
    """The head of a desk page: the pages, the marks, the moment, the freshness of every source."""
    return html.Header(
        [
            html.A(SKIP.to(lang), href=f"#{Id.CONTENT}", className="jq-skip"),
            html.A(
                html.H1(BRAND.to(lang, name=district.name.to(lang))), href=WALL.path, className="jq-nav-home"
            ),
            html.Nav(links(site, lang, reader), className="jq-nav", **dashed(aria_label=NAVIGATION.to(lang))),
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
                    *([sound(district, lang)] if site is DUTY else []),
                    *oneself(reader, lang),
                    *switches(lang),
                ],
                className="jq-nav-side",
            ),
        ],
        className="jq-top",
    )


def links(site: Page, lang: Lang, reader: Reader) -> list[Component]:
    """The pages that somebody may open, the one that is open marked."""
    return [
        html.A(
            one.title.to(lang),
            href=one.path,
            className="jq-nav-link jq-nav-on" if site.path.startswith(one.path) else "jq-nav-link",
            **(dashed(aria_current="page") if one is site else {}),
        )
        for one in PAGES.values()
        if one.listed and one.name in reader.pages
    ]


def oneself(reader: Reader, lang: Lang) -> list[Component]:
    """The post of who reads, which leads to the own account; and of whose cases lists tell."""
    if not reader.post:
        return []
    scope = [html.Span(SCOPED.to(lang, scope=reader.scope), className="jq-chip")] if reader.scope else []
    return [*scope, html.A(reader.post, href="/me", className="jq-me", title=MINE.to(lang))]


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
