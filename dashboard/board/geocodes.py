"""Default geocodes: points that hold too many cases to be meant."""

from __future__ import annotations

import duckdb

from dashboard.cases import Place

SHARE = 0.01
FEWEST = 20


def default_points(cursor: duckdb.DuckDBPyConnection, source: str) -> list[tuple[float, float, int]]:
    """The points of `source` (stored cases) that hold more than 1 % of all located ones, with how many."""
    return cursor.execute(
        f"""
        SELECT lon, lat, count(*) AS n FROM {source}
        WHERE place = '{Place.INSIDE}' AND lon IS NOT NULL AND lat IS NOT NULL
        GROUP BY lon, lat
        HAVING n >= {FEWEST} AND n > {SHARE} * (SELECT count(*) FROM {source} WHERE place = '{Place.INSIDE}')
        ORDER BY lon, lat
        """
    ).fetchall()
