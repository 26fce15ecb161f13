"""All that the product says of one ledger, as one digest: `telling.py HOME` prints it, and the wall in clear.

Run under any time zone, in any folder, on any host, it must say the same.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from datetime import timedelta
from pathlib import Path

from dashboard.scope import ALL

sys.path.insert(0, str(Path(__file__).parents[2]))

import structlog

from dashboard.board.refolding import DERIVED
from dashboard.desk import Desk
from dashboard.logging import logged
from dashboard.text import LANGS
from tests.living import NOON, desk_in, dispatched, stepped


def history() -> list:
    """Some cases of some days, closed, returned and open."""
    facts = []
    for number in range(12):
        facts += dispatched(number, hours=5 + 30 * number, org=("water", "urban")[number % 2])
        facts.append(stepped(number, "sign", hours=4 + 30 * number, org=("water", "urban")[number % 2]))
        if number % 3 == 0:
            facts.append(stepped(number, "close", hours=3 + 28 * number))
    return facts


def state(desk: Desk) -> str:
    """The digest of the ledger's head and of every folded row."""
    said = hashlib.sha256(repr(desk.ledger.head()).encode())
    with desk.board.reading(desk.clock.now()) as reader:
        for name in DERIVED:
            rows = f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {name} ORDER BY ALL"
            said.update(repr(reader.cursor.execute(rows).fetchall()).encode())
    return said.hexdigest()


def pages(desk: Desk) -> dict[str, str]:
    """The wall in every language and the other pages in one, as they are sent, their slots in order."""
    by_the_wall_clock = {"feeds", "audit"}  # how feeds are doing, when the whole chain was walked
    others = [(page, "zh") for page in desk.pages if page not in {"wall", *by_the_wall_clock}]
    wanted = [("wall", lang) for lang in LANGS] + others
    drawn = {(page, lang): desk.picture(page, {}, lang, ALL).body for page, lang in wanted}
    return {
        f"{page} {lang}": json.dumps(json.loads(gzip.decompress(body)), sort_keys=True, ensure_ascii=False)
        for (page, lang), body in drawn.items()
    }


def main(home: Path) -> None:
    """Print the digests, and what of it names a time."""
    logged("json")
    desk = desk_in(home, now=NOON + timedelta(minutes=7))
    desk.look()
    drawn = pages(desk)
    structlog.get_logger().warning("told")
    print(
        json.dumps(
            {
                "state": state(desk),
                "pages": {name: hashlib.sha256(body.encode()).hexdigest() for name, body in drawn.items()},
                "wall": drawn["wall zh"],
                "cases": desk.board.cases(),
                "now": desk.health()["now"],
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
