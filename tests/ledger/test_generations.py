"""Another key for digests: nothing is told twice, all verifies, people of before and after stay apart."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.access import Grant, Viewer
from dashboard.access.rotating import rotated
from dashboard.acting import actor
from dashboard.board.ageing import REGISTERED
from dashboard.cases import AGED
from dashboard.ledger import LedgerError, Once
from dashboard.ledger.appending import Seal
from dashboard.ledger.chain import canonical, link
from dashboard.ledger.database import writing
from dashboard.ledger.generations import CHANGED
from dashboard.ledger.keeping import restore
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import BODIES, CONFIRMED, ENTRIES, ENTRIES_CHAIN, HEADS, QUARANTINE
from dashboard.polling.aside import recalled, set_aside
from dashboard.privacy import StandIn, ever, formerly, keyed, stand_in
from dashboard.scope import WHOLE
from dashboard.sealing import Vault
from dashboard.settings import Settings, ledger_keys
from data_feeds import Record
from tests.feeds.test_events import event as wire
from tests.feeds.test_events import fact as understood
from tests.living import KEY as HOME_KEY
from tests.living import desk_in, dispatched
from tests.small_ledger import KEY, NOON, counts, event, minute, state, told

pytestmark = pytest.mark.sweep

SECOND, THIRD = b"2" * 32, b"3" * 32
RING = (THIRD, SECOND, KEY)
PHONE, OTHER = "13800001234", "13900005678"


def turned(ledger, key=SECOND, at=1):
    rotated(ledger, key, actor="os:root", recorded_at=minute(at), digests=True)


def call(number, phone=PHONE, *, ledger, case="1", **body):
    """What a feed makes of a call under the keys of a ledger."""
    who = {"requester_key": stand_in(ledger.seal.key, ledger.seal.former, phone)}
    return event(number, case=case, kind="accept", case_said=who, **body)


def stored(ledger):
    """The stand-ins of the ledger, as they are written."""
    return [
        entry.body["case_said"]["requester_key"] for entry in ledger.entries(0) if "case_said" in entry.body
    ]


def test_the_change_is_an_entry_that_the_new_key_makes_and_the_digests_after_it_too(ledger):
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    turned(ledger)
    ledger.append("hotline", [event(2)], recorded_at=minute(2))
    first, change, second = ledger.entries(0)
    assert (change.stream, change.key, change.actor, change.body) == ("config", CHANGED, "os:root", {})
    for entry, key in ((first, KEY), (change, SECOND), (second, SECOND)):
        assert entry.digest == Seal(key=key, algorithm="sha256").digest(canonical(entry.body))
    assert ledger.verify().good


def test_both_chains_verify_after_changes_and_after_opening_again(ledger, opened):
    for n, key in enumerate((SECOND, THIRD)):
        ledger.append("hotline", [event(n, note=f"text {n}")], recorded_at=minute(n))
        turned(ledger, key, at=n)
    again = opened(key=RING)
    assert again.sealed is None
    assert again.verify().good
    assert again.book.verify().good
    assert (again.seal.key, again.seal.former) == (THIRD, (SECOND, KEY))
    assert again.append("hotline", [event(0, note="text 0")], recorded_at=minute(3)).duplicate == 1


def test_keys_that_only_sealed_make_no_digests(ledger, opened):
    rotated(ledger, SECOND, actor="os:root", recorded_at=minute(1))
    turned(ledger, THIRD, at=2)
    assert opened(key=RING).seal.former == (KEY,)


@pytest.mark.parametrize("keys", [(SECOND,), (KEY,), (THIRD, KEY), (THIRD, SECOND)], ids=str)
def test_a_key_file_without_one_of_them_opens_nothing(ledger, opened, keys):
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    turned(ledger)
    turned(ledger, THIRD, at=2)
    with pytest.raises(LedgerError, match="the key does not fit"):
        opened(key=keys)


def test_what_was_told_before_is_told_again_to_no_effect(ledger):
    facts = lambda: [call(n, case=str(n), ledger=ledger, note="x") for n in range(4)]  # noqa: E731
    ledger.append("hotline", facts(), recorded_at=NOON)
    ledger.append("folder", [state("open", 1), state("closed", 2)], recorded_at=NOON)
    for n, key in enumerate((SECOND, THIRD)):
        turned(ledger, key, at=n)
        assert counts(ledger.append("hotline", facts(), recorded_at=minute(3))) == (0, 4, 0, 0)
        again = ledger.append("folder", [state("open", 1), state("closed", 2)], recorded_at=minute(3))
        assert counts(again) == (0, 2, 0, 0)
    assert ledger.verify().good


def test_the_same_state_under_a_newer_version_is_no_news(ledger):
    ledger.append("folder", [state("open", 1)], recorded_at=NOON)
    turned(ledger)
    assert ledger.append("folder", [state("open", 5)], recorded_at=minute(5)).duplicate == 1
    assert ledger.append("folder", [state("closed", 6)], recorded_at=minute(6)).applied == 1
    assert ledger.append("folder", [state("open", 7)], recorded_at=minute(7)).applied == 1
    assert ledger.verify().good


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.integers(0, 3), st.sampled_from([PHONE, OTHER])),
        st.tuples(st.just("state"), st.sampled_from(["open", "closed"]), st.just("")),
        st.tuples(st.just("turn"), st.just(0), st.just("")),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whenever_the_key_changes_the_ledger_tells_the_same(tmp_path_factory, steps):
    home = tmp_path_factory.mktemp("same")
    keys = iter([bytes([n]) * 32 for n in range(1, 20)])
    plain, turning = (Ledger.open(f"sqlite:///{home / name}.db", key=KEY) for name in ("plain", "turning"))
    for n, (what, said, phone) in enumerate(steps):
        if what == "turn":
            turned(turning, next(keys), at=n)
            continue
        accounts = [
            counts(one.append(
                "hotline", [call(said, phone, ledger=one) if what == "event" else state(said, n)],
                recorded_at=minute(n),
            ))
            for one in (plain, turning)
        ]  # fmt: skip
        assert accounts[0] == accounts[1]
    told_by = [
        [(entry.key, entry.kind, entry.version) for entry in one.entries(0) if entry.stream == "hotline"]
        for one in (plain, turning)
    ]
    assert told_by[0] == told_by[1]
    assert turning.verify().good
    plain.close()
    turning.close()


def test_a_late_state_brings_back_what_was_confirmed_after_the_change_with_its_text(ledger):
    ledger.append("folder", [state("open", 1), state("closed", 2)], recorded_at=NOON)
    turned(ledger)
    ledger.append("folder", [state("open", 3), state("open", 8)], recorded_at=minute(8))
    ledger.append("folder", [state("closed", 5)], recorded_at=minute(9))
    assert told(ledger)[-2:] == [("closed", "V00005"), ("open", "V00008")]
    assert ledger.verify().good


def test_what_only_confirmed_a_state_of_before_is_said_again_by_its_source(ledger):
    ledger.append("folder", [state("open", 1)], recorded_at=NOON)
    ledger.append("folder", [state("open", 4)], recorded_at=NOON)
    turned(ledger)
    assert ledger.append("folder", [state("open", 6)], recorded_at=minute(6)).duplicate == 1
    with ledger.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(CONFIRMED)).scalar_one() == 0
    ledger.append("folder", [state("closed", 5)], recorded_at=minute(7))  # late
    assert ledger.append("folder", [state("open", 6)], recorded_at=minute(8)).applied == 1
    assert ledger.verify().good


def test_requesters_are_known_again_on_either_side_of_the_change_and_not_across_it(ledger):
    ledger.append(
        "hotline", [call(1, case="1", ledger=ledger), call(2, case="2", ledger=ledger)], recorded_at=NOON
    )
    turned(ledger)
    later = [
        call(3, case="3", ledger=ledger),
        call(4, case="4", ledger=ledger),
        call(5, OTHER, case="5", ledger=ledger),
    ]
    ledger.append("hotline", later, recorded_at=minute(2))
    before, again, after, more, other = stored(ledger)
    assert before == again == keyed(KEY, PHONE)
    assert after == more == keyed(SECOND, PHONE)
    assert len({before, after, other}) == 3


def test_no_stand_in_of_before_is_written_after_the_change(ledger):
    turned(ledger)
    ledger.append("hotline", [call(1, ledger=ledger)], recorded_at=minute(2))
    with ledger.engine.connect() as connection:
        said = str(connection.execute(sa.select(BODIES.c.body)).all())
    assert keyed(SECOND, PHONE) in said
    assert keyed(KEY, PHONE) not in said


def test_feeds_tell_the_ledger_by_what_somebody_was_known_and_write_it_nowhere():
    case = {"requester": {"phone": PHONE}, "address": "和平路 1 号"}
    found = understood(wire(1, 1, case=case), district_key=SECOND, former_keys=(KEY,)).body
    before = understood(wire(1, 1, case=case), district_key=KEY).body
    assert formerly(found, 0) == before
    assert canonical(found) == canonical(understood(wire(1, 1, case=case), district_key=SECOND).body)


@given(st.text(max_size=20), st.lists(st.binary(min_size=1, max_size=8), max_size=3))
def test_a_stand_in_is_a_word_like_any_other_that_remembers_what_it_was(value, former):
    made = stand_in(b"now", former, value)
    assert made == keyed(b"now", value)
    assert ever(made) == (keyed(b"now", value), *(keyed(key, value) for key in former))
    assert canonical({"a": [made]}) == canonical({"a": [str(made)]})
    assert ever("plain") == ("plain",)
    assert formerly({"a": [made, 1], "b": "c"}, len(former)) == {"a": [made, 1], "b": "c"}


def forged(ledger, digest, text):
    """Put an entry behind the head, as somebody does who can write the database and has a key."""
    seq, chain = ledger.head()
    columns = (seq + 1, 1, 1, "hotline", "case:hotline/9", "close", "E9", 1, "", digest)
    with writing(ledger.engine) as connection:
        chain = link(chain, columns, "sha256")
        connection.execute(sa.insert(BODIES), {"digest": digest, "body": text})
        row = dict(zip(ENTRIES.columns.keys(), (*columns, chain), strict=True))
        connection.execute(sa.insert(ENTRIES), row)
        this = HEADS.c.name == ENTRIES_CHAIN
        connection.execute(sa.update(HEADS).where(this).values(seq=seq + 1, chain=chain))


@pytest.mark.parametrize(
    ("key", "good"), [(KEY, False), (THIRD, False), (SECOND, True)], ids=["former", "no", "now"]
)
def test_who_has_a_former_key_alone_writes_no_entry_that_verifies(ledger, key, good):
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    turned(ledger)
    text = canonical({"org": "D66"})
    forged(ledger, Seal(key=key, algorithm="sha256").digest(text), text)
    verdict = ledger.verify()
    assert (verdict.good, verdict.seq) == ((True, None) if good else (False, 3))


def test_an_edit_of_before_is_still_named_by_its_number(ledger):
    ledger.append("hotline", [event(n, note=f"text {n}") for n in range(3)], recorded_at=NOON)
    turned(ledger)
    digest = ledger.entries(0)[1].digest
    with writing(ledger.engine) as connection:
        text = canonical({"org": "D01", "note": "another"})
        connection.execute(sa.update(BODIES).where(BODIES.c.digest == digest).values(body=text))
    assert ledger.verify().seq == 2


def test_a_program_with_the_former_key_writes_nothing_more_and_says_why(ledger, opened):
    other = opened()
    turned(ledger)
    head = ledger.head()
    with pytest.raises(LedgerError, match="start this program again"):
        other.append("hotline", [event(9)], recorded_at=minute(5))
    assert ledger.head() == head


def test_a_change_that_breaks_off_changes_nothing(ledger, opened, monkeypatch):
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    ledger.append(
        "folder",
        [],
        rejected=[set_aside(Record("x", "line 1"), "odd", Vault(KEY), "folder")],
        recorded_at=NOON,
    )

    def breaks(*_args):
        raise LedgerError(NOT_NOW)

    from dashboard.ledger.appending import ROTATED as NOT_NOW

    monkeypatch.setattr("dashboard.ledger.auditing.noted", breaks)  # the last thing that is written
    with pytest.raises(LedgerError):
        turned(ledger)
    monkeypatch.undo()
    again = opened(key=(SECOND, KEY))
    assert (again.seal.key, again.awaited((SECOND, KEY))) == (KEY, True)
    assert again.append("hotline", [event(1)], recorded_at=minute(2)).duplicate == 1
    assert again.verify().good
    turned(again)
    assert again.seal.key == SECOND


def test_what_is_set_aside_opens_with_the_new_key_alone_and_is_known_when_it_comes_again(ledger):
    record = Record({"id": "7"}, "line 7")
    ledger.append("folder", [], rejected=[set_aside(record, "odd", Vault(KEY), "folder")], recorded_at=NOON)
    turned(ledger)
    (kept,) = ledger.kept("folder")
    assert recalled(kept.sealed, Vault(SECOND), "folder") == record
    with pytest.raises(ValueError, match="does not open"):
        recalled(kept.sealed, Vault(KEY), "folder")
    ledger.append(
        "folder", [], rejected=[set_aside(record, "odd", Vault(SECOND), "folder")], recorded_at=minute(2)
    )
    assert [one.times for one in ledger.quarantined()] == [2]


def test_what_was_never_sealed_or_opens_with_no_key_stays_aside(ledger):
    aside = [
        set_aside(Record("x", "line 1"), "odd"),
        set_aside(Record("y", "line 2"), "odd", Vault(THIRD), "folder"),
    ]
    ledger.append("folder", [], rejected=aside, recorded_at=NOON)
    with ledger.engine.connect() as connection:
        before = connection.execute(sa.select(QUARANTINE.c.sealed).order_by(QUARANTINE.c.id)).scalars().all()
    turned(ledger)
    with ledger.engine.connect() as connection:
        assert (
            connection.execute(sa.select(QUARANTINE.c.sealed).order_by(QUARANTINE.c.id)).scalars().all()
            == before
        )


def test_a_delivery_that_was_answered_before_is_answered_the_same_after(ledger):
    said = {"once": Once(key="d1", content=b"abc"), "recorded_at": NOON, "known_at": NOON}
    first = ledger.deliver("push", [event(1)], **said)
    turned(ledger)
    again = ledger.deliver("push", [event(1)], **said)
    assert (again.again, again.same, again.account) == (True, True, first.account)
    assert not ledger.deliver("push", [event(1)], **said | {"once": Once(key="d1", content=b"x")}).same


def test_who_drafted_before_is_known_after_and_nobody_else(tmp_path):
    desk = desk_in(tmp_path, dispatched(1))
    chief, deputy = (
        Viewer(account=name, kind="person", grants=(Grant(role="duty-chief", scope=WHOLE),))
        for name in ("a", "b")
    )
    before = actor(desk, chief).by
    rotated(desk.ledger, SECOND, actor="os:root", recorded_at=NOON)
    assert actor(desk, chief).by == before  # a seal alone changes nobody
    turned(desk.ledger, THIRD, at=2)
    assert actor(desk, chief).by != before
    assert actor(desk, chief).among([before])
    assert actor(desk, chief).among([actor(desk, chief).by])
    assert not actor(desk, deputy).among([before, None])
    assert isinstance(actor(desk, chief).by, StandIn)
    assert desk.ledger.seal.former == (HOME_KEY,)
    desk.close()


def test_texts_of_before_age_after_and_no_word_comes_back(ledger):
    ledger.append("hotline", [event(n, note=f"text {n}") for n in (1, 2)], recorded_at=NOON)
    turned(ledger)
    said = {"reason": "text_days = 1", "actor": "poll", "recorded_at": minute(3), "known_at": minute(3)}
    assert ledger.age([1, 2], **said) == 2
    assert ledger.append("hotline", [event(1, note="text 1")], recorded_at=minute(4)).duplicate == 1
    assert [entry.body["note"] for entry in ledger.entries(0)[:2]] == [AGED, AGED]
    assert ledger.verify().good
    turned(ledger, THIRD, at=5)
    assert ledger.verify().good
    assert "age:%" in REGISTERED  # the board forgets by the same register, whichever key made it


def test_a_backup_needs_all_keys_of_its_time(ledger, opened, tmp_path):
    ledger.append("hotline", [call(1, ledger=ledger)], recorded_at=NOON)
    turned(ledger)
    ledger.backup(tmp_path / "copy.db")
    target = f"sqlite:///{tmp_path / 'again.db'}"
    with pytest.raises(LedgerError, match="the key does not fit"):
        restore(tmp_path / "copy.db", target, key=(SECOND,))
    restore(tmp_path / "copy.db", target, key=(SECOND, KEY))
    back = opened(url=target, key=(SECOND, KEY), anchor=None)
    assert back.append("hotline", [call(1, ledger=back)], recorded_at=minute(3)).duplicate == 1
    assert back.verify().good


def test_the_command_changes_both_keys_says_what_comes_apart_and_notes_it(tmp_path):
    def run(*words):
        return CliRunner().invoke(
            app, ["ledger", *words, "--district", "yunjiang", "--home", str(tmp_path)], catch_exceptions=False
        )

    chosen = Settings(home=tmp_path)
    for _ in range(2):
        said = run("rotate-key", "--digests")
        assert "for 30 days repeats across this moment are not seen" in said.output
    assert "30 days" not in run("rotate-key").output
    keys = ledger_keys(chosen)
    ledger = Ledger.open(chosen.ledger_url, key=keys)
    assert (ledger.seal.key, ledger.seal.former) == (keys[1], keys[2:])
    objects = [note.object for note in ledger.book.read() if note.action == "key"]
    assert objects == ["seal", "seal, digests", "seal, digests"]
    ledger.close()
    assert run("verify").exit_code == 0
