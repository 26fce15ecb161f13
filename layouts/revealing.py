"""The form by which somebody looks closer at one case: a reason, and where the answer is put."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.text import Lang, Text
from layouts.elements import dashed

TITLE = Text("查看明细", "Look closer")
NOTE = Text("须有事由，记入审计", "For a reason; it is noted in the audit")
WHY = Text("事由", "Reason")
SAY = Text("说明", "In your words")
SHOW = Text("查看", "Show")
MOST = 120
"""Characters of a reason."""
WORDS = {
    "point": Text("坐标", "Point"),
    "nothing": Text("没有更多内容", "Nothing more is stored"),
    "offline": Text("连接不上服务器，请稍后再试", "The server does not answer; try again shortly"),
}


def form(reasons: Mapping[str, Text], lang: Lang) -> Component:
    """The form, shut until somebody opens it."""
    options = [html.Option(words.to(lang), value=name) for name, words in reasons.items()]
    words = json.dumps({name: word.to(lang) for name, word in WORDS.items()}, ensure_ascii=False)
    fields = [
        html.Select(options, className="jq-reveal-why", **dashed(aria_label=WHY.to(lang))),
        html.Textarea(rows=1, maxLength=MOST, className="jq-reveal-say", **dashed(aria_label=SAY.to(lang))),
        html.Span(NOTE.to(lang), className="jq-reveal-note"),
        html.Button(SHOW.to(lang), type="button", className="jq-switch", **dashed(data_reveal="yes")),
        html.Div(className="jq-reveal-told", **dashed(data_revealed="yes", aria_live="polite")),
    ]
    return html.Details(
        [html.Summary(TITLE.to(lang)), *fields], className="jq-reveal", **dashed(data_words=words)
    )
