"""How units stand against the history of their kinds of case by one set of rules: index, tier, cases."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.board.reader import Reader
from dashboard.comparison.tiers import Tier
from dashboard.dryrun.measuring import DEPARTMENT, Account, Measured, behind, named
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.fair_comparison import FAIR_COMPARISON


def tiers(reader: Reader) -> Account:
    """The comparison at a reader's moment; of the district, how many units need help."""
    rows = answer(FAIR_COMPARISON, Ask(), reader).to_dict("records")
    units = {named(row[DEPARTMENT]): standing(row) for row in rows}
    worse = sum(one.tier == Tier.WORSE for one in units.values())
    return Account(
        whole=Measured(value=float(worse), n=None), units=units, rows=behind(FAIR_COMPARISON, reader, None)
    )


def standing(row: dict[Any, Any]) -> Measured:
    """One unit: its index, on how many cases, its tier; neither of few cases or without a history."""
    index, tier = (None if pd.isna(row[name]) else float(row[name]) for name in ("index", "tier"))
    return Measured(value=index, n=int(row["n"]), tier=tier)
