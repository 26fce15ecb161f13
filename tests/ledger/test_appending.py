"""What becomes of a delivery: the same answers on either database."""

from __future__ import annotations

import itertools
import json
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.cases import Fact
from dashboard.ledger import LedgerError, Receipt
from tests.small_ledger import NOON, counts, event, minute, rejected, state, told

pytestmark = pytest.mark.sweep


def put(ledger, *facts, stream="hotline", at=NOON, **given) -> Receipt:
    return ledger.append(stream, facts, recorded_at=at, known_at=at, **given)


def test_an_entry_comes_back_as_it_was_written(ledger):
    fact = event(
        3, note="路灯不亮 “quoted” \\ \n 𠮷 \0", lon=121.4737, ends=1e22, n=2**62, none=None, yes=[True]
    )
    receipt = put(ledger, fact, at=minute(9), actor="poller")

    (entry,) = ledger.entries(0)

    assert (entry.seq, entry.stream, entry.actor) == (1, "hotline", "poller")
    assert (entry.recorded_at, entry.known_at, entry.happened_at) == (minute(9), minute(9), minute(3))
    assert (entry.key, entry.kind, entry.version) == (fact.key, fact.kind, fact.version)
    assert entry.body == fact.body
    assert receipt == Receipt(applied=1, seq=1)


def test_entries_are_read_page_by_page_behind_a_seq(ledger):
    put(ledger, *(event(n) for n in range(7)))

    assert [entry.seq for entry in ledger.entries(0, 3)] == [1, 2, 3]
    assert [entry.seq for entry in ledger.entries(5, 3)] == [6, 7]
    assert ledger.entries(7) == []


def test_moments_keep_their_microseconds_and_lose_their_zone(ledger):
    moment = datetime.fromisoformat("2026-11-20T12:00:00.123457+08:00")
    put(ledger, Fact(key="case:a/1", kind="report", version="1", happened_at=moment, body={}))

    assert ledger.entries(0)[0].happened_at == moment
    assert ledger.entries(0)[0].happened_at.utcoffset() == timedelta(0)


def test_a_declared_backfill_was_known_as_it_happened(ledger):
    ledger.append("hotline", [event(1), event(2)], recorded_at=minute(90))

    assert [entry.known_at for entry in ledger.entries(0)] == [minute(1), minute(2)]
    assert {entry.recorded_at for entry in ledger.entries(0)} == {minute(90)}


def test_an_event_told_again_is_a_duplicate_and_a_late_one_is_applied(ledger):
    assert counts(put(ledger, event(5), event(5))) == (1, 1, 0, 0)
    assert counts(put(ledger, event(5), event(2))) == (1, 1, 0, 0)
    assert told(ledger) == [("dispatch", "E00005"), ("dispatch", "E00002")]


def test_the_same_version_with_other_content_is_kept_beside_it(ledger):
    put(ledger, event(5))

    assert counts(put(ledger, event(5, note="corrected"))) == (1, 0, 0, 0)


def test_two_streams_never_answer_for_each_other(ledger):
    put(ledger, event(5))

    assert counts(put(ledger, event(5), stream="grid")) == (1, 0, 0, 0)


def test_a_state_equal_to_its_predecessor_is_a_duplicate(ledger):
    assert counts(put(ledger, state("open", 1), state("open", 2))) == (1, 1, 0, 0)
    assert counts(put(ledger, state("open", 3))) == (0, 1, 0, 0)
    assert told(ledger) == [("open", "V00001")]


def test_the_same_content_after_another_is_news(ledger):
    for n, phase in enumerate(("open", "closed", "open")):
        assert counts(put(ledger, state(phase, n))) == (1, 0, 0, 0)

    assert told(ledger) == [("open", "V00000"), ("closed", "V00001"), ("open", "V00002")]


def test_f29_an_older_state_is_superseded_and_kept_and_a_duplicate_from_then_on(ledger):
    put(ledger, state("open", 1), state("closed", 3))

    assert counts(put(ledger, state("held", 2))) == (0, 0, 1, 0)
    assert counts(put(ledger, state("held", 2))) == (0, 1, 0, 0)
    assert ("held", "V00002") in told(ledger)


def test_f29_a_confirmed_state_stays_the_newest_when_an_older_one_comes_late(ledger):
    put(ledger, state("open", 1), at=minute(1))
    put(ledger, state("open", 3), at=minute(3))

    assert counts(put(ledger, state("closed", 2), at=minute(9))) == (0, 0, 1, 0)
    *_, last = sorted(ledger.entries(0), key=lambda entry: entry.happened_at)
    assert (last.version, last.body["phase"], last.known_at) == ("V00003", "open", minute(3))


def test_the_account_of_each_stream_is_kept_for_ever(ledger, opened):
    put(ledger, event(1), event(1), rejected=[rejected()])
    put(ledger, state("open", 1), state("shut", 2), state("held", 0), stream="folder")
    put(ledger, event(2))

    accounts = opened().accounts()

    assert accounts["hotline"] == Receipt(applied=2, duplicate=1, quarantined=1, seq=5)
    assert accounts["folder"] == Receipt(applied=2, superseded=1, seq=4)


def test_every_delivery_leaves_a_cycle_unless_it_was_empty(ledger):
    put(ledger, event(1), at=minute(1))
    put(ledger, at=minute(2))
    put(ledger, event(1), rejected=[rejected()], at=minute(3))

    cycles = ledger.cycles("hotline")

    assert [cycle.recorded_at for cycle in cycles] == [minute(3), minute(1)]
    assert cycles[0].account == Receipt(duplicate=1, quarantined=1, seq=1)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"happened_at": datetime(2026, 11, 20)},  # noqa: DTZ001
        {"body": {"lon": float("nan")}},
        {"body": {"n": 2**70}},
        {"body": {"when": NOON}},
        {"body": {"note": "\ud800"}},
        {"body": {"note": {1: {2, 3}}}},
        {"key": "case:a/\0"},
        {"version": "\udfff"},
    ],
    ids=["naive", "nan", "huge", "moment", "surrogate", "set", "nul", "name"],
)
def test_a_fact_that_no_database_could_keep_is_set_aside_and_its_page_goes_on(ledger, spoiled):
    whole = {"key": "case:a/1", "kind": "report", "version": "1", "happened_at": NOON, "body": {}}
    receipt = put(ledger, event(1), Fact(**(whole | spoiled)), event(2))

    assert counts(receipt) == (2, 0, 0, 1)
    assert "cannot be stored" in ledger.quarantined()[0].reason


def test_a_body_nested_without_end_is_set_aside(ledger):
    body: dict = {}
    body["again"] = body

    assert counts(put(ledger, event(1), event(2, **body))) == (1, 0, 0, 1)


def test_nothing_of_a_delivery_stays_when_it_fails_in_the_middle(ledger, monkeypatch):
    put(ledger, event(1))
    monkeypatch.setattr("dashboard.ledger.appending.account", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        put(ledger, event(2), rejected=[rejected()])

    monkeypatch.undo()
    assert told(ledger) == [("dispatch", "E00001")]
    assert ledger.quarantined() == []
    assert counts(put(ledger, event(2))) == (1, 0, 0, 0)


def test_a_lost_lease_writes_nothing(ledger):
    mine = ledger.lease("poll", "a", now=NOON, lasts=timedelta(seconds=10))
    assert counts(put(ledger, event(1), lease=mine)) == (1, 0, 0, 0)
    theirs = ledger.lease("poll", "b", now=minute(1), lasts=timedelta(seconds=10))

    with pytest.raises(LedgerError, match="a has lost the lease poll"):
        put(ledger, event(2), lease=mine)

    assert counts(put(ledger, event(2), lease=theirs)) == (1, 0, 0, 0)


# --- laws ---------------------------------------------------------------------------------------------------

LAWS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FACTS = st.lists(
    st.one_of(
        st.builds(event, st.integers(0, 4), case=st.sampled_from("12"), note=st.sampled_from(["a", "b"])),
        st.builds(
            state, st.sampled_from(["open", "held", "shut"]), st.integers(0, 6), case=st.sampled_from("12")
        ),
    ),
    max_size=14,
)


NUMBERS = itertools.count(1)


def fresh() -> str:
    """A stream nothing has been said in yet: one ledger serves all examples."""
    return f"stream{next(NUMBERS)}"


def content(ledger, stream) -> dict[str, list]:
    """What a follower makes of a stream: events as a set, states in order without repetition."""
    heard: dict[str, list] = {}
    said = [entry for entry in ledger.entries(0, 10**6) if entry.stream == stream]
    for entry in sorted(said, key=lambda entry: (entry.happened_at, entry.version, entry.digest)):
        line = heard.setdefault(f"{entry.key} {entry.kind}", [])
        if entry.kind != "state" or not line or line[-1][-1] != entry.digest:
            line.append((entry.happened_at, entry.version, json.dumps(entry.body), entry.digest))
    return heard


def cut(facts, at):
    edges = sorted({0, len(facts), *(edge % (len(facts) + 1) for edge in at)})
    return [facts[a:b] for a, b in itertools.pairwise(edges)]


@LAWS
@given(facts=FACTS, at=st.lists(st.integers(0, 99), max_size=4), seed=st.randoms(use_true_random=False))
def test_any_order_and_any_page_cut_amount_to_the_same(ledger, facts, at, seed):
    one, other = fresh(), fresh()
    put(ledger, *facts, stream=one)
    shuffled = seed.sample(facts, len(facts))
    for page in cut(shuffled, at):
        put(ledger, *page, stream=other)

    assert content(ledger, one) == content(ledger, other)


@LAWS
@given(facts=FACTS, at=st.lists(st.integers(0, 99), max_size=4), seed=st.randoms(use_true_random=False))
def test_delivering_again_changes_nothing_but_the_account(ledger, facts, at, seed):
    stream = fresh()
    for page in cut(facts, at):
        put(ledger, *page, stream=stream)
    before = ledger.head()

    again = put(ledger, *seed.sample(facts, len(facts)), stream=stream)

    assert ledger.head() == before
    assert counts(again) == (0, len(facts), 0, 0)


@LAWS
@given(pages=st.lists(st.tuples(FACTS, st.integers(0, 3)), max_size=4))
def test_received_is_applied_and_duplicate_and_superseded_and_quarantined(ledger, pages):
    stream, total = fresh(), Receipt()
    for facts, spoiled in pages:
        receipt = put(ledger, *facts, stream=stream, rejected=[rejected(n) for n in range(spoiled)])
        assert receipt.received == len(facts) + spoiled
        total += receipt

    account = ledger.accounts().get(stream, Receipt())
    assert counts(account) == counts(total)
    assert sum((cycle.account for cycle in ledger.cycles(stream)), Receipt()) == account


@LAWS
@given(pages=st.lists(FACTS, max_size=4))
def test_what_is_written_never_changes(ledger, pages):
    before, seq = ledger.entries(0, 10**6), ledger.head()[0]
    for page in pages:
        put(ledger, *page, stream=fresh())

    after = ledger.entries(0, 10**6)
    assert after[:seq] == before
    assert [entry.seq for entry in after] == list(range(1, ledger.head()[0] + 1))
