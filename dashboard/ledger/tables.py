"""The tables of the ledger on SQLite and PostgreSQL; moments are µs since 1970, so that they hash alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

REVISION = "0007"
"""The newest schema this program knows (the last file of `migrations/versions`)."""

VERSION_TABLE = "ledger_version"

ENTRIES_CHAIN, AUDIT_CHAIN = "entries", "audit"
"""The names of the chains over entries and audit in `heads`."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - EPOCH) // MICROSECOND


def instant(value: int) -> datetime:
    """The aware moment, in UTC, of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=value)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored as microseconds since 1970."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """Store microseconds."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """Read an aware moment in UTC."""
        return None if value is None else instant(value)


METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A key that counts: on SQLite only INTEGER is the row's own number."""

HEADS = sa.Table(
    "heads",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
    sa.Column("algorithm", sa.Text, nullable=False),  # sha256 | sm3, chosen at birth
    sa.Column("ledger", sa.Text, nullable=False),  # which ledger this is; copies share it
    sa.Column("key_check", sa.Text, nullable=False),  # tells a wrong key before it does harm
)

ENTRIES = sa.Table(
    "entries",
    METADATA,
    sa.Column("seq", COUNTER, primary_key=True, autoincrement=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("known_at", sa.BigInteger, nullable=False),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("happened_at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
    sa.UniqueConstraint("stream", "key", "kind", "version", "digest", name="uq_entries_said"),
)

BODIES = sa.Table(
    "bodies",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("body", sa.Text),  # null: erased, and an entry of the stream `config` says so
)

CONFIRMED = sa.Table(
    "confirmed",  # states equal to their predecessor: not stored, but a late state between makes them news
    METADATA,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("happened_at", sa.BigInteger, nullable=False),
    sa.Column("known_at", sa.BigInteger, nullable=False),
)

ACCOUNTS = sa.Table(
    "accounts",
    METADATA,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("applied", sa.BigInteger, nullable=False),
    sa.Column("duplicate", sa.BigInteger, nullable=False),
    sa.Column("superseded", sa.BigInteger, nullable=False),
    sa.Column("quarantined", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
)

CYCLES = sa.Table(
    "cycles",
    METADATA,
    sa.Column("id", COUNTER, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.Column("applied", sa.BigInteger, nullable=False),
    sa.Column("duplicate", sa.BigInteger, nullable=False),
    sa.Column("superseded", sa.BigInteger, nullable=False),
    sa.Column("quarantined", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Index(None, "stream", "recorded_at"),
)

FEED_STATE = sa.Table(
    "feed_state",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("trouble", sa.Text, nullable=False),  # English, and in a second line Chinese
    sa.Column("since", Moment),
    sa.Column("tried_at", Moment),
    sa.Column("good_at", Moment),
    sa.Column("fresh_at", Moment),
    sa.Column("retry_at", Moment),
    sa.Column("as_of", Moment),
    sa.Column("every", sa.Double, nullable=False),
    sa.Column("cursor", sa.JSON(none_as_null=True)),
    sa.Column("notes", sa.JSON, nullable=False),
)

QUARANTINE = sa.Table(
    "quarantine",
    METADATA,
    sa.Column("id", COUNTER, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("stood", sa.Text, nullable=False),  # where: "line 17 of a.csv", "event 88"
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("raw", sa.Text, nullable=False),  # masked
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("first_at", Moment, nullable=False),
    sa.Column("last_at", Moment, nullable=False, index=True),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.Column("sealed", sa.LargeBinary),  # null: not to be replayed
    sa.UniqueConstraint("stream", "fingerprint", name="uq_quarantine_same"),
)

LEASES = sa.Table(
    "leases",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("until", Moment, nullable=False),
)

OUTBOX = sa.Table(
    "outbox",
    METADATA,
    sa.Column("id", COUNTER, primary_key=True),
    sa.Column("mark", sa.Text, nullable=False, unique=True),  # the same notice is written once
    sa.Column("thing", sa.Text, nullable=False, index=True),  # what it is about
    sa.Column("occasion", sa.Text, nullable=False),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("words", sa.JSON, nullable=False),  # masked
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting | sent | dropped | dead
    sa.Column("batch", sa.Text, nullable=False),  # with which others it goes; empty: not yet tried
    sa.Column("tries", sa.BigInteger, nullable=False),
    sa.Column("trouble", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("not_before", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Index(None, "state", "channel"),
)

DELIVERIES = sa.Table(
    "deliveries",
    METADATA,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("mark", sa.Text, primary_key=True),  # keyed digest of the key its sender gave it
    sa.Column("content", sa.Text, nullable=False),  # keyed digest of what was sent
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("recorded_at", Moment, nullable=False, index=True),
)

AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("seq", COUNTER, primary_key=True, autoincrement=False),
    sa.Column("recorded_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.Column("chain", sa.Text, nullable=False),
)
