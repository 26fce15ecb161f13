"""The leaders' page of the hand-made morning: eight matters, five held back, levers tried for the chosen one."""

# ruff: noqa: E501  tables of data
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from dashboard.leverage import Level
from dashboard.leverage.levers import Suggestion
from tests.layouts import frames, frames_case, frames_coordination, frames_levers
from tests.layouts.frames_case import KEY
from tests.matter_rows import QUIET

PAGE = "attention"
LIVE = "lever:m3"
HELD = (
    # category, street, holder, score, withheld, lottery
    ("E0116", "990101003", "eco", 66.0, "department", 0),
    ("E0116", "990101005", "cg", 64.0, "category", 1),
    ("E0301", "990101008", "jg", 63.0, "silenced", 0),
    ("E0507", "990101001", "cg", 61.0, "panel", 0),
    ("C0101", "990101004", "fg", 60.5, "panel", 0),
)
FIRED = ["T04", "T06", "T09"]
TRIED = (
    ("lever:m1", "L2", "L2.1", "reminder", "expired", 200, {"outcome": "expired"}),
    ("lever:m2", "L3", None, "consultation", "responded", 150, {}),
    (
        LIVE,
        "L4",
        None,
        "special-report",
        "active",
        20,
        {"respond": 30.0, "decision_requested": "owner", "ask": "请定主办与办结时限"},
    ),
)


def busy() -> dict[str, pd.DataFrame]:
    """All that the page needs besides the record of the case."""
    return {
        "nominations": nominations(),
        "matter-loans": loans(),
        "case-matter": frames_case.matter(),
        "failing-units": frames_coordination.failing(),
    }


def extra() -> None:
    """Nothing besides."""


def nominations() -> pd.DataFrame:
    """The morning's list with all that triggers look at, and five that are held back."""
    shown = frames_case.nominations()
    held = pd.DataFrame([
        dict(shown.iloc[7]) | {"key": f"case:grid/held{n}", "rank": 0, "category": category, "street": street,
         "holder": holder, "hands": [holder], "hops": [], "score": score, "withheld": why, "lottery": lottery,
         "override": "", "level": "", "step": ""}
        for n, (category, street, holder, score, why, lottery) in enumerate(HELD)
    ])  # fmt: skip
    frame = pd.concat([shown.assign(withheld="", lottery=0), held], ignore_index=True)
    for name, quiet in QUIET.items():
        if name not in frame:
            frame[name] = [quiet] * len(frame)
    mine = frame["key"] == KEY
    said = {"returns": 2, "returners": 2, "ask": True, "units": 3, "failed_levers": 2}
    for name, value in said.items():
        frame[name] = frame[name].mask(mine, value)
    fired = [FIRED if one else ["T06"] for one in mine]
    asks = frame["level"].isin(["L4", "L5"])
    members = [
        [KEY, "case:hotline/m2"] if one else [key] for one, key in zip(mine, frame["key"], strict=True)
    ]
    return frame.assign(
        fired=fired, department=frame["holder"], leader=asks.map({True: "lead", False: ""}), leader_used=3,
        matter=frame["key"].mask(mine, "matter:m1"), members=members, advice=advice(frame),
    )  # fmt: skip


def advice(frame: pd.DataFrame) -> list[tuple[Suggestion, ...]]:
    """The lever of each row, as the frame tells it."""
    told = zip(frame["level"], frame["step"], strict=True)
    return [(Suggestion(level=Level(level), step=step or ""),) if level else () for level, step in told]


def loans() -> pd.DataFrame:
    """What was borrowed for the chosen matter, beside the levers of others."""
    rows = [
        frames_levers.lever(key.removeprefix("lever:"), level, step, kind, state, hours, "lead" if level == "L4" else None,
                            "E0116", frames_case.STREET, "eco", 3, {"issued": hours, **more})
        | {"matter": KEY, "cases": [KEY], "seq": 300 + n, "live": state != "expired"}
        for n, (key, level, step, kind, state, hours, more) in enumerate(TRIED)
    ]  # fmt: skip
    others = frames_levers.loans()
    mine = pd.DataFrame(rows, columns=others.columns)
    found = pd.concat([others, mine], ignore_index=True)
    for name in ("issued_at", "respond_by", "return_by", "valid_until", "state_since"):
        found[name] = pd.to_datetime(found[name], utc=True)
    found.loc[found["key"] == LIVE, "valid_until"] = pd.Timestamp(frames.NOW + timedelta(days=4))
    return found


def of_state(state: str, **given: Any) -> pd.DataFrame:
    """The levers with the one that is asked for in another state."""
    found = loans()
    for name, value in {"state": state, **given}.items():
        found[name] = found[name].astype("object")
        found.loc[found["key"] == LIVE, name] = value
    return found
