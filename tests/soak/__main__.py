"""The wall under accelerated updates for a long time, and a ledger under kills: what grows, and what is lost.

`python -m tests.soak --minutes 20 --kills 200` prints a table, writes `var/soak.json`, and ends with 1 and
the name of the measure where a limit was passed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, sync_playwright

from dashboard.clock import monotonic
from tests.browser_at_hand import browser
from tests.faults.kills import tallied
from tests.running import ROOT
from tests.soak.gauges import attached, of_page
from tests.soak.house import House, house
from tests.soak.judging import judged, unmeasured

EVERY = 30.0
"""Seconds between two looks at everything."""

HURT = 4
"""Looks between two faults."""

ARGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
SHOWN = ("minute", "updates", "heap", "nodes", "listeners", "serve_rss", "serve_files", "serve_threads",
         "poll_rss", "poll_files", "poll_threads", "wal", "silence")  # fmt: skip


@dataclass
class Screen:
    """A wall in a real browser, and how many pictures it has been given."""

    page: Page
    updates: int = 0
    last: float = field(default_factory=monotonic)
    silence: float = 0.0  # the longest pause between two pictures since the last look
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self.heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.session = attached(self.page)

    def heard(self, reply: Response) -> None:
        """Count an answer that brought a picture."""
        if reply.status == 200 and "/snapshot/" in reply.url:
            now = monotonic()
            self.silence, self.last = max(self.silence, now - self.last), now
            self.updates += 1

    def sample(self) -> dict[str, float]:
        """What the page holds."""
        silence, self.silence = max(self.silence, monotonic() - self.last), 0.0
        return {"updates": float(self.updates), "silence": silence} | of_page(self.session)

    def troubles(self) -> list[str]:
        """What is wrong on the screen now."""
        wrong = [f"script error: {error}" for error in self.errors[:3]]
        link = self.page.locator(".jq-page").get_attribute("data-link")
        wrong += [f"the link is {link}"] if link != "fresh" else []
        failed = self.page.locator(".jq-msg-error").count()
        return wrong + ([f"{failed} tiles show an error"] if failed else [])


@contextmanager
def screen(address: str, token: str) -> Iterator[Screen]:
    """The wall, open and drawn."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser(), args=ARGS)
        context = running.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        context.add_cookies([{"name": "jq", "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/wall", timeout=60_000)
        page.wait_for_selector("[data-figure=open]", timeout=400_000)
        yield Screen(page)
        running.close()


def lived(home: House, wall: Screen, minutes: float) -> list[dict[str, float]]:
    """A sample every half minute, a fault every few of them, none in the last two minutes."""
    began, samples = monotonic(), []
    print("  ".join(f"{name[:10]:>10}" for name in SHOWN), flush=True)
    while (minute := (monotonic() - began) / 60) < minutes:
        wall.page.wait_for_timeout(min(EVERY, max(1.0, minutes * 60 / 12)) * 1000)
        minute = (monotonic() - began) / 60
        samples.append({"minute": minute} | wall.sample() | home.sample())
        print(line(samples[-1]), flush=True)
        if len(samples) % HURT == HURT - 1 and minute < minutes - 2:
            print(f"    {home.hurt()}", flush=True)
    return samples


def line(sample: dict[str, float]) -> str:
    """One row of the table: megabytes for bytes."""
    large = {"heap", "serve_rss", "poll_rss", "wal"}
    shown = [sample.get(name, float("nan")) / (1e6 if name in large else 1) for name in SHOWN]
    return "  ".join(f"{value:10.1f}" for value in shown)


def soaked(minutes: float, seed: int) -> dict[str, Any]:
    """What a run of the whole product amounts to."""
    with (
        tempfile.TemporaryDirectory(prefix="jiequan-soak-") as folder,
        house(Path(folder), seed) as home,
        screen(home.address, home.household.wall) as wall,
    ):
        samples = lived(home, wall, minutes)
        wall.page.wait_for_timeout(3000)
        wrong = wall.troubles()
        whole, said = home.verified()
        health = home.health()
        if wrong or not whole:
            print((Path(folder) / "log").read_text(errors="replace")[-3000:])
    findings = judged(samples)
    wrong += [f"{finding.limit.measure} grows beyond its limit" for finding in findings if not finding.good]
    wrong += [f"{name} was never measured" for name in unmeasured(samples)]
    wrong += [] if whole else [f"the ledger does not verify: {said}"]
    for finding in findings:
        print(finding)
    return {"samples": samples, "hurts": home.hurts, "wrong": wrong, "health": health, "ledger": said}


def killed(kills: int, seed: int) -> dict[str, Any]:
    """What so many kills amount to."""
    with tempfile.TemporaryDirectory(prefix="jiequan-kills-") as folder:
        tally = tallied(f"sqlite:///{folder}/ledger.db", kills, seed, patience=60 + 4.0 * kills)
    print(
        f"{'●' if tally.good else '▲'} {tally.kills} × kill -9: {tally.acknowledged} acknowledged, "
        f"{tally.lost} lost, {tally.torn} torn; {tally.verdict}",
        flush=True,
    )
    wrong = [] if tally.good else [f"kill -9: {tally.lost} lost, {tally.torn} torn, {tally.verdict}"]
    return {"kills": tally.kills, "acknowledged": tally.acknowledged, "lost": tally.lost, "wrong": wrong}


def main() -> int:
    """Kill, soak, print, write; 1 where anything is wrong."""
    words = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    words.add_argument("--minutes", type=float, default=120.0)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=20260101)
    words.add_argument("--out", type=Path, default=ROOT / "var" / "soak.json")
    given = words.parse_args()
    if browser() is None:
        print("▲ no Chromium on this machine: install chromium")
        return 1
    told: dict[str, Any] = {"minutes": given.minutes, "seed": given.seed}
    told["killed"] = killed(given.kills, given.seed) if given.kills else {"wrong": []}
    told["soaked"] = soaked(given.minutes, given.seed) if given.minutes else {"wrong": []}
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    wrong = [*told["killed"]["wrong"], *told["soaked"]["wrong"]]
    print("\n".join(f"▲ {one}" for one in wrong) or "● nothing grows, nothing is lost", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
