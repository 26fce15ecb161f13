"""The list behind a number: exactly the cases it has counted, the most pressing first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from dashboard.indicators.listing import sized
from dashboard.text import Text
from layouts import Column, Need, Node, Panel, Query, View
from layouts.asking import values
from layouts.dimensions import title, words
from layouts.elements import dashed, div, el, span
from layouts.links import same
from layouts.listed import ask, cells, of, size, sizes
from layouts.sought import SOUGHT, sought
from layouts.states import empty
from layouts.windows import AGAINST, before

COUNT = Text("{n} 件", "{n} cases")
TIMES = Text("{n} 件次，计 {cases} 件", "{n} counted, of {cases} cases")
SEEKS = Text("含“{words}”", "with “{words}”")
BEFORE = Text("窗口前移 {days} 天", "window moved back: {days} days")
WAS = Text("上期 {n} 件", "before: {n}")
NO_PERIOD = Text("这个数字看的是此刻，没有上期", "it looks at one moment: there is no period before")
UNKNOWN = Text("没有名为“{name}”的指标，改列在办", "no number is called “{name}”: here is what is open")
EXPORT = Text("导出", "Export")
TAKE = Text("去掉：{what}", "Take away: {what}")
NOTHING = Text("没有这样的案件", "No such case")
NOTHING_WHY = Text(
    "当前窗口与筛选下这个数字为零；去掉筛选或换一个窗口试试。",
    "With this window and these filters the number is zero; take a filter away or try another window.",
)
FILES = ("xlsx", "csv")
"""The kinds of file that a list can be had as."""
NAME = 40
"""Letters of a name that nobody knows, as far as it is said back."""
COLUMNS = (
    Column(name="id", title=Text("编号", "Number"), width=172, kind="link"),
    Column(name="category", title=Text("类别", "Category"), width=120),
    Column(name="left", title=Text("离超期", "To breach"), width=122),
    Column(name="street", title=Text("街镇", "Street"), width=84),
    Column(name="department", title=Text("承办", "Unit"), width=92),
    Column(name="phase", title=Text("状态", "Phase"), width=90),
    Column(name="reported", title=Text("受理", "Received"), width=132),
    Column(name="due", title=Text("时限", "Due"), width=132),
    Column(name="returns", title=Text("退单", "Returns"), width=72, kind="number"),
    Column(name="urgency", title=Text("紧急", "Urgency"), width=78),
    Column(name="source", title=Text("来源", "Source"), width=96),
    Column(name="text", title=Text("内容（30 字）", "Text (30)"), width=150, grow=True, sorts=False),
)


SEARCH = Text("快速筛选", "Quick filter")
COLUMNS_OF = "columns"
"""The word of a query that names the columns to be shown; none: all."""
FIRST = COLUMNS[0].name
"""The column that always stands: it leads to the case."""
CHOOSE = Text("列", "Columns")
ALL = Text("全部列", "All columns")
VIEWS = Text("视图", "Views")


def chosen(query: Query) -> list[Column]:
    """The columns that a query asks for, in the order of the table; all where it names none that there is."""
    named = {*values(query.get(COLUMNS_OF, ""))} & {one.name for one in COLUMNS}
    return [one for one in COLUMNS if one.name in named or one.name == FIRST] if named else list(COLUMNS)


def chooser(view: View) -> Node:
    """Every column as a link that takes it away or brings it back, and one that brings back all."""
    lang, held = view.lang, [one.name for one in chosen(view.query)]
    links = [column(one, held, view) for one in COLUMNS if one.name != FIRST]
    if len(held) < len(COLUMNS):
        links.append(el("A", "jq-add-value", ALL.to(lang), href=same(view.query, **{COLUMNS_OF: None})))
    menu = div("jq-add-list jq-columns-list", div("jq-add-values", *links))
    return el("Details", "jq-add", el("Summary", "jq-add-open", CHOOSE.to(lang)), menu)


def column(one: Column, held: list[str], view: View) -> Node:
    """The way to the table without a column, or with it."""
    shown = one.name in held
    names = [name for name in held if name != one.name] if shown else [*held, one.name]
    asked = None if len(names) == len(COLUMNS) else ",".join(sorted(names))
    return el(
        "A",
        "jq-add-value jq-column-on" if shown else "jq-add-value",
        f"{'✓ ' if shown else ''}{one.title.to(view.lang)}",
        href=same(view.query, **{COLUMNS_OF: asked}),
        **dashed(aria_current="true" if shown else "false"),
    )


def saved(view: View) -> Node:
    """The button that opens the views kept in this browser."""
    return el(
        "Button", "jq-add-open jq-views", VIEWS.to(view.lang), type="button", **dashed(aria_haspopup="dialog")
    )


def needs(query: Query) -> Mapping[str, Need]:
    """The rows behind the number; those of the period before where they are asked for."""
    number, asked = sized(of(query)), ask(query)
    found = {"listed": Need(indicator=number, ask=asked)}
    if AGAINST.of(query) != AGAINST.default and number.shifts:
        earlier = replace(asked, ago=asked.ago + before(query))
        found["listed-before"] = Need(indicator=number, ask=earlier)
    return found


def chips(view: View) -> list[Node]:
    """The cell in words and how far the window is moved, each a chip that can be taken away."""
    lang, found = view.lang, []
    for name, said in {**narrowed(view), **moved(view), **looked_for(view)}.items():
        chip = el(
            "A", "jq-filter", span(None, said), span("jq-filter-x", "✕"),
            href=same(view.query, **{name: None}), **dashed(aria_label=TAKE.to(lang, what=said)),
        )  # fmt: skip
        found.append(chip)
    return found


def narrowed(view: View) -> dict[str, str]:
    """The words of the query that name a cell of the number, as the screen says them."""
    lang, district = view.lang, view.district
    return {
        name: f"{title(name, lang)} {words(name, value, district, lang)}" for name, value in cells(view.query)
    }


def looked_for(view: View) -> dict[str, str]:
    """What the quick filter looks for."""
    words = " ".join(one.word for one in sought(view.query))
    return {SOUGHT: SEEKS.to(view.lang, words=words)} if words else {}


def moved(view: View) -> dict[str, str]:
    """That the window ends before now; of which week a list is, the bar of filters says."""
    if not ask(view.query).ago:
        return {}
    return {"ago": BEFORE.to(view.lang, days=ask(view.query).ago.days)}


def compared(view: View) -> Node | None:
    """How many there were in the period before, with their list; that there is none where it looks at now."""
    if AGAINST.of(view.query) == AGAINST.default:
        return None
    if "listed-before" not in view.frames:
        return span("jq-list-before", NO_PERIOD.to(view.lang))
    total, _ = sizes(view.frames["listed-before"], view.lang)
    ago = f"{(ask(view.query).ago + before(view.query)).days}d"
    return el("A", "jq-list-before jq-to", WAS.to(view.lang, n=total), href=same(view.query, ago=ago))


def unknown(view: View) -> Node | None:
    """That there is no number of the name asked for."""
    name = view.query.get("of", "")
    said = UNKNOWN.to(view.lang, name=name[:NAME])
    return span("jq-list-unknown", said) if name and of(view.query).name != name else None


def head(view: View) -> Node:
    """What is listed: the number by its name, its cell, how it is meant."""
    number, lang = of(view.query), view.lang
    asked = urlencode({**view.query, "lang": lang})
    files: list[Node] = [
        el("A", "jq-list-export", kind.upper(), href=f"/export/cases.{kind}?{asked}") for kind in FILES
    ]
    return div(
        "jq-list-head",
        el("B", "jq-list-of", number.title.to(lang), title=number.formula.to(lang)),
        unknown(view),
        *chips(view),
        compared(view),
        span("jq-list-formula", number.formula.to(lang)),
        span("jq-list-choices", saved(view), chooser(view)),
        span("jq-list-exports", EXPORT.to(lang), *files),
    )


def draw(view: View) -> Mapping[str, Any]:
    """The head, and by what the table knows that its rows have changed; an empty list says so."""
    frame, lang, name = view.frames["listed"], view.lang, CASE_LIST.name
    times, cases = size(frame)
    total, of_cases = sizes(frame, lang)
    body: list[Node] = [head(view)]
    if not cases:
        body.append(div("jq-list-none", empty(NOTHING.to(lang), NOTHING_WHY.to(lang))))
    note = COUNT.to(lang, n=total) if times == cases else TIMES.to(lang, n=total, cases=of_cases)
    length = {"mark": frame["mark"].iloc[0] if len(frame) else "0", "now": round(view.now.timestamp() * 1000)}
    return {name: body, f"{name}-note": note, f"{name}-grid": length}


CASE_LIST = Panel(
    name="case-list",
    title=Text("案件", "Cases"),
    note=Text("", ""),
    help=Text(
        "数字背后的案件，一件一行，件数与所点数字相同；按用时÷时限从高到低。点列头按全部案件重排，点编号看经过。"
        "快速筛选按编号、类别、街镇、承办与所示内容查找。滚动时名单不动，有变化会提示。"
        "内容只显示 30 字且已脱敏；导出即此表全部行。",
        "The cases behind a number, one a row, as many as the number says; most used of the limit first. A "
        "click on a heading sorts all of them, a click on a number opens the case. The quick filter looks in "
        "numbers, categories, streets, units and the texts shown. The list stands while one scrolls and "
        "says when it has changed. Texts are masked and cut at 30 characters; the export is all of it.",
    ),
    pages=("cases",),
    needs=needs,
    draw=draw,
    columns=COLUMNS,
    search=SEARCH,
)
