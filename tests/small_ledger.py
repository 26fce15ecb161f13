"""Facts to put into a ledger, saying only what matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from dashboard.cases import STATE, Fact
from dashboard.ledger import Receipt, Rejected, opening

KEY = b"a key of the tests, 32 bytes or so"
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def of_the_first_schema(connection: sa.Connection) -> None:
    """Make an empty ledger as the first version of the program made it."""
    config = Config()
    config.set_main_option("script_location", str(opening.MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    opening._beget(connection, KEY, "sha256")


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def event(number: int, *, case: str = "1", kind: str = "dispatch", **body: Any) -> Fact:
    return Fact(
        key=f"case:hotline/{case}",
        kind=kind,
        version=f"E{number:05d}",
        happened_at=minute(number),
        body={"org": "D01"} | body,
    )


def state(phase: str, number: int, *, case: str = "1", version: str | None = None) -> Fact:
    return Fact(
        key=f"case:folder/{case}",
        kind=STATE,
        version=f"V{number:05d}" if version is None else version,
        happened_at=minute(number),
        body={"phase": phase, "holder": "D01"},
    )


def rejected(number: int = 1, **given: str) -> Rejected:
    return Rejected(**({"where": f"line {number}", "reason": "no id", "raw": '{"x": 1}'} | given))


def counts(receipt: Receipt) -> tuple[int, int, int, int]:
    return receipt.applied, receipt.duplicate, receipt.superseded, receipt.quarantined


def told(ledger: Any) -> list[tuple[str, str]]:
    """What the ledger holds, as (kind or phase, version), in order."""
    return [
        (entry.body["phase"] if entry.kind == STATE else entry.kind, entry.version)
        for entry in ledger.entries(0)
    ]
