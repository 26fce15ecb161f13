"""One simulated month, made once for all tests that look at it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dashboard.district import District, load
from dashboard.simulate.dice import Dice
from dashboard.simulate.life import Told, matters_of
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.telling import Teller
from tests.simulate.reading_matters import ANCHOR, SEED

DAYS = 35


@pytest.fixture(scope="session")
def district() -> District:
    return load("yunjiang")


@pytest.fixture(scope="session")
def plan(district: District) -> Plan:
    return Plan(district, seed=SEED, anchor=ANCHOR)


@pytest.fixture(scope="session")
def days() -> list[date]:
    return [ANCHOR - timedelta(days=DAYS - n) for n in range(DAYS + 1)]


@pytest.fixture(scope="session")
def by_day(plan: Plan, days: list[date]) -> dict[date, list[Matter]]:
    return {day: matters_of(plan, day) for day in days}


@pytest.fixture(scope="session")
def month(by_day: dict[date, list[Matter]]) -> list[Matter]:
    """Every case of six weeks, the stories' day last."""
    return [matter for matters in by_day.values() for matter in matters]


@pytest.fixture(scope="session")
def chance_cases(month: list[Matter]) -> list[Matter]:
    """The cases that no story tells."""
    return [matter for matter in month if not matter.punctual]


@pytest.fixture(scope="session")
def week(plan: Plan, by_day: dict[date, list[Matter]]) -> list[Told]:
    """What is told of the cases of the last week."""
    matters = [matter for day in list(by_day)[-7:] for matter in by_day[day]]
    return Teller(plan).told(matters, Dice(SEED, 99))
