"""Find rows of a list by words, as they are shown: in the number of a case, in names, in its short text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Bound
from dashboard.indicators import Sought
from dashboard.indicators.binding import holds, word, words
from dashboard.privacy import SHORT


def found(rows: ir.Table, sought: Sequence[Sought]) -> ir.Table:
    """The rows that show every one of the words."""
    return rows.filter(*(shows(rows, n, one) for n, one in enumerate(sought))) if sought else rows


def shows(rows: ir.Table, n: int, one: Sought) -> Any:
    """Whether a row shows the word somewhere."""
    said = word(variable(n))
    places = [
        holds(words(variable(n, name)), ibis.coalesce(rows[name].cast("string"), "")) for name, _ in one.named
    ]
    if one.text:
        places.append(ibis.coalesce(shown(rows.text_short).lower().contains(said), ibis.literal(False)))
    return reduce(or_, places, rows.id.lower().contains(said))


def shown(text: Any) -> Any:
    """As much of a text as a list shows."""
    return ibis.ifelse(text.length() > SHORT, text.left(SHORT - 1), text)


def seeking(sought: Sequence[Sought]) -> Bound:
    """The variables of the words; a list of codes is never empty, for an empty one has no type."""
    found: dict[str, str | list[str] | list[int]] = {}
    for n, one in enumerate(sought):
        found[variable(n)] = one.word
        found |= {variable(n, name): [*codes, one.word] for name, codes in one.named}
    return found


def shape_of(sought: Sequence[Sought]) -> str:
    """What of the words stands in the SQL text: how many they are and where they are looked for."""
    return "".join(
        f"|{','.join(name for name, _ in one.named)}{'+text' if one.text else ''}" for one in sought
    )


def variable(n: int, name: str = "") -> str:
    """The name of the variable of the n-th word, or of the codes of a column that it names."""
    return f"sought_{n}_{name}" if name else f"sought_{n}"
