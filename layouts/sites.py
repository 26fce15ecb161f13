"""Which pages there are: the address of each, how it looks, which words its query may say."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.leverage.attention import NOMINATIONS
from dashboard.text import Text
from layouts import Page, audit_words, loans, windows
from layouts.asking import FILTERS, SORT, TABLE
from layouts.dimensions import CELLS
from layouts.scenes import SCENE, WIDE
from layouts.sought import SOUGHT
from layouts.windows import SPAN, WINDOW

WALL = Page(
    name="wall", path="/wall", title=Text("值守", "Wall"), look="wall", theme="dark", choices=(SCENE, WIDE)
)
DEPARTMENTS = Page(
    name="departments",
    path="/departments",
    title=Text("部门", "Departments"),
    words=(*SPAN, *FILTERS, TABLE),
    choices=(windows.AGAINST,),
    moment=windows.past,
    questions=windows.QUESTIONS,
)
DEPARTMENT = Page(
    name="department",
    path="/departments/",
    title=Text("一个单位", "One unit"),
    listed=False,
    words=("department", *SPAN, TABLE),
    choices=(windows.AGAINST,),
    moment=windows.past,
    questions=windows.QUESTIONS,
)
PLACES = Page(
    name="places",
    path="/places",
    title=Text("热点", "Places"),
    words=(*SPAN, *FILTERS, TABLE),
    moment=windows.past,
    questions=windows.QUESTIONS,
)
WEEKLY = Page(
    name="weekly", path="/weekly", title=Text("周会", "Weekly"), words=("week", TABLE), moment=windows.weekly
)
CASES = Page(
    name="cases",
    path="/cases",
    title=Text("案件", "Cases"),
    words=(
        "of",
        "ago",
        *SPAN,
        *CELLS,
        "week",
        *FILTERS,
        "columns",
        SOUGHT,
        SORT,
    ),
    choices=(windows.AGAINST,),
    moment=windows.listed,
    questions=windows.QUESTIONS,
)
CASE = Page(name="case", path="/cases/", title=Text("案件", "Case"), listed=False, words=("key", TABLE))
ATTENTION = Page(
    name="attention",
    path="/attention",
    title=Text("关注", "Attention"),
    words=("key", TABLE),
    first=NOMINATIONS,
)
DUTY = Page(name="duty", path="/duty", title=Text("值班台", "Duty"))
LEVERS = Page(
    name="levers",
    path="/levers",
    title=Text("借权", "Levers"),
    words=("lever", "level", "department"),
    choices=(loans.OF,),
)
COORDINATION = Page(
    name="coordination", path="/coordination", title=Text("协同", "Coordination"), words=(WINDOW.key,)
)
FEEDS = Page(name="feeds", path="/feeds", title=Text("接入", "Feeds"), words=("feed", TABLE), lasts=5.0)
AUDIT = Page(
    name="audit",
    path="/audit",
    title=Text("审计", "Audit"),
    words=audit_words.WORDS,
    questions=(audit_words.PERIOD,),
    turns=(*audit_words.TURNS, audit_words.WHOLE),
    sound=audit_words.checked,
    lasts=5.0,
)
PEOPLE = Page(name="people", path="/people", title=Text("账号", "People"), lasts=5.0)
DRY_RUN = Page(
    name="dry-run", path="/dry-run", title=Text("试算", "Dry run"), words=("of", "unit"), lasts=5.0
)
PAGES: Mapping[str, Page] = {
    page.name: page
    for page in (
        WALL,
        DUTY,
        ATTENTION,
        LEVERS,
        COORDINATION,
        DEPARTMENTS,
        DEPARTMENT,
        PLACES,
        WEEKLY,
        CASES,
        CASE,
        FEEDS,
        AUDIT,
        PEOPLE,
        DRY_RUN,
    )
}
"""Every page by name, in the order of the navigation."""
