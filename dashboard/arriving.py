"""Bodies that may drip: read in a thread of their own, and waited for as long as somebody has patience."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial


def begun(read: Callable[[], bytes]) -> Future[bytes]:
    """A body that is being read.

    No server bounds how slowly a body drips, so it is read in a thread of its own, which ends with its
    connection: that is closed after the answer.
    """
    outcome: Future[bytes] = Future()
    threading.Thread(target=partial(settle, outcome, read), name="body", daemon=True).start()
    return outcome


def is_there(outcome: Future[bytes], patience: float) -> bool:
    """Whether a body, or what went wrong with it, is there within so many seconds."""
    return bool(wait([outcome], patience).done)


def settle(outcome: Future[bytes], read: Callable[[], bytes]) -> None:
    """Put what was read, or what went wrong, into `outcome`."""
    try:
        outcome.set_result(read())
    except Exception as error:  # noqa: BLE001  handed to the one who waits
        outcome.set_exception(error)
