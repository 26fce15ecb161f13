"""Faults of the morning: killed while the digests are made or sent, each unit has one of each worked day."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.digester import MORNING, UNITS, carrier, poller, ticked
from tests.living import desk_in, dispatched
from tests.notices.sink import sink
from tests.notices.small_notices import turn

DIGESTER = Path(__file__).parent / "digester.py"
WHERE = {"written": 0, "waiting": 0, "claimed": 0, "sent": 1}
"""Where the process ends, and how many batches have come by then."""
AGAIN = (timedelta(minutes=2), timedelta(minutes=40), timedelta(days=1), timedelta(days=3))
"""When a new process looks: twice the same morning, on Saturday, on Monday."""
MONDAY = MORNING + timedelta(days=3)


def days_of(to):
    """How often each unit was sent the digest of which day, deliveries of one key counted once."""
    bodies = dict(to.came)
    assert all(body == bodies[key] for key, body in to.came)  # the other side may drop it
    notices = [notice for body in bodies.values() for notice in body["notices"]]
    return Counter((one["data"]["unit"]["code"], one["data"]["day"]) for one in notices)


@pytest.mark.thorough
@pytest.mark.parametrize("where", WHERE)
def test_f111_each_unit_gets_one_digest_a_worked_morning_whatever_moment_the_process_is_killed_at(
    tmp_path, where
):
    desk_in(tmp_path, [*dispatched(1, hours=24 * 20), *dispatched(2, hours=24 * 20, org="ecology")]).close()
    with sink() as to:
        told = [sys.executable, DIGESTER, tmp_path, to.url, where]
        died = subprocess.run(told, check=False, timeout=200, capture_output=True)
        assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-2000:]
        assert len(to.came) == WHERE[where]
        for later in AGAIN:
            desk = poller(tmp_path, to.url, MORNING + later)
            ticked(desk, MORNING + later)
            carrier(desk)(turn())
            assert desk.ledger.verify().good
            desk.close()
    worked = {MORNING.date().isoformat(), MONDAY.date().isoformat()}
    assert days_of(to) == {(unit, day): 1 for unit in UNITS.values() for day in worked}
