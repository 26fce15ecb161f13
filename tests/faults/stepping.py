"""Keeping and drawing, killed at each of their steps: `stepping.py WHAT FOLDER MOST` prints a line for each.

A step is a call into the database or the file system. One warm parent forks a child that does the work and is
killed before its nth step, and another that says how things then stand and does the work again.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from alembic import command
from alembic.config import Config

from dashboard.commands.keeping import rebuilt
from dashboard.desk import ROLES, Desk, board_path
from dashboard.ledger.database import engine_for, writing
from dashboard.ledger.keeping import restore
from dashboard.ledger.opening import MIGRATIONS
from dashboard.ledger.store import Ledger
from dashboard.leverage.draws import DRAW
from dashboard.polling import Turn
from dashboard.settings import Settings, ledger_key
from dashboard.ticking import Tick
from tests.leverage.test_draws import STREETS, alike
from tests.living import NOON, TEXTS, desk_in, dispatched, ledger_in
from tests.running import living_district
from tests.small_ledger import KEY, event
from tests.test_ticking import tick_of

STEPS = {
    "execute", "executemany", "commit", "rollback", "backup", "connect", "close",
    "open", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "link",
}  # fmt: skip
"""What is counted: C functions of these names, but for those of texts."""

PAGES = 6
SAID, TEXTS_SAID = "said.pickle", "texts.json"


@dataclass
class Steps:
    """Counts the steps of a piece of work, and ends the process before the nth."""

    last: int
    count: int = 0

    def __call__(self, _frame: object, event: str, called: Any) -> None:
        if event == "c_call" and called.__name__ in STEPS and not isinstance(called.__self__, str):
            self.count += 1
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def counted(work: Callable[[], object], last: int = 0) -> int:
    """Do some work up to the step `last`, or all of it; how many steps it took."""
    steps = Steps(last)
    sys.setprofile(steps)
    try:
        work()
    finally:
        sys.setprofile(None)
    return steps.count


def apart(work: Callable[[], object]) -> Any:
    """What some work returns that is done in a process of its own; None if it was killed."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(tell, json.dumps(work()).encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(tell)
    with open(hear, "rb") as said:
        told = said.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, -signal.SIGKILL}, f"the work ended with {status}"
    return json.loads(told) if told else None


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'ledger.db'}"


def filled(folder: Path) -> None:
    """A ledger with a few pages."""
    with closing(Ledger.open(address(folder), key=KEY)) as ledger:
        for page in range(PAGES):
            ledger.append("hotline", [event(page * 50 + n) for n in range(50)], recorded_at=NOON)


def of_the_first_schema(folder: Path) -> None:
    """The same, as a program of the first schema would have left it."""
    filled(folder)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    new = folder / "new.db"
    engine = engine_for(f"sqlite:///{new}")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(new, isolation_level=None)) as old:
        old.execute("ATTACH ? AS today", [str(folder / "ledger.db")])
        mark = old.execute("PRAGMA today.application_id").fetchone()[0]
        old.execute(f"PRAGMA application_id = {mark}")
        tables = old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table != "ledger_version":
                names = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
                old.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM today.{table}")
    (folder / "ledger.db").unlink()
    for log in folder.glob("ledger.db-*"):
        log.unlink()
    new.rename(folder / "ledger.db")


def standing(folder: Path) -> dict[str, Any]:
    """How a ledger stands once it is opened again."""
    with closing(Ledger.open(address(folder), key=KEY)) as ledger:
        return {"head": ledger.head()[0], "good": ledger.verify().good, "sealed": bool(ledger.sealed)}


def opened(folder: Path) -> None:
    Ledger.open(address(folder), key=KEY).close()


def backed_up(folder: Path) -> None:
    with closing(Ledger.open(address(folder), key=KEY)) as ledger:
        ledger.backup(folder / "copies" / "copy.db")


def copy_of(folder: Path) -> dict[str, Any]:
    """The ledger, and the copy that stands there: whole or not at all; a second try makes it."""
    copy = folder / "copies" / "copy.db"
    there = copy.exists()
    if not there:
        backed_up(folder)
    with closing(Ledger.open(f"sqlite:///{copy}", key=KEY)) as ledger:
        whole = ledger.head()[0]
    left = sorted(path.name for path in copy.parent.iterdir() if "part" in path.name)
    return standing(folder) | {"copy": whole, "left": left}


def restored(folder: Path) -> None:
    restore(folder / "copy.db", address(folder / "new"), key=KEY)


def brought_back(folder: Path) -> dict[str, Any]:
    """The ledger that was being restored: empty or whole; a second try fills the empty one."""
    url, found = address(folder / "new"), 0
    if (folder / "new" / "ledger.db").exists():
        with closing(Ledger.open(url, key=KEY)) as ledger:
            found = ledger.head()[0]
    if not found:
        restored(folder)
    return standing(folder / "new") | {"found": found}


def settings_in(folder: Path) -> Settings:
    return Settings(home=folder / "home", district=str(folder / "district.toml"))


def a_home(folder: Path) -> None:
    """A home with a ledger and a board for each role."""
    living_district(folder, "")
    chosen = settings_in(folder)
    chosen.home.mkdir()
    with closing(Ledger.open(chosen.ledger_url, key=ledger_key(chosen))) as ledger:
        facts = [fact for number in range(40) for fact in dispatched(number, hours=2 + number)]
        ledger.append("hotline", facts, recorded_at=NOON)


def board_rebuilt(folder: Path) -> None:
    rebuilt(settings_in(folder))


def board_caught_up(folder: Path) -> dict[str, Any]:
    """What the next process makes of the boards it finds."""
    chosen, cases = settings_in(folder), []
    for role in ROLES:
        desk = Desk.open(chosen, role=role)
        desk.board.catch_up(desk.ledger.entries)
        cases.append(desk.board.cases())
        head, good = desk.ledger.head()[0], desk.ledger.verify().good
        desk.close()
    left = sorted(path.name for path in chosen.home.glob("*.wal")) + sorted(chosen.home.glob("*.tmp"))
    return {
        "cases": cases,
        "head": head,
        "good": good,
        "left": left,
        "there": board_path(chosen.home, "serve").exists(),
    }


def with_equals(folder: Path) -> None:
    """Equals at the margin, and beside them what a tick is about to write: their draw among other things."""
    desk = desk_in(folder, [one for n, street in enumerate(STREETS, 1) for one in alike(n, street)])
    tick = tick_of(desk)

    def aside(facts: object, levers: object, _turn: Turn, *rest: object) -> None:
        (folder / SAID).write_bytes(pickle.dumps((facts, levers, *rest)))

    tick.written = aside
    tick(Turn())
    desk.close()
    (folder / TEXTS_SAID).write_text(json.dumps(TEXTS))


def drawn(folder: Path) -> None:
    """The writing of that tick, by a process that has just opened the ledger; only the writing is counted."""
    counting = sys.getprofile()
    sys.setprofile(None)
    facts, levers, *rest = pickle.loads((folder / SAID).read_bytes())
    nothing: Any = None
    with closing(ledger_in(folder)) as ledger:
        tick = Tick(ledger=ledger, board=nothing, clock=nothing, district=nothing)
        sys.setprofile(counting)
        tick.written(facts, levers, Turn(), *rest)
        sys.setprofile(None)


def told_by_ticks(ledger: Ledger) -> dict[str, Any]:
    """How much ticks have written, and the draws among it, each as often as it stands there."""
    entries = [entry for entry in ledger.entries(0, 10**6) if entry.actor == "tick"]
    return {"entries": len(entries), "draws": [(e.key, e.body) for e in entries if e.kind == DRAW]}


def drawn_again(folder: Path) -> dict[str, Any]:
    """What is there, and what is there once the next process has ticked, minutes later."""
    TEXTS.update(json.loads((folder / TEXTS_SAID).read_text()))
    facts = pickle.loads((folder / SAID).read_bytes())[0]
    meant = {"entries": len(facts), "draws": [(fact.key, fact.body) for fact in facts if fact.kind == DRAW]}
    desk = desk_in(folder, now=NOON + timedelta(minutes=5))
    found = told_by_ticks(desk.ledger)
    tick_of(desk)(Turn())
    then, good = told_by_ticks(desk.ledger), desk.ledger.verify().good
    desk.close()
    return {"meant": meant, "found": found, "then": then, "good": good}


@dataclass(frozen=True)
class Kind:
    """What is there before, what is done, and how to say what became of it."""

    before: Callable[[Path], object]
    work: Callable[[Path], object]
    after: Callable[[Path], dict[str, Any]]


def with_copy(folder: Path) -> None:
    """A backup, and nothing where it is to be restored."""
    filled(folder)
    with closing(Ledger.open(address(folder), key=KEY)) as ledger:
        ledger.backup(folder / "copy.db")


KINDS: Mapping[str, Kind] = {
    "birth": Kind(lambda folder: None, opened, standing),
    "migration": Kind(of_the_first_schema, opened, standing),
    "backup": Kind(filled, backed_up, copy_of),
    "restore": Kind(with_copy, restored, brought_back),
    "rebuild": Kind(a_home, board_rebuilt, board_caught_up),
    "draws": Kind(with_equals, drawn, drawn_again),
}


def after_kill(kind: Kind, here: Path, step: int) -> dict[str, Any]:
    """Whether the work was killed at this step, and how things then stand."""
    killed = apart(lambda: counted(lambda: kind.work(here), step)) is None
    found: dict[str, Any] = apart(lambda: kind.after(here))
    return {"step": step, "killed": killed} | found


def main(what: str, folder: Path, most: int) -> None:
    """Kill at each step, or at `most` of them evenly, and print how things then stand."""
    kind, before = KINDS[what], folder / "before"
    before.mkdir()
    apart(lambda: kind.before(before))
    copied = Path(shutil.copytree(before, folder / "whole"))
    whole = apart(lambda: counted(lambda: kind.work(copied)))
    for n in range(min(whole, most)):
        step = 1 + n * (whole - 1) // (min(whole, most) - 1)
        here = Path(shutil.copytree(before, folder / str(step)))
        print(json.dumps({"of": whole} | after_kill(kind, here, step)), flush=True)
        shutil.rmtree(here)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
