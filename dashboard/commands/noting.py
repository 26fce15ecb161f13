"""What is done from the command line, as a note of the audit: by whom, what, before and after."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.ledger import Action
    from dashboard.ledger.store import Ledger
    from dashboard.settings import Settings

HERE = "console"
"""The address in the audit of what is done from the command line."""


def operator() -> str:
    """Who gives a command, as the system knows them."""
    try:
        return f"os:{getpass.getuser()}"
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "os"


def noted(
    ledger: Ledger,
    action: Action,
    about: str,
    *,
    before: object = "",
    after: object = "",
    outcome: str = "done",
) -> None:
    """Write into the audit what was done; a ledger that is sealed takes nothing, and can still be saved."""
    from dashboard.clock import now
    from dashboard.ledger import Note

    if ledger.sealed:
        return
    done = Note(
        actor=operator(), address=HERE, action=action, object=about, outcome=outcome,
        before=str(before), after=str(after),
    )  # fmt: skip
    ledger.audit([done], recorded_at=now())


@contextmanager
def book(chosen: Settings) -> Iterator[Ledger]:
    """The ledger of an installation, for a command that changes what stands beside it."""
    from dashboard.ledger.store import Ledger
    from dashboard.settings import ledger_keys

    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    try:
        yield ledger
    finally:
        ledger.close()
