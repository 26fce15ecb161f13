"""Records set aside: masked for people, sealed for a second try, and read again from the seal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from dashboard.ledger import Rejected
from dashboard.privacy import masked, scrub
from dashboard.sealing import SealError, Vault
from data_feeds import Record

LOOKED_AT, SHORT = 4_000, 80
"""Characters of where a record stood: that are looked at, that are kept."""

LONGEST = 256 * 1024
"""Bytes of a record that is sealed; a longer one must be delivered again."""

MOMENT = "\0moment"
"""Names a time that a workbook gave as such; JSON has no word for it."""

TOO_LONG = "（原文 {size} 字节，过长未封存，不能重放 {size} bytes are too long to be sealed and replayed）"


def set_aside(record: Record, reason: str, vault: Vault | None = None, stream: str = "") -> Rejected:
    """A record for the quarantine: masked, with where it stood and why, and sealed if there is a `vault`."""
    reason, sealed = scrub(reason)[:300], b""
    plain = written(record) if vault else b""
    if vault and 0 < len(plain) <= LONGEST:
        sealed = vault.sealed(plain, stream)
    elif plain:
        reason += TOO_LONG.format(size=len(plain))
    return Rejected(where=stood(record.where), reason=reason, raw=masked(record.raw), sealed=sealed)


def stood(where: str) -> str:
    """Where a record stood, as it may be kept: a source may write a person's number where its ids go."""
    return scrub(where[:LOOKED_AT])[:SHORT]


def recalled(sealed: bytes, vault: Vault, stream: str) -> Record:
    """The record that was sealed; `SealError` if the copy does not open."""
    said = json.loads(vault.opened(sealed, stream), object_hook=again)
    try:
        return Record(raw=said["raw"], where=said["where"], told_at=said["told_at"])
    except (KeyError, TypeError) as error:
        raise SealError("the sealed copy holds no record") from error


def written(record: Record) -> bytes:
    """A record as bytes; empty where it cannot be written (nested without end, or no data at all)."""
    said = {"raw": record.raw, "where": record.where, "told_at": record.told_at}
    try:
        return json.dumps(said, default=dated, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError):
        return b""


def dated(value: Any) -> dict[str, str]:
    """A time as JSON."""
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    raise TypeError(f"a {type(value).__name__} cannot be sealed")


def again(found: dict[str, Any]) -> Any:
    """A time from JSON; any other object as it is."""
    if found.keys() != {MOMENT}:
        return found
    try:
        return datetime.fromisoformat(found[MOMENT])
    except (TypeError, ValueError):  # a source that says our word for it means something else
        return found
