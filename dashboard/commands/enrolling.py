"""People and devices from the command line: checked against policy and district file, each act noted."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from dashboard.commands.noting import noted
from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_keys

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.access import Grant, Person
    from dashboard.access.accounts import Accounts
    from dashboard.district import District
    from dashboard.ledger.store import Ledger
    from dashboard.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line says of a person; None and empty: as it is."""

    post: str | None = None
    roles: Sequence[str] = ()
    scopes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Office:
    """What a command works with."""

    ledger: Ledger
    accounts: Accounts
    district: District

    def person(self, account: str) -> Person:
        """The person of an account that must exist."""
        from dashboard.access import AccessError
        from dashboard.access.people import NOBODY

        if found := self.accounts.person(account):
            return found
        raise AccessError(NOBODY, account=account)

    def note(self, action: str, about: str, *, before: str = "", after: str = "") -> None:
        """Write into the audit what was done."""
        from dashboard.ledger import Action

        noted(self.ledger, Action(action), about, before=before, after=after)

    def device(self, name: str) -> str:
        """Until when a device may read, as the audit tells it; empty where there is none."""
        found = next((one for one in self.accounts.devices() if one.name == name), None)
        return "" if found is None else "disabled" if found.disabled else f"until {found.expires_at:%Y-%m-%d}"


@contextmanager
def office(chosen: Settings) -> Iterator[Office]:
    """The accounts of a site, and the district they are for."""
    from dashboard.access.accounts import Accounts
    from dashboard.district import load
    from dashboard.ledger.store import Ledger

    district = load(chosen.district, chosen.sources)
    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    try:
        yield Office(ledger=ledger, accounts=Accounts(ledger), district=district)
    finally:
        ledger.close()


def added(chosen: Settings, account: str, wish: Wish, *, elsewhere: bool, stdin: bool) -> str:
    """Make an account, and say what it may."""
    with office(chosen) as at:
        grants = granted(wish, at.district, ())
        password = None if elsewhere else typed(stdin)
        post = post_of(wish.post or "", at.district)[0]
        person = at.accounts.add(account, post=post, grants=grants, password=password)
        at.note("person-add", account, after=said(person))
    return f"已添加 · added: {account}（{said(person)}）"


def changed(chosen: Settings, account: str, wish: Wish) -> str:
    """Give an account another post or other rights, and say what it may now."""
    with office(chosen) as at:
        old = at.person(account)
        post = None if wish.post is None else post_of(wish.post, at.district)[0]
        person = at.accounts.change(account, post=post, grants=granted(wish, at.district, old.grants))
        at.note("person-change", account, before=said(old), after=said(person))
    return f"已更改 · changed: {account}（{said(person)}）"


def password_set(chosen: Settings, account: str, *, stdin: bool) -> str:
    """Give an account another password; its sessions end."""
    with office(chosen) as at:
        old = at.person(account)
        at.accounts.set_password(account, typed(stdin))
        at.note("password", account, before=dated(old.changed_at), after=dated(at.person(account).changed_at))
    return f"密码已更改，会话已结束 · password set, sessions ended: {account}"


def shut(chosen: Settings, account: str) -> str:
    """Shut an account; its sessions end."""
    with office(chosen) as at:
        old = at.person(account)
        at.accounts.disable(account)
        at.note("person-disable", account, before=state(old), after=state(at.person(account)))
    return f"已停用，会话已结束 · disabled, sessions ended: {account}"


def opened(chosen: Settings, account: str) -> str:
    """Let an account sign in again."""
    with office(chosen) as at:
        old = at.person(account)
        at.accounts.enable(account)
        at.note("person-enable", account, before=state(old), after=state(at.person(account)))
    return f"已启用 · enabled: {account}"


def factor_offered(chosen: Settings, account: str) -> tuple[str, bool]:
    """Make a second factor and print it once; asked for its first code where somebody types."""
    with office(chosen) as at:
        uri = at.accounts.second_factor(account)
        at.note("second-factor", account, before=factor(at.person(account)), after="offered")
        typer.echo(f"{uri}\n请在验证器应用中添加 · add it to an authenticator app; it is shown once")
        code = typer.prompt("验证码 · code", default="", show_default=False) if terminal() else ""
        if not code:
            return (
                f"首次使用验证码登录后生效 · in force from the first sign-in with its code: {account}",
                True,
            )
        if not at.accounts.confirm(account, code):
            return f"验证码不对，尚未生效 · the code is wrong, it is not in force: {account}", False
        at.note("second-factor", account, before="offered", after="in force")
    return f"双因素已生效 · the second factor is in force: {account}", True


def factor_dropped(chosen: Settings, account: str) -> str:
    """Ask an account for no second factor any more."""
    with office(chosen) as at:
        old = at.person(account)
        at.accounts.no_second_factor(account)
        at.note("second-factor", account, before=factor(old), after="off")
    return f"已取消双因素 · no second factor any more: {account}"


def sessions_ended(chosen: Settings, account: str, id_: str | None) -> str:
    """End the session of an account whose id begins so, or all of them for None."""
    with office(chosen) as at:
        at.person(account)
        found = [one for one in at.accounts.sessions(account) if one.id.startswith(id_ or "")]
        if id_ is not None and len(found) != 1:
            raise Refusal(
                f"{len(found)} sessions of {account} begin with {id_!r}: see jiequan user sessions {account}"
            )
        for one in found:
            at.accounts.end(one.id)
            at.note("session-end", account, before=f"{one.id[:12]} {one.address}", after="ended")
    return f"已结束会话 {len(found)} 个 · sessions ended: {len(found)}"


def device_added(chosen: Settings, name: str, *, title: str, addresses: Sequence[str], days: int) -> str:
    """Make a device, and tell the address that its browser is to open, once."""
    with office(chosen) as at:
        token = at.accounts.add_device(name, title=title, addresses=addresses, days=days)
        at.note("device-add", name, after=f"{title} {' '.join(addresses)} {days} d")
    site = chosen.public_address or f"http://{chosen.host}:{chosen.port}"
    return (
        f"已添加大屏 · added: {name}\n{site}/wall?device={token}\n"
        "请设为大屏浏览器的首页；此地址只显示这一次 · the start page of the wall's browser; shown only now"
    )


def device_renewed(chosen: Settings, name: str, days: int) -> str:
    """Let the token of a device last longer."""
    with office(chosen) as at:
        before = at.device(name)
        at.accounts.renew_device(name, days)
        at.note("device-renew", name, before=before, after=at.device(name))
    return f"已续期 {days} 天 · renewed for {days} days: {name}"


def device_shut(chosen: Settings, name: str) -> str:
    """Shut a device; its sessions end."""
    with office(chosen) as at:
        before = at.device(name)
        at.accounts.disable_device(name)
        at.note("device-disable", name, before=before, after=at.device(name))
    return f"已停用，会话已结束 · disabled, sessions ended: {name}"


def typed(stdin: bool) -> str:
    """A password, typed twice at a terminal or read from the first line of standard input."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not terminal():
        raise Refusal("no terminal to type the password at: hand it over with --password-stdin")
    word: str = typer.prompt("密码 · password", hide_input=True, confirmation_prompt="再次输入 · again")
    return word


def terminal() -> bool:
    """Whether somebody types."""
    return sys.stdin.isatty()


def state(person: Person) -> str:
    """Whether an account may sign in."""
    return "disabled" if person.disabled else "enabled"


def factor(person: Person) -> str:
    """Whether a second factor is asked of an account."""
    return "in force" if person.totp else "off"


def dated(moment: datetime | None) -> str:
    """A moment to the second; a password itself is never told."""
    return f"set {moment:%Y-%m-%d %H:%M:%S}" if moment else "none"


def said(person: Person) -> str:
    """A post, and what its account may, in a few words."""
    rights = ", ".join(f"{one.role} {one.scope.words()}".strip() for one in person.grants)
    return f"{person.post}; {rights}"


def granted(wish: Wish, district: District, old: Sequence[Grant]) -> tuple[Grant, ...]:
    """What the command line grants; what it does not say stays as it was."""
    from dashboard.access import AccessError, Grant
    from dashboard.access.apart import apart
    from dashboard.access.policy import shipped
    from dashboard.scope import NOTHING

    known = {name: role for name, role in shipped().roles.items() if not role.device}
    roles = dict.fromkeys(wish.roles or [one.role for one in old])
    if strange := [name for name in roles if name not in known]:
        raise Refusal(f"--role {strange[0]!r} is no role of a person; there are {', '.join(known)}")
    if not roles:
        raise Refusal(f"a person needs a --role; there are {', '.join(known)}")
    try:
        apart(Grant(role=name) for name in roles)
    except AccessError as error:
        raise Refusal(f"{error.words.zh} · {error.words.en}") from error
    scope = scope_of(wish, district, old)
    unscoped = [name for name in roles if known[name].sees == "scope" and not scope]
    if unscoped:
        raise Refusal(
            f"the role {unscoped[0]} sees cases of its scope: --scope district, --scope street:CODE or "
            "--scope department:CODE, as often as needed"
        )
    return tuple(Grant(role=name, scope=scope if known[name].sees == "scope" else NOTHING) for name in roles)


def scope_of(wish: Wish, district: District, old: Sequence[Grant]) -> Scope:
    """The scope that is told, else the units that a post of the district leads, else as it was."""
    from dashboard.access import people
    from dashboard.scope import Scope, joined

    if wish.scopes:
        return within(people.scope_of(wish.scopes), district)
    led = post_of(wish.post, district)[1] if wish.post is not None else frozenset()
    return Scope(departments=led) if led else joined(one.scope for one in old)


def within(scope: Scope, district: District) -> Scope:
    """A scope whose codes are all in the district file."""
    for kind, codes, known in (
        ("street", scope.streets, [one.code for one in district.streets]),
        ("department", scope.departments, [one.code for one in district.orgs]),
    ):
        if strange := sorted(codes - set(known)):
            there = ", ".join(known)
            raise Refusal(
                f"--scope {kind}:{strange[0]}: no such {kind} in the district file; there are {there}"
            )
    return scope


def post_of(post: str, district: District) -> tuple[str, frozenset[str]]:
    """A post in words, and the units it leads, if it is the code of one in the district file."""
    for one in district.posts:
        if one.code == post:
            return one.name.zh, frozenset(org.code for org in district.orgs if org.led_by == post)
    return post, frozenset()
