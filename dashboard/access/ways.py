"""The ways to sign in beside a password: which are open, what their buttons say, and why one led nowhere."""

from __future__ import annotations

from dashboard.access.oidc import DENIED, DOUBTFUL, DOWN, OVER
from dashboard.settings import Settings
from dashboard.text import Text

OIDC, PROXY = "oidc", "proxy"
BY_PROXY = Text("用已登录的统一身份进入", "Enter with the account you are signed in with")
UNKNOWN = Text(
    "您的身份已核实，但在本系统没有可用的账号；请联系安全管理员开通",
    "you are who you say, but have no account here; ask the security administrator for one",
)
UNNAMED = Text(
    "代理没有说明您是谁，请先在统一身份登录", "the proxy has not said who you are; sign in there first"
)

WHYS = {
    "down": DOWN,
    "doubtful": DOUBTFUL,
    "denied": DENIED,
    "over": OVER,
    "unknown": UNKNOWN,
    "unnamed": UNNAMED,
}
"""What the page of sign-in says after a way that led nowhere, by the word in its address (`?why=`)."""


def offered(settings: Settings) -> dict[str, Text]:
    """What the button of each open way says, by its name in `/sign-in/<way>`."""
    found = {}
    if settings.oidc:
        found[OIDC] = Text(settings.oidc.title.zh, settings.oidc.title.en)
    if settings.proxy_header:
        found[PROXY] = BY_PROXY
    return found


def why(words: Text) -> str:
    """The word for a reason that nobody was let in."""
    return next((name for name, known in WHYS.items() if known == words), "doubtful")
