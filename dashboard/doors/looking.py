"""The door of reveals: one case, for a reason, noted before anything is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from dashboard.access import Viewer
from dashboard.cases import readable
from dashboard.doors.routes import answered, both, write
from dashboard.doors.speaking import asked_lang
from dashboard.ledger import Action
from dashboard.revealing import NO_REASON, NOT_THERE, PATH, Wish, revealed
from dashboard.text import Lang

if TYPE_CHECKING:
    from dashboard.desk import Desk

ACT = "reveal"


def register(server: Flask, desk: Desk) -> None:
    """Add the door."""

    @server.post(PATH)
    def reveal() -> Response:
        said, viewer = request.get_json(silent=True), g.viewer
        wish = Wish.of(said) if isinstance(said, dict) else None
        if wish is None:
            return answered({"error": 400, "words": both(NO_REASON)}, 400)
        return told(desk, viewer, wish)


def told(desk: Desk, viewer: Viewer, wish: Wish) -> Response:
    """What is stored of the case; it is noted who saw it and why, or that it was refused."""
    found = revealed(desk, wish.key, desk.policy.scope_of(viewer, ACT))
    if found is None:
        desk.refusals.note(Action.REFUSED, viewer, f"POST {PATH} beyond the scope")
        return answered({"error": 404, "words": both(NOT_THERE)}, 404)
    write(desk, viewer, Action.REVEAL, wish.key, after=str(wish))
    return answered(legible(found, asked_lang()))


def legible(found: Any, lang: Lang) -> Any:
    """What is told, where words have gone after their term in the reader's language."""
    if isinstance(found, dict):
        return {name: legible(part, lang) for name, part in found.items()}
    return [legible(part, lang) for part in found] if isinstance(found, list) else readable(found, lang)
