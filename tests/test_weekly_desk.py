"""The weekly page over a real ledger: a week that has ended stays as it was known at its end."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from dashboard.clock import Frozen
from dashboard.scope import ALL, Scope, Sight
from tests.layouts.panels.reading import classed, links, text
from tests.living import NOON, desk_in, dispatched, reported, stepped

pytestmark = pytest.mark.sweep

END = 4 * 24 + 12
"""Hours from the end of the last week, Monday 00:00, to noon."""
TEXTS = {}
LAST, NOW = {"week": "2026-W46"}, {"week": "2026-W47"}


def history():
    """Cases of three weeks: some closed in the last week, one closed after it, one overdue at its end."""
    facts = [fact for number in range(4) for fact in dispatched(number, hours=END + 30 + number)]
    due = {"due_at": NOON.isoformat()}
    facts += [fact for number in range(4, 6) for fact in dispatched(number, hours=END + 200, **due)]
    facts += [fact for number in range(6, 9) for fact in dispatched(number, hours=20)]
    closings = [stepped(0, "close", hours=END + 10), stepped(4, "close", hours=END + 20)]
    return [*facts, *closings, stepped(1, "close", hours=30)]


@pytest.fixture
def desk(tmp_path):
    made = opened(tmp_path, history())
    yield made
    made.close()


def opened(folder, facts=(), **given):
    """A desk that has looked; its questions are put into SQL once for all tests."""
    made = desk_in(folder, facts, **given)
    made.board._texts = TEXTS
    made.look()
    return made


def body(desk, query=LAST, lang="zh"):
    return desk.picture("weekly", query, lang, ALL).body


def drawn(desk, query=LAST):
    return orjson.loads(gzip.decompress(body(desk, query)))


def shown(desk, query=LAST):
    return {
        tile["props"]["data-number"]: text(classed(tile, "jq-week-value"))
        for tile in drawn(desk, query)["tiles"]["weekly-numbers"]
    }


def cases(desk):
    with desk.board.reading(NOON) as reader:
        return reader.cursor.sql("FROM cases SELECT key, street").to_arrow_table().to_pylist()


def told(desk, *facts, known=NOON):
    desk.ledger.append("hotline", facts, recorded_at=NOON, known_at=known)
    desk.look()


def test_a_week_says_what_had_come_in_and_stood_at_its_end(desk):
    assert shown(desk) == {
        "received": "4", "closed": "2", "on-time": "20.0%", "overdue": "3", "open": "4", "passed-around": "0",
    }  # fmt: skip
    running = shown(desk, NOW)
    assert (running["received"], running["closed"]) == ("3", "1")


def test_the_address_without_a_week_shows_the_last_that_has_ended(desk):
    assert shown(desk, {}) == shown(desk)


def slots(desk, query=LAST):
    """All but the bar above, which says how many cases were told more of since."""
    picture = drawn(desk, query)
    mark = text(classed(picture["tiles"].pop("weekly-bar"), "jq-week-restated"))
    return picture, mark


@pytest.mark.sweep
@pytest.mark.parametrize(
    "late",
    [
        reported(50, hours=END + 5),
        stepped(2, "close", hours=END + 3),
        stepped(3, "return", hours=END + 1, org="water", reason_code="R4"),
    ],
    ids=["a report", "a closing", "a return"],
)
def test_what_is_told_later_of_the_week_changes_nothing_in_it_and_is_counted_beside_it(desk, late):
    (first, mark), running = slots(desk), body(desk, NOW)
    told(desk, late)
    assert slots(desk) == (first, "已重述：1 件在期末之后补报")
    assert mark == ""
    assert body(desk, NOW) != running


@pytest.mark.sweep
@pytest.mark.parametrize(
    "late",
    [stepped(0, "reopen", hours=2), stepped(6, "close", hours=1)],
    ids=["a reopening after it", "a fact of today"],
)
def test_what_happened_after_the_week_changes_not_one_byte_of_it(desk, late):
    first, running = body(desk), body(desk, NOW)
    told(desk, late)
    assert body(desk) == first
    assert body(desk, NOW) != running


def test_whoever_sees_a_few_streets_is_told_of_their_cases_alone(desk):
    told(desk, stepped(2, "close", hours=END + 3))
    street = {row["street"] for row in cases(desk) if row["key"] == "case:hotline/000002"}
    for streets, words in ((street, "已重述：1 件在期末之后补报"), ({"990101012"}, "")):
        sight = Sight(cases=Scope(streets=frozenset(streets)))
        picture = orjson.loads(gzip.decompress(desk.picture("weekly", LAST, "zh", sight).body))
        assert text(classed(picture["tiles"]["weekly-bar"], "jq-week-restated")) == words


def test_a_board_built_anew_from_the_whole_ledger_draws_the_same_bytes(desk, tmp_path):
    told(desk, reported(51, hours=END + 9), stepped(2, "close", hours=END + 4))
    first = body(desk)
    assert "2 件" in slots(desk)[1]
    anew = opened(tmp_path, now=NOON + timedelta(days=2))
    try:
        assert body(anew) == first
    finally:
        anew.close()


def test_time_alone_changes_the_week_under_way_and_not_the_one_that_has_ended(desk):
    first, running = desk.picture("weekly", LAST, "zh", ALL), body(desk, NOW)
    desk.clock = Frozen(NOON + timedelta(hours=2))
    assert desk.picture("weekly", LAST, "zh", ALL) is first
    assert body(desk, NOW) != running


def test_history_read_after_connecting_counts_as_known_when_it_happened(desk):
    assert shown(desk)["received"] == "4"
    told(desk, *dispatched(60, hours=END + 40), known=None)  # a source's own history
    assert shown(desk)["received"] == "5"


def test_the_week_under_way_becomes_a_week_that_stays(desk):
    desk.clock = Frozen(NOON + timedelta(days=4))
    assert shown(desk, {})["received"] == "3"
    first, mark = slots(desk, NOW)
    told(desk, reported(52, hours=3), known=NOON + timedelta(days=4))
    assert slots(desk, NOW) == (first, "已重述：1 件在期末之后补报")
    assert mark == ""


@pytest.mark.sweep
@pytest.mark.parametrize("week", [LAST, NOW], ids=["ended", "under way"])
def test_every_number_leads_to_a_list_of_as_many_cases_as_were_known_then(desk, week):
    told(desk, reported(53, hours=END + 5), stepped(2, "close", hours=END + 2))
    for tile in drawn(desk, week)["tiles"]["weekly-numbers"]:
        (address,) = links(tile)
        query = {name: said[0] for name, said in parse_qs(urlsplit(address).query).items()}
        number, text_of = tile["props"]["data-number"], text(classed(tile, "jq-week-value"))
        if number == "on-time":
            text_of = re.search(r"n (\d+)", text(tile))[1]
        lists = orjson.loads(gzip.decompress(desk.picture("cases", query, "zh", ALL).body))
        assert lists["tiles"]["case-list-note"] == f"{text_of} 件", number


def test_the_connections_stand_on_their_page_over_a_real_ledger(desk):
    picture = orjson.loads(gzip.decompress(desk.picture("feeds", {}, "zh", ALL).body))
    said = text(picture["tiles"]["feeds-table"])
    account = desk.ledger.accounts()["hotline"]
    assert f"{account.received} = {account.applied} + {account.duplicate} + 0 + 0" in said
    assert picture["graphs"].keys() <= {"feed-deliveries-graph"}
