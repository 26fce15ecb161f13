"""The page between coming back and going on: a cookie that no other site may send needs a start from here."""

from __future__ import annotations

from dashboard.text import Lang, Text
from layouts.elements import safe_href
from layouts.signing_in import page

TITLE = Text("已登录", "Signed in")
ON = Text("继续", "Go on")


def going_on(onward: str, lang: Lang) -> str:
    """A page that goes on to a path of this program by itself, or at a click."""
    return page("going_on", lang, heading=TITLE.to(lang), go_on=ON.to(lang), onward=safe_href(onward))
