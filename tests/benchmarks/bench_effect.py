"""Whether planted effects are found, and none where there is none; and how fast the budget is spent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from time import process_time

from dashboard.leverage.budget import Budget, allotted
from dashboard.leverage.effect.report import ALL, of_level
from tests.leverage.test_budget import with_levers
from tests.planted_levers import Choice, planted

CHOICES: tuple[Choice, ...] = ("observed", "lottery", "hidden")
RATIOS = (1.0, 1.8)
RUNS = 20


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What many runs of one world gave for one estimator, means over the runs."""

    bias: float
    coverage: float
    placebo_rejects: float
    captions: frozenset[str]


def cells(choice: Choice, ratio: float, *, runs: int = RUNS, seed: int = 1000) -> tuple[Cell, Cell]:
    """The rate ratio (bias on the log scale) and the difference in closing (bias as a share)."""
    rates, closings = [], []
    for run in range(runs):
        known, truth = planted(ratio=ratio, choice=choice, seed=seed + run)
        rate, closing = of_level(known, ALL, seed=run)
        rates.append((rate, math.log(rate["estimate"] / ratio), ratio, 1.0))
        closings.append((closing, closing["estimate"] - truth, truth, 0.0))
    return cell(rates), cell(closings)


def cell(runs: list[tuple[dict, float, float, float]]) -> Cell:
    """The means of the runs."""
    return Cell(
        bias=fmean(bias for _, bias, _, _ in runs),
        coverage=fmean(row["lo"] <= truth <= row["hi"] for row, _, truth, _ in runs),
        placebo_rejects=fmean(not row["placebo_lo"] <= none <= row["placebo_hi"] for row, _, _, none in runs),
        captions=frozenset(row["caption"] for row, *_ in runs),
    )


def effect_truth_speed() -> list[tuple[str, str]]:
    """One row for each world, ratio and estimator."""
    rows = []
    for choice in CHOICES:
        for ratio in RATIOS:
            for name, found in zip(("rate ratio", "closed in 10 d"), cells(choice, ratio), strict=True):
                said = f"bias {found.bias:+.3f}, coverage {found.coverage:.2f}, placebo rejects "
                said += f"{found.placebo_rejects:.2f}"
                rows.append((f"planted {ratio:g} ×, {choice} choice, {name}, {RUNS} runs", said))
    return rows


def budget_speed() -> list[tuple[str, str]]:
    """The greedy choice among 5,000 cases with five levers each."""
    rows, spent = with_levers(5000, 1), []
    budget = Budget(measured=True, points=100.0, open_cases=5000, day=date(2026, 11, 20))
    for _ in range(5):
        begun = process_time()
        allotted(rows, budget)
        spent.append(process_time() - begun)
    return [
        (
            "attention budget, 5,000 cases × 5 levers, best of five, processor time",
            f"{1000 * min(spent):.0f} ms",
        )
    ]
