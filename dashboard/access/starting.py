"""What would make a start insecure: each with what to do; nothing is served while there is any."""

from __future__ import annotations

import ipaddress
import stat
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Protocol
from urllib.parse import urlsplit

from dashboard.access.demo import FILE
from dashboard.access.oidc import SECRET, is_safe
from dashboard.checking import said
from dashboard.district import District
from dashboard.settings import Network, Settings
from dashboard.text import Text

GOVERNING = "security-admin"
WIDEST = {4: 8, 6: 16}
"""The shortest prefix of a network that can still be somebody's own."""
OFF = frozenset({"", "0", "false", "no", "off", "none"})
SWITCHES = ("DASH_", "FLASK_", "WERKZEUG_")
"""Variables that libraries read by themselves: debuggers, other doors, other addresses."""
VARIETY = 6
"""Different characters, fewer of which nobody drew by lot."""
KNOWN = frozenset(
    {"changeme", "change-me", "secret", "password", "admin", "administrator", "default", "example", "test",
     "jiequan", "123456", "12345678", "thisisnotasecret", "your-secret-key", "supersecret", "client-secret"}
)  # fmt: skip
"""Secrets that stand in examples."""
Found = Iterator[Text]


class Roles(Protocol):
    """Who knows whether somebody holds a role."""

    def anybody(self, role: str) -> bool:
        """Whether an account with this role can sign in."""

    def mixed(self) -> list[tuple[str, str, str]]:
        """Accounts that hold two roles which nobody may hold together, with the two."""


def refusals(
    settings: Settings, accounts: Roles | None, district: District, environment: Mapping[str, str]
) -> list[Text]:
    """All that speaks against serving, of the accounts too where they are at hand; empty if it may begin."""
    return [
        *lines(settings),
        *addresses(settings),
        *rehearsed(settings, district),
        *proxies(settings),
        *provider(settings),
        *keys(settings),
        *secrets(settings, district),
        *switches(environment),
        *(governed(accounts) if accounts else ()),
    ]


def governed(accounts: Roles) -> Found:
    """An installation where nobody could give or take a right, or one account has what is kept apart."""
    if not accounts.anybody(GOVERNING):
        yield said(
            "还没有可用的安全管理员：请先运行 jiequan user add 账号 --role {role}",
            "there is no security administrator who can sign in: first run "
            "jiequan user add ACCOUNT --role {role}",
            role=GOVERNING,
        )
    for account, one, other in accounts.mixed():
        yield said(
            "账号 {account} 同时是 {one} 和 {other}，须由两个账号分担：请运行 jiequan user change {account} "
            "--role {one}，另一角色用 jiequan user add 给别人",
            "the account {account} holds {one} and {other}, which no one account may: run "
            "jiequan user change {account} --role {one}, and give the other to somebody else with "
            "jiequan user add",
            account=account,
            one=one,
            other=other,
        )


def lines(settings: Settings) -> Found:
    """Passwords and cases on a line that anybody on the way can read."""
    if not is_loopback(settings.host) and not settings.secure:
        yield said(
            'host = {host!r}：本机以外须经 TLS：请写 tls = "proxy" 并在前面放代理，或用 127.0.0.1',
            'host = {host!r}: beyond loopback only behind TLS; write tls = "proxy" and put a proxy that '
            "ends TLS before it, or use 127.0.0.1",
            host=settings.host,
        )


def addresses(settings: Settings) -> Found:
    """An address for browsers that does not fit the line."""
    if not settings.public_address:
        return
    parts = urlsplit(settings.public_address)
    if (parts.scheme == "https") != settings.secure and not is_loopback(parts.hostname or ""):
        yield said(
            'public_address = {address!r} 与 tls = "{tls}" 不符：https 须写 tls = "proxy"，http 只限本机',
            'public_address = {address!r} does not fit tls = "{tls}": https needs tls = "proxy", '
            "http is for this machine only",
            address=settings.public_address,
            tls=settings.tls,
        )


def rehearsed(settings: Settings, district: District) -> Found:
    """A demo, whose accounts stand at its door with their passwords, where others than its maker come by."""
    far = reached(settings)
    if far and (district.demo or (settings.home / FILE).is_file()):
        yield said(
            "这是演示（{what}），账号连同密码公开在登录页，不能给本机以外的人用（{far}）：请换自己的区文件"
            "（district）和新的文件夹（home），或去掉 {far}，只在本机看演示",
            "this is a demo ({what}), whose accounts stand at the door with their passwords; it is not for "
            "others than this machine ({far}): name your own district file (district) and a new folder "
            "(home), or leave out {far} and look at it here",
            what=f"district = {settings.district}" if district.demo else settings.home / FILE,
            far=", ".join(far),
        )


def reached(settings: Settings) -> list[str]:
    """The settings by which others than this machine come by."""
    host = urlsplit(settings.public_address).hostname or "localhost"
    ways = {
        "host": not is_loopback(settings.host),
        "tls": settings.secure,
        "public_address": not is_loopback(host),
    }
    return [name for name, far in ways.items() if far]


def proxies(settings: Settings) -> Found:
    """Headers that would be believed from anybody."""
    known = settings.proxy_addresses
    wanting = [("tls", settings.secure), ("proxy_header", bool(settings.proxy_header))]
    for name in [name for name, needed in wanting if needed and not known]:
        yield said(
            "{name} 已设，却没有 proxy_addresses：请写明代理的地址，否则不知该信谁的请求头",
            "{name} is set without proxy_addresses: name the addresses of the proxies, whose headers "
            "alone are believed",
            name=name,
        )
    if "-" in settings.proxy_header:
        yield said(
            "proxy_header = {header!r}：服务器分不清它与 {twin}，别人可借以冒充；请用不含连字符的名字，"
            "如 RemoteUser",
            "proxy_header = {header!r}: servers take {twin} for the same header, by which anybody could "
            "forge it; choose a name without hyphens, such as RemoteUser",
            header=settings.proxy_header,
            twin=settings.proxy_header.replace("-", "_"),
        )
    for wide in filter(is_wide, known):
        yield said(
            "proxy_addresses 含 {network}：太宽，等于谁都信；请只写代理自己的地址",
            "proxy_addresses holds {network}, which is nearly everybody; write the addresses of the "
            "proxies alone",
            network=wide,
        )


def provider(settings: Settings) -> Found:
    """An identity provider that cannot be believed, or cannot send anybody back."""
    if settings.oidc is None:
        return
    if not is_safe(settings.oidc.issuer):
        yield said(
            "oidc.issuer = {issuer!r}：须为 https 地址",
            "oidc.issuer = {issuer!r}: an address with https is needed",
            issuer=settings.oidc.issuer,
        )
    if not settings.secret(SECRET):
        yield Text(
            "oidc 没有密钥：请设 JIEQUAN_SECRETS__OIDC，或在 [secrets] 下写 oidc",
            "oidc has no secret: set JIEQUAN_SECRETS__OIDC, or write oidc under [secrets]",
        )
    if not settings.public_address:
        yield Text(
            "oidc 已设，却没有 public_address：请写浏览器访问本系统的地址",
            "oidc is set without public_address: write where browsers find this program",
        )
    if find_spec("authlib") is None:
        yield Text("oidc 需要 Authlib：请安装 jiequan[oidc]", "oidc needs Authlib: install jiequan[oidc]")


def keys(settings: Settings) -> Found:
    """A ledger key that others can read, or that nobody drew by lot."""
    path = settings.key_path
    if not path.is_file():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield said(
            "密钥文件 {path} 别人也能读（{mode:o}）：请运行 chmod 600",
            "key file {path} can be read by others ({mode:o}): run chmod 600 on it",
            path=path,
            mode=mode,
        )
    if any(is_plain(key) for key in path.read_text("utf-8", "replace").split()):
        yield said(
            "密钥文件 {path} 不是随机的密钥：请换一个",
            "key file {path} holds no random key: make a new one",
            path=path,
        )


def secrets(settings: Settings, district: District) -> Found:
    """Secrets in use that stand in every example."""
    for name in dict.fromkeys([SECRET, *(feed.name for feed in district.feeds)]):
        secret = settings.secret(name)
        if secret and (secret.lower() in KNOWN or is_plain(secret)):
            yield said(
                "secrets.{name} 是众所周知的词：请换成随机的", "secrets.{name} is one that everybody knows: "
                "draw a random one", name=name
            )  # fmt: skip


def switches(environment: Mapping[str, str]) -> Found:
    """Variables by which a library would open a debugger or another door."""
    for name in sorted(environment):
        on = name.startswith("WERKZEUG_") or environment[name].strip().lower() not in OFF
        if name.startswith(SWITCHES) and on:
            yield said(
                "环境变量 {name} 会改变底层库的行为：请去掉它",
                "the variable {name} of the environment changes what libraries do: unset it",
                name=name,
            )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_wide(network: Network) -> bool:
    """Whether a network is too large to be the proxies' own."""
    return network.prefixlen < WIDEST[network.version]


def is_plain(secret: str) -> bool:
    """Whether a secret is made of so few characters that it was typed, not drawn."""
    return len(set(secret)) < VARIETY
