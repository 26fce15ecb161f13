"""The door behind each ⓘ: what the numbers of a panel mean, with what rival formulas say at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort

import dashboard.indicators
import dashboard.leverage
from dashboard.doors.routes import shown
from dashboard.doors.speaking import asked_lang
from dashboard.indicators import Indicator
from dashboard.parts import collect
from layouts.meaning import PATH, meaning_page, meanings, measures
from layouts.pages import PANELS

if TYPE_CHECKING:
    from dashboard.desk import Desk


def register(server: Flask, desk: Desk) -> None:
    """Add the door; it tells sums of the district and no case."""
    known = {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}

    @server.get(PATH)
    def of_a_panel(page: str, panel: str) -> Response:
        one = next((one for one in PANELS[page] if one.name == panel), None)
        if one is None:
            abort(404)
        found, lang = measures(one), asked_lang()
        with desk.board.reading(desk.clock.now()) as reader:
            told = list(meanings(found, known, reader, lang))
        return shown(meaning_page(one, told, desk.district, lang))
