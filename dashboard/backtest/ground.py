"""The district a table is lived through in: a plain one, or one whose calendar and zone are taken."""

from __future__ import annotations

from datetime import time

from dashboard.backtest.ledger import FEED
from dashboard.district import Connection, District, Geometry, Told, Working
from dashboard.text import Text

NAME = Text("案件表", "Table of cases")
TELLS = frozenset({Told.HANDLE, Told.HANDS})
"""What a plain table tells: who has a case and when it ended; nothing of signing, contact or checks."""


def plain(zone: str = "UTC") -> District:
    """A district that knows nothing but the table: every minute counts."""
    return District(
        code="table",
        name=NAME,
        title=NAME,
        zone=zone,
        working=Working(weekend=(6, 7), segments=((time(9), time(12)), (time(13, 30), time(17, 30)))),
        geometry=Geometry(streets=""),
        centre="",
        streets=(),
        orgs=(),
    )


def ground(district: District | None) -> District:
    """The district with the table as its only source."""
    table = Connection(name=FEED, kind="table", title=NAME, crs="wgs84", tells=TELLS)
    return (district or plain()).model_copy(update={"feeds": (table,), "links": ()})
