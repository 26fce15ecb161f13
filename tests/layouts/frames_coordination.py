"""A quarter of coordination: ties, mechanisms, limits, signs of attention, rates, effects and rules."""

# ruff: noqa: E501  tables of data
from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from dashboard.indicators.proportions import proportion
from dashboard.leverage.conversion.funnel import STEPS
from dashboard.leverage.conversion.health import SIGNS
from dashboard.leverage.conversion.shares import RATES, shared
from dashboard.leverage.effect import EFFECT, FAILED, SELECTED, TITLES, TOO_FEW, Estimator
from dashboard.leverage.effect.report import COLUMNS as EFFECT_COLUMNS
from dashboard.leverage.failing_units import COLUMNS as FAILING
from dashboard.leverage.limits import BREACHES, LIMITS
from dashboard.leverage.mechanisms import LINKS
from dashboard.leverage.rule_gaps import COLUMNS as GAP_COLUMNS
from dashboard.leverage.rule_records import COLUMNS as RECORD_COLUMNS
from dashboard.leverage.rules_won import COLUMNS as RULE_COLUMNS
from tests.layouts import frames

PAGE = "coordination"
TIES = (
    ("uomc", "eco", "dispatch", 296, 281), ("uomc", "cg", "dispatch", 471, 502), ("uomc", "st", "dispatch", 88, 80),
    ("uomc", "tl", "dispatch", 6, 9), ("uomc", "gs", "dispatch", 61, 61), ("eco", "uomc", "return", 31, 22),
    ("cg", "uomc", "return", 24, 29), ("st", "uomc", "return", 4, 2), ("cg", "eco", "pass", 7, 3), ("eco", "st", "pass", 5, 5),
    ("uomc", "eco", "ask", 9, 4), ("uomc", "cg", "ask", 12, 10), ("eco", "uomc", "answer", 8, 4), ("cg", "uomc", "answer", 7, 9),
    ("uomc", "tl", "ask", 2, 0),
)  # fmt: skip
ALONE = {
    "dispatch": 812,
    "watch": 96,
    "order": 41,
    "consult": 18,
    "instruct": 9,
    "municipal": 14,
    "appraise": 22,
}
MET = {("dispatch", "watch"): 88, ("dispatch", "order"): 40, ("dispatch", "consult"): 18, ("dispatch", "instruct"): 9,
       ("watch", "order"): 12, ("order", "consult"): 9, ("consult", "instruct"): 6, ("order", "instruct"): 4,
       ("municipal", "consult"): 2, ("dispatch", "municipal"): 13, ("dispatch", "appraise"): 21}  # fmt: skip


def busy() -> dict[str, pd.DataFrame]:
    """All that the page needs, and the funnel of the ledger page."""
    return {
        "ties": pd.DataFrame(TIES, columns=["by", "to", "kind", "n", "before"]),
        "ping-pong": pd.DataFrame({"n": [922], "cycles": [14]}),
        "first": pd.DataFrame({"n": [922], "on_time": [800], "median": [26.0], "share": [0.87], "low": [0.85], "high": [0.89]}),
        "embedding": met(), "embedded": linked(), "limits": limits(), "appeals": appeals(), "mis-dispatch": wrong(),
        "health": health(), "rates": rates(), "completeness": completeness(), "dependence": dependence(),
        "wear": wear(), "displacement": moved(), "efficiency": worth(), "spent": spent(),
        "effect": effect(), "rules": rules(), "funnel": funnel(),
        "rule-proposals": proposals(), "rule-gaps": gaps(), "failing-units": failing(),
    }  # fmt: skip


def failing() -> pd.DataFrame:
    """One unit below the limit two months running."""
    row = {
        "department": "sw",
        "months": 2,
        "n": 412,
        "on_time": 371,
        "least": 392,
        "lever": None,
        "state": None,
    }
    return pd.DataFrame([row], columns=FAILING)


def extra() -> None:
    """Nothing besides."""


def met() -> pd.DataFrame:
    """What mechanisms met, both ways, with lift."""
    both = {**{(one, one): n for one, n in ALONE.items()}, **MET, **{(b, a): n for (a, b), n in MET.items()}}
    rows = [
        (a, b, n, 860, np.nan if a == b else n * 860 / (ALONE[a] * ALONE[b])) for (a, b), n in both.items()
    ]
    return pd.DataFrame(rows, columns=["first", "second", "n", "cases", "lift"])


def linked() -> pd.DataFrame:
    """Links between levers, papers and tasks."""
    return shared(pd.DataFrame({"link": list(LINKS), "n": [18, 38, 16, 38], "hits": [15, 34, 11, 27]}))


def limits() -> pd.DataFrame:
    """What bounded what; one loan is past its term."""
    frame = pd.DataFrame({"limit": list(LIMITS), "n": [44, 38, 40, 38, 38, 38], "hits": [5, 3, 2, 6, 1, 0]})
    return shared(frame).assign(breach=frame["limit"].isin(BREACHES) & (frame["hits"] > 0))


def appeals() -> pd.DataFrame:
    """Appeals of units."""
    return proportion(pd.DataFrame({"n": [22], "hits": [9]}), "hits").assign(pending=3, withdrawn=1)


def wrong() -> pd.DataFrame:
    """Dispatches that came back as wrong."""
    return proportion(pd.DataFrame({"n": [922], "wrong": [47]}), "wrong")


def health() -> pd.DataFrame:
    """The five signs: good, amber and red ones, and one that cannot be told."""
    values = {
        "dilution": 0.85,
        "dissipation": 0.25,
        "persistence": 0.55,
        "defocus": None,
        "generalisation": 0.011,
    }
    rows = [
        (name, value, 0 if value is None else 17, SIGNS[name].mark(value).value)
        for name, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["sign", "value", "n", "mark"])


def rates() -> pd.DataFrame:
    """Rates of all levers and of three."""
    counts = {
        "all": (61, 41, 33, 26, 22),
        "L2": (30, 20, 18, 12, 10),
        "L3": (18, 14, 10, 9, 8),
        "L4": (13, 7, 0, 5, 4),
    }
    rows = [
        (level, rate, n, round(n * 0.74))
        for level, many in counts.items()
        for rate, n in zip(RATES, many, strict=True)
    ]
    return shared(pd.DataFrame(rows, columns=["level", "rate", "n", "hits"]))


def worth() -> pd.DataFrame:
    """What points bought at three levels, and one at which none was spent."""
    rows = [("L2", 20, 20, 10), ("L3", 14, 28, 8), ("L4", 7, 56, 4), ("L5", 0, 0, 0)]
    found = pd.DataFrame(rows, columns=["level", "n", "points", "held"])
    return found.assign(held_per_point=found["held"] / found["points"].where(found["points"] > 0))


def spent() -> pd.DataFrame:
    """Two weeks of two leaders, one beyond the budget."""
    rows = [
        ("2026-11-16", "L4", "deputy-urban", 6, 48, 5, 40, True), ("2026-11-16", "L5", "head", 1, 20, 3, 40, False),
        ("2026-11-09", "L4", "deputy-urban", 2, 16, 5, 40, False),
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["week", "level", "lender_post", "n", "points", "most", "budget", "over"]
    )


def completeness() -> pd.DataFrame:
    """Answers by quartile."""
    counts = pd.DataFrame({"quartile": range(1, 5), "n": [10, 11, 10, 10], "hits": [5, 7, 8, 9]})
    return shared(counts).assign(least=[0.45, 0.65, 0.8, 0.9], most=[0.6, 0.75, 0.85, 1.0])


def dependence() -> pd.DataFrame:
    """Two units."""
    return shared(pd.DataFrame({"unit": ["cg", "eco"], "n": [9, 12], "hits": [1, 8]}))


def wear() -> pd.DataFrame:
    """A unit that is asked again and again answers less; of the fourth there are too few."""
    counts = pd.DataFrame({"level": "L2", "turn": range(1, 5), "n": [40, 22, 12, 4], "hits": [34, 16, 7, 1]})
    return shared(counts)


def moved() -> pd.DataFrame:
    """The others waited a little."""
    return pd.DataFrame([{"levers": 61, "units": 9, "ratio": 0.88, "lo": 0.79, "hi": 0.98}])


def effect() -> pd.DataFrame:
    """A figure that may be called an effect, one that may not, one whose placebo moved, and one of too few."""
    ratio, closed = Estimator.RATE_RATIO, Estimator.CLOSED
    told = (
        ("all", ratio, 0, 112, 96, 1.62, 1.31, 2.0, 1.04, 0.85, 1.27, SELECTED),
        ("all", closed, 0, 112, 88, 0.09, -0.02, 0.2, 0.11, 0.02, 0.2, FAILED),
        ("all", ratio, 1, 40, 34, 1.55, 1.1, 2.19, 0.98, 0.7, 1.38, EFFECT),
        ("L4", ratio, 0, 13, 12, None, None, None, None, None, None, TOO_FEW),
    )
    rows = [
        {**dict(zip(("level", "estimator", "lottery", "levers", "n", "estimate", "lo", "hi", "placebo", "placebo_lo", "placebo_hi"),
                    (level, one.value, *rest), strict=True)),
         "matched_share": rest[2] / rest[1], "caption": words.zh, "caption_en": words.en, "title": TITLES[one].zh, "title_en": TITLES[one].en}
        for level, one, *rest, words in told
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=EFFECT_COLUMNS)


def rules() -> pd.DataFrame:
    """One that was adopted and is confirmed, one that waits for an answer, one to be proposed, one of few cases
    that the list alone names, and one that was declined."""
    adopted = frames.NOW - timedelta(days=40)
    listed, none = frames.NOW - timedelta(days=12), (None,) * 8
    rows = [
        (
            "E0116",
            "eco",
            7,
            adopted,
            listed,
            6,
            210,
            28.6,
            10.5,
            62.2,
            1,
            95,
            10.5,
            0.3,
            58.6,
            0.37,
            0.01,
            3.0,
        ),
        ("E0301", "eco", 5, pd.NaT, pd.NaT, 5, 160, 31.3, 10.2, 72.9, *none),
        ("P0115", "jg", 4, pd.NaT, pd.NaT, 4, 130, 30.8, 8.4, 78.8, *none),
        ("E0406", "sw", 3, listed, listed, 3, 41, 73.2, 15.1, 213.8, 0, 6, 0.0, 0.0, 614.8, 0.0, 0.0, 15.9),
        ("C0101", "fg", 3, pd.NaT, pd.NaT, 3, 88, 34.1, 7.0, 99.6, *none),
    ]
    found = pd.DataFrame(rows, columns=RULE_COLUMNS)
    return found.astype(dict.fromkeys(("adopted_at", "listed_at"), "datetime64[us, UTC]"))


def proposals() -> pd.DataFrame:
    """Four records: adopted, waiting past its day, drafted, declined."""
    adopted, lately = frames.NOW - timedelta(days=40), frames.NOW - timedelta(days=3)
    blank = dict.fromkeys(RECORD_COLUMNS) | {
        "text_zh": "建议在分派目录中写明。",
        "text_en": "Proposed line.",
        "times": 3,
    }
    told = [
        {
            "key": "rule:1",
            "state": "adopted",
            "category": "E0116",
            "unit": "eco",
            "kind": "catalogue",
            "doc_no": "云府办〔2026〕18号",
            "proposed_at": adopted - timedelta(days=5),
            "adopted_at": adopted,
            "ended_at": adopted,
        },
        {
            "key": "rule:2",
            "state": "proposed",
            "category": "E0301",
            "unit": "eco",
            "kind": "duties",
            "proposed_at": frames.NOW - timedelta(days=20),
            "answer_by": frames.NOW - timedelta(days=5),
        },
        {
            "key": "rule:3",
            "state": "drafted",
            "category": "E0507",
            "unit": "cg",
            "kind": "catalogue",
            "answer_by": frames.NOW + timedelta(days=9),
        },
        {
            "key": "rule:4",
            "state": "declined",
            "category": "C0101",
            "unit": "fg",
            "kind": "duties",
            "why": "须先经编办会商",
            "proposed_at": lately - timedelta(days=6),
            "ended_at": lately,
        },
    ]
    rows = [
        blank | {"live": one["state"] in ("drafted", "proposed"), "seq": n, "owner": "lead", "grounds": "owner",
                 "drafted_at": frames.NOW - timedelta(days=30 - n)} | one
        for n, one in enumerate(told, 1)
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=RECORD_COLUMNS)
    moments = [name for name in RECORD_COLUMNS if name.endswith("_at") or name == "answer_by"]
    return found.astype(dict.fromkeys(moments, "datetime64[us, UTC]"))


def gaps() -> pd.DataFrame:
    """What T18 finds: a place to be proposed, and those whose rule is under way or rests."""
    told = (("P0115", "jg", 4, "missing", None, ""), ("E0301", "eco", 5, "proposed", None, "rule:2"),
            ("E0406", "sw", 3, "listed", 78, ""), ("C0101", "fg", 3, "declined", 87, "rule:4"))  # fmt: skip
    rows = [
        {"category": category, "unit": unit, "times": times, "levers": ", ".join(f"lever:L3-{unit}{n}" for n in range(times)),
         "cases": "case:hotline/1", "matters": times - 1, "first": frames.NOW - timedelta(days=70),
         "last": frames.NOW - timedelta(days=9), "instruments": "owner-named special-report owner-named", "lenders": "lead",
         "co_units": "cg st", "kind": "catalogue", "grounds": "owner", "resting": 2, "state": state,
         "until": None if days is None else frames.NOW + timedelta(days=days), "proposal": proposal, "why": ""}
        for category, unit, times, state, days, proposal in told
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=GAP_COLUMNS)
    return found.astype(dict.fromkeys(("first", "last", "until"), "datetime64[us, UTC]"))


def funnel() -> pd.DataFrame:
    """The levers of the quarter by step: all of them, and those of two levers."""
    told = {
        "all": [412, 61, 44, 41, 33, 31, 26, 19],
        "L2": [300, 40, 30, 29, 25, 24, 20, 15],
        "L4": [112, 21, 14, 12, 8, 7, 6, 4],
    }
    rows = [
        (
            level,
            step,
            n,
            n / before,
            0.1,
            0.9,
            (before - n) // 2,
            before - n - (before - n) // 2,
            None if not place else 3.5 * place,
        )
        for level, counts in told.items()
        for place, (step, n, before) in enumerate(zip(STEPS, counts, [counts[0], *counts[:-1]], strict=True))
    ]
    return pd.DataFrame(rows, columns=["level", "step", "n", "share", "low", "high", "lost", "open", "hours"])
