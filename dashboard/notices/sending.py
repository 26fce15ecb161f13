"""The sender: under the lease, channel by channel, in order; what fails waits and is tried again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from dashboard.clock import monotonic
from dashboard.clock import now as wall
from dashboard.district import District
from dashboard.district_notices import Channel
from dashboard.ledger.outbox import Kept, Outbox, Standing
from dashboard.notices.carrying import RefusedError, handed_to_apprise, posted, written
from dashboard.notices.gathering import GIVEN_UP, batches, wait
from dashboard.polling import Turn
from dashboard.privacy import scrub, without
from dashboard.troubles import FeedError

log = structlog.get_logger()
EVERY = 2.0
"""Seconds between two looks into the outbox."""
PATIENCE = 8.0
"""Seconds that one delivery may take, from the name's resolution to the answer's head."""


@dataclass(kw_only=True)
class Sender:
    """What carries the notices of a district to its channels."""

    outbox: Outbox
    district: District
    secret: Callable[[str], str]
    home: str = ""  # the public address of this program, before the links
    ca_file: Path | None = None
    failing: dict[str, str] = field(default_factory=dict)  # by channel: told when it begins and when it ends

    def __call__(self, turn: Turn) -> int:
        """Send what is due; returns how many notices went."""
        return sum(self.over(channel, turn) for channel in self.district.channels)

    def over(self, channel: Channel, turn: Turn) -> int:
        """Send over one channel until one batch does not go: the later ones wait behind it."""
        sent, now = 0, wall()
        waiting = self.outbox.listed(Standing.WAITING, channel=channel.name)
        for batch in batches(waiting, channel, now, self.district.tz):
            if turn.called_off() or monotonic() + PATIENCE > turn.deadline:
                break
            if any(one.not_before > now for one in batch):
                break
            if not (gone := self.carried(channel, batch, turn)):
                break
            sent += gone
        return sent

    def carried(self, channel: Channel, batch: Sequence[Kept], turn: Turn) -> int:
        """Claim, send, mark: how many are settled; 0: the channel does not work."""
        key, these = self.outbox.claim(batch, turn.lease)
        if not these:  # acknowledged since
            return len(batch)
        try:
            self.sent(channel, key, these)
        except RefusedError as error:
            self.told(channel, str(error))
            self.buried(these, str(error), turn)
            return len(these)
        except FeedError as error:
            self.told(channel, str(error))
            self.put_off(channel, these, str(error), turn)
            return 0
        self.outbox.mark(these, turn.lease, state=Standing.SENT, settled_at=wall(), trouble="")
        self.told(channel, "")
        return len(these)

    def sent(self, channel: Channel, key: str, these: Sequence[Kept]) -> None:
        """Send a batch under its key."""
        secret = self.secret(channel.name)
        if channel.kind == "apprise":
            handed_to_apprise(secret, key, these, self.home)
            return
        body = written(key, these, self.district, self.home)
        posted(channel.url, key, body, secret, deadline=monotonic() + PATIENCE, ca_file=self.ca_file)

    def put_off(self, channel: Channel, these: Sequence[Kept], trouble: str, turn: Turn) -> None:
        """Try again later; what is of no use any more is laid aside."""
        now, said = wall(), self.plain(channel, trouble)
        if min(one.created_at for one in these) < now - GIVEN_UP:
            self.buried(these, said, turn)
            return
        tries = max(one.tries for one in these) + 1
        self.outbox.mark(these, turn.lease, tries=tries, trouble=said, not_before=now + wait(tries))

    def buried(self, these: Sequence[Kept], trouble: str, turn: Turn) -> None:
        """Lay aside what will not be taken, where it is seen."""
        said = scrub(trouble)[:300]
        self.outbox.mark(these, turn.lease, state=Standing.DEAD, settled_at=wall(), trouble=said)

    def plain(self, channel: Channel, trouble: str) -> str:
        """Trouble in words that may be kept: short, without the secret."""
        return scrub(without(trouble, self.secret(channel.name)))[:300]

    def told(self, channel: Channel, trouble: str) -> None:
        """Into the log once when a channel begins to fail, and once when it works again."""
        before = self.failing.get(channel.name, "")
        if trouble and not before:
            log.error("notices do not go", channel=channel.name, error=self.plain(channel, trouble))
        elif before and not trouble:
            log.info("notices go again", channel=channel.name)
        self.failing[channel.name] = trouble
