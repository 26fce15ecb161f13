"""The door of the morning digest: the sheet of one unit, noted before it is handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, g, request

from dashboard.digest import Digest, digest
from dashboard.doors.routes import shown, write
from dashboard.doors.speaking import asked_lang
from dashboard.exporting import TAKE
from dashboard.hindsight import shown_of
from dashboard.ledger import Action
from dashboard.scope import Sight
from layouts import windows
from layouts.digest import digest_page

if TYPE_CHECKING:
    from dashboard.desk import Desk


def told(desk: Desk, unit: str, sight: Sight) -> Digest:
    """The digest of now, or of the past moment that the address names as every page does."""
    now = desk.clock.now()
    try:
        past = windows.past(request.args, now, desk.district)
    except windows.WindowError as error:
        abort(400, str(error))
    at = past.at if past else now
    with shown_of(desk.board, now, past) as reader:
        return digest(reader, unit, at, desk.calendar, sight)


def register(server: Flask, desk: Desk) -> None:
    """Add the door."""

    @server.get("/departments/<unit>/digest")
    def of_the_morning(unit: str) -> Response:
        if desk.district.org(unit) is None:
            abort(404)
        said = told(desk, unit, desk.policy.sight(g.viewer, TAKE))
        write(desk, g.viewer, Action.EXPORT, request.full_path)
        return shown(digest_page(said, desk.district, asked_lang()))
