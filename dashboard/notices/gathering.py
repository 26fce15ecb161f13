"""Which notices go now and which go together: pure, from what waits and what time it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from dashboard.district_notices import Channel
from dashboard.ledger.outbox import Kept

FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=15)
GIVEN_UP = timedelta(days=3)
"""After so long a notice is of no use any more: it is laid aside as dead, where it is seen."""


def batches(waiting: Sequence[Kept], channel: Channel, now: datetime, zone: ZoneInfo) -> list[list[Kept]]:
    """What goes now over a channel, in the order it goes: urgent ones first, each alone."""
    urgent = [[one] for one in waiting if one.urgent]
    if channel.is_quiet(now.astimezone(zone).time()):
        return urgent
    calm = [one for one in waiting if not one.urgent]
    tried = sorted((one for one in calm if one.batch), key=lambda one: (one.batch, one.id))
    again = [list(group) for _, group in groupby(tried, key=lambda one: one.batch)]
    fresh = [one for one in calm if not one.batch]
    found = again + (gathered(fresh, channel, now) if channel.digest else [[one] for one in fresh])
    return urgent + sorted(found, key=lambda group: group[0].id)


def gathered(fresh: Sequence[Kept], channel: Channel, now: datetime) -> list[list[Kept]]:
    """All that waits for a post, once its oldest notice has waited long enough."""
    ripe = now - timedelta(minutes=channel.digest)
    groups: dict[str, list[Kept]] = {}
    for one in fresh:
        groups.setdefault(one.post, []).append(one)
    return [group for group in groups.values() if min(one.created_at for one in group) <= ripe]


def wait(tries: int) -> timedelta:
    """How long until another try: doubled each time, up to a quarter of an hour."""
    return min(FIRST * (1 << min(tries, 20)), LONGEST)
