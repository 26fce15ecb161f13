from __future__ import annotations

import orjson
import pytest
from hypothesis import given, settings

from dashboard.board import patterns
from dashboard.board.folding import folded
from dashboard.board.patterns import EPOCH, MICROSECOND, Patterns
from dashboard.cases import STATE, Fact
from tests.histories import after, digest, histories, rules

SENT = ("report", "accept", "dispatch", "sign", "contact", "dispose", "check_pass", "close", "visit")


def facts_of(*histories):
    """Rows as the board reads them: by key, then in the order of facts."""
    found = []
    for facts in histories:
        for fact in facts:
            happened = (fact.happened_at - EPOCH) // MICROSECOND
            found.append(
                (fact.key, happened, fact.version, digest(fact.kind, fact.body), fact.kind, fact.body)
            )
    numbers = {key: no for no, key in enumerate(dict.fromkeys(row[0] for row in found), 1)}
    found.sort(key=lambda row: (numbers[row[0]], *row[1:4]))
    return [
        (numbers[key], key, kind, version, said, happened, seq, orjson.dumps(body).decode())
        for seq, (key, happened, version, said, kind, body) in enumerate(found, 1)
    ]


def plain(number, *kinds, unit="A", start=0, gap=40, **case):
    """A history along the usual road, every step so many minutes after the one before."""
    key = f"case:hotline/{number}"
    for n, kind in enumerate(kinds or SENT):
        body = {"org": unit, "to_org": unit} if kind not in ("report", "accept") else {}
        if n == 0:
            body = {"case": {"category": "pipe", "source": "H12345", **case}}
        yield Fact(key=key, kind=kind, version=f"{n:03}", happened_at=after(start + gap * n), body=body)


def rows_of(tables):
    return {name: sorted(map(str, table.to_pylist())) for name, table in tables.items()}


def both(rows):
    return rows_of(folded(rows, rules(), Patterns(rules()))), rows_of(folded(rows, rules()))


@pytest.fixture
def folds(monkeypatch):
    """How often a history is folded in symbols."""
    made = []

    def counted(key, facts, using):
        made.append(key)
        return patterns_fold(key, facts, using)

    patterns_fold = patterns.fold_case
    monkeypatch.setattr(patterns, "fold_case", counted)
    return made


def test_histories_along_one_road_are_folded_once_and_say_what_each_fold_would(folds):
    rows = facts_of(*(plain(n, start=7 * n, gap=30 + n, unit="AB"[n % 2], street=f"S{n}") for n in range(20)))
    together, apart = both(rows)
    assert together == apart
    assert len(folds) == 1


def test_another_limit_another_order_or_a_shared_instant_is_another_road(folds):
    histories_ = [
        plain(1),
        plain(2, category="hole"),
        plain(3, "report", "dispatch", "accept"),
        plain(4, gap=0),
        plain(5, urgency="urgent"),
        plain(6, procedure="simple"),
        plain(7, due_at=after(9_000).isoformat()),
        plain(8, reported_at=after(-3).isoformat()),
        plain(9, flags=["crowd"]),
    ]
    together, apart = both(facts_of(*histories_))
    assert together == apart
    assert len(folds) == len(histories_)


@pytest.mark.parametrize(
    "kinds",
    [
        ("report", "dispatch", "return"),
        ("report", "dispatch", "suspend"),
        ("report", "dispatch", "suspend", "resume"),
        ("report", "close", "reopen"),
        ("report", "close", "sign"),
    ],
)
def test_what_depends_on_more_than_the_road_is_left_to_the_fold(kinds):
    rows = facts_of(plain(1, *kinds))
    assert Patterns(rules()).history(rows) is None
    together, apart = both(rows)
    assert together == apart


@pytest.mark.parametrize(
    "case", [{"reported_at": after(500).isoformat()}, {"reported_at": after(1).isoformat()}]
)
def test_a_report_after_the_first_fact_is_left_to_the_fold(case):
    assert Patterns(rules()).history(facts_of(plain(1, **case))) is None


def test_a_fact_that_came_twice_and_a_history_without_end_are_left_to_the_fold():
    rows = facts_of(plain(1))
    assert Patterns(rules()).history([rows[0], *rows]) is None
    assert Patterns(rules()).history(facts_of(plain(2, "report", *["remind"] * 300))) is None


def test_states_run_along_roads_too(folds):
    def looks(number, holder):
        key = f"case:folder/{number}"
        for n, phase in enumerate(("open", "closed")):
            body = {
                "phase": phase,
                "holder": holder,
                "case": {"category": "pipe", "due_at": after(9_000 + number).isoformat()},
            }
            yield Fact(key=key, kind=STATE, version=str(n), happened_at=after(number + 100 * n), body=body)

    together, apart = both(facts_of(*(looks(n, "AB"[n % 2]) for n in range(10))))
    assert together == apart
    assert len(folds) == 1


def test_roads_are_forgotten_before_they_fill_the_memory(monkeypatch, folds):
    monkeypatch.setattr(patterns, "MOST_ROADS", 2)
    known = Patterns(rules())
    for n in range(5):
        known.history(facts_of(plain(1, *SENT[: n + 1])))
    assert len(known.roads) <= 2


@settings(max_examples=60, deadline=None)
@given(facts=histories(cases=5, noise=0.03))
def test_folding_together_says_what_folding_apart_says(facts):
    together, apart = both(facts_of(facts))
    assert together == apart
