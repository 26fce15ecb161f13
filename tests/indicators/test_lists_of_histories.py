"""On boards folded from whole histories too, every number is as long as its list."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dashboard.indicators
import dashboard.leverage
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.received import RECEIVED
from dashboard.parts import collect
from tests.histories import MONDAY, board, entries, histories
from tests.small_board import TEXTS

LISTS = [
    one
    for one in {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}.values()
    if one.behind
]


@contextmanager
def reading(kept, now):
    """The board at a moment; all boards share their SQL texts, which take longest."""
    with kept.reading(now) as reader:
        yield replace(reader, texts=TEXTS)


def asked(of, **given_):
    """A question over all of the histories, where the number has a window at all."""
    return Ask(window=timedelta(days=60) if of.window else None, **given_)


def total(of, reader):
    """The number as the screen adds it up; what it does not judge stands apart."""
    frame = answer(of, asked(of), reader)
    return int(frame["value" if "value" in frame else "n"].sum())


def judged(of):
    """The list of what the number counts, without what stands apart."""
    return asked(of, where=(("outcome", of.counts),)) if of.counts else asked(of)


@pytest.mark.thorough
@settings(max_examples=8, deadline=None)
@given(facts=histories(noise=0.2), hours=st.integers(1, 900))
def test_a_number_is_as_long_as_its_list_at_any_moment(facts, hours):
    kept = board(entries(facts))
    with reading(kept, MONDAY + timedelta(hours=hours)) as reader:
        for of in LISTS:
            found = answer(listed(of), judged(of), reader)
            assert found["times"].sum() == total(of, reader), of.name
            assert found["key"].is_unique
            assert found["text_short"].dropna().str.len().le(30).all()
            if len(found):
                assert set(found["counted"]) == {found["times"].sum()}
                assert set(found["cases"]) == {len(found)}
    kept.close()


@pytest.mark.parametrize("of", [OVERDUE, RECEIVED], ids=lambda of: of.name)
@settings(max_examples=6, deadline=None)
@given(facts=histories())
def test_what_is_counted_by_unit_is_listed_by_unit(of, facts):
    kept = board(entries(facts))
    with reading(kept, MONDAY + timedelta(days=30)) as reader:
        for row in answer(of, asked(of, by=("department",)), reader).itertuples():
            unit = row.department if isinstance(row.department, str) else ""
            where = (("department", (unit,)),)
            found = answer(listed(of), asked(of, where=where), reader)
            assert found["times"].sum() == row.value
            if unit:
                assert set(found["department"]) == {unit}
    kept.close()
