"""A board in memory that lives through a story by one set of rules, and advises by them each morning."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.board.reader import Reader
from dashboard.board.store import Board
from dashboard.cases import Fact
from dashboard.dryrun.result import Standing, Subject
from dashboard.dryrun.sides import Side
from dashboard.dryrun.story import Story
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger import Entry
from dashboard.leverage.advice import STREAM, changes
from dashboard.leverage.attention import NOMINATIONS, firing
from dashboard.leverage.duties import lender_of
from dashboard.leverage.matters import uncut
from dashboard.places import Geometry


@dataclass(frozen=True, kw_only=True)
class Morning:
    """What the rules say on one morning: every open case, what fires for it, what leaders are shown."""

    rows: pd.DataFrame  # by key: score, ratio, category, street, department, hands
    fired: pd.DataFrame  # by key: a column of truths for each trigger
    withheld: pd.Series[str]  # by key, of what was nominated and not put up
    posts: dict[str, str]  # by key of what is shown: who would be asked

    def firing(self, trigger: str) -> set[str]:
        """For which matters a trigger fires."""
        return set(map(str, self.fired.index[self.fired[trigger]]))

    def standing(self, key: str) -> Standing:
        """How a matter stands."""
        if key not in self.rows.index:
            return Standing()
        row = self.rows.loc[key]
        numbers = {
            name: None if pd.isna(row[name]) else round(float(row[name]), 3) for name in ("score", "ratio")
        }
        return Standing(
            **numbers,
            fired=tuple(str(name) for name, fires in self.fired.loc[key].items() if fires),
            withheld=str(self.withheld.get(key, "")),
            post=self.posts.get(key, ""),
        )

    def subject(self, key: str) -> Subject:
        """What a matter is called by, and whose it is."""
        row = self.rows.loc[key]
        said = {name: text(row[name]) for name in ("category", "street")}
        units = [unit for unit in (*row["hands"], text(row["department"])) if unit]
        held = tuple(dict.fromkeys(units))
        return Subject(key=key, unit=text(row["department"]), held_by=held, **said)


class Life:
    """One side of a dry run: its rules, its board, its own advice."""

    def __init__(self, side: Side, geometry: Geometry, texts: dict[str, str]) -> None:
        self.side = side
        self.board = Board(side.district, side.calendar, geometry, texts=texts)
        self.advice: list[Fact] = []

    def begin(self, story: Story) -> None:
        """Fold all that was known by the first moment."""
        self.board.catch_up(story.early)

    def live(self, entries: Sequence[Entry], until: datetime) -> None:
        """Fold what became known since, beside the morning's advice, each under its next number."""
        start = self.board.seq
        told = [replace(entry, seq=start + n) for n, entry in enumerate(entries, 1)]
        told += [said(fact, start + len(told) + n, until) for n, fact in enumerate(self.advice, 1)]
        self.advice = []
        self.board.catch_up(lambda after, most: told[max(after - start, 0) :][:most])

    def morning(self, now: datetime) -> Morning:
        """What is advised at a moment; what of it begins or ends is folded with what becomes known next."""
        with self.board.reading(now) as reader:
            rows = reader.frame("dry-run-matters", lambda: uncut(reader.tables, Ask())).set_index("key")
            found = answer(NOMINATIONS, Ask(), reader)
            standing = reader.frame("standing-advice", lambda: reader.tables.advice)
        self.advice = changes(found, standing, now)
        by_key = found.set_index("key")
        shown = by_key[by_key["rank"] > 0]
        return Morning(
            rows=rows,
            fired=firing(rows),
            withheld=by_key.loc[by_key["rank"] == 0, "withheld"],
            posts={str(key): self.asked(row, now) for key, row in shown.iterrows()},
        )

    def asked(self, matter: pd.Series[Any], now: datetime) -> str:
        """The post whose power would be borrowed for a matter; empty where the rules name none."""
        lender = lender_of(
            str(matter["level"]), text(matter["holder"]) or None, text(matter["category"]) or None,
            district=self.side.district, book=self.side.book,
            today=now.astimezone(self.side.district.tz).date(),
        )  # fmt: skip
        return lender.post if lender else ""

    def reading(self, now: datetime) -> AbstractContextManager[Reader]:
        """The board at a moment."""
        return self.board.reading(now)

    def close(self) -> None:
        """Let go of the memory."""
        self.board.close()


def said(fact: Fact, seq: int, now: datetime) -> Entry:
    """The board's own advice as the ledger would have it."""
    return Entry(
        seq=seq, recorded_at=now, known_at=now, stream=STREAM, key=fact.key, kind=fact.kind,
        version=fact.version, happened_at=fact.happened_at, actor="dry-run", digest=f"{seq}", body=fact.body,
    )  # fmt: skip


def text(said: Any) -> str:
    """A word of a frame; empty for none."""
    return said if isinstance(said, str) else ""
