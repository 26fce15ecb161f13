"""The doors to sign in by: out to the identity provider and back, and in by the word of our own proxy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import structlog
from flask import Flask, Response, abort, request

from dashboard import clock
from dashboard.access import NOBODY, Person, Viewer
from dashboard.access.cookies import come_back, sent_out, signed_in, taken, way_of
from dashboard.access.oidc import OVER, Way, WayError, way
from dashboard.access.proxied import ForgedError, claimed, peer, sheltered
from dashboard.access.rounds import Rounds, within
from dashboard.access.ways import OIDC, PROXY, UNKNOWN, UNNAMED, offered, why
from dashboard.doors.speaking import asked_lang
from dashboard.ledger import Action, Note
from layouts.going_on import going_on

if TYPE_CHECKING:
    from dashboard.desk import Desk

log = structlog.get_logger()
PLAIN = "text/plain; charset=utf-8"
OUT, BACK = "/sign-in/<way>", "/sign-in/<way>/back"


def register(server: Flask, desk: Desk) -> None:
    """Add the doors; nobody is asked anything before the first who wants to pass."""
    doors = Ways(desk=desk, provider=way(desk.settings))
    server.before_request(doors.unforged)
    server.get(OUT)(doors.out)
    server.get(BACK)(doors.back)


@dataclass(kw_only=True)
class Ways:
    """The ways in that this installation has."""

    desk: Desk
    provider: Way | None
    rounds: Rounds = field(default_factory=Rounds)

    def unforged(self) -> Response | None:
        """Refuse a request that says of itself what only our proxy may say, before anything believes it."""
        try:
            sheltered(request, self.desk.settings)
            if account := claimed(request, self.desk.settings):
                self.still(account)
        except ForgedError as error:
            self.note(f"{request.method} {request.path[:100]}: {error}")
            said = f"{error.words.zh}\n{error.words.en}\n"
            return Response(said, 400, {"Cache-Control": "no-store"}, content_type=PLAIN)
        return None

    def still(self, account: str) -> None:
        """End the session of somebody who came by a proxy that now names somebody else."""
        viewer = self.viewer()
        if viewer.kind == "person" and viewer.account != account.lower():
            person = self.desk.accounts.person(viewer.account)
            if person and not person.local:
                self.desk.accounts.end(viewer.session)

    def out(self, way: str) -> Response:
        """To the provider; or straight in, where the proxy says who it is."""
        if way not in offered(self.desk.settings):
            abort(404)
        onward = request.args.get("next", "")
        try:
            if way == PROXY:
                return self.admitted(claimed(request, self.desk.settings), way, within(onward))
            return self.sent(onward)
        except WayError as error:
            return self.refused(error, way, onward)

    def sent(self, onward: str) -> Response:
        """The browser sent to the provider, with the id of the way that is now open."""
        if self.provider is None:
            abort(404)
        id_, round_ = self.rounds.begin(onward, address=self.address(), now=clock.monotonic())
        return sent_out(led(self.provider.out(round_)), id_, self.desk.settings)

    def back(self, way: str) -> Response:
        """From the provider, once: whoever it names is let in, if there is an account."""
        if way != OIDC or self.provider is None:
            abort(404)
        round_ = self.rounds.end(way_of(request, self.desk.settings), now=clock.monotonic())
        try:
            if round_ is None:
                raise WayError(OVER)
            account = self.provider.account(round_, request.args.to_dict())
            reply = self.admitted(account, way, round_.onward)
        except WayError as error:
            reply = self.refused(error, way, round_.onward if round_ else "")
        return come_back(reply, self.desk.settings)

    def admitted(self, account: str, way: str, onward: str) -> Response:
        """A new session for an account that is known and may come this way; an older one is ended."""
        if not account:
            raise WayError(UNNAMED)
        agent = request.headers.get("User-Agent", "")
        entry = self.desk.accounts.admit(account, address=self.address(), agent=agent)
        if entry.token is None or entry.person is None:
            raise WayError(UNKNOWN, f"account {account}")
        if before := self.viewer().session:
            self.desk.accounts.end(before)
        self.entered(entry.person, way)
        reply = Response(going_on(onward, asked_lang()), headers={"Cache-Control": "no-store"})
        return signed_in(reply, entry.token, self.desk.settings)

    def refused(self, error: WayError, way: str, onward: str) -> Response:
        """Back to the page of sign-in, which says why; the operator reads more."""
        log.warning("nobody let in", way=way, why=str(error))
        if error.why:
            self.note(f"{way}: {error}")
        said = {"why": why(error.words)} | ({"next": onward} if within(onward) == onward else {})
        return led(f"/sign-in?{urlencode(said)}")

    def entered(self, person: Person, way: str) -> None:
        """Note in the audit who came in."""
        roles = ", ".join(sorted({grant.role for grant in person.grants}))
        note = Note(
            actor=person.account, roles=roles, address=self.address(), action=Action.SIGN_IN, object=way
        )
        self.desk.ledger.audit([note], recorded_at=clock.now())

    def note(self, what: str) -> None:
        """Note a refusal, many of one minute as one."""
        self.desk.refusals.note(Action.REFUSED, Viewer(address=self.address()), what)

    def viewer(self) -> Viewer:
        """Whose session the browser shows."""
        token = taken(request, self.desk.settings)
        found = self.desk.accounts.viewer(token, address=self.address(), active=False) if token else None
        return found or NOBODY

    def address(self) -> str:
        """The address of the browser."""
        return peer(request, self.desk.settings)


def led(to: str) -> Response:
    """A browser led elsewhere."""
    return Response(status=303, headers={"Location": to, "Cache-Control": "no-store"})
