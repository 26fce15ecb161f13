"""What two sets of rules say otherwise, word by word: where it stands, before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from enum import Enum
from typing import Any

import numpy as np
from pydantic import BaseModel

from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import FIRST, WorkCalendar
from dashboard.dryrun.result import Difference
from dashboard.text import Text

NONE = "—"
PLACES = frozenset({"folder", "sources"})
"""Words of a district that say where it lies, not what it rules."""
CALLED = ("code", "name", "level", "org", "post")
"""Words by which an entry of a list is known, the first that it has."""
BESIDES = {"duties": "categories", "notices": "on"}
"""A second word, where one does not tell entries of a list apart."""
MOST = 200
"""Letters of one value."""
HIDDEN, CONNECTED = "…", re.compile(r"^(feeds|channels)\[|(^|\.)url$")
"""Addresses and options of other machines: that they differ is told, not what they are."""
DAYS = 20
"""Days of the calendar that are told one by one."""

Words = dict[str, str]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What parts (by name: models, lists of models, values) say otherwise, in the order of the file."""
    here, there = (dict(each(parts)) for parts in (before, after))
    found = [
        Difference(where=where, before=here.get(where, NONE), after=there.get(where, NONE))
        for where in {**here, **there}
        if here.get(where) != there.get(where)
    ]
    return [hidden(one) for one in gathered(found, here, there)]


def hidden(one: Difference) -> Difference:
    """The same without what only the machines that are connected need to know."""
    if not CONNECTED.search(one.where):
        return one
    said = {name: NONE if getattr(one, name) == NONE else HIDDEN for name in ("before", "after")}
    return one.model_copy(update=said)


def each(said: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every word that a part says, with the place where it stands."""
    if isinstance(said, BaseModel):
        said = {name: getattr(said, name) for name in type(said).model_fields if name not in PLACES}
    if isinstance(said, Mapping):
        for name, value in said.items():
            yield from each(value, f"{where}.{plain(name)}" if where else plain(name))
    elif is_list(said):
        yield f"{where} (order)", ", ".join(mark for mark, _ in marked(said, where))
        for mark, one in marked(said, where):
            yield from each(one, f"{where}[{mark}]")
    else:
        yield where, shortened(plain(said))


def is_list(said: Any) -> bool:
    """Whether it is a list of parts, and not of words."""
    return isinstance(said, list | tuple) and bool(said) and isinstance(said[0], BaseModel)


def marked(parts: Iterable[BaseModel], where: str) -> Iterator[tuple[str, BaseModel]]:
    """The entries of a list, each with what it is known by; a second of one name gets a number."""
    seen: dict[str, int] = {}
    second = BESIDES.get(where.rpartition(".")[2].rpartition("/")[2], "")
    for n, one in enumerate(parts, 1):
        said = next((plain(getattr(one, name)) for name in CALLED if getattr(one, name, "")), f"{n}")
        besides = plain(getattr(one, second)) if second else NONE
        mark = said if besides == NONE else f"{said}: {besides}"
        seen[mark] = seen.get(mark, 0) + 1
        yield (mark if seen[mark] == 1 else f"{mark} #{seen[mark]}"), one


def plain(said: Any) -> str:
    """A value as the file has it."""
    if said is None or said == "" or (isinstance(said, SEVERAL) and not said):
        return NONE
    return next((write(said) for kind, write in WRITTEN if isinstance(said, kind)), str(said))


def shortened(said: str) -> str:
    """A value that fits into a line."""
    return said if len(said) <= MOST else f"{said[: MOST - 1]}…"


def written(limit: Limit) -> str:
    """A limit as the file has it; the largest unit that says it whole."""
    if limit.clock in (Measure.DAYS, Measure.NATURAL):
        return f"{limit.amount}{'D' if limit.clock is Measure.DAYS else 'N'}"
    small, large = ("m", "U") if limit.clock is Measure.URGENT else ("M", "H")
    whole, rest = divmod(limit.amount, 60)
    return f"{limit.amount}{small}" if rest else f"{whole}{large}"


SEVERAL = (list, tuple, set, frozenset)
WRITTEN: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda said: str(said).lower()),
    (Enum, lambda said: str(said.value)),
    (Limit, written),
    (Text, lambda said: said.zh if said.zh == said.en else f"{said.zh} / {said.en}"),
    (time, lambda said: f"{said:%H:%M}"),
    (date, lambda said: f"{said:%Y-%m-%d}"),
    ((set, frozenset), lambda said: ", ".join(sorted(map(plain, said)))),
    ((list, tuple), lambda said: ", ".join(map(plain, said))),
    (float, lambda said: f"{said:g}"),
)
"""How each kind of value is written; the first that fits."""


def gathered(found: list[Difference], here: Words, there: Words) -> list[Difference]:
    """An entry of a list that only one side has is one difference, and the order of its list is none."""
    alone = {part for one in found if (part := entry_of(one.where)) and lacks(part, here, there)}
    lines: dict[str, Difference] = {}
    for one in found:
        part = entry_of(one.where)
        if one.where.endswith(" (order)"):
            if sorted(one.before.split(", ")) == sorted(one.after.split(", ")):
                lines[one.where] = one
        elif part in alone:
            lines.setdefault(part, told(part, here, there))
        else:
            lines[one.where] = one
    return list(lines.values())


def entry_of(where: str) -> str:
    """The entry of a list in which a word stands: `orgs[water]` of `orgs[water].led_by`; empty for none."""
    return where[: where.rfind("]") + 1]


def lacks(part: str, here: Words, there: Words) -> bool:
    """Whether one side has no such entry."""
    return any(not any(where.startswith(part) for where in side) for side in (here, there))


def told(part: str, here: Words, there: Words) -> Difference:
    """The words of an entry that one side has, in one line."""
    before, after = (
        "; ".join(
            f"{where.removeprefix(part).removeprefix('.')} = {said}"
            for where, said in side.items()
            if where.startswith(part) and said != NONE
        )
        for side in (here, there)
    )
    return Difference(where=part, before=shortened(before) or NONE, after=shortened(after) or NONE)


def days(before: WorkCalendar, after: WorkCalendar) -> list[Difference]:
    """Days on which another number of minutes is worked, the first few one by one, the others as a number."""
    if before.day_minutes != after.day_minutes:
        return []
    here, there = np.diff(before.worked_till), np.diff(after.worked_till)
    found = np.flatnonzero(here != there)
    lines = [
        Difference(
            where=f"calendar[{np.datetime64(FIRST, 'D') + n}]", before=f"{here[n]}m", after=f"{there[n]}m"
        )
        for n in found[:DAYS]
    ]
    more = len(found) - len(lines)
    return [*lines, Difference(where="calendar (more days)", before=NONE, after=f"{more}")] if more else lines
