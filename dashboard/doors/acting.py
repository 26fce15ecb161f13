"""The door of acts: what somebody does, as JSON; done, or refused in words with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from dashboard.doors.routes import answered, both
from dashboard.ledger import Action
from dashboard.leverage.refusals import NOTED, ActError, Why
from dashboard.strict_json import storable_json
from dashboard.text import Text

if TYPE_CHECKING:
    from dashboard.desk import Desk

ACT = "/act"
WRITTEN = Text("已记入台账", "written into the ledger")


def register(server: Flask, desk: Desk) -> None:
    """Add the door."""

    @server.post(ACT)
    def act() -> Response:
        try:
            done = desk.act(g.viewer, body())
        except ActError as error:
            if error.why in NOTED:
                desk.refusals.note(Action.REFUSED, g.viewer, f"act {error.why}")
            said = {"why": error.why, "words": both(error.words)}
            return answered(said, error.status)
        return answered({"key": done.key, "seq": done.seq, "again": done.again, "words": both(WRITTEN)})


def body() -> dict[str, object]:
    """The act that was sent: one JSON object, without a key twice."""
    try:
        said = storable_json(request.get_data())
    except ValueError as error:
        raise ActError(Why.SHAPE, what=str(error).replace("{", "(").replace("}", ")")) from error
    if not isinstance(said, dict):
        raise ActError(Why.SHAPE, what="not an object")
    return said
