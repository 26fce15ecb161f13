"""Default geocodes: points that hold too many cases to be meant."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from dashboard.cases import Place

FEWEST = 20
Point = tuple[float, float, int]
"""Longitude, latitude, how many cases."""


@dataclass(frozen=True)
class Defaults:
    """The points that hold more than 1 % of all located cases and at least twenty of them.

    Counting all points at every tick would cost as much as all of history: `slack` says how many cases may
    change before any point can become or cease to be one of them.
    """

    points: tuple[Point, ...]
    slack: int

    @classmethod
    def of(cls, located: int, crowded: list[Point], next_most: int) -> Defaults:
        """What follows from how many cases are located, and how many the fullest other point holds.

        With k changes a point of n cases can have n ± k of located ± k: one stays what it is as long as
        100·(n − k) > located + k, the other as long as 100·(n + k) ≤ located − k or n + k < 20.
        """
        stay = [min(n - FEWEST, (100 * n - located - 1) // 101) for _, _, n in crowded]
        stay_out = max(FEWEST - 1 - next_most, (located - 100 * next_most) // 101)
        return cls(tuple(crowded), max(0, min([stay_out, *stay])))

    def after(self, changes: int) -> Defaults | None:
        """The same after so many changes; None: it is time to count again."""
        return Defaults(self.points, self.slack - changes) if changes <= self.slack else None


def counted(cursor: duckdb.DuckDBPyConnection, source: str) -> Defaults:
    """The default geocodes of `source` (stored cases), counted."""
    rows = cursor.execute(
        f"""
        WITH points AS (
            SELECT lon, lat, count(*) AS n FROM {source}
            WHERE place = '{Place.INSIDE}' AND lon IS NOT NULL AND lat IS NOT NULL GROUP BY lon, lat
        ), judged AS (
            SELECT *, located, n >= {FEWEST} AND n * 100 > located AS crowded
            FROM points, (SELECT sum(n) AS located FROM points)
        )
        SELECT crowded, lon, lat, n, located FROM judged WHERE crowded
        UNION ALL
        SELECT false, 0, 0, coalesce(max(n) FILTER (NOT crowded), 0), coalesce(max(located), 0) FROM judged
        ORDER BY crowded, lon, lat
        """
    ).fetchall()
    (_, _, _, next_most, located), *crowded = rows
    return Defaults.of(int(located), [(lon, lat, n) for _, lon, lat, n, _ in crowded], next_most)
