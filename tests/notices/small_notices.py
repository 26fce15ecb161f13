"""Notices and what sends them, saying only what matters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dashboard import clock
from dashboard.cases import Fact
from dashboard.district_notices import Channel, NoticeRule
from dashboard.ledger import Lease
from dashboard.ledger.outbox import Kept, Notice, Outbox, Standing, put
from dashboard.ledger.store import Ledger
from dashboard.notices import Occasion, Told
from dashboard.notices.sending import Sender
from dashboard.polling import Turn
from dashboard.text import Text
from tests.notices.sink import SECRET, Sink
from tests.small_district import district, same
from tests.small_ledger import NOON


def told(n: int = 1, **given: Any) -> Told:
    said = {
        "thing": f"lever:{n}",
        "occasion": Occasion.ISSUED,
        "step": "1",
        "title": Text(f"通知{n}", f"notice {n}"),
    }
    return Told(**(said | {"text": same("请答复"), "level": "L2"} | given))


def notice(n: int = 1, **given: Any) -> Notice:
    words = {"title_zh": f"通知{n}", "title_en": f"notice {n}", "text_zh": "请答复", "text_en": "answer"}
    said = {"mark": f"m{n}", "thing": f"lever:{n}", "occasion": "issued", "post": "chief", "channel": "desk"}
    return Notice(**(said | {"words": words, "link": "/levers"} | given))


def kept(n: int = 1, *, ago: float = 0, **given: Any) -> Kept:
    base = vars(notice(n)) | {"id": n, "state": Standing.WAITING, "batch": "", "tries": 0, "trouble": ""}
    at = NOON - timedelta(minutes=ago)
    return Kept(**(base | {"created_at": at, "not_before": at, "settled_at": None} | given))


def step(n: int = 1, kind: str = "issue") -> Fact:
    return Fact(key=f"lever:{n}", kind=kind, version=f"{kind}{n}", happened_at=NOON, body={"by": "chief"})


def write(ledger: Ledger, *notices: Notice, settles: tuple[str, ...] = (), kind: str = "issue") -> None:
    at = clock.now()
    facts = [step(n, kind) for n in range(1, 2 + len(notices))]
    ledger.append("act", facts, recorded_at=at, known_at=at, alongside=put(notices, at=at, settles=settles))


def sender(ledger: Ledger, to: Sink, **given: Any) -> Sender:
    channel = Channel(**({"name": "desk", "url": to.url} | given))
    home = district(channels=(channel,), posts=())
    return Sender(outbox=Outbox(ledger), district=home, secret=lambda _: SECRET, home="https://jq.example")


def turn(lease: Lease | None = None) -> Turn:
    return Turn(deadline=clock.monotonic() + 60, lease=lease)


def states(ledger: Ledger) -> list[str]:
    return [str(one.state) for one in Outbox(ledger).listed()]


RULE = NoticeRule(on=("issued",), posts=("chief", "lead"), channel="desk")
