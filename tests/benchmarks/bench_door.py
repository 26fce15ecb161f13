"""What a failed sign-in costs through the door, for accounts that are there and for those that are not."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from dashboard.access import Grant
from dashboard.app import create_app
from dashboard.scope import WHOLE
from tests.living import desk_in, dispatched

MANY = 25
SECRET = "quaint otter 47 mills"
Rows = list[tuple[str, str]]


def door_speed() -> Rows:
    """One wrong password for each kind of account after the other, so that a noisy moment meets them all."""
    spent: defaultdict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        desk = desk_in(Path(folder), dispatched(1))
        for name in ("there", "disabled"):
            grants = [Grant(role="duty-chief", scope=WHOLE)]
            desk.accounts.add(name, post="值班长", grants=grants, password=SECRET)
        desk.accounts.disable("disabled")
        client = create_app(desk).server.test_client()
        for n in range(MANY):
            for name in ("there", "unknown", "disabled"):
                address = {"REMOTE_ADDR": f"10.{len(name)}.1.{n}"}  # nobody is shut out meanwhile
                said = {"account": name, "password": "not this one 12"}
                headers = {"Origin": "http://localhost"}
                began = perf_counter()
                reply = client.post("/sign-in", json=said, headers=headers, environ_base=address)
                spent[name].append(perf_counter() - began)
                assert reply.status_code == 401
        desk.close()
    usual = median(spent["there"])
    return [
        ("a wrong password at the door (argon2id)", f"{usual * 1e3:.0f} ms"),
        *(
            (
                f"the same for an account that is {name}, to that (bar: 1 ± 0.1)",
                f"{median(spent[name]) / usual:.2f}",
            )
            for name in ("unknown", "disabled")
        ),
    ]
