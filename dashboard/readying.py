"""SQL texts built ahead in a process of the lowest rank: no reader waits for one, nor for who builds it."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import ibis.expr.types as ir
import orjson
import structlog

from dashboard.board.narrowing import OWN
from dashboard.board.tables import Tables
from dashboard.board.texts import written
from dashboard.indicators.answering import AskError, asks
from layouts import Need, Query
from layouts.pages import PANELS, known
from layouts.scenes import shown
from layouts.sites import PAGES

log = structlog.get_logger()
Asked = tuple[str, Query]
"""A page by its name, and its query."""
Told = tuple[str, str]
"""A question by its name, and its text."""

LOWEST = 19
"""Niceness of a process that takes what nobody else wants of the processor."""
SOME = {"key": "case:some/one"}
"""What a page of one thing is asked: the texts do not depend on which."""


def readied(pages: Iterable[Asked], had: Iterable[str]) -> Iterator[Told]:
    """The texts that pages ask for beyond those one has, each as soon as another process has built it."""
    try:
        yield from told_by(builder_of(), orjson.dumps([list(pages), list(had)]))
    except (OSError, ValueError) as error:  # it cannot begin, or fell in the middle of a line
        log.error("not all texts were built ahead", error=repr(error))


def builder_of() -> subprocess.Popen[bytes]:
    """The process that builds: of this program wherever one stands, with no secret of its environment."""
    words = [sys.executable, "-P", "-m", "dashboard.readying"]
    places = {"PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    builder = subprocess.Popen(words, env=places, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with suppress(OSError):  # it has ended already
        os.setpriority(os.PRIO_PROCESS, builder.pid, LOWEST)
    return builder


def told_by(builder: subprocess.Popen[bytes], asked: bytes) -> Iterator[Told]:
    """What a builder answers line by line; it ends with whoever reads it."""
    assert builder.stdin is not None
    assert builder.stdout is not None
    with builder:
        try:
            with suppress(BrokenPipeError):  # it fell before it read
                builder.stdin.write(asked)
                builder.stdin.close()
            for line in builder.stdout:
                name, text = orjson.loads(line)
                yield name, text
            if code := builder.wait():  # its own words stand in the log; readers build what is missing
                log.error("not all texts were built ahead", code=code)
        finally:
            builder.kill()


def missing(pages: Collection[Asked], had: Iterable[str]) -> Iterator[tuple[str, Callable[[], ir.Table]]]:
    """What pages ask beyond what one has, by the names of texts: of the whole district, then of a scope."""
    done = set(had)
    for prefix, tables in ((prefix, Tables.named(prefix)) for prefix in ("", OWN)):
        needs = (need for page, query in pages for need in needed(page, query))
        for need in (need for need in needs if not prefix or need.indicator.cases == "own"):
            with suppress(AskError):  # what cannot be asked is told to whoever asks it
                most = 1 if prefix else None  # without the lesson: all learn from the whole board
                for name, expression in islice(asks(need.indicator, need.ask, tables), most):
                    if (name := prefix + name) not in done:
                        done.add(name)
                        yield name, expression


def needed(page: str, query: Query) -> Iterator[Need]:
    """What stands on a page needs, and the page itself to find out what stands there first."""
    site, asked = PAGES[page], known(page, query)
    if site.first:
        yield Need(indicator=site.first)
    if "key" in site.words:
        asked = SOME | asked
    for panel in shown(PANELS[page], asked, page):
        with suppress(Exception):  # what cannot say what it needs is told when it is drawn
            yield from panel.needs(asked).values()


def main() -> None:
    """Build what standard input asks for, give way to everybody, and end when nobody reads it any more."""
    with suppress(OSError):  # whoever runs out of memory takes this one first
        Path("/proc/self/oom_score_adj").write_text("900", encoding="ascii")
    for name, expression in missing(*orjson.loads(sys.stdin.buffer.read())):
        try:
            sys.stdout.buffer.write(orjson.dumps([name, written(expression())]) + b"\n")
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            return
        except Exception:  # noqa: BLE001  one faulty indicator must not keep back the texts of all others
            traceback.print_exc()


if __name__ == "__main__":
    main()
