"""Every account: its post, roles and scope, whether it can sign in, and how to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.access import Grant, Person
from dashboard.access.standings import PeopleStanding
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.elements import el, span
from layouts.registers import moment, table, unread
from layouts.signing_in import scope_words
from layouts.wording import NONE, count

HEADS = (
    Text("账号", "Account"),
    Text("岗位", "Post"),
    Text("角色（范围）", "Roles (scope)"),
    Text("登录方式", "Signs in"),
    Text("第二因素", "Second factor"),
    Text("状态", "State"),
    Text("密码设于", "Password of"),
)
LOCAL, ELSEWHERE = Text("本地密码", "by password"), Text("统一身份", "elsewhere")
ON, OFF = Text("已启用", "in force"), Text("未启用", "off")
LIVE, DISABLED = Text("● 可用", "● in use"), Text("✕ 停用", "✕ disabled")
NOTE = Text("{n} 个账号", "{n} accounts")
HOW = Text(
    "变更在服务器上进行：jiequan user add | change | password | disable | enable | second-factor",
    "Changes are made on the server: jiequan user add | change | password | disable | enable | second-factor",
)


def granted(grants: tuple[Grant, ...], found: PeopleStanding, view: View) -> list[Node]:
    """The roles, each with its scope."""
    said: list[Node] = []
    for grant in grants:
        title = found.roles[grant.role].to(view.lang) if grant.role in found.roles else grant.role
        where = scope_words(grant.scope.words(), view.district, view.lang)
        said += [el("Br", None)] if said else []
        said += [title, span("jq-register-scope", f" {where}")]
    return said


def cells(person: Person, found: PeopleStanding, view: View) -> list[Node | list[Node] | None]:
    """One account."""
    lang = view.lang
    return [
        el("B", None, person.account),
        person.post,
        granted(person.grants, found, view),
        (LOCAL if person.local else ELSEWHERE).to(lang),
        (ON if person.totp else OFF).to(lang) if person.local else NONE,
        (DISABLED if person.disabled else LIVE).to(lang),
        moment(person.changed_at, view) if person.local else NONE,
    ]


def draw(view: View) -> Mapping[str, Any]:
    """The table, or why there is none."""
    name, found = PEOPLE_TABLE.name, view.extra
    if not isinstance(found, PeopleStanding):
        return {name: unread(view), f"{name}-note": NONE}
    return {
        name: table(HEADS, (cells(one, found, view) for one in found.people), view),
        f"{name}-note": NOTE.to(view.lang, n=count(len(found.people), view.lang)),
    }


PEOPLE_TABLE = Panel(
    name="people-table",
    title=Text("账号", "Accounts"),
    note=Text("", ""),
    help=HOW,
    pages=("people",),
    needs=lambda query: {},
    draw=draw,
)
