"""The door behind each ⓘ: what the numbers of a panel mean, with what rival formulas say at this moment."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import orjson
from flask import Flask, Response, abort

import dashboard.indicators
import dashboard.leverage
from dashboard.doors.routes import shown
from dashboard.doors.speaking import asked_lang
from dashboard.indicators import Indicator
from dashboard.indicators.explaining import sql
from dashboard.parts import collect
from layouts.meaning import PATH, meaning_page, meanings, measures
from layouts.pages import PANELS

if TYPE_CHECKING:
    from dashboard.desk import Desk

MINUTE = 60.0
"""Seconds that a page stands while the board stands."""
PAGE = "page"


def register(server: Flask, desk: Desk) -> None:
    """Add the door; it tells sums of the district and no case."""
    known = {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}

    @server.get(PATH)
    def of_a_panel(page: str, panel: str) -> Response:
        one = next((one for one in PANELS[page] if one.name == panel), None)
        if one is None:
            abort(404)
        found, lang, now = measures(one), asked_lang(), desk.clock.now()

        def drawn() -> dict[str, str]:
            for measure in found.values():
                sql(measure)  # takes long the first time: not while the board is being read
            with desk.board.reading(now) as reader:
                told = list(meanings(found, known, reader, lang))
            return {PAGE: meaning_page(one, told, desk.district, lang)}

        version = desk.boot, desk.board.seq, int(now.timestamp() // MINUTE)
        picture = desk.gallery.picture((*version, PATH, page, panel, lang), drawn)
        return shown(orjson.loads(gzip.decompress(picture.body))[PAGE])
