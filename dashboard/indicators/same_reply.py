"""How many replies a unit gave in the same words."""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from dashboard.board.tables import NO, Tables
from dashboard.cases import EventKind
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import NOT_JUDGED, in_episodes, judgeable, judged
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window
from dashboard.text import Text

REPLIES = (EventKind.DISPOSE.value, EventKind.CLOSE.value)
LEAST = 20


@ibis.udf.scalar.builtin(name="json_extract_string")  # type: ignore[untyped-decorator]
def said(body: dt.string, path: dt.string) -> dt.string:
    """One word of a body."""


@ibis.udf.scalar.builtin(name="regexp_replace")  # type: ignore[untyped-decorator]
def replaced(text: dt.string, pattern: dt.string, by: dt.string, how: dt.string) -> dt.string:
    """A text with all that fits a pattern replaced."""


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Replies of the window without signs and spaces: the same at two cases of a unit, its own, or short."""
    facts, refused = tables.facts, tables.anomalies
    told = facts.filter(facts.kind.isin(REPLIES), in_window(facts.happened_at, ask))
    told = told.anti_join(refused, ["key", "seq"]).select("key", NO, "happened_at", "body", holder="org")
    reply = replaced(said(told.body, "$.note").lower(), r"[\s\p{P}\p{S}]+", "", "g")
    rows = told.mutate(reply=reply).drop("body")
    rows = rows.filter(rows.reply.notnull())
    alike = rows.group_by(["holder", "reply"]).agg(cases=rows.key.nunique())
    rows = rows.inner_join(alike, [rows.holder.identical_to(alike.holder), rows.reply == alike.reply])
    rows = rows.select("key", NO, "happened_at", "holder", "reply", "cases")
    rows = in_episodes(rows, tables, "happened_at")
    rows = judgeable(rows, tables, ask)
    outcome = ibis.cases((rows.reply.length() < LEAST, "short"), (rows.cases > 1, "same"), else_="own")
    return split(judged(rows, tables, outcome), tables, ask, moment="happened_at")


SAME_REPLY = ratio(
    name="same-reply",
    title=Text("雷同答复", "Same reply"),
    formula=Text(
        "窗口 [起, 此刻) 内处置或结案时写的答复（去标点空白后不少于 20 字）中，同一单位另一件案件也用了同样"
        "字句者所占比例。是要问的事，不是扣分",
        "Of the replies written when handling or closing in the window [start, now) (20 letters or more "
        "without signs and spaces), the share with the same words at another case of the same unit. A "
        "question to ask, never a deduction",
    ),
    behind=behind,
    hits=("same",),
    misses=("own",),
    excludes=("short", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
    bounds=(0.20,),
)
