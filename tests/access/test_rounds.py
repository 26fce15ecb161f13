"""Ways out and back: used once, in time and by the browser that began; bounded, and leading nowhere else."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from dashboard.access.rounds import EACH, MOST, Rounds, within

HERE, THERE = "10.1.2.3", "10.9.9.9"


def begun(rounds: Rounds, *, address: str = HERE, onward: str = "/wall", now: float = 0.0) -> str:
    return rounds.begin(onward, address=address, now=now)[0]


def test_what_was_begun_is_found_once():
    rounds = Rounds()
    way, round_ = rounds.begin("/cases?unit=D01", address=HERE, now=0.0)
    assert rounds.end(way, now=1.0) == round_
    assert round_.onward == "/cases?unit=D01"
    assert rounds.end(way, now=1.0) is None


@pytest.mark.parametrize(("after", "there"), [(599.0, True), (601.0, False)])
def test_a_way_is_open_for_ten_minutes(after, there):
    rounds = Rounds()
    way = begun(rounds)
    assert (rounds.end(way, now=after) is not None) is there


@pytest.mark.parametrize("way", ["", "x", "\N{SNOWMAN}", "a" * 10_000])
def test_an_id_that_was_never_given_out_is_none(way):
    rounds = Rounds()
    begun(rounds)
    assert rounds.end(way, now=0.0) is None


def test_ids_cannot_be_guessed():
    rounds = Rounds()
    ways = {begun(rounds, address=str(number)) for number in range(100)}
    assert len(ways) == 100
    assert min(map(len, ways)) >= 43  # 256 bits


def test_what_a_way_holds_is_not_shown_where_it_is_logged():
    _, round_ = Rounds().begin("/", address=HERE, now=0.0)
    assert not [word for word in (round_.state, round_.nonce, round_.verifier) if word in repr(round_)]


def test_one_address_opens_so_many_ways_and_loses_its_oldest_not_those_of_others():
    rounds = Rounds()
    other = begun(rounds, address=THERE)
    mine = [begun(rounds) for _ in range(EACH + 3)]
    assert len(rounds.kept) == EACH + 1
    assert [rounds.end(way, now=0.0) is not None for way in (mine[2], mine[3], mine[-1])] == [
        False,
        True,
        True,
    ]
    assert rounds.end(other, now=0.0)


def test_all_addresses_together_open_so_many_ways(monkeypatch):
    monkeypatch.setattr("dashboard.access.rounds.MOST", 50)
    rounds = Rounds()
    ways = [begun(rounds, address=str(number)) for number in range(60)]
    assert len(rounds.kept) == 50
    assert [way in rounds.kept for way in (ways[9], ways[10])] == [False, True]
    assert MOST >= 1000


def test_ways_that_took_too_long_are_forgotten_at_the_next_beginning():
    rounds = Rounds()
    for number in range(5):
        begun(rounds, address=str(number))
    last = begun(rounds, now=700.0)
    assert list(rounds.kept) == [last]


def test_of_many_who_come_back_at_once_by_one_way_one_is_let_on():
    rounds, found, start = Rounds(), [], threading.Barrier(8)
    way = begun(rounds)

    def comes() -> None:
        start.wait()
        found.append(rounds.end(way, now=0.0))

    threads = [threading.Thread(target=comes) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in found if one]) == 1


@pytest.mark.parametrize(
    "said", ["/", "/wall", "/case/hotline/%E5%8D%97-1", "/cases?unit=D01&q=a%20b#top", "/a[1]~"]
)
def test_a_path_of_this_program_is_gone_on_to(said):
    assert within(said) == said


ELSEWHERE = [
    "", "wall", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/a\\..\\b",
    "https://evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", " /wall",
    "/\t/evil.example", "\t//evil.example", "/\n/evil.example", "/wall\r\nSet-Cookie: a=1", "/wall ", "/a b",
    "/\N{FULLWIDTH SOLIDUS}evil.example", "/\u2028", "/wall\x00", "?next=/wall", "#x", "/" + "x" * 3000,
    "/sign-in", "/sign-in/oidc?next=/wall", "@evil.example", ".evil.example", "/\x7f",
]  # fmt: skip


@pytest.mark.parametrize("said", ELSEWHERE)
def test_anything_else_leads_to_the_start(said):
    assert within(said) == "/"


@given(st.text(max_size=40) | st.from_regex(r"[/\\:@.\t a-z]{0,12}", fullmatch=True))
@examples(max_examples=60)
def test_whatever_is_said_one_stays_within_this_program(said):
    found = within(said)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isascii()
    assert found.isprintable()
    assert "\\" not in found
    assert " " not in found
    assert within(found) == found
