"""The matrix: who asks × at which door × of whose scope × how spoiled, generated from application and policy.

`python -m tests.doors.matrix` prints how many cases there are of each kind.
"""

from __future__ import annotations

import copy
import itertools
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from dash import ALL, MATCH, Dash, Input, Output, State, no_update
from flask import Flask
from flask.testing import FlaskClient

from callbacks import viewing
from dashboard.access import Grant
from dashboard.access.accounts import Accounts
from dashboard.access.policy import Policy, shipped
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.doors import limits
from dashboard.doors.guard import doors_of
from dashboard.doors.whole import LARGEST
from dashboard.ids import Id
from dashboard.papering import DOOR as PAPER
from dashboard.papers import OF_LEVERS
from dashboard.scope import NOTHING, Scope
from layouts.pages import known
from layouts.sites import CASE, DEPARTMENT, PAGES
from tests.doors.opened import opened
from tests.doors.planting import AGAIN, Planted, facts, planted
from tests.doors.question import FAR, NEAR, OTHER, OURS, OWN, THEIRS, Case
from tests.doors.two_roles import of_two
from tests.entering import token_of
from tests.living import desk_in

LONG = timedelta(hours=8)

SAME = {"Origin": "http://localhost"}
CALL = "/_dash-update-component"
NOBODY = "nobody"
PROBES = {
    "content.title": "signed-in",
    "..content.lang...content.dir..": "act:export",
    '{"probe":["MATCH"]}.title': "page:wall",
    "content.accessKey": "act:instruct",
    "content.tabIndex": "act:audit-export",
}
"""Callbacks of every shape that the server would run, with a line each: what levers and answers will be."""
UNREADY: Mapping[str, tuple[int, ...]] = {"/readyz": (503,)}
"""What says so when no picture can be trusted, as while the clock of a test stands, is no fault."""
OPEN = {200, 302, 303, 304, 404}
"""How a door answers that is open, of which not all that it may be asked for is there; a page always is."""
NEVER = {500, 501, 502, 503, 504}
FILLED: Mapping[str, tuple[str, ...]] = {
    "page": ("wall",), "filename": ("css/10-frame.css",), "way": ("oidc",),
    "act": ("password", "sessions", "none"), "package_name": ("dash",),
    "fingerprinted_path": ("x.js",), "path": ("wall",), "lever": ("lever:none",),
    "kind": ("order", "secret"), "name": ("now", "2026-11-20-1", "..key"),
    "unit": ("water", "ecology", "none"),
}  # fmt: skip
"""With what the parts of an address are filled in: what is there, and what is not."""
SLOW = frozenset(
    f"page {name}"
    for name in ("attention", "coordination", "department", "departments", "duty", "places", "wall", "weekly")
)
"""Pages whose first picture takes long to make: not asked by day for what others wrote."""
LARGE = "x" * LARGEST
NAMING: Mapping[str, tuple[str, ...]] = {
    "levers": ("lever={lever}&",),
    "attention": ("key=case:hotline/{number}&",),
    "case": ("key=case:hotline/{number}&",),
    "cases": ("of=open&", "of=received&window=91d&"),
    "department": ("department=water&", "department=ecology&"),
}
"""How the query of a page names things one by one."""
TEXTS = (NEAR, FAR)
"""With what everything begins that was written of the two cases."""
ODD: Mapping[str, Any] = {
    "null": None, "number": 7, "text": "x", "list": [], "nested": {"a": {"b": [1, {"c": None}]}},
    "truth": True, "names of another": {"account": ["a"], "key": {"x": 1}, "reason": 3, "words": [None]},
    "extra": {"role": "director", "scope": "district", "account": "anquan"}, "missing": {},
}  # fmt: skip


def probed(app: Dash, _desk: Desk) -> None:
    """A callback of each shape, which does nothing."""
    beat, state = Input(Id.BEAT, "n_intervals"), State(Id.LOCATION, "pathname")
    app.callback(Output(Id.CONTENT, "title"), beat, state)(lambda *_: no_update)
    app.callback(Output(Id.CONTENT, "lang"), Output(Id.CONTENT, "dir"), beat)(lambda *_: (no_update,) * 2)
    app.callback(Output({"probe": MATCH}, "title"), Input({"probe": MATCH}, "n_clicks"))(lambda *_: no_update)
    app.callback(Output(Id.CONTENT, "accessKey"), beat, State({"probe": ALL}, "value"))(lambda *_: no_update)
    app.callback(Output(Id.CONTENT, "tabIndex"), Input({"probe": ALL}, "value"))(lambda *_: no_update)


def kept_still(desk: Desk) -> None:
    """Draw each picture once: some pages go on while the clock of a test stands, and nothing here changes."""
    draw, drawn = desk.picture, {}

    def picture(page: str, query: Mapping[str, str], lang: Any, sight: Any) -> Any:
        key = (page, tuple(sorted(known(page, query).items())), lang, sight)
        if key not in drawn:
            drawn[key] = draw(page, query, lang, sight)
        return drawn[key]

    desk.picture = picture  # type: ignore[method-assign]


@dataclass(kw_only=True)
class House:
    """One running application with a case of one's own and one of somebody else, asked by everybody."""

    desk: Desk
    app: Dash
    policy: Policy
    planted: Planted
    clients: dict[tuple[Any, ...], FlaskClient] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> House:
        """The shipped application, policy and pages, and the probes beside them."""
        desk = desk_in(folder, facts())
        desk.accounts = Accounts(desk.ledger, idle=LONG, lasts=LONG)  # who is asked once an hour
        desk.look()
        written = planted(desk)
        kept_still(desk)
        made = shipped()
        desk.policy = Policy(made.doors, {**made.callbacks, **PROBES}, made.roles, made.approvals)
        quick, real = "1000000 per second", viewing.register
        kept = limits.QUESTIONS, limits.TRIES
        limits.QUESTIONS = limits.TRIES = quick
        viewing.register = lambda app, desk: (real(app, desk), probed(app, desk))[0]
        try:
            app = create_app(desk)
        finally:
            viewing.register = real
            limits.QUESTIONS, limits.TRIES = kept
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        return cls(desk=desk, app=app, policy=desk.policy, planted=written)

    @property
    def server(self) -> Flask:
        """What is asked."""
        return self.app.server  # type: ignore[return-value]

    def client(self, role: str, scope: Scope) -> FlaskClient:
        """A browser of somebody with this role for this scope, the same for every question."""
        return self.kept((role, scope), lambda: "" if role == NOBODY else self.token(role, scope))

    def asker(self, case: Case) -> FlaskClient:
        """The browser of whoever asks."""
        if not case.grants:
            return self.client(case.role, case.scope)
        return self.kept(case.grants, lambda: token_of(self.desk, *case.grants))

    def kept(self, who: tuple[Any, ...], token: Callable[[], str]) -> FlaskClient:
        """The browser of somebody, who signs in once."""
        if who not in self.clients:
            self.clients[who] = self.server.test_client()
            if held := token():
                self.clients[who].set_cookie("jq", held)
        return self.clients[who]

    def token(self, role: str, scope: Scope) -> str:
        """What the browser holds."""
        if not self.policy.roles[role].device:
            own = scope if self.policy.roles[role].sees == "scope" else NOTHING
            return token_of(self.desk, Grant(role=role, scope=own))
        name = f"wall-{len(self.clients)}"
        token = self.desk.accounts.add_device(name, title="大厅", addresses=["127.0.0.1"], days=3)
        entered = self.desk.accounts.enter(token, address="127.0.0.1", agent="test").token
        assert entered
        return entered

    def asked(self, case: Case) -> tuple[int, bytes]:
        """The status and the plain bytes of the answer."""
        data = case.raw if case.raw is not None else json.dumps(case.body).encode()
        more = {} if case.method == "GET" else {"data": data, "content_type": "application/json"}
        reply = self.asker(case).open(
            case.path,
            method=case.method,
            headers={**SAME, "Accept-Encoding": "identity", **case.headers},
            **more,
        )
        return reply.status_code, opened(reply.data)

    def close(self) -> None:
        """Let go of it."""
        self.desk.close()

    def cases(self) -> Iterator[Case]:
        """All of them."""
        yield from self.doors()
        yield from self.rows()
        yield from self.words()
        yield from self.papers()
        yield from self.acts()
        yield from of_two(self.policy, self.planted.levers)
        yield from self.posts()
        yield from self.unsigned()
        yield from self.calls()

    @property
    def roles(self) -> list[str]:
        """Everybody who may ask, and nobody."""
        return [NOBODY, *self.policy.roles]

    def scoped(self, role: str) -> bool:
        """Whether a role sees a scope, so that it makes a difference which."""
        return role != NOBODY and self.policy.roles[role].sees == "scope"

    def right(self, role: str, who: str, page: str = "") -> str:
        """What the policy says of a role, by the words of the file and not by the code of the guard."""
        if who in ("anyone", "closed"):
            return "yes" if who == "anyone" else "no"
        if role == NOBODY:
            return "sign-in"
        if who == "signed-in":
            return "yes"
        kind, _, name = who.partition(":")
        held = self.policy.roles[role].acts if kind == "act" else self.policy.roles[role].pages
        return "yes" if (name or page) in held else "no"

    def doors(self) -> Iterator[Case]:
        """Every role at every door with every page: open where the policy says so, shut elsewhere."""
        for path, method in doors_of(self.server):
            door = self.policy.doors[path, method]
            if door.who in ("signature", "callback") or method != "GET":
                continue
            for role in self.roles:
                for page, built in pages(path):
                    right = self.right(role, door.who, page)
                    wanted = {
                        "yes": {200} if door.who == "page" else OPEN | {*UNREADY.get(path, ())},
                        "sign-in": {401},
                        "no": {403},
                    }[right]
                    for scope in (OWN, OTHER) if self.scoped(role) else (OWN,):
                        yield Case(kind="door", role=role, scope=scope, method=method, path=built,
                                   door=f"{method} {path}", wanted=frozenset(wanted))  # fmt: skip

    def rows(self) -> Iterator[Case]:
        """Every role that sees a scope: one's own rows are there, another's never, whatever is claimed."""
        claims = ("", "&scope=district&sight=all&role=director", "&department=ecology", "&street=990101003",
                  "&account=anquan&viewer=director")  # fmt: skip
        forged: list[dict[str, str]] = [
            {},
            {"X-Role": "director", "X-Scope": "district", "Cookie2": "role=director"},
        ]
        for role in self.policy.roles:
            if self.policy.roles[role].sees != "scope":
                continue
            for scope, own, other in ((OWN, OURS, THEIRS), (OTHER, THEIRS, OURS)):
                for address, shown in lists(self.policy.roles[role].pages, self.policy.roles[role].acts, own):
                    for claim in claims:
                        for headers in forged:
                            held = (own,) if shown and not claim else ()
                            yield Case(
                                kind="rows", role=role, scope=scope, method="GET", path=address + claim,
                                door=address.partition("?")[0], headers=headers, wanted=frozenset({200, 400}),
                                hidden=(other,), held=held,
                            )  # fmt: skip
                for address in strange(self.policy.roles[role].pages, other):
                    yield Case(kind="foreign key", role=role, scope=scope, method="GET", path=address,
                               door=address.partition("?")[0], wanted=frozenset({200}),
                               hidden=TEXTS)  # fmt: skip

    def words(self) -> Iterator[Case]:
        """Every role at every page and sheet of its own: what was written of another's case is not there."""
        for lang in ("zh", "en"):
            for role, scope, foreign in self.blind():
                hidden = [mark for other in foreign for mark in self.marks(other)]
                for door, asked, wanted in self.told(role, foreign[-1]):
                    path = f"{asked}lang={lang}"
                    kept = (
                        [NEAR, FAR] if door == "page audit" else hidden
                    )  # an auditor reads what was done to what
                    yield Case(kind="words: slow page" if door in SLOW else "words", role=role, scope=scope,
                               method="GET", path=path, door=door, wanted=frozenset({wanted}),
                               hidden=tuple(mark for mark in kept if mark not in path))  # fmt: skip

    def blind(self) -> Iterator[tuple[str, Scope, tuple[str, ...]]]:
        """Each role that does not see the whole district, and the cases that are foreign to it."""
        yield from ((role, scope, (other,)) for role, scope, _, other in self.sides())
        for role in self.policy.roles:
            if self.policy.roles[role].sees == "none":
                yield role, OWN, (OURS, THEIRS)

    def marks(self, number: str) -> tuple[str, ...]:
        """By what a case is known again, whatever is told of it."""
        more = (FAR, *AGAIN) if number == THEIRS else (NEAR,)
        return number, self.planted.levers[number], *more

    def told(self, role: str, other: str) -> Iterator[tuple[str, str, int]]:
        """The addresses that tell what people wrote, another's things named in them, and the answers."""
        held = self.policy.roles[role]
        for page in sorted(held.pages):
            for asked in ("", *NAMING.get(page, ())):
                named = asked.format(lever=self.planted.levers[other], number=other)
                yield f"page {page}", f"/snapshot/{page}?{named}", 200
                if not asked:
                    yield f"page {page}", f"{dict(pages('/<path:path>'))[page]}?", 200
                if page == "cases":
                    yield f"page {page}", f"/lists/cases?{named}&", 200
        yield "GET /handover/<name>", f"{self.planted.sheet}?", 404 if "hand-over" in held.acts else 403
        rule = f"/rules/{self.planted.rule.removeprefix('rule:')}?"
        yield "GET /rules/<name>", rule, 200 if "coordination" in held.pages else 403

    def posts(self) -> Iterator[Case]:
        """Every role at every door that takes JSON, with bodies that no page sends."""
        for (path, method), door in self.policy.doors.items():
            if method == "GET" or door.who in ("signature", "callback", "closed"):
                continue
            for role in (NOBODY,) if path == "/sign-out" else self.roles:  # who goes out asks nothing more
                for _, built in pages(path):
                    yield from self.bodies(role, f"{method} {path}", built, self.right(role, door.who))

    def bodies(self, role: str, door: str, built: str, right: str) -> Iterator[Case]:
        """One role at one address with every odd body."""
        said = {"role": role, "method": door.partition(" ")[0], "path": built, "door": door}
        wanted = {"yes": set(range(200, 500)), "sign-in": {401}, "no": {403}}[right]
        for name, body in ODD.items():
            yield Case(kind=f"body: {name}", body=body, wanted=frozenset(wanted),
                       hidden=(THEIRS, "Traceback"), **said)  # fmt: skip
        refused = {"yes": {400, 401, 403, 404, 409, 429}, "sign-in": {401}, "no": {403}}[right]
        yield Case(kind="body: broken", raw=b'{"a":', wanted=frozenset(refused), **said)
        yield Case(
            kind="body: oversized", raw=f'"{LARGE}"'.encode(), wanted=frozenset(refused | {413}), **said
        )

    def unsigned(self) -> Iterator[Case]:
        """A session opens nothing where a signature is asked for."""
        for (path, method), door in self.policy.doors.items():
            for role in self.roles if door.who == "signature" else ():
                yield Case(kind="unsigned", role=role, method=method, path=path, body={"events": []},
                           door=f"{method} {path}", wanted=frozenset({400, 401, 404}))  # fmt: skip

    def papers(self) -> Iterator[Case]:
        """Papers of one's own levers can be had, those of others are as if they were not there."""
        for role, scope, own, other in self.sides():
            may = "export" in self.policy.roles[role].acts
            for kind in OF_LEVERS:
                for number, wanted in ((own, 200), (other, 404)):
                    path = f"/papers/{quote(self.planted.levers[number], safe=':/')}/{kind}.docx"
                    hidden = (other,) if number == own else ("别家的", other)
                    yield Case(kind="paper", role=role, scope=scope, method="GET", path=path,
                               door=f"GET {PAPER}", hidden=hidden,
                               wanted=frozenset({wanted if may else 403}))  # fmt: skip

    def acts(self) -> Iterator[Case]:
        """What one does and looks at closer is one's own; another's case is as if it were not there."""
        for n, (role, scope, own, other) in enumerate(self.sides()):
            held = self.policy.roles[role].acts
            for number, wanted in ((own, 200), (other, 404)):
                wish = {"key": f"case:hotline/{number}", "reason": "callback"}
                kind = "own act" if number == own else "foreign act"
                yield Case(kind=kind, role=role, scope=scope, method="POST", path="/reveal",
                           door="POST /reveal", body=wish,
                           wanted=frozenset({wanted if "reveal" in held else 403}),
                           hidden=TEXTS if number == other else ())  # fmt: skip
            for m, (right, body) in enumerate(done(own, other, self.planted)):
                said = {"once": f"matrix-{n:04}-{m:04}", **body}
                mine = body["on"].endswith(own) and other not in str(body)
                may = right in held or not right
                answer = (200 if mine else 404) if may else 403
                yield Case(kind="own act" if mine else "foreign act", role=role, scope=scope, method="POST",
                           path="/act", door="POST /act", body=said, wanted=frozenset({answer}),
                           hidden=() if mine else TEXTS)  # fmt: skip

    def sides(self) -> Iterator[tuple[str, Scope, str, str]]:
        """Each role that sees a scope, on either side: the number of its own case and of the other's."""
        for role in self.policy.roles:
            if self.scoped(role):
                yield role, OWN, OURS, THEIRS
                yield role, OTHER, THEIRS, OURS

    def calls(self) -> Iterator[Case]:
        """Every role at every callback, with the body that a page sends and with every way to spoil it."""
        for name, spec in self.app.callback_map.items():
            line = self.policy.callbacks[name]
            for role in self.roles:
                right = "no" if line == "browser" and role != NOBODY else self.right(role, line)
                wanted = {"yes": {200, 204}, "sign-in": {401}, "no": {403}}[right]
                good = body_of(name, spec)
                for scope in (OWN, OTHER):
                    yield Case(kind="call", role=role, scope=scope, method="POST", path=CALL, body=good,
                               door=name, wanted=frozenset(wanted))  # fmt: skip
                for kind, spoiled, refused in spoils(good):
                    answer = {401} if role == NOBODY else refused or wanted
                    yield Case(kind=f"call: {kind}", role=role, method="POST", path=CALL, body=spoiled,
                               door=name, wanted=frozenset(answer), hidden=(OURS, THEIRS))  # fmt: skip


def pages(path: str) -> Iterator[tuple[str, str]]:
    """A page and an address for each way to fill in a door."""
    if path in ("/<path:path>", "/snapshot/<page>"):
        for page in PAGES.values():
            way = page.path + {CASE.name: "hotline/771001", DEPARTMENT.name: "water"}.get(page.name, "")
            yield page.name, way if path.startswith("/<path") else f"/snapshot/{page.name}"
        return
    if path == "/meaning/<page>/<panel>":
        yield "departments", "/meaning/departments/units"
        return
    holes = re.findall(r"<(?:\w+:)?(\w+)>", path)
    for values in itertools.product(*(FILLED[name] for name in holes)):
        rest = iter(values)
        yield "", re.sub(r"<[^>]+>", lambda _: next(rest), path)  # noqa: B023


def lists(pages: frozenset[str], acts: frozenset[str], own: str) -> Iterator[tuple[str, bool]]:
    """The addresses that tell of single cases, and whether one's own must stand in each."""
    if "cases" in pages:
        yield "/lists/cases?of=open", True
        yield "/lists/cases?of=received&window=7d", False
        yield "/snapshot/cases?of=open", False
    if "export" in acts:
        yield from ((f"/departments/{unit}/digest?lang=zh", False) for unit in ("water", "ecology"))
    if "case" in pages:
        yield f"/snapshot/case?key=case:hotline/{own}", True
    if "departments" in pages:
        yield "/snapshot/departments?window=7d", False
    if "wall" in pages:
        yield "/snapshot/wall?lang=zh", False
    if "export" in acts:
        yield "/export/cases.csv?of=open", True
        yield "/export/cases.xlsx?of=open", True


def done(own: str, other: str, planted: Planted) -> Iterator[tuple[str, dict[str, Any]]]:
    """Acts on one's own case and on another's, with the right that each takes; a move of a lever takes none
    to be refused, since what one does not see is not there."""
    mine, theirs, lever = f"case:hotline/{own}", f"case:hotline/{other}", planted.levers[other]
    yield "silence", {"act": "unsilence", "on": planted.silences[other]}
    for key in (mine, theirs):
        yield "acknowledge", {"act": "acknowledge", "on": key}
        yield "note", {"act": "note", "on": key, "note": "x"}
        yield "remind", {"act": "remind", "on": key}
        yield "silence", {"act": "silence", "on": key, "reason": "x", "until": "2030-01-01"}
    yield "group", {"act": "group", "on": mine, "members": [mine, theirs], "reason": "x"}
    yield "propose-rule", {"act": "rule.draft", "on": lever}
    yield "", {"act": "lever.draft", "on": theirs, "kind": "supervision"}
    yield "", {"act": "lever.withdraw", "on": lever, "why": "x", "seen": 1}
    yield "", {"act": "lever.respond", "on": lever, "response_kind": "measure", "seen": 1}


def strange(pages: frozenset[str], other: str) -> Iterator[str]:
    """Addresses that name the case of somebody else, as it is written and in disguise."""
    if "case" in pages:
        for key in (f"case:hotline/{other}", f"case:hotline%2F{other}", f"case:hotline/../hotline/{other}",
                    f"case:hotline/{other}%00", f"' OR key LIKE '%{other}"):  # fmt: skip
            yield f"/snapshot/case?key={key}"


def body_of(name: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The body that a page sends to a callback, as the application declares it."""
    outputs = spec["output"]
    several = isinstance(outputs, list | tuple)
    places = [place(one) for one in (outputs if several else [outputs])]
    inputs = [part(one) for one in spec["inputs"]]
    first = inputs[0][0] if isinstance(inputs[0], list) else inputs[0]
    said = first["id"] if isinstance(first["id"], str) else json.dumps(first["id"], separators=(",", ":"))
    return {
        "output": name,
        "outputs": places if several else places[0],
        "inputs": inputs,
        "state": [part(one) for one in spec.get("state", [])],
        "changedPropIds": [f"{said}.{first['property']}"],
    }


def place(one: Any) -> Any:
    """One declared output; a list where it stands for many."""
    made = {"id": named(one.component_id_str()), "property": one.component_property}
    return [made] if '["ALL"]' in one.component_id_str().replace(" ", "") else made


def part(one: Mapping[str, Any]) -> Any:
    """One declared input or state with a value; a list where it gathers many."""
    made = {"id": named(one["id"]), "property": one["property"], "value": 1}
    return [made] if '["ALL"]' in str(one["id"]).replace(" ", "") else made


def named(given: Any) -> Any:
    """An id with a name where its pattern has a wildcard."""
    text = str(given)
    if not text.startswith("{"):
        return text
    return {key: "a" if isinstance(value, list) else value for key, value in json.loads(text).items()}


def spoils(good: Mapping[str, Any]) -> Iterator[tuple[str, Any, set[int]]]:
    """Every way to spoil a body that has a name; an empty set: it may pass, if its sender may."""
    for where in ("inputs", "state"):
        for n, one in enumerate(good[where]):
            for value in (None, [1], {"a": 1}, "x" * 9, 1.5, True, "case:hotline/" + THEIRS, "district"):
                yield "spoofed value", changed(good, where, n, value=value), set()
            yield "renamed property", changed(good, where, n, property="innerHTML"), {400}
            yield "another's id", changed(good, where, n, id="nothere.zzz"), {400}
            yield "odd id", changed(good, where, n, id={"probe": "../../etc/passwd", "x": 1}), {400}
            yield "wrong type", {**good, where: {"0": one}}, {400}
            yield "missing", {**good, where: [*good[where][:n], *good[where][n + 1 :]]}, {400}
            yield "oversized", changed(good, where, n, value=LARGE), {413}
            if isinstance(one, list):
                yield "oversized list", {**good, where: [[*one * 300] if i == n else each for i, each in
                                                         enumerate(good[where])]}, {400}  # fmt: skip
        yield "extra", {**good, where: [*good[where], {"id": "x", "property": "y", "value": 1}]}, {400}
    yield "extra part", {**good, "cancel": [], "job": "1"}, {400}
    for name in ([good["output"]], {"a": 1}, None, 7, "nothere.children", ""):
        yield "wrong output", {**good, "output": name}, {400}
    yield "changed elsewhere", {**good, "changedPropIds": ["content.children"]}, {400}
    yield "wrong place", {**good, "outputs": {"id": "content", "property": "children"}}, {400}
    yield "no body", None, {400}


def changed(good: Mapping[str, Any], where: str, n: int, **said: Any) -> dict[str, Any]:
    """A body with one part said otherwise."""
    found = copy.deepcopy(dict(good))
    one = found[where][n]
    (one[0] if isinstance(one, list) else one).update(said)
    return found


def sampled(cases: Iterable[Case]) -> list[Case]:
    """Few of them, always the same: of each kind one for each who asks and one for each door."""
    seen: set[tuple[str, str]] = set()
    found = []
    for case in cases:
        marks = {(case.kind, f"role {case.role}"), (case.kind, f"door {case.door}")}
        if not marks <= seen:
            seen |= marks
            found.append(case)
    return found


def counted(house: House) -> Counter[str]:
    """How many cases there are of each kind."""
    return Counter(case.kind for case in house.cases())


if __name__ == "__main__":
    with TemporaryDirectory() as where:
        opened = House.open(Path(where))
        found = counted(opened)
        for kind, many in sorted(found.items()):
            print(f"{many:7}  {kind}")
        print(f"{found.total():7}  in all")
        opened.close()
