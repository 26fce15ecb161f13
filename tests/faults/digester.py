"""A poller that is killed on its way with the morning's digests: `digester.py FOLDER URL_OF_SINK WHERE`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from dashboard import ticking
from dashboard.clock import Frozen
from dashboard.desk import Desk
from dashboard.district import Post
from dashboard.district_notices import Channel, NoticeRule
from dashboard.ledger.outbox import Outbox, put
from dashboard.notices.sending import Sender
from dashboard.ticking import Tick
from tests.faults.noticer import carried, killed
from tests.living import desk_in
from tests.notices.sink import SECRET
from tests.notices.small_notices import turn
from tests.small_district import same

MORNING = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)  # Friday, 08:30 in 云江区
UNITS = {"w1": "water", "e1": "ecology"}


def killed_before_the_commit(*given: Any, **more: Any) -> Any:
    """What writes notices beside the entries, in a process that ends before both are kept."""
    plainly = put(*given, **more)

    def alongside(connection: Any) -> None:
        plainly(connection)
        killed()

    return alongside


def poller(folder: Path, url: str, now: datetime = MORNING) -> Desk:
    """A desk whose rules send the digests of two units to a platform."""
    desk = desk_in(folder, now=now)
    rule = NoticeRule(on=("digest",), posts=tuple(UNITS), channel="desk")
    posts = tuple(Post(code=code, name=same(code), org=org) for code, org in UNITS.items())
    channels = (Channel(name="desk", url=url),)
    said = {"notices": (rule,), "posts": posts, "channels": channels}
    desk.district = desk.district.model_copy(update=said)
    return desk


def ticked(desk: Desk, now: datetime) -> None:
    """One look of a poller that has just begun."""
    tick = Tick(ledger=desk.ledger, board=desk.board, clock=Frozen(now), district=desk.district)
    assert tick.warm() or tick.first is None or tick.first.join() is None
    tick(turn())


def carrier(desk: Desk) -> Sender:
    """What carries the notices that wait."""
    home = "https://jq.example"
    return Sender(outbox=Outbox(desk.ledger), district=desk.district, secret=lambda _: SECRET, home=home)


def main(folder: str, url: str, where: str) -> None:
    """Make the morning's digests and send them, until the place where the process ends."""
    desk = poller(Path(folder), url)
    if where == "written":
        ticking.put = killed_before_the_commit  # type: ignore[assignment]
    ticked(desk, MORNING)
    carried(carrier(desk), where)


if __name__ == "__main__":
    main(*sys.argv[1:])
