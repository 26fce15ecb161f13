"""All that was told of one case: facts in order, those not applied with their reason, advice beside them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import STATE
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.joining import beside
from dashboard.indicators.records import RECORD, asked
from dashboard.privacy import short
from dashboard.text import Text

SAID = ("note", "doc_no", "clause", "phase", "holder", "level", "due_at")
"""What a body says that is shown."""
COLUMNS = ("seq", "stream", "happened_at", "known_at", "kind", "org", "to_org", "reason_code", *SAID)
FREE = ("note", "clause", "doc_no")
"""What people write: thirty characters of it, without what tells of a person, leave the board."""
SHOWN = 500


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """The facts of the case, also of one that follows another, and of the advice about it."""
    facts = tables.facts.union(tables.follower_facts)
    rows = facts.filter(facts.key.isin([asked(), ibis.literal("advice:").concat(asked())]))
    body = rows.body.cast("json")
    rows = rows.mutate(**{name: body[name].unwrap_as("string") for name in SAID}).select(*COLUMNS)
    anomalies = tables.anomalies.filter(tables.anomalies.key == asked())
    refused = anomalies.group_by("seq").agg(refused=anomalies.reason.min())
    rows = beside(rows, refused, "seq")
    rows = rows.mutate(total=rows.count().over())
    return rows.order_by(rows.happened_at.desc(), rows.seq.desc()).limit(SHOWN)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In the order things happened; `superseded`: a state that came when a newer one was known already."""
    found = frame.sort_values(["happened_at", "seq"], ignore_index=True)
    states = found[found["kind"] == STATE].sort_values("seq")
    newest = states["happened_at"].cummax()
    old = (states["happened_at"] < newest).reindex(found.index, fill_value=False)
    told = {name: found[name].map(short, na_action="ignore") for name in FREE}
    return found.assign(**told, superseded=old.astype(bool))


CASE_TIMELINE = Indicator(
    name="case-timeline",
    title=Text("经过", "Timeline"),
    unit=Text("项", "facts"),
    formula=Text(
        "来源所报的每一条事实，按发生时间排列；与状态不合而未采用的也列出并写明原因",
        "Every fact that sources told of one case by the time it happened; what was not applied stands there "
        "too, with its reason",
    ),
    measure=measure,
    finish=finish,
    cells=RECORD,
    cases="own",
)
