"""Each time a unit was given a case in a window, whether it gave it back, and why."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Procedure
from dashboard.indicators import Ask
from dashboard.indicators.dimensions import lately, with_case
from dashboard.indicators.timing import before, in_window, start


def assignments(tables: Tables, ask: Ask) -> ir.Table:
    """The assignments of the window: `turn`, `holder`, `since`, `returned`, `reason_code`, `to`.

    Whether it came back is known by what followed, also after the window; of a window that ended before, by
    what had followed at its end. Cases mended on the spot and those whose source does not tell hands are left
    out: they could never come back.
    """
    given = tables.assignments
    rows = with_case(
        given.filter(in_window(given.since, ask)),
        lately(tables.cases, start(ask)),
        "procedure",
        "tells_hands",
    )
    kept = (ibis.coalesce(rows.procedure, "") != Procedure.SIMPLE.value) & rows.tells_hands
    returned = rows.returned & (rows.left_at < before(ask.ago)) if ask.ago else rows.returned
    returned = ibis.coalesce(returned, False)
    return rows.filter(kept).select(
        "key", "holder", "since", "reason_code", returned=returned, to="next_holder", turn="n"
    )
