"""The best choice under every cap, by integer programming: the oracle of the greedy one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage.budget import Budget


def best(rows: pd.DataFrame, worth: pd.Series, budget: Budget) -> float:
    """The greatest sum of worth that fits."""
    lines: list[tuple[np.ndarray, float]] = []
    flagged = rows["level"].isin(LEADERS).to_numpy()
    for column, cap, among in (
        ("key", 1, True), ("department", budget.department, True), ("category", budget.category, True),
        ("leader", budget.flags, flagged),
    ):  # fmt: skip
        for value in rows[column].unique():
            lines.append(((rows[column] == value).to_numpy() & among, cap))
    lines.append(((rows["level"] == "L5").to_numpy(), budget.topics))
    lines.append((np.ones(len(rows)), min(budget.panel, budget.overall)))
    if budget.purse is not None:
        for leader in rows["leader"].unique():
            mine = (rows["leader"] == leader).to_numpy() & flagged
            lines.append((rows["cost"].to_numpy() * mine, budget.purse))
    if budget.points is not None:
        lines.append((rows["cost"].to_numpy(), budget.points))
    matrix = csr_array(np.array([line for line, _ in lines], dtype="float64"))
    found = milp(
        -worth.to_numpy(),
        constraints=LinearConstraint(matrix, ub=[cap for _, cap in lines]),
        integrality=np.ones(len(rows)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 1e-4, "time_limit": 30},
    )
    assert found.success, found.message
    return -float(found.fun)
