"""The web server's door: `server` for granian or gunicorn, built after the fork, with its own follower."""

from __future__ import annotations

from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.logging import logged
from dashboard.settings import settings

chosen = settings()
logged(chosen.log)
desk = Desk.open(chosen, role="serve")
desk.start()
server = create_app(desk).server
