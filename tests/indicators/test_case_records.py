"""What is told of one case: of it alone, of all of it, and nothing that tells of a person."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from dashboard.cases import STATE
from dashboard.indicators import Ask, case_record
from dashboard.indicators.answering import AskError, answer, name_of
from dashboard.indicators.case_clocks import CASE_CLOCKS
from dashboard.indicators.case_life import CASE_LIFE
from dashboard.indicators.case_record import CASE_RECORD
from dashboard.indicators.case_timeline import CASE_TIMELINE, SHOWN
from dashboard.indicators.records import about
from dashboard.leverage.case_repeats import CASE_REPEATS
from tests.histories import HORIZON, MONDAY, board, calendar, entries, histories
from tests.small_board import NOW, TEXTS, board_tables, case, fact, span, stage

pytestmark = pytest.mark.sweep

RECORDS = (CASE_RECORD, CASE_CLOCKS, CASE_LIFE, CASE_TIMELINE, CASE_REPEATS)
every = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
AFTER = MONDAY + HORIZON


@contextmanager
def reading(kept, now):
    """The board at a moment; all boards share their SQL texts, which take longest."""
    with kept.reading(now) as reader:
        yield replace(reader, texts=TEXTS)


def two():
    """A board of two cases that have everything."""
    keys = ("case:f/1", "case:f/2")
    return board_tables(
        cases=[case(key, lon=121.4, lat=31.2, place="inside") for key in keys],
        spans=[span(key) for key in keys],
        stages=[stage(key) for key in keys],
        facts=[fact(key, seq=seq) for seq, key in enumerate(keys, 1)],
    )


@every
def test_a_record_tells_of_the_case_that_is_asked_for_and_of_no_other(record):
    reader = two()
    for key in ("case:f/1", "case:f/2"):
        found = answer(record, about(key), reader)
        assert len(found) == 1
        if "key" in found:
            assert (found["key"].iloc[0] == key) is (record is not CASE_REPEATS)


@every
def test_a_case_that_nobody_knows_and_no_case_at_all_have_no_record(record):
    reader = two()
    answer(record, about("case:f/1"), reader)  # what was asked before is not answered again
    for ask in (about("case:f/9"), about("' OR 1=1 --"), about(""), Ask()):
        assert answer(record, ask, reader).empty


@every
def test_one_text_serves_every_case(record):
    assert name_of(record, about("case:f/1")) == name_of(record, about("case:f/2"))


@every
def test_two_cases_are_not_asked_for_at_once(record):
    with pytest.raises(AskError, match=f"{record.name} tells of one case, here of 2"):
        answer(record, Ask(where=(("key", ("case:f/1", "case:f/2")),)), two())


@every
def test_a_record_is_not_filtered_by_anything_else(record):
    with pytest.raises(AskError, match="cannot be filtered by 'street'; it can by key"):
        answer(record, Ask(where=(("street", ("S01",)),)), two())


@every
def test_no_requester_leaves_the_board(record):
    found = answer(record, about("case:f/1"), two())
    assert not {name for name in found.columns if "requester" in name or name in ("body", "place_key")}


def test_a_case_says_what_it_has_used_of_its_limit_and_whether_advice_stands():
    late = case("case:f/1", dispatched_at=NOW - timedelta(hours=9), due_at=NOW - timedelta(hours=1))
    advice = [{"key": "case:f/1", "raised_at": NOW, "score": 64.0}]
    (row,) = answer(CASE_RECORD, about("case:f/1"), board_tables(cases=[late], advice=advice)).itertuples()
    assert (row.used, row.allowed, row.left, row.state) == (540, 480, -60, "late")
    assert (row.advised, row.paused, row.department) == (64.0, False, "D01")
    assert [*case_record.COLUMNS] == [name for name in row._fields if name != "Index"]


def test_the_same_case_from_two_feeds_is_told_from_both_sides():
    pairs = [{"leader": "case:h/1", "follower": f"case:{feed}/1", "rule": "id"} for feed in ("g", "f")]
    followers = [case("case:g/1", phase="signed"), case("case:f/1")]
    told = [fact("case:g/1", seq=7, note="x")]
    reader = board_tables(cases=[case("case:h/1")], followers=followers, pairs=pairs, follower_facts=told)
    (leads,) = answer(CASE_RECORD, about("case:h/1"), reader).itertuples()
    (follows,) = answer(CASE_RECORD, about("case:g/1"), reader).itertuples()
    assert not isinstance(leads.leader, str)
    assert list(leads.followers) == ["case:f/1", "case:g/1"]
    assert (follows.leader, list(follows.followers), follows.phase) == ("case:h/1", [], "signed")
    assert answer(CASE_TIMELINE, about("case:g/1"), reader)["seq"].tolist() == [7]
    assert answer(CASE_TIMELINE, about("case:h/1"), reader).empty


def test_a_clock_that_stands_says_so():
    rows = [stage("case:f/1", n=0), stage("case:f/1", n=1, stage="handle", paused_ord=1)]
    found = answer(CASE_CLOCKS, about("case:f/1"), board_tables(stages=rows))
    assert found.set_index("stage")["paused"].to_dict() == {"sign": False, "handle": True}


def test_what_was_written_leaves_the_board_masked_and_cut():
    note = "请联系13812345678，" + "油烟很大" * 20
    body = f'{{"note": "{note}", "clause": "{"条" * 40}", "due_at": "2026-11-27T09:30:00+00:00"}}'
    (row,) = answer(
        CASE_TIMELINE, about("case:f/1"), board_tables(facts=[fact("case:f/1", body=body)])
    ).itertuples()
    assert row.note.startswith("请联系〔电话〕，油烟")
    assert (len(row.note), len(row.clause)) == (30, 30)
    assert row.due_at == "2026-11-27T09:30:00+00:00"


def test_an_erased_body_leaves_the_fact_and_no_words():
    (row,) = answer(
        CASE_TIMELINE, about("case:f/1"), board_tables(facts=[fact("case:f/1", body=None)])
    ).itertuples()
    assert row.kind == "progress"
    assert row.note != row.note or row.note is None


def test_advice_about_a_case_stands_among_its_facts():
    raised = fact(
        "advice:case:f/1", seq=2, stream="advice", kind="raise", body='{"score": 64, "level": "L4"}'
    )
    other = fact("advice:case:f/12", seq=3, stream="advice", kind="raise")
    reader = board_tables(facts=[fact("case:f/1", seq=1), raised, other])
    found = answer(CASE_TIMELINE, about("case:f/1"), reader)
    assert found["seq"].tolist() == [1, 2]
    assert found["level"].tolist()[1] == "L4"


def test_a_state_that_came_when_a_newer_one_was_known_is_marked():
    def state(seq, minutes):
        return fact("case:f/1", seq=seq, kind=STATE, happened_at=NOW - timedelta(minutes=minutes))

    facts = [
        state(1, 60),
        state(2, 20),
        state(3, 40),
        state(4, 10),
        fact("case:f/1", seq=5, happened_at=NOW - timedelta(days=1)),
    ]
    found = answer(CASE_TIMELINE, about("case:f/1"), board_tables(facts=facts))
    assert found["seq"].tolist() == [5, 1, 3, 2, 4]
    assert found.loc[found["superseded"], "seq"].tolist() == [3]


def test_of_endless_histories_the_newest_facts_are_kept_and_all_counted():
    facts = [fact("case:f/1", seq=n, happened_at=NOW - timedelta(minutes=n)) for n in range(SHOWN + 3)]
    found = answer(CASE_TIMELINE, about("case:f/1"), board_tables(facts=facts))
    assert (len(found), set(found["total"]), found["seq"].iloc[-1]) == (SHOWN, {SHOWN + 3}, 0)


@pytest.mark.sweep
@settings(max_examples=25, deadline=None)
@given(facts=histories(noise=0.3))
def test_every_fact_of_a_case_stands_once_in_order_and_each_refused_one_says_why(facts):
    kept = board(entries(facts))
    with reading(kept, AFTER) as reader:
        refused = reader.cursor.sql("SELECT DISTINCT key, seq FROM anomalies").fetchall()
        for key in sorted({one.key for one in facts}):
            found = answer(CASE_TIMELINE, about(key), reader)
            numbers = [n for n, one in enumerate(facts, 1) if one.key == key]
            assert sorted(found["seq"]) == numbers
            assert found["happened_at"].is_monotonic_increasing
            assert set(found.loc[found["refused"].notna(), "seq"]) == {
                seq for of, seq in refused if of == key
            }
    kept.close()


@settings(max_examples=25, deadline=None)
@given(facts=histories(noise=0.2))
def test_the_hands_of_a_case_hold_all_its_time_and_none_of_it_twice(facts):
    kept, clock = board(entries(facts)), calendar()
    with reading(kept, AFTER) as reader:
        for key in sorted({one.key for one in facts}):
            life = answer(CASE_LIFE, about(key), reader)
            first = min(one.happened_at for one in facts if one.key == key)
            assert life["since"].iloc[0] == first
            assert life["since"].tolist()[1:] == life["till"].tolist()[:-1]
            assert life["till"].isna().tolist() == [False] * (len(life) - 1) + [True]
            ends = life["till"].fillna(AFTER)
            for measure in ("urgent", "hours"):
                spent = [
                    clock.ordinal(end, measure) - clock.ordinal(since, measure)
                    for since, end in zip(life["since"], ends, strict=True)
                ]
                assert min(spent) >= 0
                assert sum(spent) == clock.ordinal(AFTER, measure) - clock.ordinal(first, measure)
    kept.close()


@settings(max_examples=25, deadline=None)
@given(facts=histories(noise=0.1))
def test_the_record_and_the_clocks_of_a_case_say_what_its_rows_say(facts):
    kept = board(entries(facts))
    with reading(kept, AFTER) as reader:
        rows = reader.cursor.sql(
            "SELECT key, phase, holder, (SELECT count(*) FROM stages s WHERE s.key = c.key) FROM cases c"
        )
        for key, phase, holder, stages in rows.fetchall():
            (row,) = answer(CASE_RECORD, about(key), reader).itertuples()
            assert (row.phase, row.holder if isinstance(row.holder, str) else None) == (phase, holder)
            clocks = answer(CASE_CLOCKS, about(key), reader)
            assert len(clocks) == stages
            assert clocks["started_at"].is_monotonic_increasing
            assert (clocks["used"] >= 0).all()
    kept.close()
