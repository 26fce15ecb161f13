"""The door of the morning digest: the sheet of one unit, noted before it is handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, g, request

from dashboard.digest import digest
from dashboard.doors.routes import shown, write
from dashboard.doors.speaking import asked_lang
from dashboard.ledger import Action
from layouts.digest import digest_page

if TYPE_CHECKING:
    from dashboard.desk import Desk


def register(server: Flask, desk: Desk) -> None:
    """Add the door."""

    @server.get("/departments/<unit>/digest")
    def of_the_morning(unit: str) -> Response:
        if desk.district.org(unit) is None:
            abort(404)
        now = desk.clock.now()
        with desk.board.reading(now) as reader:
            said = digest(reader, unit, now, desk.calendar, desk.policy.sight(g.viewer))
        write(desk, g.viewer, Action.EXPORT, request.full_path)
        return shown(digest_page(said, desk.district, asked_lang()))
