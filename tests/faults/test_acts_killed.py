"""Faults of acting: killed before or after the commit, pressed again; there is one effect, and it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.acting_people import CASE, somebody, table
from tests.living import desk_in, dispatched
from tests.running import ROOT

SAID = {"once": "pressed-once", "act": "lever.draft", "on": CASE, "kind": "supervision"}
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.acting_people import somebody
from tests.living import desk_in
import {module} as module
desk = desk_in(Path(sys.argv[1]))
desk.look()
plainly = module.{name}
def dies(*given, **more):
    if {after}:
        plainly(*given, **more)
    os.kill(os.getpid(), signal.SIGKILL)
module.{name} = dies
desk.act(somebody("duty-officer"), {said!r})
"""
WHERE = {
    "before anything is written": ("dashboard.ledger.delivering", "append", False, 0),
    "written and not committed": ("dashboard.ledger.delivering", "append", True, 0),
    "committed and not answered": ("dashboard.acting", "noted", False, 1),
}


@pytest.mark.sweep
@pytest.mark.parametrize("where", WHERE)
def test_f111_an_act_killed_at_any_point_and_pressed_again_has_exactly_one_effect(tmp_path, where):
    module, name, after, kept = WHERE[where]
    desk_in(tmp_path, dispatched(1)).close()
    script = KILLED.format(module=module, name=name, after=after, said=SAID)
    died = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=100, check=False,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
    desk = desk_in(tmp_path)
    assert len(acts(desk)) == kept
    done = desk.act(somebody("duty-officer"), SAID)
    again = desk.act(somebody("duty-officer"), SAID)
    assert (done.again, again.again) == (bool(kept), True)
    assert acts(desk) == [(done.key, "draft")]
    assert [row["state"] for row in table(desk, "levers")] == ["drafted"]
    assert desk.ledger.verify().good
    desk.close()


def acts(desk):
    return [(entry.key, entry.kind) for entry in desk.ledger.entries(0) if entry.stream == "act"]
