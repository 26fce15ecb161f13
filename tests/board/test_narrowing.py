"""The tables of a scope: its cases and what belongs to them, and nothing of any other."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board.narrowing import OF_KEYS, OF_LISTS
from dashboard.board.tables import Tables
from dashboard.scope import NOTHING, WHOLE, Scope
from tests.histories import MONDAY, after, board, entries, fact, histories

pytestmark = pytest.mark.sweep

LATER = MONDAY + timedelta(days=400)
NAMES = sorted(OF_KEYS)


def told():
    """A, returned to B; one nobody has; one of another street that only B has had."""
    said = [
        ("case:f/1", 0, "report", {"case": {"street": "S1"}}),
        ("case:f/1", 1, "dispatch", {"to_org": "A"}),
        ("case:f/1", 2, "return", {"org": "A"}),
        ("case:f/1", 3, "dispatch", {"to_org": "B"}),
        ("case:f/2", 0, "report", {"case": {"street": "S1"}}),
        ("case:f/3", 0, "report", {"case": {"street": "S2"}}),
        ("case:f/3", 1, "dispatch", {"to_org": "B"}),
        ("case:f/3", 2, "close", {"org": "B"}),
    ]
    return [fact(key, kind, after(5 * n), n, body) for key, n, kind, body in said]


def keys(kept, scope, **how):
    with kept.reading(LATER, **how) as reader:
        return sorted(reader.within(scope).held())


def units(*codes):
    return Scope(departments=frozenset(codes))


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        (WHOLE, "123"),
        (NOTHING, ""),
        (units("A"), "1"),
        (units("B"), "13"),
        (units("C"), ""),
        (Scope(streets=frozenset({"S1"})), "12"),
        (Scope(streets=frozenset({"S1"}), departments=frozenset({"B"})), "123"),
    ],
)
@pytest.mark.parametrize("how", [{}, {"as_known": True}, {"hindsight": True}])
def test_a_case_is_its_streets_and_that_of_every_unit_which_has_or_has_had_it(scope, wanted, how):
    assert keys(board(entries(told())), scope, **how) == [f"case:f/{n}" for n in wanted]


def test_every_table_that_tells_of_cases_is_narrowed():
    for field in fields(Tables):
        columns = Tables.named().__getattribute__(field.name).columns
        assert (field.name in {*OF_KEYS, *OF_LISTS}) == bool({"key", "leader"} & set(columns)), field.name


SCOPES = st.builds(
    Scope,
    streets=st.frozensets(st.sampled_from(["S1", "S2"]), max_size=2),
    departments=st.frozensets(st.sampled_from(["A", "B", "C"]), max_size=2),
)


def rows(reader, name):
    found = reader.cursor.sql(f"FROM {reader.prefix}{name}").to_arrow_table().to_pylist()
    return sorted(map(str, found))


@settings(max_examples=25)
@given(facts=histories(cases=4), one=SCOPES, more=SCOPES)
def test_a_wider_scope_never_hides_and_no_scope_shows_a_row_that_the_district_has_not(facts, one, more):
    with board(entries(facts)).reading(LATER) as reader:
        whole = {name: rows(reader, name) for name in NAMES}
        narrow = reader.within(one)
        few = {name: rows(narrow, name) for name in NAMES}
        held = set(narrow.held())
        wide = reader.within(one | more)
        many = {name: rows(wide, name) for name in NAMES}
        for name in NAMES:
            assert set(few[name]) <= set(many[name]) <= set(whole[name])
    for name in ("spans", "stages", "assignments", "facts"):
        assert all(any(f"'{key}'" in row for key in held) for row in few[name])


def test_the_district_reads_on_beside_a_narrowed_reader():
    with board(entries(told())).reading(LATER) as reader:
        narrow = reader.within(units("A"))
        assert sorted(reader.held()) == ["case:f/1", "case:f/2", "case:f/3"]
        assert narrow.held() == ["case:f/1"]
        count = reader.frame("n", lambda: reader.tables.cases.count().as_table())
        own = narrow.frame("n", lambda: narrow.tables.cases.count().as_table())
        assert (count.iloc[0, 0], own.iloc[0, 0]) == (3, 1)
