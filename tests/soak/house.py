"""A district that lives fast: simulator, poller and server as processes, hurt now and then while they run."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from dashboard.district import SHIPPED
from tests.entering import Household, moved_in
from tests.running import ROOT, await_answer, children, free_port, pause, started, written
from tests.soak.gauges import of_process

SPEED = 60
"""Seconds lived per second: each second is another minute, and so another picture."""

DAYS = 10
ASLEEP = 15.0
"""Seconds that a source stands still: less than the 20 s after which a question is given up, and more."""


@dataclass
class House:
    """The processes of one run, where they serve and where they keep their things."""

    simulator: subprocess.Popen[bytes]
    family: subprocess.Popen[bytes]
    address: str
    folder: Path
    chance: random.Random
    household: Household
    hurts: list[str] = field(default_factory=list)
    lives: dict[str, int] = field(default_factory=dict)

    def sample(self) -> dict[str, float]:
        """What the processes hold now; one that was just killed has no numbers."""
        found: dict[str, float] = {}
        for name, pid in children(self.family).items():
            with suppress(OSError):
                found[f"{name}_pid"] = float(pid)
                for measure, value in self.held(pid).items():
                    found[f"{name}_{measure}"] = value
        wal = self.folder / "home" / "ledger.db-wal"
        found["wal"] = float(wal.stat().st_size) if wal.exists() else 0.0
        return found

    def held(self, pid: int) -> dict[str, float]:
        """What a process and all that it began hold together; who builds texts ahead ends and is left out."""
        parts = [of_process(one) for one in descent(pid)]
        return {name: sum(part[name] for part in parts) for name in parts[0]}

    def hurt(self) -> str:
        """Do one of several things that happen; what it was."""
        several: list[Callable[[], str]] = [self.stop_source, self.stop_source, self.kill_poller]
        what = self.chance.choice(several)
        self.hurts.append(what())
        return self.hurts[-1]

    def stop_source(self) -> str:
        """Every source stands still for a while: it takes connections and says nothing."""
        os.kill(self.simulator.pid, signal.SIGSTOP)
        pause(ASLEEP)
        os.kill(self.simulator.pid, signal.SIGCONT)
        return "source stopped"

    def kill_poller(self) -> str:
        """The poller dies without a word, and is mended."""
        os.kill(children(self.family)["poll"], signal.SIGKILL)
        return "poller killed"

    def health(self) -> dict[str, object]:
        """What the server says of itself."""
        return dict(orjson.loads(await_answer(f"{self.address}/readyz", token=self.household.system)))

    def verified(self) -> tuple[bool, str]:
        """What `jiequan ledger verify` says."""
        done = subprocess.run(
            [str(ROOT / ".venv/bin/python"), "-m", "dashboard", "ledger", "verify"],
            cwd=ROOT,
            env=os.environ | {"JIEQUAN_HOME": str(self.folder / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode == 0, (done.stdout + done.stderr).strip()[-300:]


def descent(pid: int) -> list[int]:
    """A process and all that descend from it and stay."""
    if b"dashboard.readying" in Path(f"/proc/{pid}/cmdline").read_bytes():
        return []
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += descent(int(child))
    return found


@contextmanager
def house(folder: Path, seed: int) -> Iterator[House]:
    """All of it running, with some days of history and one look at the wall."""
    source, wall = free_port(), free_port()
    text = (SHIPPED / "yunjiang" / "district.toml").read_text(encoding="utf-8")
    text = re.sub(r"^every = .*$", "every = 1", text.replace(":8051/", f":{source}/"), flags=re.M)
    (folder / "yunjiang").mkdir()  # by the name of its folder the simulator knows how a district lives
    environment = {
        "JIEQUAN_DISTRICT": str(written(folder / "yunjiang", text)),
        "JIEQUAN_HOME": str(folder / "home"),
        "JIEQUAN_PORT": str(wall),
        "JIEQUAN_BEAT": "0.4",
        "JIEQUAN_LOOK": "0.3",
    }
    with ExitStack() as undo:
        log = undo.enter_context((folder / "log").open("wb"))
        words = ["simulate", "--port", str(source), "--days", str(DAYS), "--speed", str(SPEED)]
        simulator = started([*words, "--seed", str(seed)], environment, log)
        undo.callback(ended, simulator)
        await_answer(f"http://127.0.0.1:{source}/clock", 180)
        household = moved_in(folder / "home")
        family = started(["run"], environment, log)
        undo.callback(ended, family)
        address = f"http://127.0.0.1:{wall}"
        await_answer(f"{address}/readyz", 120)
        yield House(simulator, family, address, folder, random.Random(seed), household)


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait for it; one that does not end is killed."""
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
