"""Poll, serve, simulate, and all of them together."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

import typer

from dashboard.commands.noting import noted
from dashboard.commands.processes import Child, Family, listen
from dashboard.commands.progress import Told, bar
from dashboard.commands.securing import secured
from dashboard.refusal import Refusal
from dashboard.settings import Settings, SettingsError, settings

if TYPE_CHECKING:
    from dashboard.desk import Desk
    from dashboard.notices.sending import Sender
    from dashboard.polling import Job, Outcome, Poller
    from dashboard.retention import Retention

OpenIds = Callable[[str], Sequence[str]]
"""The ids of the open cases of a connection, oldest first."""


def run_both(chosen: Settings) -> int:
    """Poll and serve as two children that outlive one another."""
    secured(chosen)
    family = Family()
    family.born(["poll"], chosen.environment())
    family.born(["serve"], chosen.environment())
    announce(chosen)
    return family.watch()


def run_demo(*, days: int, speed: float, seed: int) -> int:
    """Simulate, backfill as known then, and live; what a demo keeps is made anew at each start."""
    chosen = settings(district="yunjiang")
    chosen = settings(district="yunjiang", home=chosen.home / "demo")
    secured(chosen, people=False)  # it makes its own
    shutil.rmtree(chosen.home, ignore_errors=True)
    family = Family()
    words = ["simulate", "--days", str(days), "--speed", str(speed), "--seed", str(seed)]
    try:
        await_clock(family.born(words, chosen.environment()), chosen)
        import_history(chosen, [])
        borrow_for_stories(chosen, seed)
        fold_boards(chosen)
        token = people_of_the_demo(chosen)
        family.born(["poll"], chosen.environment())
        family.born(["serve"], chosen.environment())
        announce(chosen, token)
        return family.watch()
    finally:
        family.end()


def borrow_for_stories(chosen: Settings, seed: int) -> None:
    """Write what was borrowed for the stories before the demo begins, by everybody's rules."""
    from dashboard.clock import now
    from dashboard.desk import Desk
    from dashboard.leverage.advice import STREAM
    from dashboard.simulate.borrowing import played
    from dashboard.simulate.plan import Plan
    from dashboard.simulate.ruling import ruled
    from dashboard.simulate.series import told

    desk = Desk.open(chosen, role="")
    moment = desk.clock.now()
    plan = Plan(desk.district, seed=seed, anchor=moment.astimezone(desk.district.tz).date())
    desk.ledger.append(STREAM, told(plan, moment), recorded_at=now(), actor="demo")
    moves = [*played(plan, moment), *ruled(plan, moment)]
    desk.ledger.append("act", moves, recorded_at=now(), actor="demo")
    desk.close()


def people_of_the_demo(chosen: Settings) -> str:
    """Make the people of the demo; the token of its wall."""
    from dashboard.access.demo import settle
    from dashboard.desk import Desk

    desk = Desk.open(chosen, role="")
    token = settle(desk.accounts, desk.policy, desk.district, chosen.home)
    desk.close()
    return token


def announce(chosen: Settings, token: str = "") -> None:
    """Say where to sign in; of a demo also where its wall hangs, and that its people stand at the door."""
    home = f"http://{chosen.host}:{chosen.port}"
    if token:
        typer.echo(f"大屏 · the wall: {home}/wall?device={token}")
        typer.echo(f"演示账号在登录页点选 · demo people to pick stand at: {home}/sign-in")
    else:
        typer.echo(f"登录 · sign in: {home}/sign-in")
    typer.echo("(Ctrl-C 结束 · ends)")


def await_clock(simulator: Child, chosen: Settings) -> None:
    """Wait until the simulated district answers; a simulator that dies is a `Refusal`."""
    from dashboard.district import load
    from dashboard.timekeeping import told
    from data_feeds import FeedError

    url = load(chosen.district, chosen.sources).clock.url
    pause = Event()
    while True:
        try:
            told(url)
        except FeedError as error:
            if simulator.process is None or simulator.process.poll() is not None:
                raise Refusal(f"the simulated district at {url} has ended before it answered") from error
            pause.wait(0.3)
        else:
            return


def serve_pages(chosen: Settings) -> int:
    """Serve the wall with granian: one process, a loop that reads, and room for many open connections."""
    secured(chosen)
    os.environ.update(chosen.environment())
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

    Granian(
        target="dashboard.wsgi:bridge",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        backlog=4096,
        backpressure=8192,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve()
    return 0


def simulate_district(chosen: Settings, *, port: int, days: int, speed: float, seed: int) -> None:
    """Serve the simulated district until it is ended."""
    from dashboard.district import load
    from dashboard.simulate.server import serve

    with bar("模拟 · simulating") as told:
        serve(load(chosen.district), port=port, seed=seed, days=days, speed=speed, progress=told)


def poll_always(chosen: Settings) -> int:
    """Poll on timers and tick, until SIGTERM; ends within ten seconds with nothing half applied."""
    from dashboard.desk import Desk
    from dashboard.logging import logged
    from dashboard.polling import Schedule

    stopping = Event()
    listen(stopping)
    logged(chosen.log)
    desk = Desk.open(chosen, role="poll")
    schedule = Schedule(desk.ledger, jobs(desk), zone=desk.district.tz)
    schedule.start()
    stopping.wait()
    schedule.stop()
    desk.close()
    return 0


def jobs(desk: Desk) -> list[Job]:
    """All that is done on timers: sources and tick, and what the settings and the district ask for."""
    from dashboard.duty_lists import EVERY as EVERY_LIST
    from dashboard.duty_lists import Intake, fill
    from dashboard.ledger.anchoring import EVERY as EVERY_ANCHOR
    from dashboard.notices.sending import EVERY as EVERY_NOTICE
    from dashboard.polling import Job, jobs_of
    from dashboard.retention import EVERY as EVERY_RETENTION
    from dashboard.ticking import EVERY, Tick

    tick = Tick(ledger=desk.ledger, board=desk.board, clock=desk.clock, district=desk.district)
    retain = retention(desk)
    found = [*jobs_of(pollers(desk, open_cases(desk))), Job(name="tick", every=EVERY, work=tick)]
    if desk.settings.anchor_to:
        found.append(Job(name="anchor", every=EVERY_ANCHOR, work=anchoring(desk)))
    if desk.district.lists:
        if desk.district.demo:
            fill(desk.ledger, desk.district)
        intake = Intake(ledger=desk.ledger, district=desk.district)
        found.append(Job(name="lists", every=EVERY_LIST, work=intake))
    if desk.district.channels:
        found.append(Job(name="notices", every=EVERY_NOTICE, work=sender(desk)))
    found.append(Job(name="retention", every=EVERY_RETENTION, work=lambda turn: tick.warm() and retain(turn)))
    return found


def sender(desk: Desk) -> Sender:
    """What carries the notices of a district to its channels."""
    from dashboard.ledger.outbox import Outbox
    from dashboard.notices.sending import Sender

    chosen = desk.settings
    return Sender(
        outbox=Outbox(desk.ledger),
        district=desk.district,
        secret=tokens(chosen),
        home=chosen.public_address,
        ca_file=chosen.ca_file,
    )


def retention(desk: Desk, actor: str = "poll") -> Retention:
    """What lets go of what the site no longer wants kept."""
    from dashboard.retention import Retention, Terms

    chosen = desk.settings
    terms = Terms(
        text_days=chosen.text_days, paper_days=chosen.paper_days, quarantine_days=chosen.quarantine_days,
        audit_days=chosen.audit_days,
    )  # fmt: skip
    return Retention(ledger=desk.ledger, board=desk.board, clock=desk.clock, terms=terms, actor=actor)


def anchoring(desk: Desk) -> Callable[[object], None]:
    """What notes the heads of both chains in the second place."""
    from dashboard.clock import now
    from dashboard.ledger.anchoring import anchored, dropped

    return lambda _turn: dropped(desk.settings.anchor_to, anchored(desk.ledger, now()))


def poll_once_each(chosen: Settings) -> int:
    """Read every source once; 1 where any of them is in trouble."""
    from dashboard.desk import Desk
    from dashboard.logging import logged
    from dashboard.polling import poll_once

    logged(chosen.log)
    desk = Desk.open(chosen, role="")
    outcomes = poll_once(pollers(desk, open_cases(desk, folding=True)))
    desk.close()
    return told_of(outcomes)


def import_history(chosen: Settings, names: list[str]) -> int:
    """Read the whole history of sources, with a bar moving through its time; 1 where any is in trouble."""
    from dashboard.desk import Desk
    from dashboard.ledger import Action
    from dashboard.polling import Progress, poll_once

    desk = Desk.open(chosen, role="")
    known = [one for one in pollers(desk) if not one.feed.delivered]
    wanted = [one for one in known if not names or one.connection.name in names]
    if strange := set(names) - {one.connection.name for one in wanted}:
        there = ", ".join(one.connection.name for one in known)
        raise Refusal(f"feed {strange.pop()!r} is not one that can be read; there are {there}")
    now = desk.clock.now()
    outcomes: dict[str, Outcome] = {}
    for poller in wanted:
        with bar(f"回填 · history {poller.connection.name}") as told:

            def passed(_name: str, done: Progress, told: Told = told) -> None:
                if done.first and done.last:
                    told(
                        int((done.last - done.first).total_seconds()), int((now - done.first).total_seconds())
                    )

            before, _ = desk.ledger.head()
            outcomes |= poll_once([poller], whole=True, progress=passed)
            noted(
                desk.ledger, Action.IMPORT, poller.connection.name, before=before, after=desk.ledger.head()[0]
            )
    desk.close()
    return told_of(outcomes)


def fold_boards(chosen: Settings) -> None:
    """Fold the board once for all kinds of processes."""
    from dashboard.desk import ROLES, Desk, board_path

    desk = Desk.open(chosen, role=ROLES[0])
    with bar("汇成看板 · folding the board") as told:
        desk.board.catch_up(desk.ledger.entries, told)
    desk.close()
    for role in ROLES[1:]:
        shutil.copyfile(board_path(chosen.home, ROLES[0]), board_path(chosen.home, role))


def open_cases(desk: Desk, *, folding: bool = False) -> OpenIds:
    """Who tells a feed which of its cases are open; `folding`: nobody else keeps this board up."""
    from dashboard.board.open_ids import open_ids

    def found(name: str) -> Sequence[str]:
        if folding:
            desk.board.catch_up(desk.ledger.entries)
        with desk.board.reading(desk.clock.now()) as reader:
            return open_ids(reader, name)

    return found


def pollers(desk: Desk, open_ids: OpenIds = lambda _: ()) -> list[Poller]:
    """A poller for every connection of the district; a ledger that takes nothing is refused at once."""
    from dashboard.polling import pollers_of

    if desk.ledger.sealed:
        raise desk.ledger.sealed
    return pollers_of(
        desk.district,
        desk.ledger,
        desk.clock,
        secret=tokens(desk.settings),
        packages=desk.settings.packages,
        open_ids=open_ids,
        ca_file=desk.settings.ca_file,
    )


def tokens(chosen: Settings) -> Callable[[str], str]:
    """The token of a source by its name, as the settings say it whenever it is asked for."""

    def said(name: str) -> str:
        with suppress(SettingsError):  # a file that is just being written
            return settings().secret(name) or chosen.secret(name)
        return chosen.secret(name)

    return said


def told_of(outcomes: Mapping[str, Outcome]) -> int:
    """Print the account of each feed; 1 where any is in trouble."""
    for name, outcome in outcomes.items():
        account = outcome.account
        typer.echo(
            f"{name}: received {account.received} = applied {account.applied} + duplicate {account.duplicate}"
            f" + superseded {account.superseded} + quarantined {account.quarantined}"
            + (f"  ▲ {outcome.trouble}" if outcome.trouble else "")
        )
    return int(any(outcome.trouble for outcome in outcomes.values()))
