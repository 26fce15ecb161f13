"""Refusals for the audit: the first of a minute is noted at once, those like it as one after the minute."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dashboard.access import Viewer
from dashboard.ledger import Action, Note

MINUTE = timedelta(minutes=1)
MOST = 1_000
"""Buckets of one minute; what comes on top is counted in one for all."""
OTHERS = "others"
Bucket = tuple[str, str, str]
"""Account, address, action."""


@dataclass
class Refusals:
    """What was refused in the running minute; nobody can fill the audit by knocking again and again."""

    write: Callable[[Sequence[Note]], object]
    now: Callable[[], datetime]
    began: datetime | None = None
    waiting: dict[Bucket, Note] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, action: Action, viewer: Viewer, what: str) -> None:
        """Note a refusal: at once, or counted with those of the same account, address and minute."""
        self.flush()
        bucket = viewer.account, viewer.address, action.value
        with self.lock:
            if bucket not in self.waiting and len(self.waiting) >= MOST:
                bucket, viewer, what = ("", OTHERS, action.value), Viewer(address=OTHERS), OTHERS
            self.began = self.began or self.now()
            known = self.waiting.get(bucket)
            roles = ", ".join(sorted(viewer.roles))
            fresh = Note(
                actor=viewer.account, roles=roles, address=viewer.address, action=action, object=what,
                outcome="refused", times=0,
            )  # fmt: skip
            self.waiting[bucket] = replace(known, times=known.times + 1) if known else fresh
        if known is None:
            self.write([replace(fresh, times=1)])

    def flush(self, *, all_: bool = False) -> None:
        """Write down how many more there were, once their minute is over; at the end, all."""
        with self.lock:
            over = self.began is not None and self.now() - self.began >= MINUTE
            if not over and not all_:
                return
            notes = [note for note in self.waiting.values() if note.times]
            self.waiting, self.began = {}, None
        if notes:
            self.write(notes)
