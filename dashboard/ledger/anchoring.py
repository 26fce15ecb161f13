"""Anchors: both heads of a ledger, noted each hour in a second place, so that a ledger set back is found."""

from __future__ import annotations

import json
import logging
import logging.handlers
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dashboard.ledger import LedgerError
from dashboard.ledger.chain import canonical
from dashboard.ledger.database import reading
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import AUDIT, ENTRIES
from dashboard.text import Text, filled

EVERY = 3_600.0
SYSLOG = "syslog:"
CHAINS = {"entries": ENTRIES, "audit": AUDIT}
UNREACHED = Text("锚点 {to} 写不进去：{said}", "the anchor {to} cannot be written: {said}")
SET_BACK = Text(
    "{of} 到第 {last} 条为止，而 {at} 的锚点已记到第 {noted} 条：被截断或整体回退",
    "{of} end at {last}, yet the anchor of {at} knows of {noted}: cut, or set back as a whole",
)
REWRITTEN = Text(
    "{of} 第 {noted} 条与 {at} 的锚点不符：其前的历史被改写",
    "{of}: entry {noted} is not the one of the anchor of {at}: history before it was rewritten",
)
NAMES = {"entries": Text("账本", "entries"), "audit": Text("审计", "notes of the audit")}


def anchored(ledger: Ledger, at: datetime) -> str:
    """One line that says how far both chains go; nobody without the ledger's key can write another."""
    heads = {"entries": ledger.head(), "audit": ledger.book.head()}
    said = {
        "at": at.isoformat(),
        "ledger": ledger.identity,
        **{name: [*head] for name, head in heads.items()},
    }
    return canonical({**said, "seal": ledger.sealed_with(canonical(said))})


def dropped(to: str, line: str) -> None:
    """Put a line into the second place: the end of a file, or the log of another machine."""
    try:
        if to.startswith(SYSLOG):
            logged(to.removeprefix(SYSLOG), line)
        else:
            with Path(to).open("a", encoding="utf-8") as file:
                file.write(line + "\n")
    except OSError as error:
        raise LedgerError(UNREACHED, to=to, said=error) from error


def logged(where: str, line: str) -> None:
    """Send a line to a syslog: `HOST:PORT`, or the path of its socket."""
    host, _, port = where.rpartition(":")
    address: Any = (host, int(port)) if host else where
    with closing(logging.handlers.SysLogHandler(address=address)) as handler:
        handler.ident = "jiequan: "
        handler.emit(logging.LogRecord("anchor", logging.WARNING, "", 0, line, None, None))


def contradiction(ledger: Ledger, to: str) -> Text | None:
    """What the ledger says otherwise than an anchor in a file, the first; None: nothing."""
    if not to or to.startswith(SYSLOG) or not Path(to).exists():
        return None
    with reading(ledger.engine) as connection:
        for anchor in own(ledger, Path(to)):
            for name in CHAINS:
                if words := other(connection, name, anchor):
                    return words
    return None


def own(ledger: Ledger, path: Path) -> Iterator[dict[str, Any]]:
    """The anchors of this ledger in a file, oldest first; what others wrote there is passed over."""
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            said = json.loads(line)
            seal = said.pop("seal")
        except (ValueError, AttributeError, KeyError, TypeError):
            continue
        if said.get("ledger") == ledger.identity and ledger.sealed_here(canonical(said), str(seal)):
            yield said


def other(connection: sa.Connection, name: str, anchor: dict[str, Any]) -> Text | None:
    """What one chain says otherwise than one anchor."""
    table, (seq, chain) = CHAINS[name], anchor[name]
    said: dict[str, Any] = {"of": NAMES[name], "at": anchor["at"], "noted": seq}
    last = connection.execute(sa.select(sa.func.max(table.c.seq))).scalar_one() or 0
    if seq > last:
        return filled(SET_BACK, last=last, **said)
    found = connection.execute(sa.select(table.c.chain).where(table.c.seq == seq)).scalar_one_or_none()
    if found is None:  # the beginning of the audit may have been trimmed, which its own chain tells
        return None if seq == 0 or name == "audit" else filled(REWRITTEN, **said)
    return filled(REWRITTEN, **said) if found != chain else None
