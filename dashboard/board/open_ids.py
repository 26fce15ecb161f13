"""Which cases of one source are open: what a feed must ask for again, because its source tells no closing."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.reader import Reader


def open_ids(reader: Reader, feed: str) -> list[str]:
    """The ids of the open cases of a connection, oldest first."""

    def found() -> ir.Table:
        cases = reader.tables.cases.union(reader.tables.followers)  # who follows must be asked for, too
        mine = cases.filter(cases.open & (cases.feed == feed))
        return mine.order_by("reported_at", "id").select("id")

    ids: list[str] = reader.frame(f"open-ids {feed}", found)["id"].to_list()
    return ids
