"""Every collected measure says on random histories what a naive loop over the rows of the board says."""

from __future__ import annotations

import math
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dashboard.indicators
from dashboard.cases import Fact
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from dashboard.parts import collect
from tests.histories import MONDAY, board, entries, histories
from tests.indicators.crowd import crowd
from tests.indicators.naive import CELLS, NAIVE, SUMS, World, ratios
from tests.small_board import TEXTS, board_tables

pytestmark = pytest.mark.sweep

MEASURES = {
    name: one for name, one in collect(dashboard.indicators, Indicator).items() if one.attribution is not None
}


@st.composite
def told(draw):
    """Histories of a few cases with the appeals about them."""
    facts = draw(histories(cases=5, length=14, noise=0.1))
    for key in sorted({fact.key for fact in facts}):
        when = facts[0].happened_at
        for n, kind in enumerate(draw(st.lists(st.sampled_from(APPEALS), max_size=3))):
            when += timedelta(days=draw(st.integers(0, 9)))
            body = {"org": draw(st.sampled_from("ABC"))}
            facts.append(Fact(key=f"appeal:{key}", kind=kind, version=f"{n}", happened_at=when, body=body))
    return facts


APPEALS = ("file", "file", "uphold", "reject", "withdraw")


@contextmanager
def reading(facts, hours):
    """The board of some facts at a moment; all boards share their SQL texts."""
    kept = board(entries(facts))
    with kept.reading(MONDAY + timedelta(hours=hours)) as reader:
        yield replace(reader, texts=TEXTS)
    kept.close()


def plain(value):
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else value


def naive(of, rows, world):
    """What the loop makes of its rows, in the columns that the measure has."""
    if of.name in SUMS:
        return SUMS[of.name](rows, world)
    if of.counts:
        n = sum(row["outcome"] in of.counts for row in rows)
        hits = sum(row["outcome"] in of.hits for row in rows)
        return {
            "n": n,
            "hits": hits,
            "share": hits / n if n else None,
            **{name: sum(row["outcome"] == name for row in rows) for name in of.excludes},
        }
    if of.name in CELLS:
        found = {"n": len(rows)}
        return found if {"to", "why"} & {*CELLS[of.name]} else found | {"median": middle(ratios(rows, world))}
    return {"value": len(rows)}


def middle(values):
    values = sorted(values)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def grouped(rows, by):
    found = defaultdict(list)
    for row in rows:
        found[tuple(plain(row[name]) for name in by)].append(row)
    return found


def same(of, by, reader, world):
    """Compare one split of one measure, cell by cell."""
    cells = CELLS.get(of.name, ())
    rows = [shaped(of, row) for row in NAIVE[of.name](world)]
    loops = grouped(rows, (*by, *cells)) or ({} if (*by, *cells) else {(): []})
    frame = answer(of, Ask(by=by, window=world.window if of.window else None), reader)
    told = {tuple(plain(row[name]) for name in (*by, *cells)): row for row in frame.to_dict("records")}
    if not (*by, *cells) and not loops:
        loops = {(): []}
    for key, cell in told.items():
        wanted = naive(of, loops.get(key, []), world)
        for name, value in wanted.items():
            column = of.hits[0] if name == "hits" and "hits" not in cell else name
            said = plain(cell[column])
            agree = said == pytest.approx(value) if value is not None else said is None
            assert agree, (of.name, key, name, said, value)
    assert loops.keys() <= told.keys(), (of.name, loops.keys() - told.keys())


def shaped(of, row):
    """Cells of the row as the measure names them."""
    if of.name == "sign-parts":
        return {**row, "part": row["hour"] // 6}
    return {**row, "to": row["next_holder"]} if of.name == "hand-offs" else row


@pytest.mark.parametrize("of", MEASURES.values(), ids=MEASURES)
def test_every_measure_has_a_naive_twin(of):
    assert of.name in NAIVE
    assert set(of.hits) <= set(of.counts)
    assert not set(of.counts) & set(of.excludes)


def test_no_naive_twin_is_left_without_its_measure():
    assert NAIVE.keys() == MEASURES.keys()


def disagreements(world, reader, bys):
    """What differs, cell by cell, each measure once."""
    found = []
    for of in MEASURES.values():
        for by in bys:
            try:
                same(of, by or of.by, reader, world)
            except AssertionError as error:
                found.append(str(error).partition("\nassert")[0])
                break
    return found


LIVES = crowd()


@pytest.mark.thorough
@pytest.mark.parametrize("hours", [400, 1_100])
def test_every_measure_agrees_with_its_naive_twin_on_a_crowd(hours):
    with reading(LIVES, hours) as reader:
        world = World.of(reader, timedelta(days=60))
        assert len(world.cases) > 50
        assert disagreements(world, reader, ((), ("department",), ("street",))) == []


SHARES = {name: one for name, one in MEASURES.items() if one.hits}


def test_every_share_can_fall_below_its_best_and_rise_above_its_worst():
    stuck = []
    with reading(LIVES, 24 * 100) as reader:
        for of in SHARES.values():
            ask = Ask(window=timedelta(days=110)) if of.window else Ask()
            row = answer(of, ask, reader).iloc[0]
            hits = row["hits"] if "hits" in row else row[of.hits[0]]
            if not 0 < hits < row["n"]:
                stuck.append((of.name, int(hits), int(row["n"])))
    assert stuck == []


@pytest.mark.parametrize("of", SHARES.values(), ids=SHARES)
def test_of_nothing_there_is_no_share(of):
    row = answer(of, Ask(), board_tables()).iloc[0]
    assert row["n"] == 0
    assert math.isnan(row["share"])


@pytest.mark.glance
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=told(), hours=st.integers(1, 900), days=st.sampled_from((2, 7, 60)))
def test_every_measure_agrees_with_its_naive_twin(facts, hours, days):
    with reading(facts, hours) as reader:
        assert disagreements(World.of(reader, timedelta(days=days)), reader, ((),)) == []


@pytest.mark.proof
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=told(), hours=st.integers(1, 900), days=st.sampled_from((2, 7, 60)))
def test_so_does_each_of_its_splits(facts, hours, days):
    with reading(facts, hours) as reader:
        world = World.of(reader, timedelta(days=days))
        assert disagreements(world, reader, ((), ("department",), ("street",))) == []
