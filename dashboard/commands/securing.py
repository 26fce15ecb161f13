"""Nothing is served that stands open: what speaks against a start, told before it."""

from __future__ import annotations

import os
from contextlib import suppress

from dashboard.refusal import Refusal
from dashboard.settings import Settings
from dashboard.text import Text


def secured(chosen: Settings, *, people: bool = True) -> None:
    """Go on if all is safe; else a `Refusal` names everything that is not, with what to do."""
    if found := open_doors(chosen, people=people):
        raise Refusal("\n".join(f"{text.zh}\n  {text.en}" for text in found))


def open_doors(chosen: Settings, *, people: bool) -> list[Text]:
    """What settings and environment leave open, and with `people` what the accounts do.

    A ledger that cannot be opened is told of by the process that serves it, which tries again.
    """
    from dashboard.access.accounts import Accounts
    from dashboard.access.starting import refusals
    from dashboard.district import load
    from dashboard.ledger import LedgerError
    from dashboard.ledger.store import Ledger
    from dashboard.settings import ledger_keys

    district = load(chosen.district, chosen.sources)
    found = refusals(chosen, None, district, os.environ)
    if people and not found:
        with suppress(LedgerError):
            ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
            try:
                found = refusals(chosen, Accounts(ledger), district, os.environ)
            finally:
                ledger.close()
    return found
