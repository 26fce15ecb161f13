"""What the watch looks up: orders of the city that run, who is on the roster, the last handovers."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import last_hand
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import timed
from dashboard.leverage import risk
from dashboard.text import Text

ORDERS = 12
SHEETS = 2


def orders(tables: Tables, _ask: Ask) -> ir.Table:
    """Open cases that the city has ordered or looks at again, each with its clock."""
    open_ = tables.cases.filter(tables.cases.open)
    rows = timed(open_.filter(risk.municipal(open_)))
    rows = rows.mutate(unit=rows.holder.coalesce(last_hand(rows)), total=rows.count().over())
    rows = rows.order_by(ibis.asc("left", nulls_first=False), "key").limit(ORDERS)
    return rows.select(
        "key", "category", "street", "unit", "phase", "due_at", "left", "clock", "state", "total"
    )


MUNICIPAL_ORDERS = Indicator(
    name="municipal-orders",
    title=Text("市级件", "Orders of the city"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻在办、由市级派来或标为市级的案件，剩余时间最少的在上，各按自己的时钟",
        "Open cases sent or marked by the city, the least time left first, each on its own clock",
    ),
    measure=orders,
    finish=lambda frame: frame.sort_values(["left", "key"], ignore_index=True),
    cases="own",
)


def rostered(tables: Tables, _ask: Ask) -> ir.Table:
    """The roster with what its posts are called."""
    posts = tables.posts.select("name_zh", "name_en", "org", post="code", office="line")
    rows = beside(tables.roster, posts, "post")
    return rows.mutate(line=rows.line.coalesce(rows.office)).drop("office")


def by_place(frame: pd.DataFrame) -> pd.DataFrame:
    """As the list has them."""
    return frame.sort_values("n", ignore_index=True)


ROSTERED = Indicator(
    name="rostered",
    title=Text("值班表", "Roster"),
    unit=Text("行", "lines"),
    formula=Text(
        "文件夹中的值班表，连同岗位名称与值守电话；只写岗位，不写姓名",
        "The roster of the folder with the names and lines of its posts; posts, never persons",
    ),
    measure=rostered,
    finish=by_place,
)


def offices(tables: Tables, _ask: Ask) -> ir.Table:
    """The duty list's posts that have a line, each unit once."""
    named = tables.posts.select("name_zh", "name_en", "line", post="code")
    duties = tables.duties
    first = duties.group_by("org").agg(
        n=duties.n.min(), post=duties.post.argmin(duties.n), as_of=duties.as_of.max()
    )
    rows = beside(first, named, "post")
    return rows.filter(rows.line != "")


DUTY_OFFICES = Indicator(
    name="duty-offices",
    title=Text("各单位值守电话", "Duty offices"),
    unit=Text("个", "offices"),
    formula=Text(
        "职责清单上各单位第一责任岗位的值守电话；只写岗位与办公电话",
        "The office lines of the posts that answer for each unit by the duty list; posts alone",
    ),
    measure=offices,
    finish=by_place,
)


def sheets(tables: Tables, _ask: Ask) -> ir.Table:
    """The last handovers without what stands on them."""
    rows = tables.handovers.order_by(ibis.desc("drafted_at"), "key").limit(SHEETS)
    return rows.select("key", "state", "drafted_at", "handed_at", "handed_by", "taken_at", "taken_by")


SHEETS_LATELY = Indicator(
    name="handovers-lately",
    title=Text("交接班", "Handover"),
    unit=Text("张", "sheets"),
    formula=Text(
        "最近两张值班交接单：起草、交班签字、接班签字的时刻与岗位",
        "The last two handover sheets: when they were drafted and signed, and by which posts",
    ),
    measure=sheets,
    finish=lambda frame: frame.sort_values("drafted_at", ascending=False, ignore_index=True),
)
