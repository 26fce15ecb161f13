"""How often one may knock: so many questions of one session, so many tries at the door of one address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import abort, g, request
from limits import RateLimitItem, parse
from limits.strategies import FixedWindowRateLimiter

from dashboard.access.proxied import peer
from dashboard.doors.counting import Counts
from dashboard.doors.routes import TOKEN

if TYPE_CHECKING:
    from dashboard.desk import Desk

QUESTIONS = "240 per 10 seconds"
"""Of one session at one door; a page asks a few a second, and some forty when it opens. Of who has not signed
in at all doors together."""
TRIES = "30 per minute"
"""At the door, from one address: an office may sit behind one; and as many tokens of walls."""
MEANINGS = "30 per minute"
"""Behind ⓘ, of one session, or of one address of walls: a text that is new takes seconds to build."""
DOOR, MEANING = "enter", "of_a_panel"
UNKNOWN = "unknown"
"""From where somebody knocks whose address the server does not tell: all of them are counted as one."""
UNCOUNTED = ("assets", "_dash-component-suites", "api")
"""What is the same for everybody and costs nothing, and deliveries, which have a gate of their own."""


@dataclass
class Limits:
    """Answers 429 to whoever asks too often; walls are bound to their addresses and are not counted."""

    desk: Desk
    questions: RateLimitItem = field(default_factory=lambda: parse(QUESTIONS))
    tries: RateLimitItem = field(default_factory=lambda: parse(TRIES))
    meanings: RateLimitItem = field(default_factory=lambda: parse(MEANINGS))
    window: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(Counts()))

    def asked(self) -> None:
        """Count a question, whatever is asked and whether it will be answered or refused."""
        if request.endpoint == MEANING:
            self.count(self.meanings, MEANING, g.viewer.session or self.whence())
        if g.viewer.kind == "device" or request.path.strip("/").partition("/")[0] in UNCOUNTED:
            return
        if g.viewer.session:
            self.count(self.questions, g.viewer.session, request.endpoint or "")
        else:
            self.count(self.questions, "stranger", self.whence())
        if TOKEN in request.args:
            self.count(self.tries, TOKEN, self.whence())

    def tried(self) -> None:
        """Count a try to sign in, of who came as far as that: no other site uses them up."""
        if request.endpoint == DOOR:
            self.count(self.tries, DOOR, self.whence())

    def count(self, limit: RateLimitItem, *who: str) -> None:
        """Count one of whoever it is, who is refused where it is one too many."""
        if not self.window.hit(limit, *who):
            abort(429)

    def whence(self) -> str:
        """From which address."""
        return peer(request, self.desk.settings) or UNKNOWN
