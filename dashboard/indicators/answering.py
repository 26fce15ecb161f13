"""Answer a question: check it, measure it on the board, finish it; one way for screen, command and export."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import NOTHING, Bound, Tables
from dashboard.indicators import MONDAY, TODAY, Ask, Indicator, Learning
from dashboard.indicators.binding import KEY, SINCE, bound, shape
from dashboard.indicators.seeking import seeking, shape_of
from dashboard.refusal import Refusal

MOVING = (TODAY, MONDAY)
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
MOST, LONGEST = 50, 200
"""Values of one filter, letters of one value."""


class AskError(Refusal):
    """A question that an indicator cannot answer: which one, which value, and what it can answer."""


class Reader(Protocol):
    """The board at one moment, as `Board.reading` hands it out."""

    @property
    def tables(self) -> Tables:
        """The tables of the moment."""

    def frame(self, name: str, expression: Callable[[], ir.Table], *, bound: Bound = NOTHING) -> pd.DataFrame:
        """The rows of `expression`, whose SQL text is kept under `name`; `bound` are its variables."""

    def of_the_day(self, name: str, made: Callable[[Reader], Any]) -> Any:
        """What `made` makes of the board as it was known when the day began, once a day."""


def answer(indicator: Indicator, ask: Ask, reader: Reader) -> pd.DataFrame:
    """What the indicator says to this question at the reader's moment; an `AskError` where it cannot."""
    asked = checked(indicator, ask)
    frame = reader.frame(
        name_of(indicator, asked),
        lambda: indicator.measure(reader.tables, asked),
        bound=bound_of(indicator, asked),
    )
    if learning := indicator.learning:
        frame = learning.apply(frame, reader.of_the_day(learning.name, lambda then: learnt(learning, then)))
    return indicator.finish(frame)


def learnt(learning: Learning, reader: Reader) -> Any:
    """What is learnt from the history that a reader finds."""
    return learning.learn(reader.frame(lesson_of(learning), lambda: learning.measure(reader.tables)))


def lesson_of(learning: Learning) -> str:
    """The name under which the SQL text of what it learns from is kept."""
    return f"learn:{learning.name}"


def asks(indicator: Indicator, ask: Ask, tables: Tables) -> Iterator[tuple[str, Callable[[], ir.Table]]]:
    """What an answer asks of the board, each by the name of its text; an `AskError` where it cannot."""
    asked = checked(indicator, ask)
    yield name_of(indicator, asked), lambda: indicator.measure(tables, asked)
    if learning := indicator.learning:
        yield lesson_of(learning), lambda: learning.measure(tables)


def is_record(indicator: Indicator) -> bool:
    """Whether it tells of one case (`records`)."""
    return KEY in indicator.cells


def bound_of(indicator: Indicator, ask: Ask) -> Bound:
    """What stands beside the SQL text of this question: the key of a record, the values of filters."""
    if is_record(indicator):
        return {KEY: dict(ask.where).get(KEY, ("",))[0]}
    return {
        **bound(ask.where),
        **seeking(ask.sought),
        **({SINCE: ask.since} if ask.since and ask.since not in MOVING else {}),
    }


def checked(indicator: Indicator, ask: Ask) -> Ask:
    """The question with the indicator's own split and window filled in."""
    for dimension in ask.by:
        if dimension not in indicator.splits:
            possible = ", ".join(indicator.splits) or "nothing"
            raise AskError(f"{indicator.name} cannot be split by {dimension!r}; it can by {possible}")
    if len(set(ask.by)) < len(ask.by):
        raise AskError(f"{indicator.name} is split twice by the same dimension: {', '.join(ask.by)}")
    if ask.trend and not indicator.trends:
        raise AskError(f"{indicator.name} has no trend; ask it for now")
    if ask.ago and not indicator.shifts:
        raise AskError(f"{indicator.name} looks at now; its window cannot end {ask.ago} before")
    if ask.sought and not indicator.seeks:
        raise AskError(f"{indicator.name} is no list: nothing in it can be found by words")
    if ask.since:
        begun(indicator, ask)
    filtered(indicator, ask)
    return replace(ask, by=ask.by or indicator.by, window=window_of(indicator, ask))


def begun(indicator: Indicator, ask: Ask) -> None:
    """Refuse a beginning of what has no window, and what is no day."""
    if indicator.window is None:
        raise AskError(f"{indicator.name} looks at one moment and does not begin at {ask.since!r}")
    if ask.since not in MOVING and not DAY.fullmatch(ask.since):
        raise AskError(f"{indicator.name}: {ask.since!r} is no day, say 2026-11-20, today or monday")


def filtered(indicator: Indicator, ask: Ask) -> None:
    """Refuse filters by what the indicator does not know, and endless ones."""
    possible = {*indicator.splits, *indicator.cells, *((KEY,) if indicator.behind else ())}
    for name, values in ask.where:
        if name not in possible:
            raise AskError(
                f"{indicator.name} cannot be filtered by {name!r}; it can by "
                + (", ".join(sorted(possible)) or "nothing")
            )
        if is_record(indicator) and name == KEY and len(values) != 1:
            raise AskError(f"{indicator.name} tells of one case, here of {len(values)}; ask for each alone")
        if not 1 <= len(values) <= MOST or any(len(value) > LONGEST for value in values):
            raise AskError(
                f"{indicator.name}: a filter takes 1 to {MOST} values of at most {LONGEST} letters, "
                f"{name} has {len(values)}"
            )


def window_of(indicator: Indicator, ask: Ask) -> timedelta | None:
    """The window asked for, else the indicator's own."""
    if ask.window is None:
        return indicator.window
    if indicator.window is None:
        raise AskError(f"{indicator.name} looks at one moment and takes no window, here {ask.window}")
    if ask.window < timedelta(seconds=1):
        raise AskError(f"{indicator.name}: the window {ask.window} is not longer than nothing, say 28d")
    return ask.window


def question(indicator: Indicator) -> str:
    """What tells its measure from all others: the function, if it stands in a module, else its own name."""
    measure = indicator.measure
    plain = inspect.isfunction(measure) and measure.__closure__ is None and not is_record(indicator)
    if plain and measure.__qualname__ == measure.__name__ != "<lambda>":
        return f"{measure.__module__}.{measure.__name__}"
    return indicator.name


def name_of(indicator: Indicator, ask: Ask) -> str:
    """The name under which the SQL text of this question is kept: equal texts, equal names."""
    seconds = "" if ask.window is None else f"{ask.window.total_seconds():.0f}"
    where = "" if is_record(indicator) else shape(ask.where)
    trend = "trend" if ask.trend else ""
    since = ask.since if ask.since in ("", *MOVING) else SINCE
    shifted = f"{ask.ago.total_seconds():.0f}"
    where += shape_of(ask.sought)
    return f"{question(indicator)}|{','.join(ask.by)}|{seconds}|{since}|{trend}|{shifted}|{where}"
