"""Who has an account and what hangs on walls, as tables and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text as Plain

from dashboard.commands.enrolling import office
from dashboard.commands.feeding import Form, local, print_json, shown
from dashboard.settings import Settings
from dashboard.text import Lang, Text

if TYPE_CHECKING:
    from dashboard.access import Device, Person, Session

NOBODY = Text("还没有账号：jiequan user add", "there is no account yet: jiequan user add")
NONE = Text("还没有大屏：jiequan device add", "there is no device yet: jiequan device add")
NO_SESSION = Text("没有进行中的会话", "there is no session")
ACCOUNT, POST, RIGHTS = Text("账号", "account"), Text("岗位", "post"), Text("角色与范围", "roles and scopes")
SIGNS, FACTOR, STATE = Text("登录", "signs in"), Text("双因素", "second factor"), Text("状态", "state")
HERE, ELSEWHERE = Text("本地", "here"), Text("统一认证", "elsewhere")
ON, OFF = Text("启用", "enabled"), Text("停用", "disabled")
YES, NO = Text("是", "yes"), Text("否", "no")
NAME, TITLE, ADDRESSES = Text("大屏", "device"), Text("位置", "where"), Text("地址", "addresses")
EXPIRES, SEEN = Text("有效至", "until"), Text("最近", "last seen")
ID, ADDRESS, AGENT = Text("编号", "id"), Text("地址", "address"), Text("浏览器", "browser")
BEGUN, USED = Text("开始", "begun"), Text("最近使用", "last used")
ID_SHOWN = 12


def people_listed(chosen: Settings, form: Form) -> int:
    """Print every account."""
    with office(chosen) as at:
        found = at.accounts.people()
    if form.as_json:
        print_json(map(plain_person, found))
    elif found:
        shown(
            table(
                (ACCOUNT, POST, RIGHTS, SIGNS, FACTOR, STATE),
                [row(one, form.lang) for one in found],
                form.lang,
            )
        )
    else:
        shown(Plain(NOBODY.to(form.lang)))
    return 0


def devices_listed(chosen: Settings, form: Form) -> int:
    """Print every device."""
    from dashboard.clock import now

    with office(chosen) as at:
        found, district = at.accounts.devices(), at.district
    if form.as_json:
        print_json(map(plain_device, found))
    elif found:
        rows = [
            (
                one.name,
                one.title,
                " ".join(one.addresses),
                local(one.expires_at, district),
                local(one.seen_at, district),
                (OFF if one.disabled or one.expires_at <= now() else ON).to(form.lang),
            )
            for one in found
        ]
        shown(table((NAME, TITLE, ADDRESSES, EXPIRES, SEEN, STATE), rows, form.lang))
    else:
        shown(Plain(NONE.to(form.lang)))
    return 0


def sessions_listed(chosen: Settings, account: str, form: Form) -> int:
    """Print the live sessions of an account."""
    with office(chosen) as at:
        at.person(account)
        found, district = at.accounts.sessions(account), at.district
    if form.as_json:
        print_json(map(plain_session, found))
    elif found:
        rows = [
            (
                one.id[:ID_SHOWN],
                one.address,
                one.agent,
                local(one.created_at, district),
                local(one.used_at, district),
            )
            for one in found
        ]
        shown(table((ID, ADDRESS, AGENT, BEGUN, USED), rows, form.lang))
    else:
        shown(Plain(NO_SESSION.to(form.lang)))
    return 0


def table(heads: tuple[Text, ...], rows: Sequence[tuple[str, ...]], lang: Lang) -> Table:
    """Rows under their heads."""
    found = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        found.add_column(head.to(lang))
    for cells in rows:
        found.add_row(*(Plain(cell) for cell in cells))
    return found


def row(one: Person, lang: Lang) -> tuple[str, ...]:
    """One account in words."""
    from dashboard.access.policy import shipped

    roles = shipped().roles
    rights = [
        f"{roles[held.role].words.to(lang) if held.role in roles else held.role} {held.scope.words()}".strip()
        for held in one.grants
    ]
    return (
        one.account,
        one.post,
        "\n".join(rights),
        (HERE if one.local else ELSEWHERE).to(lang),
        (YES if one.totp else NO).to(lang),
        (OFF if one.disabled else ON).to(lang),
    )


def plain_person(one: Person) -> Mapping[str, Any]:
    """One account for programs."""
    return {
        "account": one.account,
        "post": one.post,
        "grants": [{"role": held.role, "scope": held.scope.words()} for held in one.grants],
        "disabled": one.disabled,
        "local": one.local,
        "second_factor": one.totp,
        "created_at": one.created_at.isoformat(),
        "password_at": one.changed_at.isoformat() if one.changed_at else None,
    }


def plain_device(one: Device) -> Mapping[str, Any]:
    """One device for programs."""
    return {
        "name": one.name,
        "title": one.title,
        "addresses": list(one.addresses),
        "disabled": one.disabled,
        "created_at": one.created_at.isoformat(),
        "expires_at": one.expires_at.isoformat(),
        "seen_at": one.seen_at.isoformat() if one.seen_at else None,
    }


def plain_session(one: Session) -> Mapping[str, Any]:
    """One session for programs."""
    return {
        "id": one.id[:ID_SHOWN],
        "address": one.address,
        "agent": one.agent,
        "created_at": one.created_at.isoformat(),
        "used_at": one.used_at.isoformat(),
        "until": one.until.isoformat(),
    }
