"""Whatever people, administrators and strangers do, in whatever order: who may be in is, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from dashboard.access import remembered
from dashboard.access.accounts import Accounts
from dashboard.access.sessions import IDLE, LASTS, LIVE, hashed
from dashboard.ledger.store import Ledger
from tests.access.small_access import GOOD, HERE, OTHER, QUICK, THERE, Watch, add, try_in
from tests.small_ledger import KEY

NAMES = st.sampled_from(["chief", "deputy"])
PROCESS = st.integers(0, 1)
WRONG = "not this one 12"
UNWRITTEN = timedelta(minutes=1)
"""What the other process may not have heard of a hand that moved here."""


@dataclass
class Life:
    """A session as it should be."""

    account: str
    begun: datetime
    used: datetime
    ended: bool = False

    def over(self, now: datetime, idle: timedelta = IDLE) -> bool:
        return self.ended or now >= self.begun + LASTS or now > self.used + idle


class Doors(RuleBasedStateMachine):
    """Two processes at one ledger, two people, a stranger elsewhere, and a model of who may be in."""

    tokens = Bundle("tokens")

    def __init__(self) -> None:
        super().__init__()
        from tempfile import TemporaryDirectory

        self.folder = TemporaryDirectory()
        self.watch = Watch()
        url = f"sqlite:///{self.folder.name}/ledger.db"
        self.ledgers = [Ledger.open(url, key=KEY) for _ in range(2)]
        self.doors = [Accounts(one, now=self.watch.now, passwords=QUICK) for one in self.ledgers]
        self.every, remembered.EVERY = remembered.EVERY, 0.0
        self.words = {"chief": GOOD, "deputy": GOOD}
        self.shut: set[str] = set()
        self.own: dict[str, list[datetime]] = {"chief": [], "deputy": []}
        self.lives: dict[str, Life] = {}
        for name in self.words:
            add(self.doors[0], name)

    def teardown(self) -> None:
        remembered.EVERY = self.every
        for ledger in self.ledgers:
            ledger.close()
        self.folder.cleanup()

    def end(self, account: str, but: str = "") -> None:
        for held, one in self.lives.items():
            if one.account == account and held != but:
                one.ended = True

    def crowd(self, process: int, name: str) -> None:
        """Only what is over, or the oldest of more than ten, ends because somebody comes."""
        listed = self.doors[process].sessions(name)
        there = {one.id for one in listed}
        for held, one in self.lives.items():
            if one.account == name and not one.ended and hashed(held) not in there:
                oldest = len(listed) == LIVE and one.begun <= min(other.created_at for other in listed)
                assert oldest or one.over(self.watch.at, IDLE - UNWRITTEN)
                one.ended = True

    @rule(target=tokens, process=PROCESS, name=NAMES)
    def come(self, process: int, name: str) -> str:
        entry = try_in(self.doors[process], name, self.words[name], address=HERE)
        if entry.refused == "locked":
            assert self.own[name], "who never failed here must not wait"
            assert entry.wait <= (15 * 60 if len(self.own[name]) >= 5 else 60)
            return ""
        assert (entry.refused == "wrong") == (name in self.shut)
        if entry.token is None:
            self.own[name].append(self.watch.at)
            return ""
        self.own[name].clear()
        self.crowd(process, name)
        self.lives[entry.token] = Life(name, self.watch.at, self.watch.at)
        self.watch.pass_(seconds=1)  # so that one session is the oldest
        return entry.token

    @rule(process=PROCESS, name=NAMES, times=st.integers(1, 6), owner=st.booleans())
    def fail(self, process: int, name: str, times: int, owner: bool) -> None:
        for _ in range(times):
            entry = try_in(self.doors[process], name, WRONG, address=HERE if owner else THERE)
            assert entry.token is None
            if owner and entry.refused == "wrong":
                self.own[name].append(self.watch.at)

    @rule(process=PROCESS, held=tokens, hand=st.booleans())
    def ask(self, process: int, held: str, hand: bool) -> None:
        viewer = self.doors[process].viewer(held, address=HERE, active=hand)
        one = self.lives.get(held)
        if one is None or one.over(self.watch.at):
            assert viewer is None
        elif viewer is None:
            assert one.over(self.watch.at, IDLE - UNWRITTEN)
            one.ended = True
        else:
            assert viewer.account == one.account
            if hand:
                one.used = self.watch.at

    @rule(process=PROCESS, held=consumes(tokens))
    def leave(self, process: int, held: str) -> None:
        self.doors[process].end(hashed(held))
        if held in self.lives:
            self.lives[held].ended = True

    @rule(process=PROCESS, name=NAMES)
    def end_all(self, process: int, name: str) -> None:
        self.doors[process].end_all(name)
        self.end(name)

    @rule(process=PROCESS, name=NAMES, held=tokens)
    def another_password(self, process: int, name: str, held: str) -> None:
        self.words[name] = OTHER if self.words[name] == GOOD else GOOD
        self.doors[process].set_password(name, self.words[name], but=hashed(held))
        self.end(name, but=held)

    @rule(process=PROCESS, name=NAMES)
    def disable(self, process: int, name: str) -> None:
        self.doors[process].disable(name)
        self.shut.add(name)
        self.end(name)

    @precondition(lambda self: self.shut)
    @rule(process=PROCESS)
    def enable(self, process: int) -> None:
        self.doors[process].enable(self.shut.pop())

    @rule(minutes=st.sampled_from([0.2, 1, 5, 14, 16, 29, 31, 240]))
    def wait(self, minutes: float) -> None:
        self.watch.pass_(minutes=minutes)

    @invariant()
    def no_more_than_ten_each(self) -> None:
        for name in self.words:
            assert len(self.doors[0].sessions(name)) <= LIVE
            if name in self.shut:
                assert self.doors[1].sessions(name) == []


Doors.TestCase.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestDoors = Doors.TestCase
