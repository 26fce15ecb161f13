"""Simulator, feed, ledger, board: what is open and closed there is so here, in bounded cycles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.board.open_ids import open_ids
from dashboard.board.store import Board
from dashboard.district import Connection, District, calendar_of
from dashboard.ledger.store import Ledger
from dashboard.polling import Outcome, Turn, pollers_of
from dashboard.simulate.plan import Plan
from dashboard.simulate.world import World
from tests.simulate.simulated_city import START, Hand, served, world_of

pytestmark = pytest.mark.sweep

ASKING = {"history": 4, "overlap": 900, "most": 400, "batch": 25, "recent": 30, "sweep": 50}


@dataclass
class Chain:
    """One connection of the district, its ledger and its board."""

    district: District
    world: World
    folder: Path
    polls: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger.open(f"sqlite:///{self.folder / 'ledger.db'}", key=b"k" * 32)
        self.board = Board(self.district, calendar_of(self.district))
        (self.poller,) = pollers_of(
            self.district, self.ledger, self.world.clock, open_ids=lambda _: self.still_open()
        )

    def cycle(self) -> None:
        """Poll once and fold what came."""
        self.polls.append(self.poller.poll(Turn()))
        assert not self.polls[-1].trouble
        self.board.catch_up(self.ledger.entries)

    def still_open(self) -> list[str]:
        with self.board.reading(self.world.clock.now()) as reader:
            return open_ids(reader, "hotline")

    def cases(self) -> pd.DataFrame:
        """Its cases, but for those whose report has not come in yet: they are no requests."""
        columns = ["id", "open", "holder", "category", "reported_at", "lon", "lat", "closed_at", "anomalies"]
        with self.board.reading(self.world.clock.now()) as reader:
            found = reader.frame("cases", lambda: reader.tables.cases.order_by("id").select(*columns))
        return found[found["category"].notna()].set_index("id")


@contextmanager
def chain(plan: Plan, world: World, folder: Path, kind: str, **options: Any) -> Iterator[Chain]:
    """The hotline, connected as `kind` to a simulated source."""
    folder.mkdir()
    of = next(feed for feed in plan.district.feeds if feed.name == "hotline")
    connection = Connection.model_validate({**of.model_dump(), "kind": kind, "options": options})
    found = Chain(plan.district.model_copy(update={"feeds": (connection,)}), world, folder)
    try:
        yield found
    finally:
        found.board.close()
        found.ledger.close()


@pytest.fixture
def world(plan: Plan) -> World:
    return world_of(plan, 3)


def test_closings_are_found_by_asking_again_within_the_cycles_that_are_promised(
    plan: Plan, world: World, tmp_path: Path
) -> None:
    clock = world.clock
    assert isinstance(clock, Hand)
    with (
        served(world) as root,
        chain(plan, world, tmp_path / "a", "events", url=f"{root}/hotline/events", limit=5_000) as truth,
        chain(plan, world, tmp_path / "b", "open311", url=f"{root}/hotline/open311", **ASKING) as ours,
    ):
        truth.cycle()
        ours.cycle()
        assert_the_same(ours.cases(), truth.cases())
        before = ours.still_open()
        clock.at += timedelta(hours=6)
        truth.cycle()
        assert len(set(before) - set(truth.still_open())) > 20
        sweeping = ceil((len(before) - ASKING["recent"]) / ASKING["sweep"]) + 1
        looking_through = ASKING["history"] + 1  # a day in each cycle
        for _ in range(max(sweeping, looking_through)):
            ours.cycle()
        assert_the_same(ours.cases(), truth.cases())
        assert ours.poller.state().notes == truth.poller.state().notes == ()


def assert_the_same(ours: pd.DataFrame, truth: pd.DataFrame) -> None:
    """One world, told as it stands and as it happened."""
    for column in ("open", "category", "reported_at", "lon", "lat"):
        pd.testing.assert_series_equal(ours[column], truth[column])
    held = truth["open"] & truth["holder"].notna()
    pd.testing.assert_series_equal(ours["holder"][held], truth["holder"][held])
    late = (ours["closed_at"] - truth["closed_at"])[~truth["open"]].dropna()
    assert late.min() >= timedelta()
    assert late.median() < timedelta(seconds=5)
    assert ours["anomalies"].sum() == 0


def test_the_first_reading_halves_its_windows_and_the_second_brings_no_news(
    plan: Plan, world: World, tmp_path: Path
) -> None:
    options = {"history": 4, "most": 50, "format": "xml"}
    with (
        served(world) as root,
        chain(
            plan,
            world,
            tmp_path / "a",
            "open311",
            discovery=f"{root}/hotline/open311/discovery.xml",
            **options,
        ) as ours,
    ):
        ours.cycle()
        ours.cycle()
        first, second = (poll.account for poll in ours.polls)
        assert ours.board.cases() > 300
        assert first.quarantined == first.superseded == 0
        assert first.applied > 2 * ours.board.cases() * 0.9
        assert (second.applied, second.superseded) == (0, 0)
        assert second.duplicate > 100


def test_where_changes_are_offered_the_next_poll_knows_them_all(
    plan: Plan, world: World, tmp_path: Path
) -> None:
    clock = world.clock
    assert isinstance(clock, Hand)
    options = {"history": 4, "updated_after": True, "recent": 0, "sweep": 1}
    with (
        served(world, updated_after=True) as root,
        chain(plan, world, tmp_path / "a", "events", url=f"{root}/hotline/events", limit=5_000) as truth,
        chain(plan, world, tmp_path / "b", "open311", url=f"{root}/hotline/open311", **options) as ours,
    ):
        ours.cycle()
        clock.at = START + timedelta(hours=6)
        ours.cycle()
        truth.cycle()
        assert_the_same(ours.cases(), truth.cases())
