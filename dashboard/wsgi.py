"""The web server's door, built after the fork: `bridge` for granian, `server` for gunicorn."""

from __future__ import annotations

import os

from dashboard.access.starting import refusals
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.doors.whole import LARGEST, STRANGERS
from dashboard.logging import logged
from dashboard.pushing import FACTS
from dashboard.pushing.routes import room
from dashboard.refusal import Refusal
from dashboard.rsgi import Bridge
from dashboard.settings import settings

COPIED = (
    "✕ 服务在派生前已载入，派生出的进程没有跟随线程：请去掉 --preload · "
    "loaded before the fork: a copy of this process has none of its threads; serve without --preload\n"
)
FAILED = 3
"""With which a worker tells gunicorn that it must not be started again."""


def copied() -> None:
    """End a copy of this process before it shows a board that nobody catches up."""
    os.write(2, COPIED.encode())
    os._exit(FAILED)


chosen = settings()
logged(chosen.log)
desk = Desk.open(chosen, role="serve")
if open_doors := refusals(chosen, desk.accounts, desk.district, os.environ):
    raise Refusal("\n".join(f"{text.zh}\n  {text.en}" for text in open_doors))
desk.start()
os.register_at_fork(after_in_child=copied)
server = create_app(desk).server
bridge = Bridge(server, largest=LARGEST, small=STRANGERS, rooms={FACTS: room(desk)})
