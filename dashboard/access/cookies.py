"""What the browser holds: the token of its session, by what it is known, for minutes the id of a way out."""

from __future__ import annotations

from datetime import timedelta

from flask import Request, Response

from dashboard.access.browsers import LASTS
from dashboard.settings import Settings

SESSION, KNOWN, WAY = "jq", "jq-known", "jq-way"
SHORT = timedelta(minutes=10)
"""How long somebody may take at the identity provider."""


def named(name: str, settings: Settings) -> str:
    """A cookie as it is called: under TLS no other host and no plain page can have set it."""
    return f"__Host-{name}" if settings.secure else name


def signed_in(reply: Response, token: str, settings: Settings, *, lasts: timedelta | None = None) -> Response:
    """The reply that hands over a session; it is kept until the browser closes, or as long as it `lasts`."""
    reply.set_cookie(
        named(SESSION, settings), token,
        max_age=lasts, path="/", secure=settings.secure, httponly=True, samesite="Strict",
    )  # fmt: skip
    return reply


def signed_out(reply: Response, settings: Settings) -> Response:
    """The reply that takes the session from the browser."""
    reply.delete_cookie(
        named(SESSION, settings), path="/", secure=settings.secure, httponly=True, samesite="Strict"
    )
    return reply


def taken(request: Request, settings: Settings) -> str:
    """The token that a browser shows; empty where it has none."""
    return request.cookies.get(named(SESSION, settings), "")


def known_by(reply: Response, said: str, settings: Settings) -> Response:
    """The reply after which a browser is known again, also when somebody signed out; it lets nobody in."""
    reply.set_cookie(
        named(KNOWN, settings), said,
        max_age=LASTS, path="/", secure=settings.secure, httponly=True, samesite="Strict",
    )  # fmt: skip
    return reply


def known_as(request: Request, settings: Settings) -> str:
    """By what a browser says it is known; empty where it is new."""
    return request.cookies.get(named(KNOWN, settings), "")


def sent_out(reply: Response, way: str, settings: Settings) -> Response:
    """The reply that sends somebody out; the cookie is `Lax`, since the provider leads back from outside."""
    reply.set_cookie(
        named(WAY, settings), way,
        max_age=SHORT, path="/", secure=settings.secure, httponly=True, samesite="Lax",
    )  # fmt: skip
    return reply


def come_back(reply: Response, settings: Settings) -> Response:
    """The reply after which the way out counts no more."""
    reply.delete_cookie(named(WAY, settings), path="/", secure=settings.secure, httponly=True, samesite="Lax")
    return reply


def way_of(request: Request, settings: Settings) -> str:
    """The id of the way out that this browser was sent on; empty where there is none."""
    return request.cookies.get(named(WAY, settings), "")
