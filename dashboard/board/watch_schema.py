"""The tables of the watch: handovers, posts, duty list, roster."""

from __future__ import annotations

HANDOVERS = {
    "key": "VARCHAR",  # handover:DAY/SHIFT
    "state": "VARCHAR",  # fold.watch.Handing
    "sheet": "VARCHAR",  # JSON, as it was signed
    "drafted_at": "TIMESTAMPTZ",
    "drafted_by": "VARCHAR",  # a post, as are the others
    "handed_at": "TIMESTAMPTZ",
    "handed_by": "VARCHAR",
    "taken_at": "TIMESTAMPTZ",
    "taken_by": "VARCHAR",
    "version": "INTEGER",
    "refused": "INTEGER",  # moves that may not be
    "seq": "BIGINT",  # the last entry it amounts to
}

POSTS = {
    "n": "INTEGER",
    "code": "VARCHAR",
    "name_zh": "VARCHAR",
    "name_en": "VARCHAR",
    "org": "VARCHAR",
    "line": "VARCHAR",
    "as_of": "TIMESTAMPTZ",
}

DUTIES = {
    "n": "INTEGER",
    "org": "VARCHAR",
    "post": "VARCHAR",
    "deputy": "VARCHAR",
    "categories": "VARCHAR",  # codes with blanks between; null: all
    "streets": "VARCHAR",  # the same
    "clause": "VARCHAR",
    "confirmed": "VARCHAR",  # ISO date
    "as_of": "TIMESTAMPTZ",
}

ROSTER = {
    "n": "INTEGER",
    "day": "VARCHAR",  # ISO date; null: every day
    "shift": "VARCHAR",
    "post": "VARCHAR",
    "line": "VARCHAR",
    "as_of": "TIMESTAMPTZ",
}
