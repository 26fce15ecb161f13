"""The same case from two feeds: who follows whom, found anew for what is touched, and no more.

A case refers to another by its key: by its own id, or by the number it says to have in the other system.
Where both are on the board they are a pair, and the follower is left out of what is counted; its rows stay,
marked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from dashboard.board.views import MARKED, STORED
from dashboard.cases import case_key
from dashboard.district import District, Link

FEW = 2_000
"""So many values are looked up one by one in an index; more are joined."""
BATCH = 50_000
"""Cases that are linked at a time."""
FOLDED = tuple(name for name in MARKED if name != "facts")
"""Tables whose rows of a touched key are new, and not marked yet."""


class Linkable(NamedTuple):
    """A case of a source that leads or follows."""

    no: int
    key: str
    feed: str
    id: str
    reference: str | None


class Pair(NamedTuple):
    """The same case from two feeds."""

    leader_no: int
    follower_no: int
    leader: str
    follower: str
    rule: str


PAIR_ROWS = pa.schema(
    [("leader_no", pa.int64()), ("follower_no", pa.int64())]
    + [(name, pa.string()) for name in ("leader", "follower", "rule")]
)


UNTOUCHED = "leader_no NOT IN (SELECT no FROM touched) AND follower_no NOT IN (SELECT no FROM touched)"


def sound(district: District) -> tuple[Link, ...]:
    """The rules that link; one whose leader follows somebody links nothing, and `jiequan check` says so."""
    followers = {link.follows for link in district.links}
    return tuple(link for link in district.links if link.leads not in followers)


@dataclass(frozen=True)
class Links:
    """The link rules of a district."""

    rules: tuple[Link, ...]

    def linkable(self, cases: pa.Table) -> list[Linkable]:
        """Those of folded cases that may lead or follow."""
        if not self.rules:
            return []
        feeds = {name for rule in self.rules for name in (rule.leads, rule.follows)}
        rows = zip(*(cases[name].to_pylist() for name in Linkable._fields), strict=True)
        return [case for case in map(Linkable._make, rows) if case.feed in feeds]

    def targets(self, case: Linkable) -> Iterator[tuple[str, Link]]:
        """The keys that a case refers to, whether they are on the board or not."""
        for rule in self.rules:
            number = case.id if rule.by == "id" else case.reference
            if number and case.feed == rule.leads:
                yield case_key(rule.follows, number), rule
            elif number and case.feed == rule.follows:
                yield case_key(rule.leads, number), rule

    def pairs(
        self, cursor: duckdb.DuckDBPyConnection, cases: Sequence[Linkable], touched: Collection[int]
    ) -> list[Pair]:
        """All pairs of these cases; of those that are `touched` only these exist."""
        mine = {case.key: case.no for case in cases}
        wanted = {target for case in cases for target, _ in self.targets(case)}
        others = {key: no for key, no in found(cursor, "numbers", "key", wanted) if no not in touched} | mine
        pairs = {
            pair
            for case in cases
            for target, rule in self.targets(case)
            if target in others
            for pair in [paired(case.key, case.no, target, others[target], rule)]
        }
        if any(rule.by == "reference" for rule in self.rules):
            for target, no, key, leads, follows in found(cursor, "referrers", "target", mine):
                if no not in touched:
                    rule = Link(leads=leads, follows=follows, by="reference")
                    pairs.add(paired(key, no, target, mine[target], rule))
        once = {(pair.leader_no, pair.follower_no): pair for pair in sorted(pairs, reverse=True)}
        return list(once.values())

    def renew(self, cursor: duckdb.DuckDBPyConnection, cases: Sequence[Linkable], after: int) -> int:
        """Pair the touched cases anew and mark who follows; returns how many are counted now that were not.

        Or the other way round. Facts up to the entry `after` have the mark of their case already.
        """
        touched = {case.no for case in cases}
        self.refer(cursor, cases)
        these(cursor, touched)
        gone = cursor.execute(
            """
            DELETE FROM pair_rows WHERE leader_no IN (SELECT no FROM these)
            OR follower_no IN (SELECT no FROM these) RETURNING follower_no
            """
        ).fetchall()
        before = {no for (no,) in gone}
        pairs = self.pairs(cursor, cases, touched)
        put(cursor, "pair_rows", table_of(pairs))
        now = {pair.follower_no for pair in pairs}
        now |= {pair.follower_no for pair in pairs_of(cursor, before - now)}
        mark(cursor, now & before & touched, FOLDED)
        mark(cursor, now & before & touched, ("facts",), f"seq > {after}")
        mark(cursor, now - before, MARKED)
        mark(cursor, before - now, MARKED, follows=False)
        return len(now ^ before)

    def lay(self, cursor: duckdb.DuckDBPyConnection, cases: Sequence[Linkable]) -> None:
        """Pair the touched cases as they were then, in temporary tables of the cursor: `pairs_then`, and who
        follows then (`bound`) or does not any more (`freed`).
        """
        touched = {no for (no,) in cursor.execute("SELECT no FROM touched").fetchall()}
        pairs = self.pairs(cursor, cases, touched)
        rows = cursor.execute(f"SELECT follower_no FROM pair_rows WHERE NOT ({UNTOUCHED})").fetchall()
        before, now = {no for (no,) in rows}, {pair.follower_no for pair in pairs}
        still = pairs_of(cursor, before - now)
        now |= {pair.follower_no for pair in still if not {pair.leader_no, pair.follower_no} & touched}
        for name, numbers in {"bound": now, "freed": before - now}.items():
            these(cursor, numbers)
            cursor.execute(f"CREATE TEMP TABLE {name} AS FROM these")
        cursor.execute(f"CREATE TEMP TABLE pairs_then AS FROM pair_rows WHERE {UNTOUCHED}")
        put(cursor, "pairs_then", table_of(pairs))

    def refer(self, cursor: duckdb.DuckDBPyConnection, cases: Sequence[Linkable]) -> None:
        """Note which numbers of other systems the touched cases say to have."""
        if not any(rule.by == "reference" for rule in self.rules):
            return
        these(cursor, {case.no for case in cases})
        cursor.execute("DELETE FROM referrers WHERE no IN (SELECT no FROM these)")
        rows = [
            {"target": target, "no": case.no, "key": case.key, "leads": rule.leads, "follows": rule.follows}
            for case in cases
            for target, rule in self.targets(case)
            if rule.by == "reference"
        ]
        if rows:
            put(cursor, "referrers", pa.Table.from_pylist(rows))


def pairs_of(cursor: duckdb.DuckDBPyConnection, followers: Collection[int]) -> list[Pair]:
    """The pairs on the board of some followers."""
    return [Pair._make(row) for row in found(cursor, "pair_rows", "follower_no", followers)]


def table_of(pairs: Iterable[Pair]) -> pa.Table:
    """Pairs as Arrow rows."""
    return pa.Table.from_pylist([pair._asdict() for pair in pairs], schema=PAIR_ROWS)


def paired(key: str, no: int, other: str, other_no: int, rule: Link) -> Pair:
    """Two cases that refer to one another, in the order of the rule."""
    first = key.startswith(case_key(rule.leads, ""))
    ends = (no, other_no, key, other) if first else (other_no, no, other, key)
    return Pair(*ends, rule.by)


def found(
    cursor: duckdb.DuckDBPyConnection, table: str, column: str, values: Collection[Any]
) -> list[tuple[Any, ...]]:
    """The rows of a table where a column has one of these values."""
    if not values:
        return []
    if len(values) <= FEW:
        marks = ", ".join("?" * len(values))
        return cursor.execute(f"SELECT * FROM {table} WHERE {column} IN ({marks})", list(values)).fetchall()
    cursor.register("wanted", pa.table({column: list(values)}))
    rows = cursor.execute(f"SELECT {table}.* FROM {table} SEMI JOIN wanted USING ({column})").fetchall()
    cursor.unregister("wanted")
    return rows


def these(cursor: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> None:
    """Name the cases that the next statement is about."""
    cursor.register("these", pa.table({"no": pa.array(sorted(numbers), type=pa.int64())}))


def put(cursor: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append rows to a table."""
    cursor.register("incoming", rows)
    cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    cursor.unregister("incoming")


def mark(
    cursor: duckdb.DuckDBPyConnection,
    numbers: Collection[int],
    tables: Iterable[str],
    where: str = "true",
    *,
    follows: bool = True,
) -> None:
    """Mark the rows of these cases as those of followers, or of nobody's follower any more."""
    if not numbers:
        return
    these(cursor, numbers)
    within = f"no BETWEEN {min(numbers)} AND {max(numbers)} AND no IN (SELECT no FROM these)"
    for name in tables:
        cursor.execute(f"UPDATE {STORED[name]} SET follows = {follows} WHERE {within} AND {where}")
