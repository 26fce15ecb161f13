"""The switch of the watch's sound, in the static shell; the browser keeps how it stands."""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component

from dashboard.district import District
from dashboard.text import Lang, Text
from layouts.elements import dashed

WORDS = {
    "on": Text("声音 开", "sound on"),
    "off": Text("声音 关", "sound off"),
    "locked": Text("点此开启声音", "click for sound"),
    "quiet": Text("静音时段 {begins}–{ends}", "quiet {begins}–{ends}"),
}
WHAT = Text(
    "只有安全直报出声：出现时一次，之后每分钟一次，直到有人知悉",
    "Only safety overrides sound: once when they appear, then every minute until somebody acknowledges",
)


def sound(district: District, lang: Lang) -> Component:
    """The button; until somebody has touched the page a browser makes no sound, and it says so."""
    begins, ends = (f"{at:%H:%M}" for at in district.quiet) if district.quiet else ("", "")
    words = {name: text.to(lang, begins=begins, ends=ends) for name, text in WORDS.items()}
    return html.Button(
        words["locked"],
        type="button",
        title=WHAT.to(lang),
        className="jq-switch jq-sound",
        **dashed(
            data_sound="",
            data_state="locked",
            data_quiet=f"{begins}-{ends}" if district.quiet else "",
            data_words=json.dumps(words, ensure_ascii=False),
            aria_pressed="true",
        ),
    )
