"""The door of lists: the rows of a table, block by block, as whoever scrolls comes to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from dashboard.doors.handing import number
from dashboard.doors.routes import answered, both
from dashboard.doors.speaking import asked_lang
from dashboard.rolls import LISTED, ROLL, START, block
from dashboard.text import Text

if TYPE_CHECKING:
    from dashboard.desk import Desk

GONE = Text("名单已更新，请从头看", "the list is another by now: begin at its head")


def register(server: Flask, desk: Desk) -> None:
    """Add the door."""

    @server.get(LISTED)
    def rows() -> Response:
        start, name = number(request.args.get(START, "")), request.args.get(ROLL, "")
        sight = desk.policy.sight(g.viewer)
        found = block(desk, request.args, asked_lang(), sight, start=start, name=name)
        if found is None:
            return answered({"error": 410, "words": both(GONE)}, 410)
        return answered(found)
