"""What the tick does to borrowed powers: suggests, lets suggestions lapse, marks what is overdue or over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.cases import Fact
from dashboard.district import District
from dashboard.fold.borrowing import LeverState, Move
from dashboard.leverage import Level
from dashboard.leverage.attention import triggers
from dashboard.leverage.book import Book
from dashboard.leverage.levers import Suggestion
from dashboard.leverage.naming import new_key, next_version, slot_of
from dashboard.leverage.proposal import proposal, told
from dashboard.leverage.score import ENTER, LEAVE

Row = Mapping[str, Any]
Cited = Callable[[str], Sequence[tuple[str, int]]]
"""Of a case: what a nomination may rest on, as kind and entry (`leverage.cited`)."""


def clocked(levers: Iterable[Row], now: datetime) -> Iterator[Fact]:
    """What time alone does: an answer that is overdue, a term that is over, a notice that has been read."""
    for lever in levers:
        if lever.get("notice"):
            if lever["state"] == LeverState.ACTIVE and over(lever.get("return_by") or now, now):
                yield stepped(lever, Move.RETURN, now, notice=True)
        elif over(lever.get("valid_until"), now) and lever["state"] in (
            LeverState.ACTIVE,
            LeverState.RESPONDED,
        ):
            yield stepped(lever, Move.EXPIRE, now)
        elif (
            lever["state"] == LeverState.ACTIVE
            and lever.get("overdue_at") is None
            and over(lever["respond_by"], now)
        ):
            yield stepped(lever, Move.OVERDUE, now)


def over(moment: datetime | None, now: datetime) -> bool:
    """Whether a moment has come."""
    return moment is not None and moment <= now


def stepped(lever: Row, move: Move, now: datetime, **said: Any) -> Fact:
    """One step of a lever that the tick takes."""
    version = next_version(int(lever["version"]))
    return Fact(key=str(lever["key"]), kind=move, version=version, happened_at=now, body=said)


def lapsed(levers: Iterable[Row], nominations: pd.DataFrame, now: datetime) -> Iterator[Fact]:
    """Suggestions whose grounds have gone: the matter is no longer nominated, or scores below 50."""
    both = pd.concat([nominations["key"], nominations["matter"]])
    scores = pd.concat([nominations["score"]] * 2).groupby(both).max()
    exempt = set(both[pd.concat([nominations["override"] != ""] * 2)])
    for lever in levers:
        if lever["state"] != LeverState.SUGGESTED or lever["matter"] in exempt:
            continue
        score = scores.get(lever["matter"])
        if score is None or not score >= LEAVE:
            yield stepped(lever, Move.LAPSE, now)


def suggestions(
    nominations: pd.DataFrame,
    levers: Sequence[Row],
    cited: Cited,
    *,
    district: District,
    book: Book,
    now: datetime,
) -> Iterator[Fact]:
    """A suggestion for each matter shown with 60 or more, or that overrides, and has none of that slot."""
    shown = (nominations["rank"] > 0) & ((nominations["score"] >= ENTER) | (nominations["override"] != ""))
    for row in nominations[shown].to_dict("records"):
        matter = {str(name): value for name, value in row.items()}
        names = {matter["key"], matter["matter"], *matter["members"]}
        of_it = [lever for lever in levers if concerns(lever, names)]
        for suggestion in written(matter["advice"]):
            if not standing(suggestion, of_it):
                yield suggestion_of(
                    matter, suggestion, of_it, levers, cited, district=district, book=book, now=now
                )


def written(advice: Sequence[Suggestion]) -> Iterator[Suggestion]:
    """What the ledger gets: the main lever, and what goes beside it above L2."""
    yield from (one for n, one in enumerate(advice) if n == 0 or one.level is not Level.ACCOUNTABILITY)


def concerns(lever: Row, names: Collection[str]) -> bool:
    """Whether a lever is of a matter or its cases; also one under way for a matter they were parted from."""
    under_way = lever["live"] and lever["state"] != LeverState.SUGGESTED
    return lever["matter"] in names or (under_way and not {*(lever["cases"] or ())}.isdisjoint(names))


def standing(suggestion: Suggestion, of_it: Sequence[Row]) -> bool:
    """Whether a lever of the slot is under way, or was declined while the matter stood as it stands.

    A notice stands in the way of no demand, and the other way round it makes one needless.
    """
    same = [lever for lever in of_it if slot_of(lever) == suggestion.slot]
    if not suggestion.notice:
        same = [lever for lever in same if not lever.get("notice")]
    return any(lever["live"] or declined(lever) for lever in same)


def declined(lever: Row) -> bool:
    """Whether people have said no to it: the software does not ask again by itself."""
    return lever["state"] in (
        LeverState.WITHDRAWN,
        LeverState.REJECTED,
        LeverState.DOWNGRADED,
        LeverState.REFUSED,
    )


def suggestion_of(
    matter: Row,
    suggestion: Suggestion,
    of_it: Sequence[Row],
    levers: Sequence[Row],
    cited: Cited,
    *,
    district: District,
    book: Book,
    now: datetime,
) -> Fact:
    """The fact that suggests a lever."""
    fired = [triggers()[name] for name in matter["fired"]]
    today = now.astimezone(district.tz).date()
    of = proposal(matter, fired, suggestion, district=district, book=book, today=today, earlier=levers)
    kinds = {kind for trigger in fired for kind in trigger.cites}
    evidence = [seq for kind, seq in cited(str(matter["key"])) if kind in kinds]
    body = told(of, matter, [trigger.name for trigger in fired], evidence, book)
    key = new_key(str(matter["matter"]), suggestion.slot, of_it)
    return Fact(key=key, kind=Move.SUGGEST, version=next_version(0), happened_at=now, body=body)
