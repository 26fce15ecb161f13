"""The tables of people, devices and their sessions: in the ledger's database, outside its chain."""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.ledger.tables import COUNTER, METADATA, Moment

PASSING = "passing"
"""Marks a table whose rows are of this running alone: no backup carries them, none is restored."""

PEOPLE = sa.Table(
    "people",
    METADATA,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("post", sa.Text, nullable=False),
    sa.Column("password", sa.Text),  # argon2id; null: signs in elsewhere
    sa.Column("secret", sa.LargeBinary),  # of the second factor in force, sealed
    sa.Column("next_secret", sa.LargeBinary),  # of one that is in force from its first good code on
    sa.Column("step", sa.BigInteger, nullable=False),  # of the last code that was taken
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment),  # when the password was last set
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column(
        "browsers", sa.BigInteger, nullable=False, server_default="0"
    ),  # those known before it grew are not
)

GRANTS = sa.Table(
    "grants",
    METADATA,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column(
        "part", sa.Text, primary_key=True
    ),  # district | street:CODE | department:CODE | empty: of nothing
)

DEVICES = sa.Table(
    "devices",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("addresses", sa.JSON, nullable=False),
    sa.Column("token", sa.Text, nullable=False, unique=True),  # its SHA-256
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("seen_at", Moment),
)

SESSIONS = sa.Table(
    "sessions",
    METADATA,
    sa.Column("token", sa.Text, primary_key=True),  # its SHA-256
    sa.Column("account", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),  # person | device
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("used_at", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    info={PASSING: True},
)

ATTEMPTS = sa.Table(
    "attempts",
    METADATA,
    sa.Column("id", COUNTER, primary_key=True),
    sa.Column("mark", sa.Text, nullable=False),  # digest of the name typed, which may be no account at all
    sa.Column("address", sa.Text, nullable=False),  # or the id of a known browser
    sa.Column("kind", sa.Text, nullable=False),  # password | code
    sa.Column("tried_at", Moment, nullable=False, index=True),
    sa.Index(None, "mark", "tried_at"),
    info={PASSING: True},
)

CHANGES = sa.Table(
    "changes",  # one row, counted up by whatever makes a remembered session wrong
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)
