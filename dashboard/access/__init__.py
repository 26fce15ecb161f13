"""Who may see and do what: people, roles, sessions, devices, the policy and the guard that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dashboard.refusal import Refusal
from dashboard.scope import NOTHING, Scope
from dashboard.text import Text, filled


class AccessError(Refusal):
    """Something about accounts cannot be done: which, what to do; `words` in both languages."""

    def __init__(self, words: Text, **values: object) -> None:
        self.words = filled(words, **values)
        super().__init__(self.words.en)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role, and for which part of the district somebody has it."""

    role: str  # a name of `policy.toml`
    scope: Scope = NOTHING


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account as administrators see it; `post` is what screens show, never a name."""

    account: str
    post: str
    grants: tuple[Grant, ...]
    created_at: datetime
    disabled: bool = False
    local: bool = True  # False: signs in elsewhere (OIDC, the proxy's header)
    totp: bool = False  # a second factor is asked for
    changed_at: datetime | None = None  # when its password was last set


@dataclass(frozen=True, kw_only=True)
class Device:
    """A wall: a token bound to addresses, for reading only, until it expires."""

    name: str
    title: str  # what the watermark says: where it hangs
    addresses: tuple[str, ...]  # networks such as 10.1.2.0/24, or single addresses
    created_at: datetime
    expires_at: datetime
    disabled: bool = False
    seen_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """A signed-in person or device, as the server keeps it; `id` is the hash of what the browser holds."""

    id: str
    account: str  # of a person, or the name of a device
    kind: Literal["person", "device"]
    address: str
    agent: str  # what the browser calls itself, cut
    created_at: datetime
    used_at: datetime
    until: datetime  # over at the latest


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who asks: what the guard has found out about a request."""

    account: str = ""  # empty: nobody has signed in
    post: str = ""
    kind: Literal["nobody", "person", "device"] = "nobody"
    grants: tuple[Grant, ...] = ()
    session: str = ""  # the id of the session
    address: str = ""

    @property
    def roles(self) -> frozenset[str]:
        """The names of its roles."""
        return frozenset(grant.role for grant in self.grants)

    def __bool__(self) -> bool:
        """Whether somebody has signed in."""
        return self.kind != "nobody"


NOBODY = Viewer()
