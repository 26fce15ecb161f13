"""Roles that no one account may hold together: asked wherever a right is given, and of what was written."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.access import AccessError, Grant, Person
from dashboard.access.policy import shipped
from dashboard.text import Text

TWO = Text(
    "一个账号不能同时是 {one} 和 {other}：请另设账号",
    "one account may not hold {one} and {other}: give one of them to another account",
)


def apart(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """Grants that one account may hold; an `AccessError` names two that it may not."""
    held = tuple(grants)
    if two := shipped().together(dict.fromkeys(one.role for one in held)):
        one, other = (Text(f"{shipped().roles[name].title.zh} ({name})", name) for name in two)
        raise AccessError(TWO, one=one, other=other)
    return held


def mixed(people: Iterable[Person]) -> list[tuple[str, str, str]]:
    """Accounts that can sign in and hold two roles which are kept apart, as an older program let them."""
    held = (
        (one.account, shipped().together(grant.role for grant in one.grants))
        for one in people
        if not one.disabled
    )
    return [(account, *two) for account, two in held if two]
