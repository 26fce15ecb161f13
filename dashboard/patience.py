"""What may take so long and no longer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Read = TypeVar("Read")


class SlowError(Exception):
    """A body did not come in the time that it may take."""


def in_time(read: Callable[[], Read], patience: float) -> Read:
    """What `read` returns or raises, if it ends in so many seconds; else a `SlowError`.

    No server bounds how slowly a body drips, so it is read in a thread of its own, which ends with its
    connection: that is closed after the answer.
    """
    outcome: Future[Read] = Future()

    def settle() -> None:
        try:
            outcome.set_result(read())
        except Exception as error:  # noqa: BLE001  handed to the one who waits
            outcome.set_exception(error)

    threading.Thread(target=settle, name="body", daemon=True).start()
    try:
        return outcome.result(patience)
    except TimeoutError as error:
        if outcome.done():  # the line's own
            raise
        raise SlowError from error
