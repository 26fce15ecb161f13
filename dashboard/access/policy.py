"""The policy: which doors there are and who may pass, from one file, compared with the application."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from dashboard.access import Grant, Viewer
from dashboard.refusal import Refusal
from dashboard.scope import NOTHING, WHOLE, Scope, Sight, joined
from dashboard.text import Text

FILE = Path(__file__).parent / "policy.toml"
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"]
Who = Annotated[
    str,
    StringConstraints(
        pattern=r"^(anyone|signed-in|page|signature|callback|closed|act:[a-z-]+|page:[a-z-]+)$"
    ),
]
Caller = Annotated[str, StringConstraints(pattern=r"^(browser|signed-in|act:[a-z-]+|page:[a-z-]+)$")]
Right = Literal["yes", "sign-in", "no"]
Step = Annotated[tuple[str, ...], Field(min_length=1)]
"""The roles of which any one gives this part of an approval."""
CASES = "cases"
"""In `[apart]`: every role that sees cases."""


class PolicyError(Refusal):
    """The policy and the application do not fit: which door or line, and what to write."""


class Strict(BaseModel):
    """A table of the file; unknown words are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """A title in both languages."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The words as screens have them."""
        return Text(self.zh, self.en)


class Door(Strict):
    """One path of the server, its methods, who may pass; `open` files of it may be had by anyone."""

    path: str
    methods: tuple[Method, ...] = Field(min_length=1)
    who: Who
    open: frozenset[str] = frozenset()


class Approval(Strict):
    """What it takes to borrow power of one kind: its steps in their order, and what must lie beside it."""

    title: Words
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    attached: Words | None = None


class Role(Strict):
    """What a role may see and do, and in which borrowing it has a step."""

    title: Words
    pages: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    sees: Literal["none", "scope", "district"] = "none"
    text: Literal["none", "short"] = "none"
    approves: tuple[str, ...] = ()  # gathered from the approvals, never written
    device: bool = False

    @property
    def words(self) -> Text:
        """What the role is called."""
        return self.title.text


class Written(Strict):
    """The whole file."""

    doors: tuple[Door, ...]
    callbacks: dict[str, Caller] = Field(default_factory=dict)
    approvals: dict[str, Approval] = Field(default_factory=dict)
    roles: dict[str, Role]
    apart: dict[str, frozenset[str]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        named = {role for one in self.approvals.values() for step in one.steps for role in step}
        if strangers := named - {name for name, role in self.roles.items() if not role.device}:
            raise ValueError(f"approvals name {', '.join(sorted(strangers))}, which are no roles of people")
        people = {name for name, role in self.roles.items() if not role.device}
        if strangers := {*self.apart, *frozenset().union(*self.apart.values())} - people - {CASES}:
            raise ValueError(f"apart names {', '.join(sorted(strangers))}, which are no roles of people")
        if written := [name for name, role in self.roles.items() if role.approves]:
            raise ValueError(f"roles.{written[0]}.approves: write it as a step of [approvals]")
        return self

    def held(self) -> dict[str, Role]:
        """The roles, each with the approvals in which it has a step."""
        return {
            name: role.model_copy(update={"approves": self.of(name)}) for name, role in self.roles.items()
        }

    def kept_apart(self) -> dict[str, frozenset[str]]:
        """Each role, and those that nobody holds together with it."""
        see = frozenset(name for name, role in self.roles.items() if role.sees != "none")
        far = {name: others | see if CASES in others else others for name, others in self.apart.items()}
        return {
            name: frozenset(
                other for other in self.roles if other in far.get(name, ()) or name in far.get(other, ())
            )
            - {name}
            for name in self.roles
        }

    def of(self, role: str) -> tuple[str, ...]:
        """The approvals in which a role has a step."""
        return tuple(code for code, one in self.approvals.items() if any(role in step for step in one.steps))


@dataclass(frozen=True)
class Policy:
    """Every door, callback and role, and what follows for one viewer."""

    doors: Mapping[tuple[str, str], Door]  # by path and method
    callbacks: Mapping[str, str]
    roles: Mapping[str, Role]
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sights: dict[tuple[tuple[Grant, ...], str], Sight] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def load(cls, path: Path = FILE) -> Policy:
        """The policy as a file has it; a `PolicyError` names the line that cannot be used."""
        try:
            written = Written.model_validate(tomllib.loads(path.read_text("utf-8")))
        except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise PolicyError(f"policy {path.name}: {error}") from error
        doors: dict[tuple[str, str], Door] = {}
        for door in written.doors:
            for method in door.methods:
                if (door.path, method) in doors:
                    raise PolicyError(f"policy {path.name}: {method} {door.path} stands there twice")
                doors[door.path, method] = door
        return cls(doors, written.callbacks, written.held(), written.approvals, written.kept_apart())

    def together(self, roles: Iterable[str]) -> tuple[str, str] | None:
        """Two of these roles that one person may not hold together; None where all go together."""
        held = list(roles)
        pairs = ((one, other) for n, one in enumerate(held) for other in held[n + 1 :])
        return next(((one, other) for one, other in pairs if other in self.apart.get(one, ())), None)

    def rights(self, viewer: Viewer) -> tuple[frozenset[str], frozenset[str]]:
        """The pages and the acts of a viewer."""
        roles = [self.roles[name] for name in viewer.roles if name in self.roles]
        none: frozenset[str] = frozenset()
        return none.union(*(role.pages for role in roles)), none.union(*(role.acts for role in roles))

    def may(self, viewer: Viewer, who: str, page: str = "") -> Right:
        """Whether a viewer may pass: yes, after signing in, or not at all."""
        if who in ("anyone", "signature"):
            return "yes"
        if who in ("closed", "browser"):
            return "no"
        if not viewer:
            return "sign-in"
        if who == "signed-in":
            return "yes"
        pages, acts = self.rights(viewer)
        kind, _, name = who.partition(":")
        held = name in acts if kind == "act" else (name or page) in pages
        return "yes" if held else "no"

    def whoever(self, who: str, page: str = "") -> list[Role]:
        """The roles that may pass: what a refusal names."""
        kind, _, name = who.partition(":")
        wanted = name or page
        return [
            role
            for role in self.roles.values()
            if not role.device and wanted in (role.acts if kind == "act" else role.pages)
        ]

    def approvals_of(self, viewer: Viewer) -> frozenset[str]:
        """The approvals in which a viewer has a step."""
        none: frozenset[str] = frozenset()
        return none.union(*(self.roles[name].approves for name in viewer.roles if name in self.roles))

    def may_approve(self, viewer: Viewer, approval: str, step: int = 0) -> bool:
        """Whether a viewer gives this step of an approval; nobody gives one that the policy has not."""
        steps = self.approvals[approval].steps if approval in self.approvals else ()
        return step in range(len(steps)) and not viewer.roles.isdisjoint(steps[step])

    def sight(self, viewer: Viewer, act: str = "") -> Sight:
        """What a viewer sees of the board: of each role its part, for its scope.

        With an act, of the roles that may do it and not of the others: what is taken away by an act is
        no more than the role that may take it sees.
        """
        key = (viewer.grants, act)
        if key not in self.sights:
            self.sights[key] = self._sight(viewer.grants, act)
        return self.sights[key]

    def scope_of(self, viewer: Viewer, act: str) -> Scope:
        """Of which cases a viewer may do something."""
        return self.sight(viewer, act).cases

    def _sight(self, grants: tuple[Grant, ...], act: str) -> Sight:
        held = [(self.roles[grant.role], grant.scope) for grant in grants if grant.role in self.roles]
        parts = [(role, seen(role, scope)) for role, scope in held if not act or act in role.acts]
        return Sight(
            cases=joined(scope for _, scope in parts),
            text="short" if any(role.text == "short" for role, scope in parts if scope) else "none",
        )


def seen(role: Role, scope: Scope) -> Scope:
    """Of which cases a role sees more than counts, for its scope."""
    if role.sees == "none":
        return NOTHING
    return WHOLE if role.sees == "district" else scope


@cache
def shipped() -> Policy:
    """The policy of this program."""
    return Policy.load()


def missing(policy: Policy, doors: Iterable[tuple[str, str]], callbacks: Iterable[str]) -> list[str]:
    """What the application has and the policy does not name."""
    shut = [f"{method} {path}" for path, method in doors if (path, method) not in policy.doors]
    return [*shut, *(f"callback {name}" for name in callbacks if name not in policy.callbacks)]


def surplus(
    policy: Policy, doors: Iterable[tuple[str, str]], callbacks: Iterable[str], pages: Iterable[str]
) -> list[str]:
    """What the policy names and the application has not."""
    there, called, shown = set(doors), set(callbacks), set(pages)
    found = [f"{method} {path}" for path, method in policy.doors if (path, method) not in there]
    found += [f"callback {name}" for name in policy.callbacks if name not in called]
    for name, role in policy.roles.items():
        found += [f"page {page} of {name}" for page in sorted(role.pages - shown)]
    return found
