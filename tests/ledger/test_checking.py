"""Verifying: each kind of tampering is found and named by its first bad entry."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from dashboard.ledger import LedgerError, Verdict
from dashboard.ledger.chain import link
from dashboard.ledger.database import writing
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import ACCOUNTS, BODIES, ENTRIES, HEADS
from tests.small_ledger import KEY, NOON, event, minute, rejected, state

pytestmark = pytest.mark.sweep

COUNT = 12


@pytest.fixture
def full(ledger) -> Ledger:
    """Twelve entries, each with a text of its own, in two deliveries."""
    ledger.append("hotline", [event(n, note=f"text {n}") for n in range(7)], recorded_at=NOON)
    ledger.append("hotline", [event(n, note=f"text {n}") for n in range(7, COUNT)], recorded_at=minute(1))
    return ledger


def change(ledger: Ledger, *statements) -> Verdict:
    with writing(ledger.engine) as connection:
        for statement in statements:
            connection.execute(statement)
    return ledger.verify()


def entry(seq: int):
    return ENTRIES.c.seq == seq


def body_of(seq: int):
    return BODIES.c.digest == sa.select(ENTRIES.c.digest).where(entry(seq)).scalar_subquery()


def test_a_whole_ledger_verifies_and_says_how_far(full):
    heard: list[tuple[int, int]] = []
    verdict = full.verify(lambda done, total: heard.append((done, total)))

    assert verdict == Verdict(entries=COUNT, head=full.head())
    assert verdict.good
    assert heard[-1] == (COUNT, COUNT)
    assert "账本完好：12 条" in str(verdict)


def test_an_empty_ledger_verifies(ledger):
    assert ledger.verify() == Verdict(entries=0, head=ledger.head())


@pytest.mark.parametrize(
    "column", ["recorded_at", "known_at", "happened_at", "actor", "kind", "version", "key", "stream"]
)
def test_an_edited_column_is_named(full, column):
    value = 5 if column.endswith("_at") else "other"
    verdict = change(full, sa.update(ENTRIES).where(entry(4)).values({column: value}))

    assert (verdict.seq, verdict.entries) == (4, 3)
    assert "entry 4 was edited" in verdict.words.en
    assert "第 4 条被改动" in str(verdict)


@pytest.mark.parametrize("column", ["digest", "chain"])
def test_an_edited_digest_or_chain_is_named(full, column):
    assert change(full, sa.update(ENTRIES).where(entry(4)).values({column: "0" * 64})).seq == 4


def test_an_edited_text_is_named(full):
    verdict = change(full, sa.update(BODIES).where(body_of(6)).values(body='{"org":"D02"}'))

    assert (verdict.seq, verdict.words.en) == (6, "the text of entry 6 was edited")


@pytest.mark.parametrize("how", ["deleted", "blanked"])
def test_a_text_that_is_gone_without_a_register_entry_is_named(full, how):
    gone = sa.delete(BODIES).where(body_of(6))
    verdict = change(
        full, gone if how == "deleted" else sa.update(BODIES).where(body_of(6)).values(body=None)
    )

    assert verdict.seq == 6
    assert "no erasure is registered" in verdict.words.en


def test_a_deleted_entry_is_named(full):
    verdict = change(full, sa.delete(ENTRIES).where(entry(5)))

    assert (verdict.seq, verdict.words.en) == (5, "entry 5 is missing: it was deleted")


def test_a_deletion_hidden_by_renumbering_is_named(full):
    closed = [sa.update(ENTRIES).where(entry(n)).values(seq=n - 1) for n in range(6, COUNT + 1)]
    verdict = change(full, sa.delete(ENTRIES).where(entry(5)), *closed)

    assert verdict.seq == 5


def test_an_inserted_entry_is_named(full):
    opened = [sa.update(ENTRIES).where(entry(n)).values(seq=n + 1) for n in range(COUNT, 4, -1)]
    copy = sa.select(
        sa.literal(5), *[c for c in ENTRIES.c if c.name not in ("seq", "version")], sa.literal("x")
    ).where(entry(4))
    names = ["seq", *[c.name for c in ENTRIES.c if c.name not in ("seq", "version")], "version"]

    assert change(full, *opened, sa.insert(ENTRIES).from_select(names, copy)).seq == 5


@pytest.mark.parametrize("with_chain", [True, False])
def test_two_entries_that_changed_places_are_named(full, with_chain):
    with writing(full.engine) as connection:
        rows = {
            n: dict(connection.execute(sa.select(ENTRIES).where(entry(n))).mappings().one()) for n in (4, 9)
        }
        connection.execute(sa.delete(ENTRIES).where(ENTRIES.c.seq.in_([4, 9])))
        for n, other in ((4, 9), (9, 4)):
            chain = rows[other if with_chain else n]["chain"]
            connection.execute(sa.insert(ENTRIES), rows[other] | {"seq": n, "chain": chain})

    verdict = full.verify()

    assert (verdict.seq, verdict.words.en) == (4, "reordered: what was entry 4 stands at 9")


def test_a_cut_tail_is_named(full):
    verdict = change(full, sa.delete(ENTRIES).where(ENTRIES.c.seq > 10))

    assert verdict.seq == 11
    assert "the head knows of entry 12, the ledger ends at 10" in verdict.words.en


def test_a_tail_that_was_cut_together_with_the_head_is_named_by_the_anchor(full):
    chain = full.entries(0)  # the head as it was at entry 10
    assert len(chain) == COUNT
    before = sa.select(ENTRIES.c.chain).where(entry(10)).scalar_subquery()
    back = sa.update(HEADS).values(seq=10, chain=before)

    verdict = change(full, back, sa.delete(ENTRIES).where(ENTRIES.c.seq > 10))

    assert verdict.seq == 11
    assert "锚点文件记录到第 12 条" in verdict.words.zh


def test_a_history_written_anew_with_good_links_is_named_by_the_anchor(full):
    with writing(full.engine) as connection:
        connection.execute(sa.update(ENTRIES).where(entry(3)).values(actor="nobody"))
        chain = "0" * 64
        for row in connection.execute(sa.select(ENTRIES).order_by(ENTRIES.c.seq)).all():
            chain = link(chain, row[:-1], "sha256")
            connection.execute(sa.update(ENTRIES).where(entry(row.seq)).values(chain=chain))
        connection.execute(sa.update(HEADS).values(chain=chain))

    verdict = full.verify()

    assert verdict.seq == COUNT
    assert "history before it was rewritten" in verdict.words.en


def test_a_head_that_was_set_back_is_named(full):
    before = sa.select(ENTRIES.c.chain).where(entry(10)).scalar_subquery()
    verdict = change(full, sa.update(HEADS).values(seq=10, chain=before))

    assert "yet there are entries behind it" in verdict.words.en


def test_an_edited_account_is_named(full):
    verdict = change(full, sa.update(ACCOUNTS).values(applied=ACCOUNTS.c.applied + 1))

    assert "the account of hotline is not the sum of its deliveries" in verdict.words.en


def test_an_erased_text_is_gone_and_the_chain_still_holds(full, opened):
    receipt = full.erase(5, reason="asked for by phone 13812345678", actor="auditor", recorded_at=minute(9))

    *_, register = entries = full.entries(0)
    assert receipt.seq == COUNT + 1
    assert [e.seq for e in entries if e.body is None] == [5]
    assert (register.stream, register.key, register.actor) == ("config", "erase:5", "auditor")
    assert register.body == {"reason": "asked for by phone 〔电话〕"}
    assert full.verify().good
    assert opened().sealed is None


def test_an_erased_text_does_not_come_back_when_it_is_told_again(full):
    full.erase(5, reason="asked for", actor="auditor", recorded_at=minute(9))
    full.append("hotline", [event(4, note="text 4"), event(77, note="text 4")], recorded_at=minute(10))

    assert [e.seq for e in full.entries(0) if e.body is None] == [5, COUNT + 2]
    assert full.verify().good


def test_an_entry_that_is_not_there_cannot_be_erased(full):
    with pytest.raises(LedgerError, match="no entry 99"):
        full.erase(99, reason="", actor="", recorded_at=NOON)
    assert full.head()[0] == COUNT


def test_verifying_walks_batch_by_batch(full, monkeypatch):
    monkeypatch.setattr("dashboard.ledger.checking.BATCH", 5)
    heard: list[int] = []

    assert full.verify(lambda done, _: heard.append(done)).good
    assert heard == [5, 10, 12]


def test_verifying_is_not_disturbed_by_who_appends_meanwhile(full, monkeypatch):
    monkeypatch.setattr("dashboard.ledger.checking.BATCH", 5)
    more = iter(range(100, 103))

    def append(*_):
        for n in more:
            full.append("hotline", [event(n)], recorded_at=NOON)

    assert full.verify(append).good


# --- a single bit -------------------------------------------------------------------------------------------


@pytest.fixture
def closed(tmp_path):
    """The file of a closed SQLite ledger with all kinds of rows."""
    path = tmp_path / "closed.db"
    ledger = Ledger.open(f"sqlite:///{path}", key=KEY)
    ledger.append(
        "hotline", [event(n, note=f"说明 {n}") for n in range(400)], recorded_at=NOON, rejected=[rejected()]
    )
    ledger.append("folder", [state("open", n) for n in range(9)], recorded_at=NOON)
    ledger.close()
    return path


def contents(path) -> list:
    """Every row of the chained tables, as bytes; or why they cannot be read."""
    with closing(sqlite3.connect(path)) as file:
        file.text_factory = bytes
        try:
            tables = (ENTRIES, BODIES, HEADS)
            return [
                file.execute(f"SELECT * FROM {t.name} NOT INDEXED ORDER BY 1, 2").fetchall() for t in tables
            ]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return [str(error)]


def verdict_of(path) -> bool:
    try:
        ledger = Ledger.open(f"sqlite:///{path}", key=KEY)
    except LedgerError:
        return False
    try:
        return ledger.verify().good
    finally:
        ledger.close()


@pytest.mark.parametrize("seed", range(4))
def test_f81_any_flipped_bit_that_changes_the_ledger_is_found(closed, seed):
    whole, before = closed.read_bytes(), contents(closed)
    chance, changed = random.Random(seed), 0
    for _ in range(25):
        at = chance.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        closed.write_bytes(flipped)
        if contents(closed) != before:
            changed += 1
            assert not verdict_of(closed), f"bit {at} changed the ledger and was not found"
        for beside in ("-wal", "-shm"):
            closed.with_name(closed.name + beside).unlink(missing_ok=True)
    assert changed >= 5


def test_f81_a_flipped_bit_in_a_text_names_its_entry(closed):
    whole = closed.read_bytes()
    at = whole.index("说明 241".encode())
    closed.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])

    ledger = Ledger.open(f"sqlite:///{closed}", key=KEY)

    assert ledger.verify().seq == 242
    assert "entry 242" in str(ledger.sealed)
    ledger.close()
