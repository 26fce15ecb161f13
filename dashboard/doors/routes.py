"""The doors of people: sign in with a password, sign out, look after one's own account; and that of walls."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from flask import Flask, Response, abort, g, redirect, request

from dashboard import clock
from dashboard.access import NOBODY, AccessError, Person, Viewer
from dashboard.access.cookies import known_as, known_by, signed_in, signed_out, taken
from dashboard.access.proving import Entry
from dashboard.access.proxied import peer
from dashboard.access.rounds import within
from dashboard.access.ways import WHYS, offered
from dashboard.doors.refusing import SIGN_IN
from dashboard.doors.speaking import asked_lang
from dashboard.ledger import Action, Note
from dashboard.privacy import masked
from dashboard.text import Text
from layouts.signing_in import REFUSALS, WRONG, account_page, sign_in_page

if TYPE_CHECKING:
    from dashboard.desk import Desk

TOKEN = "device"
"""The word of an address in which a wall brings its token."""
HANGS = timedelta(days=400)
"""How long the browser of a wall keeps its cookie; the server ends the session when the token expires."""


def register(server: Flask, desk: Desk) -> None:
    """Add the doors of people."""
    entering(server, desk)
    one_self(server, desk)


def entering(server: Flask, desk: Desk) -> None:
    """In and out."""

    @server.get(SIGN_IN)
    def entrance() -> Response:
        onward = within(request.args.get("next", ""))
        if g.viewer:
            return led(onward)
        page = sign_in_page(
            desk.district, asked_lang(),
            onward=onward, why=WHYS.get(request.args.get("why", "")),
            ways=offered(desk.settings), people=desk.demo_people(),
        )  # fmt: skip
        return shown(page)

    @server.post(SIGN_IN)
    def enter() -> Response:
        said = texts()
        entry = desk.accounts.sign_in(
            said.get("account", ""), said.get("password", ""), code=said.get("code", ""),
            browser=known_as(request, desk.settings), **whence(desk),
        )  # fmt: skip
        if entry.token is None or entry.person is None:
            return turned_away(desk, entry, said.get("account", ""))
        ended_before(desk)
        write(desk, entry.person, Action.SIGN_IN, "password")
        reply = answered({"next": within(said.get("next", ""))})
        return known(desk, signed_in(reply, entry.token, desk.settings), entry.person.account)

    @server.post("/sign-out")
    def leave() -> Response:
        desk.accounts.end(g.viewer.session)
        write(desk, g.viewer, Action.SIGN_OUT)
        reply = signed_out(answered({"next": SIGN_IN}), desk.settings)
        reply.headers["Clear-Site-Data"] = '"cache", "storage"'
        return reply


def one_self(server: Flask, desk: Desk) -> None:
    """One's own account."""

    @server.get("/me")
    def mine() -> Response:
        page = account_page(
            desk.district, asked_lang(),
            viewer=g.viewer, person=desk.accounts.person(g.viewer.account),
            roles={name: role.words for name, role in desk.policy.roles.items()},
            sessions=desk.accounts.sessions(g.viewer.account),
        )  # fmt: skip
        return shown(page)

    @server.post("/me/<act>")
    def changed(act: str) -> Response:
        acts = {"password": new_password, "sessions": end_sessions}
        if act not in acts:
            return answered({"words": both(REFUSALS[404].title)}, 404)
        return acts[act](desk, texts())


def new_password(desk: Desk, said: Mapping[str, str]) -> Response:
    """Set a new password, for somebody who knows the present one; every other session ends."""
    viewer: Viewer = g.viewer
    entry = desk.accounts.proven(
        viewer.account, said.get("present", ""), code=said.get("code", ""),
        address=viewer.address, browser=known_as(request, desk.settings),
    )  # fmt: skip
    if entry.refused:
        return turned_away(desk, entry, viewer.account)
    try:
        desk.accounts.set_password(viewer.account, said.get("new", ""), but=viewer.session)
    except AccessError as error:
        return answered({"words": both(error.words)}, 400)
    write(desk, viewer, Action.PASSWORD)
    return known(desk, answered({"next": "/me"}), viewer.account)


def known(desk: Desk, reply: Response, account: str) -> Response:
    """The reply after which this browser is known for an account that has just proven who it is."""
    said = desk.accounts.known_browser(account, known_as(request, desk.settings))
    return known_by(reply, said, desk.settings)


def end_sessions(desk: Desk, said: Mapping[str, str]) -> Response:
    """End one of one's own sessions, or all others."""
    viewer: Viewer = g.viewer
    own = {one.id for one in desk.accounts.sessions(viewer.account)}
    if one := said.get("session"):
        if one not in own:
            return answered({"words": both(REFUSALS[404].title)}, 404)
        desk.accounts.end(one)
    else:
        desk.accounts.end_all(viewer.account, but=viewer.session)
    write(desk, viewer, Action.SESSION_END)
    return answered({"next": "/me"})


def hung(desk: Desk) -> Response | None:
    """Let a wall in by the token in its address, which then leaves the address; None where there is none."""
    token = request.args.get(TOKEN)
    if not token or request.method != "GET":
        return None
    entry = desk.accounts.enter(token, **whence(desk))
    if entry.token is None:
        desk.refusals.note(Action.REFUSED, Viewer(address=peer(request, desk.settings)), "device token")
        return None
    ended_before(desk)
    rest = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != TOKEN])
    viewer = desk.accounts.viewer(entry.token, address=peer(request, desk.settings), active=True) or NOBODY
    write(desk, viewer, Action.DEVICE_ENTER)
    reply = led(request.path + (f"?{rest}" if rest else ""))
    return signed_in(reply, entry.token, desk.settings, lasts=HANGS)


def turned_away(desk: Desk, entry: Entry, account: str) -> Response:
    """What somebody reads who could not prove who they are: the same whether the account exists."""
    action = Action.LOCKED if entry.refused == "locked" else Action.REFUSED
    known = account if desk.accounts.exists(account) else masked(account)[:40]
    desk.refusals.note(action, Viewer(account=known, address=peer(request, desk.settings)), "sign-in")
    minutes = max(1, math.ceil(entry.wait / 60))
    words = WRONG[entry.refused or "wrong"]
    said = {lang: words.to(lang, minutes=minutes) for lang in ("zh", "en")}
    return answered(
        {"words": said, "code": entry.refused == "code"}, 429 if entry.refused == "locked" else 401
    )


def ended_before(desk: Desk) -> None:
    """End the session that the browser held before: no other's goes on under a new name."""
    if before := taken(request, desk.settings):
        viewer = desk.accounts.viewer(before, address=peer(request, desk.settings), active=False)
        if viewer:
            desk.accounts.end(viewer.session)


def write(desk: Desk, who: Person | Viewer, action: Action, what: str = "", after: str = "") -> None:
    """Note what somebody has done."""
    note = Note(
        actor=who.account, roles=", ".join(sorted({grant.role for grant in who.grants})),
        address=peer(request, desk.settings), action=action, object=what, after=after,
    )  # fmt: skip
    desk.ledger.audit([note], recorded_at=clock.now())


def whence(desk: Desk) -> dict[str, str]:
    """From which address, and with which browser."""
    return {"address": peer(request, desk.settings), "agent": request.headers.get("User-Agent", "")}


def texts() -> dict[str, str]:
    """The texts of a form; what is no flat object of texts is no form."""
    said = request.get_json(silent=True)
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        abort(400)
    return said


def both(words: Text) -> dict[str, str]:
    """Words in both languages."""
    return {"zh": words.zh, "en": words.en}


def answered(said: Mapping[str, Any], status: int = 200) -> Response:
    """An answer to a script, which nobody keeps."""
    return Response(
        orjson.dumps(said), status, {"Cache-Control": "no-store"}, content_type="application/json"
    )


def shown(page: str) -> Response:
    """A page, which nobody keeps."""
    return Response(page, headers={"Cache-Control": "no-store"}, content_type="text/html; charset=utf-8")


def led(where: str) -> Response:
    """On to a path of this program."""
    return redirect(where, 303)  # type: ignore[return-value]
