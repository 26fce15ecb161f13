"""People as the database has them: their rows, their grants, and what their names may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dashboard.access import AccessError, Grant, Person
from dashboard.ledger.people import GRANTS, PEOPLE
from dashboard.scope import WHOLE, Scope, joined
from dashboard.text import Text

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
POST = 60
"""Characters that a post, or the title of a device, may have."""

BAD_NAME = Text(
    "账号 {account!r} 不可用：须为 1 至 64 个小写字母、数字或 . _ @ -，以字母或数字开头",
    "the account {account!r} cannot be used: write 1 to 64 lower-case letters, digits or . _ @ -, "
    "beginning with a letter or digit",
)
BAD_POST = Text(
    "{name}：名称 {post!r} 不可用：须为 1 至 {most} 个可显示的字符，写岗位，不写姓名",
    "{name}: {post!r} cannot be shown: write 1 to {most} printable characters, a post and no name",
)
STRANGE = Text(
    "范围 {part!r} 无法识别：请写 district、street:代码 或 department:代码",
    "the scope {part!r} is not known: write district, street:CODE or department:CODE",
)
TAKEN = Text("账号 {account} 已存在", "the account {account} exists already")
NOBODY = Text(
    "没有账号 {account}：jiequan user list 列出全部",
    "there is no account {account}: jiequan user list names all",
)


UNKNOWN = {"browsers": PEOPLE.c.browsers + 1}
"""What makes strangers of all browsers that an account is known in."""


def named(account: str) -> str:
    """A name as accounts and devices have it; an `AccessError` says what it may be."""
    if not NAME.fullmatch(account):
        raise AccessError(BAD_NAME, account=account)
    return account


def shown(post: str, name: str) -> str:
    """A post, or where a device hangs, as screens show it."""
    if not 0 < len(post.strip()) <= POST or not post.isprintable():
        raise AccessError(BAD_POST, post=post, name=name, most=POST)
    return post.strip()


def scope_of(parts: Iterable[str]) -> Scope:
    """The scope that is written in parts: `district`, `street:CODE`, `department:CODE`."""
    return joined(part_of(part) for part in parts)


def part_of(part: str) -> Scope:
    """One part of a scope; nothing for an empty one."""
    kind, _, code = part.partition(":")
    if part == "district":
        return WHOLE
    if kind == "street" and code:
        return Scope(streets=frozenset({code}))
    if kind == "department" and code:
        return Scope(departments=frozenset({code}))
    if part:
        raise AccessError(STRANGE, part=part)
    return Scope()


def parts_of(scope: Scope) -> list[str]:
    """A scope in parts, one empty part for nothing."""
    if scope.district:
        return ["district"]
    named = (("street", scope.streets), ("department", scope.departments))
    return [f"{kind}:{code}" for kind, codes in named for code in sorted(codes)] or [""]


def found(connection: sa.Connection, account: str) -> sa.Row[Any] | None:
    """The row of an account, or of what somebody typed as one."""
    if not NAME.fullmatch(account):
        return None
    return connection.execute(sa.select(PEOPLE).where(PEOPLE.c.account == account)).one_or_none()


def there(connection: sa.Connection, account: str) -> sa.Row[Any]:
    """The row of an account that must exist."""
    row = found(connection, account)
    if row is None:
        raise AccessError(NOBODY, account=account)
    return row


def added(connection: sa.Connection, person: Person, password: str | None) -> None:
    """Write a new account; an `AccessError` where it exists."""
    if found(connection, person.account):
        raise AccessError(TAKEN, account=person.account)
    row = {
        "account": person.account,
        "post": person.post,
        "password": password,
        "step": 0,
        "created_at": person.created_at,
        "changed_at": None if password is None else person.created_at,
        "disabled": False,
        "browsers": 0,
    }
    connection.execute(sa.insert(PEOPLE), row)
    regranted(connection, person.account, person.grants)


def updated(connection: sa.Connection, account: str, **values: Any) -> None:
    """Change columns of an account that must exist."""
    there(connection, account)
    if values:
        connection.execute(sa.update(PEOPLE).where(PEOPLE.c.account == account).values(**values))


def regranted(connection: sa.Connection, account: str, grants: Iterable[Grant]) -> None:
    """Replace what an account is granted; of one role with several scopes it has them all."""
    connection.execute(sa.delete(GRANTS).where(GRANTS.c.account == account))
    for grant in united(grants):
        rows = [{"account": account, "role": grant.role, "part": part} for part in parts_of(grant.scope)]
        connection.execute(sa.insert(GRANTS), rows)


def united(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """One grant for each role, in the order of their names: equal rights are equal tuples."""
    scopes: dict[str, list[Scope]] = {}
    for grant in grants:
        scopes.setdefault(grant.role, []).append(grant.scope)
    return tuple(Grant(role=role, scope=joined(scopes[role])) for role in sorted(scopes))


def granted(connection: sa.Connection, account: str = "") -> dict[str, tuple[Grant, ...]]:
    """What each account is granted, or one of them."""
    wanted = sa.select(GRANTS)
    if account:
        wanted = wanted.where(GRANTS.c.account == account)
    grants: dict[str, list[Grant]] = {}
    for row in connection.execute(wanted):
        grants.setdefault(row.account, []).append(Grant(role=row.role, scope=part_of(row.part)))
    return {of: united(many) for of, many in grants.items()}


def person(connection: sa.Connection, row: Any) -> Person:
    """The person of a row."""
    return person_of(row, granted(connection, row.account).get(row.account, ()))


def people(connection: sa.Connection) -> list[Person]:
    """Everybody, by account."""
    grants = granted(connection)
    rows = connection.execute(sa.select(PEOPLE).order_by(PEOPLE.c.account))
    return [person_of(row, grants.get(row.account, ())) for row in rows]


def anybody(connection: sa.Connection, role: str) -> bool:
    """Whether an account that is not disabled has a role."""
    held = sa.select(PEOPLE.c.account).join(GRANTS, GRANTS.c.account == PEOPLE.c.account)
    enabled = held.where(GRANTS.c.role == role, sa.not_(PEOPLE.c.disabled))
    return connection.execute(enabled.limit(1)).first() is not None


def person_of(row: Any, grants: tuple[Grant, ...]) -> Person:
    """A row and its grants as administrators see them."""
    return Person(
        account=row.account,
        post=row.post,
        grants=grants,
        created_at=row.created_at,
        disabled=row.disabled,
        local=row.password is not None,
        totp=row.secret is not None,
        changed_at=row.changed_at,
    )


def born(account: str, post: str, grants: Iterable[Grant], now: datetime) -> Person:
    """A new person, with a name and a post that can be used."""
    return Person(
        account=named(account),
        post=shown(post, account),
        grants=united(grants),
        created_at=now,
    )
