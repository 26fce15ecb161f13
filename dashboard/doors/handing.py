"""The doors of the shift handover: draft, look at (noted before it is handed out), sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, g, request

from dashboard.doors.routes import answered, both, shown, texts, write
from dashboard.doors.speaking import asked_lang
from dashboard.handing import HandingError, draft, key_at, link, sheet_at, sign
from dashboard.ledger import Action
from dashboard.leverage.refusals import ActError
from layouts.handover import handover_page

if TYPE_CHECKING:
    from dashboard.desk import Desk

RIGHT = "hand-over"
NEW = "now"
"""The name at the address of a sheet that is yet to be drafted."""


def register(server: Flask, desk: Desk) -> None:
    """Add the doors."""

    @server.get("/handover/<name>")
    def sheet(name: str) -> Response:
        whole(desk)
        row = sheet_at(desk, key_at(name))
        if row is None:
            abort(404)
        write(desk, g.viewer, Action.EXPORT, request.full_path)
        return shown(handover_page(row, desk.district, asked_lang(), may_sign=True))

    @server.post("/handover/<name>")
    def handing(name: str) -> Response:
        whole(desk)
        said = texts()
        try:
            if said.get("act") == "draft" and name in (NEW, link_name(desk, name)):
                key = draft(desk, g.viewer, said.get("note", ""))
            else:
                key = sign(desk, g.viewer, key_at(name), number(said.get("seen", "")))
        except (HandingError, ActError) as error:
            return answered({"words": both(error.words)}, error.status)
        return answered({"next": link(key)})


def whole(desk: Desk) -> None:
    """A sheet tells of the whole district: to who hands over less than that there is none."""
    if not desk.policy.scope_of(g.viewer, RIGHT).district:
        abort(404)


def link_name(desk: Desk, name: str) -> str:
    """The name of a sheet that is there; empty where it is not."""
    return name if sheet_at(desk, key_at(name)) else ""


def number(said: str) -> int:
    """A number that was sent as a text; 0 for anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
