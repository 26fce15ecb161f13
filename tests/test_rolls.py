"""Long lists in blocks: every case once, in one order, whatever happens while somebody scrolls."""

from __future__ import annotations

import csv
import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.exporting import exported
from dashboard.indicators.listing import AMOUNTS, NAMED
from dashboard.rolls import Roll, Rolls, block, by_rank, ranked
from dashboard.scope import ALL, Scope, Sight
from layouts import BLOCK
from tests.entering import client_of
from tests.living import NOON, desk_in, dispatched, reported, stepped

MANY = 1_050
STREETS = ("990101001", "990101002", "990101003")
OF_ONE_STREET = Sight(cases=Scope(streets=frozenset(STREETS[:1])), text="short")
COUNTS_ALONE = Sight(cases=Scope(district=True), text="none")


def facts():
    """More cases than the first thousand, over three streets; the last are held by nobody."""
    told = [
        fact
        for n in range(1, MANY - 4)
        for fact in dispatched(
            n, hours=(n * 37) % 1_051 / 10 + 1, street=STREETS[n % 3], text_short=f"路灯{n}不亮"
        )
    ]
    return told + [reported(n, hours=2, text_short="积水" + "深" * 40) for n in range(MANY - 4, MANY + 1)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    found = desk_in(tmp_path_factory.mktemp("rolls"), facts())
    found.look()
    yield found
    found.close()


def blocks(desk, sight=ALL, lang="zh", **query):
    """All rows of a list, block after block of one roll."""
    found = block(desk, query, lang, sight, start=0, name="")
    rows, name = found["rows"], found["roll"]
    while len(rows) < found["cases"]:
        more = block(desk, query, lang, sight, start=len(rows), name=name)["rows"]
        assert 0 < len(more) <= BLOCK
        rows = rows + more
    return rows


def numbers(desk, **query):
    return [one["id"] for one in blocks(desk, **query)]


def test_the_blocks_of_a_list_are_all_its_cases_each_once(desk):
    found = numbers(desk)
    assert len(found) == len({*found}) == MANY


@pytest.mark.parametrize(("sort", "column"), [("reported", "reported"), ("id", "id"), ("due", "due")])
def test_a_sorted_list_is_sorted_from_its_first_row_to_its_last(desk, sort, column):
    told = [one[column] for one in blocks(desk, sort=sort)]
    known = [said for said in told if said]
    assert known == sorted(known)
    assert told == known + [""] * (len(told) - len(known))
    down = [one[column] for one in blocks(desk, sort=f"-{sort}") if one[column]]
    assert down == sorted(known, reverse=True)


def test_names_are_sorted_as_they_are_said_and_equal_ones_stay_in_the_order_of_the_list(desk):
    rows = blocks(desk, sort="street")
    told = [one["street"] for one in rows]
    assert told == sorted(told)
    place = {id_: n for n, id_ in enumerate(numbers(desk))}
    for street in {*told}:
        within = [place[one["id"]] for one in rows if one["street"] == street]
        assert within == sorted(within)


@pytest.mark.parametrize("sort", sorted({*AMOUNTS, *NAMED}))
def test_every_order_is_an_order_of_the_same_cases(desk, sort):
    found = block(desk, {"sort": sort}, "en", ALL, start=0, name="")
    assert (found["cases"], len(found["rows"])) == (MANY, BLOCK)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("000417", 1),
        ("路灯7不", 1),
        ("无主", 5),
        ("无主 积水", 5),
        ("０００４１７", 1),
        ("无主 路灯", 0),
        ("nothing", 0),
    ],
)
def test_the_quick_filter_finds_numbers_names_and_texts_in_the_whole_list(desk, words, found):
    assert block(desk, {"q": words}, "zh", ALL, start=0, name="")["cases"] == found


def test_the_quick_filter_speaks_the_readers_language(desk):
    street = desk.district.short(STREETS[0], "zh")
    there = len(blocks(desk, q=street))
    assert 0 < there < MANY
    assert block(desk, {"q": "nobody"}, "en", ALL, start=0, name="")["cases"] == 5
    assert block(desk, {"q": "nobody"}, "zh", ALL, start=0, name="")["cases"] == 0


def test_what_of_a_text_is_not_shown_is_not_found(desk):
    assert block(desk, {"q": "深" * 26}, "zh", ALL, start=0, name="")["cases"] == 5
    assert block(desk, {"q": "深" * 28}, "zh", ALL, start=0, name="")["cases"] == 0
    assert block(desk, {"q": "深"}, "zh", COUNTS_ALONE, start=0, name="")["cases"] == 0
    assert block(desk, {"q": "000417"}, "zh", COUNTS_ALONE, start=0, name="")["rows"][0]["text"] == ""


@pytest.mark.parametrize("evil", ["' OR 1=1 --", "%", "_", "\\", "\x00", "'; DROP TABLE cases; --"])
def test_a_word_is_text_whatever_it_says(desk, evil):
    assert block(desk, {"q": evil}, "zh", ALL, start=0, name="")["cases"] in (
        0,
        MANY if evil == "\x00" else 0,
    )


def test_a_reader_of_one_street_scrolls_through_its_cases_alone(desk):
    rows = blocks(desk, sight=OF_ONE_STREET)
    assert {one["street"] for one in rows} == {desk.district.short(STREETS[0], "zh").removesuffix("街道")}
    whole = block(desk, {}, "zh", ALL, start=0, name="")["roll"]
    assert block(desk, {}, "zh", OF_ONE_STREET, start=0, name=whole) is None


def test_a_roll_serves_its_own_question_alone_and_none_that_is_held_no_longer(desk):
    name = block(desk, {"sort": "due"}, "zh", ALL, start=0, name="")["roll"]
    assert block(desk, {"sort": "due", "columns": "street"}, "zh", ALL, start=200, name=name)["roll"] == name
    assert block(desk, {"sort": "id"}, "zh", ALL, start=200, name=name) is None
    assert block(desk, {}, "zh", ALL, start=0, name="0" * 24) is None


def test_no_row_shifts_or_comes_twice_while_the_board_goes_on(tmp_path):
    desk = desk_in(tmp_path, [fact for n in range(1, 451) for fact in dispatched(n, hours=n / 5 + 1)])
    desk.look()
    first = block(desk, {}, "zh", ALL, start=0, name="")
    desk.ledger.append(
        "hotline", [*dispatched(900, hours=400), stepped(1, "close", hours=0.5)], recorded_at=NOON
    )
    desk.look()
    rows = first["rows"] + [
        one
        for start in (200, 400)
        for one in block(desk, {}, "zh", ALL, start=start, name=first["roll"])["rows"]
    ]
    assert len({one["id"] for one in rows}) == len(rows) == 450
    assert "000900" not in {one["id"] for one in rows}
    anew = block(desk, {}, "zh", ALL, start=0, name="")
    assert anew["mark"] != first["mark"]
    assert anew["rows"][0]["id"] == "000900"
    desk.close()


def test_a_file_has_all_rows_of_a_list_longer_than_a_thousand_in_the_order_of_the_screen(desk):
    sheet = exported(desk, {"sort": "-id"}, "zh", ALL)
    _, _, table = sheet.csv().partition("\n\n")
    told = [row[0] for row in csv.reader(io.StringIO(table))]
    assert told[1:] == numbers(desk, sort="-id")
    assert len(told) == MANY + 1
    assert sheet.workbook()[:2] == b"PK"


def test_a_file_that_is_cut_says_so_in_its_head_and_is_put_together_of_leaves(desk, monkeypatch):
    whole = exported(desk, {"q": "路灯"}, "zh", ALL)
    assert "未列全" not in set(whole.head[""])
    monkeypatch.setattr("dashboard.exporting.LEAF", 100)
    assert exported(desk, {"q": "路灯"}, "zh", ALL).csv().count("\n") == whole.csv().count("\n")
    monkeypatch.setattr("dashboard.exporting.MOST", 1_000)
    cut = exported(desk, {"q": "路灯"}, "zh", ALL)
    said = dict(cut.head.itertuples(index=False, name=None))
    assert said["未列全"].startswith("只含前 1,000 件，共 1,045 件")
    assert (said["计数"], said["所列件数"], said["筛选"]) == (1_045, 1_000, "含“路灯”")


def test_the_door_hands_out_blocks_refuses_old_rolls_and_strangers(desk):
    client = client_of(desk)
    found = client.get("/lists/cases?of=open&start=1000").json
    assert (len(found["rows"]), found["cases"]) == (MANY - 1_000, MANY)
    assert client.get("/lists/cases?roll=gone").status_code == 410
    assert (
        client.get("/lists/cases?start=nonsense").json["rows"][0]
        == block(desk, {}, "zh", ALL, start=0, name="")["rows"][0]
    )
    assert client.post("/lists/cases").status_code == 405
    assert desk_refuses(desk)


def desk_refuses(desk):
    """Whether somebody who has not signed in gets nothing."""
    reply = client_of(desk).application.test_client().get("/lists/cases?of=open")
    return reply.status_code == 401 and "rows" not in reply.text


@given(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=30), st.booleans())
def test_ranks_sort_by_name_keep_equals_and_put_nothing_last(codes, down):
    import pandas as pd

    order = by_rank(ranked(pd.Series(codes, dtype=object), str.upper), down=down)
    told = [codes[n] for n in order]
    known = [code for code in told if code]
    assert known == sorted(known, reverse=down)
    assert told[len(known) :] == [None] * (len(codes) - len(known))
    assert all(a < b for a, b in itertools.pairwise(order) if codes[a] == codes[b])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_of_many_rolls_the_last_asked_for_are_held(asked):
    from dashboard import rolls

    kept = Rolls()
    for n in asked:
        made = Roll(name=str(n), asked=(), numbers=np.zeros(rolls.HELD // 3, np.int64), mark="0", now=0)
        assert kept.of(str(n), lambda made=made: made).name == str(n)
        assert kept.named(str(n)) is not None
    assert len(kept.held) <= 3
    assert kept.size == sum(len(one.numbers) for one in kept.held.values())


def test_lists_of_nothing_are_not_held_for_ever_either():
    from dashboard import rolls

    kept = Rolls()
    for n in range(rolls.MOST + 50):
        kept.of(
            str(n), lambda n=n: Roll(name=str(n), asked=(), numbers=np.zeros(0, np.int64), mark="0", now=0)
        )
    assert len(kept.held) == rolls.MOST
    assert kept.named("49") is None
    assert kept.named(str(rolls.MOST + 49)) is not None
