"""A process that is killed on its way with a notice: `noticer.py URL_OF_LEDGER URL_OF_SINK WHERE`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard import clock
from dashboard.ledger.numbering import numbered
from dashboard.ledger.outbox import put
from dashboard.ledger.store import Ledger
from dashboard.notices.sending import Sender
from tests.notices.sink import Sink
from tests.notices.small_notices import notice, sender, step, turn, write
from tests.small_ledger import KEY, NOON


def killed(*_args: object, **_given: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def carried(carry: Sender, where: str) -> None:
    """Send what waits, until the place where the process ends."""
    if where == "waiting":
        killed()
    if where == "claimed":
        carry.sent = killed  # type: ignore[method-assign]
    if where == "sent":
        carry.outbox.mark = killed  # type: ignore[method-assign]
    carry(turn())


def main(url: str, to: str, where: str) -> None:
    """Write two notices and send them, until the place where the process ends."""
    ledger = Ledger.open(url, key=KEY)
    if where == "written":

        def alongside(connection):
            put([notice(1), notice(2)], at=NOON)(connection)
            killed()

        ledger.append("act", [step(1)], recorded_at=NOON, known_at=clock.now(), alongside=alongside)
    if where == "numbering":
        for n in range(10**6):
            numbered(ledger, "order", f"lever:{n}", year=2026, at=NOON, actor="chief")
            print(n, flush=True)
    write(ledger, notice(1), notice(2))
    carried(sender(ledger, Sink(), url=to), where)


if __name__ == "__main__":
    main(*sys.argv[1:])
