"""What somebody is told who may not pass: a page in their language, or two words for a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import orjson
import structlog
from flask import Response, g, redirect, request
from werkzeug.exceptions import HTTPException

from dashboard.access import NOBODY, Viewer
from dashboard.access.policy import Policy
from dashboard.access.proxied import peer
from dashboard.doors.speaking import asked_lang
from dashboard.ledger import Action
from dashboard.text import Text
from layouts.signing_in import REFUSALS, refusal_page

if TYPE_CHECKING:
    from dashboard.desk import Desk

log = structlog.get_logger()
SIGN_IN = "/sign-in"
NOT_TAKEN = frozenset({400, 413, 415, 429})
"""Malformed, too large, of another kind, too much."""


class Refused(Exception):
    """Somebody may not pass: who, and what the door asks for; `known` says whether we know who it is."""

    def __init__(self, viewer: Viewer, policy: Policy, *, who: str, page: str, known: bool) -> None:
        super().__init__(who)
        self.viewer = viewer
        self.known = known
        self.roles = [role.words for role in policy.whoever(who, page)]
        self.what = f"{who} {page}".strip()


def refused(desk: Desk) -> Callable[[Refused], Response]:
    """The answer to a refusal; it is noted, many of one minute as one."""

    def answered(error: Refused) -> Response:
        desk.refusals.note(Action.REFUSED, error.viewer, f"{request.method} {request.path} {error.what}")
        if not error.known and is_navigation():
            asked = request.full_path.rstrip("?")
            return redirect(f"{SIGN_IN}?{urlencode({'next': asked})}", 303)  # type: ignore[return-value]
        return told(403 if error.known else 401, error.roles)

    return answered


def failed(desk: Desk) -> Callable[[HTTPException], Response]:
    """The answer to an error of HTTP; what somebody sent that is not taken is noted like a refusal."""

    def answered(error: HTTPException) -> Response:
        if error.code in NOT_TAKEN:
            who = g.get("viewer") or Viewer(address=peer(request, desk.settings))
            desk.refusals.note(Action.REFUSED, who, f"{request.method} {request.path} {error.code}")
        return spoken(error)

    return answered


def spoken(error: HTTPException) -> Response:
    """An error of HTTP in the words and the look of the application."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    try:
        return told(status, headers=dict(error.get_headers()))
    except Exception:  # whatever it is: behind this there is nothing that would answer
        log.exception("an error could not be told", status=status)
        return Response(f"{status}\n", status, {"Cache-Control": "no-store"}, content_type="text/plain")


def told(
    status: int, roles: list[Text] | None = None, headers: dict[str, str] | None = None, *, why: str = ""
) -> Response:
    """A page for somebody who reads, JSON for a script; nothing of what was asked is repeated.

    `why` says more to somebody who reads.
    """
    lang = asked_lang()
    if is_navigation():
        page = refusal_page(status, lang, roles=roles or [], viewer=g.get("viewer", NOBODY), more=why)
        reply = Response(page, status=status, content_type="text/html; charset=utf-8")
    else:
        words = REFUSALS.get(status, REFUSALS[500]).title
        said = {"error": status, "words": {"zh": words.zh, "en": words.en}}
        reply = Response(orjson.dumps(said), status=status, content_type="application/json")
    reply.headers["Cache-Control"] = "no-store"
    if headers and "Allow" in headers:
        reply.headers["Allow"] = headers["Allow"]
    return reply


def is_navigation() -> bool:
    """Whether a browser asks for something to read."""
    kind = request.headers.get("Sec-Fetch-Dest")
    if kind:
        return kind == "document"
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")
