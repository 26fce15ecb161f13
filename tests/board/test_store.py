from __future__ import annotations

import threading
from datetime import timedelta

import duckdb
import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board import schema
from dashboard.board.store import Board
from dashboard.board.tables import NO, NUMBERED, Tables, columns
from dashboard.cases import Fact
from tests.histories import (
    HORIZON,
    KEY,
    MONDAY,
    after,
    board,
    calendar,
    contents,
    cuts,
    district,
    entries,
    histories,
    ledger,
)

pytestmark = pytest.mark.sweep

NOW = MONDAY + HORIZON


def fact(minutes, kind, key=KEY, **body):
    return Fact(key=key, kind=kind, version=f"{minutes:08d}", happened_at=after(minutes), body=body)


def plain_case(number=1, **case):
    key = f"case:hotline/{number}"
    return [
        fact(0, "report", key, case={"category": "pipe", "street": "S1", **case}),
        fact(5, "dispatch", key, to_org="A"),
    ]


def rows(kept: Board, name: str, now=NOW, **options) -> pd.DataFrame:
    with kept.reading(now, **options) as reader:
        return reader.frame(name, lambda: getattr(reader.tables, name))


def test_an_empty_board_has_every_table_with_its_columns():
    kept = board([])
    assert (kept.seq, kept.cases(), kept.default_points()) == (0, 0, [])
    with kept.reading(NOW) as reader:
        for name in Tables.__dataclass_fields__:
            frame = reader.frame(name, lambda name=name: getattr(reader.tables, name))
            assert list(frame.columns) == [*columns(name), *([NO] if name in NUMBERED else [])]


def test_catching_up_folds_what_is_new_and_says_how_many_keys_it_touched():
    found = entries(plain_case(1) + plain_case(2))
    kept = Board(district(), calendar())
    assert kept.catch_up(ledger(found)) == 2
    assert (kept.seq, kept.cases()) == (4, 2)
    assert kept.catch_up(ledger(found)) == 0
    found += entries(plain_case(1) + plain_case(2) + [fact(50, "sign", org="A")])[4:]
    assert kept.catch_up(ledger(found)) == 1
    assert list(rows(kept, "cases").set_index("id")["phase"].sort_index()) == ["signed", "dispatched"]


def test_progress_is_told_while_reading_and_while_folding():
    told = []
    Board(district(), calendar()).catch_up(
        ledger(entries(plain_case(1) + plain_case(2))), lambda done, total: told.append((done, total))
    )
    assert told == [(0, 4), (2, 2)]


def test_a_board_reads_page_by_page_until_a_page_is_not_full(monkeypatch):
    monkeypatch.setattr("dashboard.board.intake.PAGE", 3)
    monkeypatch.setattr("dashboard.board.intake.BATCH", 2)
    found = entries([fact(n, "remind") for n in range(10)])
    asked = []

    def read(seq, limit):
        asked.append(seq)
        return found[seq : seq + limit]

    kept = Board(district(), calendar())
    kept.catch_up(read)
    assert (kept.seq, asked[:4]) == (10, [0, 3, 6, 9])
    assert len(rows(kept, "facts")) == 10


def test_many_new_keys_at_once_are_numbered_like_few(monkeypatch):
    found = entries(plain_case(1) + plain_case(2) + plain_case(3))
    few = contents(board(found))
    monkeypatch.setattr("dashboard.board.intake.FEW", 1)
    assert contents(board(found, [3])) == few


def test_folding_in_small_chunks_makes_no_difference(monkeypatch):
    found = entries([f for n in range(7) for f in plain_case(n)])
    whole = contents(board(found))
    monkeypatch.setattr("dashboard.board.refolding.CHUNK", 2)
    assert contents(board(found)) == whole


def test_stored_rows_carry_times_with_their_zone_and_numbers_as_numbers():
    frame = rows(board(entries(plain_case())), "cases")
    assert str(frame["reported_at"].dtype) == "datetime64[us, UTC]"
    assert frame["start_ord"].dtype == "int64"
    assert frame["hands"][0].tolist() == ["A"]


def test_orgs_and_streets_are_those_of_the_district():
    kept = board([])
    assert sorted(rows(kept, "orgs")["code"]) == ["A", "B", "C"]
    assert rows(kept, "orgs")["inside"].all()
    assert sorted(rows(kept, "streets")["name_zh"]) == ["一街", "二街"]


def test_advice_stands_and_falls_in_its_own_table():
    raised = fact(9, "raise", f"advice:{KEY}", score=66.0)
    kept = board(entries([*plain_case(), raised]))
    assert rows(kept, "advice")[["key", "score"]].to_dict("records") == [{"key": KEY, "score": 66.0}]
    cleared = fact(12, "clear", f"advice:{KEY}", score=None)
    assert rows(board(entries([*plain_case(), raised, cleared])), "advice").empty


def test_keys_of_other_machines_are_kept_as_facts_and_folded_by_none():
    kept = board(entries([fact(0, "approve", "lever:7", org="A"), *plain_case()]))
    assert (kept.cases(), len(rows(kept, "facts"))) == (1, 3)


def test_an_erased_body_leaves_that_it_happened():
    found = entries(plain_case())
    found[0] = type(found[0])(**{**vars(found[0]), "body": None})
    frame = rows(board(found), "cases")
    assert (frame["phase"][0], pd.isna(frame["category"][0])) == ("dispatched", True)


def test_facts_show_who_to_whom_and_why():
    kept = board(entries([*plain_case(), fact(9, "return", org="A", reason_code="R2", note="x")]))
    found = rows(kept, "facts").sort_values("seq").iloc[-1]
    assert (found["org"], found["reason_code"], found["stream"]) == ("A", "R2", "hotline")


def test_until_keeps_out_what_happened_or_was_known_later():
    facts = [*plain_case(), fact(50, "sign", org="A"), fact(60, "close")]
    late = entries(facts, known=lambda f: after(10_000) if f.kind == "sign" else f.happened_at)
    kept = board(late, until=after(55))
    assert rows(kept, "cases")["phase"].tolist() == ["dispatched"]
    assert kept.seq == 4


def test_a_reading_stays_what_it_was_while_the_board_moves_on():
    found = entries(plain_case(1) + plain_case(2))
    kept = Board(district(), calendar())
    kept.catch_up(ledger(found[:2]))
    with kept.reading(NOW) as reader:
        kept.catch_up(ledger(found))
        count = reader.frame("count", lambda: reader.tables.cases.count().as_table())
        assert (count.iloc[0, 0], reader.seq, kept.seq) == (1, 2, 4)
    assert len(rows(kept, "cases")) == 2


def test_readers_and_the_writer_do_not_wait_for_nor_disturb_one_another():
    found = entries([f for n in range(150) for f in plain_case(n)])
    kept = Board(district(), calendar())
    seen, errors, done = [], [], threading.Event()

    def look():
        while not done.is_set():
            try:
                with kept.reading(NOW) as reader:
                    cases = reader.frame("c", lambda: reader.tables.cases.count().as_table()).iloc[0, 0]
                    facts = reader.frame("f", lambda: reader.tables.facts.count().as_table()).iloc[0, 0]
                seen.append((cases, facts, reader.seq))
            except duckdb.Error as error:
                errors.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for upto in range(20, 301, 20):
        kept.catch_up(ledger(found[:upto]))
    done.set()
    for reader in readers:
        reader.join(timeout=20)
    assert not errors
    assert seen
    assert all(facts == seq == 2 * cases for cases, facts, seq in seen)


def test_two_catching_up_at_once_fold_everything_once():
    found = entries([f for n in range(50) for f in plain_case(n)])
    kept = Board(district(), calendar())
    both = [threading.Thread(target=kept.catch_up, args=[ledger(found)]) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=20)
    assert contents(kept) == contents(board(found))


def test_trouble_while_reading_the_ledger_leaves_the_board_as_it_was():
    found = entries(plain_case(1) + plain_case(2))
    kept = board(found[:2])
    before = contents(kept)

    def broken(seq, limit):
        raise OSError("ledger out of reach")

    with pytest.raises(OSError, match="out of reach"):
        kept.catch_up(broken)
    assert contents(kept) == before
    kept.catch_up(ledger(found))
    assert contents(kept) == contents(board(found))


def test_an_expression_is_built_once_for_its_name_and_shared_by_readers():
    kept = board(entries(plain_case()))
    built = []

    def expression():
        built.append(1)
        return Tables.named().cases.select("key")

    for _ in range(3):
        with kept.reading(NOW) as reader:
            assert len(reader.frame("keys", expression)) == 1
    assert len(built) == 1


def test_the_database_reads_nothing_but_itself(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with board([]).reading(NOW) as reader:
        for text in (f"SELECT * FROM read_csv('{secret}')", "SET enable_external_access = true"):
            with pytest.raises(duckdb.Error):
                reader.cursor.execute(text)


def test_every_schema_of_a_table_is_a_table_of_the_reader():
    named = {
        name.lower() for name in vars(schema) if name.isupper() and isinstance(getattr(schema, name), dict)
    }
    assert named - {"clock"} == set(Tables.__dataclass_fields__)  # the clock is variables


def test_the_tables_of_a_reader_can_be_filtered_before_anything_is_asked():
    kept = board(entries(plain_case(1, street="S1") + plain_case(2, street="S2")))
    with kept.reading(NOW) as reader:
        mine = reader.tables.cases.filter(reader.tables.cases.street == "S2")
        joined = mine.join(reader.tables.spans, "key")
        assert set(reader.frame("mine", lambda: joined)["id"]) == {"2"}
        assert "case_rows" not in ibis.to_sql(joined)


@settings(max_examples=14, deadline=None)
@given(data=st.data())
def test_any_order_of_arrival_any_pages_give_the_same_board(data):
    facts = data.draw(histories())
    expected = contents(board(entries(facts)))
    shuffled = data.draw(st.permutations(facts))
    assert contents(board(entries(shuffled), cuts(data.draw, len(facts)))) == expected


@pytest.mark.sweep
@settings(max_examples=14, deadline=None)
@given(data=st.data())
def test_the_board_as_known_then_is_the_board_of_then(data):
    """No look-ahead: laying the past over the present equals a board that never heard of what came later."""
    facts = data.draw(histories())
    delay = {f.version: timedelta(minutes=data.draw(st.sampled_from((0, 0, 90, 9_000)))) for f in facts}
    found = entries(facts, known=lambda f: f.happened_at + delay[f.version])
    then = after(data.draw(st.integers(-10, 20_000)))
    early = [e for e in found if e.known_at <= then and e.happened_at <= then]
    expected = contents(board(renumbered(early)), then)
    assert contents(board(found, cuts(data.draw, len(found))), then, as_known=True) == expected
    assert contents(board(found, until=then), then) == expected


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_with_hindsight_the_board_is_that_of_then_by_all_that_is_known_today(data):
    facts = data.draw(histories())
    found = entries(facts, known=lambda f: f.happened_at + timedelta(minutes=9_000))
    then = after(data.draw(st.integers(-10, 20_000)))
    expected = contents(board(renumbered([e for e in found if e.happened_at <= then])), then)
    assert contents(board(found), then, hindsight=True) == expected


def renumbered(found):
    return [type(e)(**{**vars(e), "seq": seq}) for seq, e in enumerate(found, 1)]


@settings(max_examples=14, deadline=None)
@given(facts=histories(cases=4, noise=0.1), minutes=st.integers(0, 20_000))
def test_stocks_of_the_board_equal_a_naive_recount(facts, minutes):
    moment = after(minutes)
    kept = board(entries(facts))
    with kept.reading(moment) as reader:
        spans = reader.tables.spans
        ended = ibis.coalesce(spans.till, moment + timedelta(1))
        holding = spans.filter(spans.open, spans.since <= moment, ended > moment)
        by_holder = holding.group_by("holder").agg(n=holding.count())
        found = reader.frame(f"stock {minutes}", lambda: by_holder)
    counted = {None if pd.isna(row.holder) else row.holder: row.n for row in found.itertuples()}
    assert counted == recount(facts, moment)


def recount(facts, moment):
    """Open cases by unit at a moment, from a board of each case's facts up to then: no spans looked at."""
    known = [f for f in facts if f.happened_at <= moment]
    held: dict[str | None, int] = {}
    for row in rows(board(entries(known)), "cases").itertuples():
        if row.open:
            holder = None if pd.isna(row.holder) else row.holder
            held[holder] = held.get(holder, 0) + 1
    return held
