"""The page of one case over a real ledger: its own record alone, and a key that nobody has harms nothing."""

from __future__ import annotations

import gzip

import orjson
import pytest

from dashboard.scope import ALL
from layouts.pages import address, at
from tests.layouts.panels.reading import classed, text
from tests.living import desk_in, dispatched, stepped


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    facts = [fact for number in range(3) for fact in dispatched(number, hours=30 + number)]
    facts += [
        stepped(1, "sign", hours=28),
        stepped(1, "return", hours=20, org="water", reason_code="R4", note="职责不在本局" * 30),
        stepped(2, "suspend", hours=25),
    ]
    made = desk_in(tmp_path_factory.mktemp("case"), facts)
    made.look()
    yield made
    made.close()


def drawn(desk, key, lang="zh"):
    picture = orjson.loads(gzip.decompress(desk.picture("case", {"key": key}, lang, ALL).body))
    assert "jq-msg-error" not in orjson.dumps(picture).decode()
    return {**picture["tiles"], **picture["graphs"]}


def keys(desk):
    with desk.board.reading(desk.clock.now()) as reader:
        return sorted(reader.cursor.sql("SELECT key FROM cases").fetchall())


def test_each_case_shows_its_own_record_and_nothing_of_another(desk):
    for (key,) in keys(desk):
        card = classed(drawn(desk, key)["one-head"], "jq-one-card")[0]
        assert card["props"]["data-case"] == key
        number = key.rpartition("/")[2]
        assert number in text(card)
    ((_,), (returned,), (paused,)) = keys(desk)
    assert "职能交叉" in text(drawn(desk, returned)["one-timeline"])
    assert "职能交叉" not in text(drawn(desk, paused)["one-timeline"])
    assert "停表" in text(classed(drawn(desk, paused)["one-clocks"], "jq-clock-words"))


def test_time_in_nobodys_hands_is_told_beside_that_of_the_unit_that_returned_it(desk):
    hands = classed(drawn(desk, keys(desk)[1][0])["one-hands"], "jq-hand-name")
    assert [text(hand) for hand in hands][-1] == "无人接"
    assert len(hands) == 2


@pytest.mark.parametrize(
    "key",
    [
        "", "case:hotline/none", "case:nobody/1", "case:hotline/' OR 1=1 --", "case:hotline/" + "9" * 900,
        "case:\u0000", "advice:case",
    ],
    ids=["none", "number", "feed", "quotes", "long", "control", "stream"],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_key_that_nobody_has_is_said_in_every_tile(desk, key, lang):
    tiles = drawn(desk, key, lang)
    for panel in desk.pages["case"]:
        assert {"zh": "没有这件", "en": "No such case"}[lang] in text(tiles[panel.name])


def test_the_address_of_a_case_is_its_key(desk):
    for (key,) in keys(desk):
        page, fixed = at(address(*at(f"/cases/{key.removeprefix('case:')}")))
        assert (page.name, fixed) == ("case", {"key": key})
