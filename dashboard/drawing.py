"""Draw one page: each need is measured once, each panel is drawn alone, so that one that fails harms no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import structlog

from dashboard.board.reader import Reader
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.text import Lang
from layouts import Need, Panel, View
from layouts.states import failed

if TYPE_CHECKING:
    from dashboard.desk import Desk

log = structlog.get_logger()


def content(desk: Desk, page: str, query: Mapping[str, str], lang: Lang, now: datetime) -> dict[str, Any]:
    """All slots of one page at one moment: `graphs` by slot, `tiles` by slot, and what stands over both."""
    graphs: dict[str, Any] = {}
    tiles: dict[str, Any] = {}
    with desk.board.reading(now) as reader:
        frames: dict[tuple[str, Ask], pd.DataFrame] = {}
        for panel in desk.pages[page]:
            for slot, props in drawn(panel, desk, (reader, frames), (query, lang, now)).items():
                (graphs if slot.endswith("-graph") else tiles)[slot] = props
    meta = {"page": page, "seq": desk.board.seq, "now": now.isoformat()}
    return {"graphs": graphs, "tiles": tiles, "meta": meta}


def drawn(
    panel: Panel,
    desk: Desk,
    measured: tuple[Reader, dict[tuple[str, Ask], pd.DataFrame]],
    asked: tuple[Mapping[str, str], Lang, datetime],
) -> Mapping[str, Any]:
    """The slots of one panel, or its error with a number that stands in the log."""
    (reader, frames), (query, lang, now) = measured, asked
    try:
        view = View(
            frames={name: frame(need, reader, frames) for name, need in panel.needs(query).items()},
            now=now,
            lang=lang,
            query=query,
            district=desk.district,
            geometry=desk.geometry,
        )
        return panel.draw(view)
    except Exception:  # noqa: BLE001  one panel must never take the wall with it
        number = f"E-{now.astimezone(desk.district.tz):%H%M}-{next(desk.numbers):02d}"
        log.exception("panel failed", panel=panel.name, number=number)
        return failed(panel, number, lang)


def frame(need: Need, reader: Reader, frames: dict[tuple[str, Ask], pd.DataFrame]) -> pd.DataFrame:
    """The answer to one need, measured once for all panels that share it."""
    key = (need.indicator.name, need.ask)
    if key not in frames:
        frames[key] = answer(need.indicator, need.ask, reader)
    return frames[key]
