"""The rules that were proposed: of which category and unit, into which list, and what was answered."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.rule_proposal import LIVE, RuleState
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.timing import before
from dashboard.text import Text

KEPT = timedelta(days=364)
COLUMNS = [
    "key", "state", "live", "seq", "category", "unit", "kind", "grounds", "times", "owner", "answer_by",
    "text_zh", "text_en", "drafted_at", "drafted_by", "proposed_at", "proposed_by", "adopted_at",
    "adopted_by", "doc_no", "ended_at", "ended_by", "why",
]  # fmt: skip
"""All that a record says but for the levers and cases that show it, which are for those who see them."""


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Those that wait for an answer, and those that ended within a year."""
    rules = tables.rule_proposals
    return rules.filter(rules.live | (rules.ended_at >= before(KEPT))).select(*COLUMNS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The newest first."""
    return frame.sort_values(["drafted_at", "key"], ascending=[False, True], ignore_index=True)


def tally(frame: pd.DataFrame) -> tuple[int, int, int]:
    """How many were proposed, how many of them were adopted, and how many wait for an answer."""
    proposed = frame["proposed_at"].notna()
    states = frame.loc[proposed, "state"]
    return int(proposed.sum()), int((states == RuleState.ADOPTED).sum()), int(states.isin([*LIVE]).sum())


RULE_PROPOSALS = Indicator(
    name="rule-proposals",
    title=Text("制度化建议办理", "Proposed rules"),
    unit=Text("条", "rules"),
    formula=Text(
        "按 T18 拟出的制度化建议：写入哪份清单、归口岗位与答复期限、何时由哪个岗位提出、采纳或不采纳；"
        "列在办的与一年内办结的；提出者不得自行采纳",
        "Rules proposed by T18: into which list, the post that is to answer and by when, when and by which "
        "post it was proposed, adopted or declined; those that wait, and those that ended within a year; "
        "nobody adopts their own",
    ),
    measure=measure,
    finish=finish,
)
