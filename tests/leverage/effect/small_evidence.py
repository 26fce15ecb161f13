"""Evidence by hand: cases, what moved in them and what was borrowed, in days."""

from __future__ import annotations

import pandas as pd

from dashboard.leverage.effect.evidence import Evidence
from dashboard.leverage.effect.plain import evidence


def small(cases, activity=(), levers=(), nominations=None) -> Evidence:
    """Cases as dicts; activity as (case, day); levers as (case, day); nominations as (case, from, until)."""
    told = pd.DataFrame(cases).reindex(
        columns=["case_id", "type", "created_at", "closed_at", "limit", "cross_dept"]
    )
    tables = {
        "cases": told.assign(cross_dept=told["cross_dept"].fillna(0)),
        "activity": pd.DataFrame(list(activity), columns=["case_id", "happened_at"]),
        "levers": pd.DataFrame(list(levers), columns=["case_id", "issued_at"]).assign(level="L2"),
    }
    if nominations is not None:
        tables["nominations"] = pd.DataFrame(
            list(nominations), columns=["case_id", "nominated_at", "ended_at"]
        )
    return evidence(tables)


def open_case(name, created=0.0, closed=None, **given):
    return {"case_id": name, "type": "E01", "created_at": created, "closed_at": closed, "limit": 10.0} | given
