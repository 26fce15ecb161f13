"""The product as processes, seen from outside: a living district, a free port, who runs, who is ready."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from dashboard.clock import monotonic
from dashboard.district import SHIPPED

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def living_district(folder: Path, feeds: str) -> Path:
    """云江区, living now, with these connections; its file."""
    text = (SHIPPED / "yunjiang" / "district.toml").read_text(encoding="utf-8")
    head = text.split("[[feeds]]")[0]
    return written(folder, re.sub(r"^clock = .*$", 'clock = { mode = "live" }', head, flags=re.M) + feeds)


def written(folder: Path, district: str) -> Path:
    """A district file beside the polygons of 云江区."""
    for name in ("streets.geojson", "grids.geojson"):
        (folder / name).write_bytes((SHIPPED / "yunjiang" / name).read_bytes())
    (folder / "district.toml").write_text(district, encoding="utf-8")
    return folder / "district.toml"


def started(words: list[str], environment: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """`jiequan` with these words."""
    return subprocess.Popen(
        [sys.executable, "-m", "dashboard", *words],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=log,
        stderr=log,
    )


def await_answer(address: str, patience: float = 90.0, token: str = "") -> bytes:
    """What an address answers once it does, to whoever holds a token."""
    asked = urllib.request.Request(address, headers={"Cookie": f"jq={token}"} if token else {})
    until = monotonic() + patience
    while monotonic() < until:
        try:
            with urllib.request.urlopen(asked, timeout=2) as reply:
                return bytes(reply.read())
        except (OSError, urllib.error.HTTPError):
            pause(0.3)
    raise AssertionError(f"{address} did not become ready")


def pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def children(process: subprocess.Popen[bytes]) -> dict[str, int]:
    """The processes that `jiequan run` has begun, by what they do."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return {
        ("poll" if " poll" in line else "serve"): int(line.split()[0]) for line in listed.stdout.splitlines()
    }
