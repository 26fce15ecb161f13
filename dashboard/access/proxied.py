"""What a proxy before this program says of a request: believed from named addresses, and from nobody else."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address

from flask import Request

from dashboard.lines import plain
from dashboard.refusal import Refusal
from dashboard.rsgi import LOST
from dashboard.settings import Settings
from dashboard.text import Text

FORWARDED, PROTO = "X-Forwarded-For", "X-Forwarded-Proto"
LONGEST = 200
"""Characters of an account in a header."""
HOP = re.compile(r"\[([^\[\]]+)\](?::\d+)?|([^:]+):\d+|(.+)", re.ASCII)
"""An address in brackets or with a port behind it, or bare."""
Address = IPv4Address | IPv6Address

STRANGER = Text(
    "请求头 {header} 只有代理才能带：此请求不是代理发来的",
    "the header {header} is for the proxy alone: this request is not from it",
)
UNCLEAR = Text(
    "请求头 {header} 须只写一个账号：请检查代理的设置",
    "the header {header} must name one account: look at the settings of the proxy",
)
PAST = Text("此地址只能经代理访问", "this program is reached through its proxy only")
OPEN = Text("请用 https 访问", "use https to reach this program")


class ForgedError(Refusal):
    """A request says of itself what only the proxy may say; `words` in both languages."""

    def __init__(self, words: Text, header: str = "") -> None:
        self.words = Text(words.to("zh", header=header), words.to("en", header=header))
        super().__init__(self.words.en)


def peer(request: Request, settings: Settings) -> str:
    """The address of the browser: the first from the right that is none of our proxies."""
    found = direct(request)
    if found is None:
        return ""
    for hop in reversed(request.headers.get(FORWARDED, "").split(",")):
        before = hop_address(hop)
        if before is None or not is_ours(found, settings):
            break
        found = before
    return str(found)


def claimed(request: Request, settings: Settings) -> str:
    """The account that our proxy names; empty where it names none. A `ForgedError` if anybody else does."""
    header = settings.proxy_header
    if not header or header not in request.headers:
        return ""
    if not is_ours(direct(request), settings):
        raise ForgedError(STRANGER, header)
    account = request.headers[header].strip()
    if len(account) > LONGEST or "," in account or not (account.isascii() and account.isprintable()):
        raise ForgedError(UNCLEAR, header)
    return account


def sheltered(request: Request, settings: Settings) -> None:
    """Refuse what comes past the proxy that ends TLS, or came to it in plain; this machine may ask itself."""
    lost = request.environ.get(LOST, ())
    for header in (FORWARDED, PROTO, settings.proxy_header):
        if header.lower() in lost:
            raise ForgedError(UNCLEAR, header)
    if not settings.secure:
        return
    found = direct(request)
    if not is_ours(found, settings) and not (found and found.is_loopback):
        raise ForgedError(PAST)
    if is_ours(found, settings) and request.headers.get(PROTO, "").split(",")[-1].strip() != "https":
        raise ForgedError(OPEN)


def direct(request: Request) -> Address | None:
    """Who speaks to this program itself; None where that is no address, as on a socket file."""
    return address_of(request.remote_addr or "")


def is_ours(address: Address | None, settings: Settings) -> bool:
    """Whether an address is that of a proxy whose headers are believed."""
    return address is not None and any(address in network for network in settings.proxy_addresses)


def hop_address(hop: str) -> Address | None:
    """The address of one hop, which may carry a port; None where it is none."""
    found = HOP.fullmatch(hop.strip())
    return address_of(found[1] or found[2] or found[3]) if found else None


def address_of(host: str) -> Address | None:
    """An address as it is; a zone behind it could be any text and is not taken."""
    try:
        return None if "%" in host else plain(host)
    except ValueError:
        return None
