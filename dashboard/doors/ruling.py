"""The door of a proposed rule: its sheet, noted before it is handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, g, request

from dashboard.borrowed import plain
from dashboard.doors.routes import shown, write
from dashboard.doors.speaking import asked_lang
from dashboard.fold.rule_proposal import PREFIX
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger import Action
from dashboard.leverage.rules_won import RULES_WON
from dashboard.papering import rule_and_levers
from dashboard.ruling import rule_at
from layouts.rule_sheet import rule_page

if TYPE_CHECKING:
    from dashboard.desk import Desk

DOOR = "/rules/<name>"
"""Where the sheet of a proposed rule is looked at and printed."""


def register(server: Flask, desk: Desk) -> None:
    """Add the door."""

    @server.get(DOOR)
    def of_a_rule(name: str) -> Response:
        key = PREFIX + name
        found = record(desk, key)
        if found is None:
            abort(404)
        rule, won = found
        seen = rule_and_levers(desk, key, desk.policy.sight(g.viewer))
        write(desk, g.viewer, Action.EXPORT, request.full_path)
        return shown(rule_page(rule, seen[1] if seen else None, won, desk.district, asked_lang()))


def record(desk: Desk, key: str) -> tuple[dict[str, Any], dict[str, Any] | None] | None:
    """A proposed rule, and the figures of its category and unit."""
    with desk.board.reading(desk.clock.now()) as reader:
        rule = rule_at(reader, key)
        if rule is None:
            return None
        places = plain(answer(RULES_WON, Ask(), reader))
    place = (rule["category"], rule["unit"])
    return rule, next((one for one in places if (one["category"], one["unit"]) == place), None)
