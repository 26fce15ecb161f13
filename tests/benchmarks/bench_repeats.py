"""How long it takes to find the same matters among 50,000 cases, and how many planted ones are found."""

from __future__ import annotations

from time import process_time

import numpy as np
import pandas as pd

from dashboard.leverage.same_matter import grouped


def repeats_speed() -> list[tuple[str, str]]:
    """Seconds of one core, and recall and precision of cases in groups of three or more."""
    frame, truth = planted()
    begun = process_time()
    group = grouped(frame)["group_id"].to_numpy()
    spent = process_time() - begun
    marked, told = truth >= 0, np.bincount(group)[group] >= 3
    both = (marked & told).sum()
    return [
        ("same matters among 50,000 cases, 300 planted", f"{spent * 1000:.0f} ms"),
        ("of these recall · precision", f"{both / marked.sum():.3f} · {both / told.sum():.3f}"),
    ]


def planted(cases: int = 50_000, clusters: int = 300) -> tuple[pd.DataFrame, np.ndarray]:
    """A city's cases of a hundred categories over a quarter, clusters of 3 to 12 among them; -1: none."""
    chance = np.random.default_rng(20261128)
    sizes = chance.integers(3, 13, clusters)
    truth = np.concatenate([np.repeat(np.arange(clusters), sizes), np.full(cases - sizes.sum(), -1)])
    middle = chance.uniform(0, 1, (clusters, 3))
    spot = np.where((truth >= 0)[:, None], middle[truth], chance.uniform(0, 1, (cases, 3)))
    near = chance.uniform(-0.00015, 0.00015, (cases, 2))
    kind = np.where(truth >= 0, chance.integers(0, 100, clusters)[truth], chance.integers(0, 100, cases))
    days = spot[:, 2] * 90 + np.where(truth >= 0, chance.uniform(0, 20, cases), 0)
    frame = pd.DataFrame(
        {
            "case_id": np.arange(cases),
            "lon": 121.3 + spot[:, 0] * 0.4 + near[:, 0],
            "lat": 31.0 + spot[:, 1] * 0.4 + near[:, 1],
            "category": kind,
            "created_at": pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(days, unit="D"),
        }
    )
    order = chance.permutation(cases)
    return frame.iloc[order].reset_index(drop=True), truth[order]
