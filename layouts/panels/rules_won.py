"""制度化: where a rule should take the place of borrowing, who answers, whether less is borrowed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from dashboard.fold.rule_proposal import LIVE, PREFIX, RuleState
from dashboard.indicators.explaining import about
from dashboard.leverage.conversion.sequel import ENOUGH
from dashboard.leverage.rule_gaps import LISTED, MISSING, RULE_GAPS, STANDS
from dashboard.leverage.rule_kind import KINDS, RuleKind
from dashboard.leverage.rule_records import RULE_PROPOSALS, tally
from dashboard.leverage.rules_won import RULES_WON as INDICATOR
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.borrowing import post
from layouts.elements import div, el, span
from layouts.loans import text
from layouts.measures import known
from layouts.proposed_rules import Ruled, buttons, called, gathered
from layouts.rule_forms import rule_forms, terms
from layouts.states import DASH, empty
from layouts.wording import count, decimal, ratio

HEADS = (
    Text("类别 · 单位", "Category · unit"), Text("建议", "Proposed rule"), Text("采纳日", "Adopted"),
    Text("每千件：前", "Per 1,000 before"), Text("后", "After"), Text("后÷前（95%）", "After ÷ before"),
    Text("办理", "To do"),
)  # fmt: skip
NUMBERS = {3, 4, 5}
TIMES = Text("26 周内 L3+ {n} 次", "L3+ ×{n} in 26 weeks")
QUIET = Text("近 {days} 天未再触发 T18", "T18 has not fired for {days} days")
INTO = Text("写入{list}", "for the {list}")
ASKED = Text("{post}，{day} 前答复", "{post}, answer by {day}")
LATE = Text("已过答复期限", "answer overdue")
REST = Text("{day} 前不再提", "not again before {day}")
CONFIRMED = Text("清单 {day} 印证", "confirmed by the list, {day}")
BY_LIST = Text("仅清单写明", "by the list alone")
SHEET, PAPER = Text("建议单", "Sheet"), Text("公文", "Paper")
TOO_FEW = Text("数据不足", "not enough data")
OF = Text("{levers} 笔 / {cases} 件", "{levers} levers / {cases} cases")
TALLY = Text(
    "提出 {proposed} · 采纳 {adopted} · 待答复 {waiting} · 待提出 {missing}",
    "proposed {proposed} · adopted {adopted} · waiting {waiting} · to be proposed {missing}",
)
NOTHING = Text("没有反复借权的类别", "Nothing is borrowed for again and again")
NOTHING_WHY = Text(
    "同一类别、同一单位 26 周内 {times} 次 L3 以上才列出。",
    "A category and unit is listed from {times} levers of L3 or more in 26 weeks on.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """Every place with its rates, what was proposed, and what T18 nominates."""
    wanted = {"rules": INDICATOR, "rule-proposals": RULE_PROPOSALS, "rule-gaps": RULE_GAPS}
    return {name: Need(indicator=indicator) for name, indicator in wanted.items()}


def line(one: Ruled, view: View) -> Node:
    """One category and unit."""
    times = TIMES.to(view.lang, n=count(one.won.times, view.lang)) if one.won is not None else ""
    name = el("Th", None, called(one, view), span("jq-rule-under", times), scope="row")
    cells: list[Node] = [div("jq-rule-cell", *proposal(one, view)), div("jq-rule-cell", *adopted(one, view))]
    cells += [figure(one.won, side, view.lang) for side in ("before", "after")]
    cells += [compared(one.won, view.lang), div("jq-acts", *buttons(one, view))]
    place = [el("Td", "jq-number" if n in NUMBERS else None, cell) for n, cell in enumerate(cells, 1)]
    return el("Tr", None, name, place)


def proposal(one: Ruled, view: View) -> Iterator[Node]:
    """How its rule stands: state, list, whose answer by when, why not."""
    lang, record = view.lang, one.record
    yield span(f"jq-badge jq-rule-{one.state or 'quiet'}", standing(one, view))
    kind = record.kind if record is not None else one.gap.kind if one.nominated else ""
    if kind:
        yield span("jq-rule-under", INTO.to(lang, list=KINDS[RuleKind(kind)].to(lang)))
    if record is not None and record.state in LIVE:
        yield span("jq-rule-under", asked(record, view))
    if record is not None and record.state in (RuleState.DECLINED, RuleState.WITHDRAWN) and text(record.why):
        yield span("jq-rule-under", text(record.why))
    if record is not None:
        yield sheets(record, lang)
    if one.gap is not None and known(one.gap.until) is not None:
        yield span("jq-rule-under", REST.to(lang, day=day(one.gap.until, view)))


def standing(one: Ruled, view: View) -> str:
    """How the rule of a place stands, in a word."""
    return STANDS[one.state].to(view.lang) if one.state else QUIET.to(view.lang, **terms(view.district))


def asked(record: Any, view: View) -> str:
    """Whose answer it takes, by when, and whether that has passed."""
    lang, until = view.lang, known(record.answer_by)
    if until is None:
        return post(record.owner, view.district, lang)
    last = day(until - pd.Timedelta(seconds=1), view)
    said = ASKED.to(lang, post=post(record.owner, view.district, lang), day=last)
    late = record.state == RuleState.PROPOSED and until <= view.now
    return f"{said} · {LATE.to(lang)}" if late else said


def sheets(record: Any, lang: Lang) -> Node:
    """The ways to its sheet and its paper."""
    words = {f"/rules/{record.key.removeprefix(PREFIX)}": SHEET, f"/papers/{record.key}/rule.docx": PAPER}
    return span(
        "jq-rule-under", *(el("A", "jq-link", text_.to(lang), href=at) for at, text_ in words.items())
    )


def adopted(one: Ruled, view: View) -> Iterator[Node]:
    """From which day it holds, under which number, and whether the duty list confirms it."""
    won, lang = one.won, view.lang
    if won is None or known(won.adopted_at) is None:
        yield span(None, DASH)
        return
    yield span(None, day(won.adopted_at, view))
    mine = one.record is not None and known(one.record.adopted_at) is not None
    if mine and text(one.record.doc_no):
        yield span("jq-rule-under", text(one.record.doc_no))
    if not mine and one.state == LISTED:
        yield span("jq-rule-under", BY_LIST.to(lang))
    elif known(won.listed_at) is not None and won.listed_at >= won.adopted_at:
        yield span("jq-rule-under", CONFIRMED.to(lang, day=day(won.listed_at, view)))


def day(when: Any, view: View) -> str:
    """A local day."""
    return f"{when.astimezone(view.district.tz):%Y-%m-%d}"


def figure(won: Any, side: str, lang: Lang) -> Node:
    """A rate with its interval, and what it is made of; of few cases what it is made of alone."""
    value, cases = (known(getattr(won, name, None)) for name in (side, f"cases_{side}"))
    if cases is None:
        return DASH
    made = OF.to(lang, levers=count(getattr(won, f"levers_{side}"), lang), cases=count(cases, lang))
    if value is None or cases < ENOUGH:
        return div("jq-rule-cell", span(None, TOO_FEW.to(lang)), span("jq-rule-under", made))
    ends = [decimal(getattr(won, f"{side}_{end}"), lang) for end in ("lo", "hi")]
    said = f"{decimal(value, lang)} ({' … '.join(ends)})"
    return div("jq-rule-cell", span(None, said), span("jq-rule-under", made))


def compared(won: Any, lang: Lang) -> str:
    """After against before with its interval; nothing of few cases, no upper end where nothing was before."""
    cases = [known(getattr(won, f"cases_{side}", None)) for side in ("before", "after")]
    if any(n is None for n in cases):
        return DASH
    if min(cases) < ENOUGH:
        return TOO_FEW.to(lang)
    if known(won.lo) is None:
        return DASH
    high = ratio(won.hi, lang) if known(won.hi) is not None else "∞"
    middle = ratio(won.ratio, lang) if known(won.ratio) is not None else DASH
    return f"{middle} ({ratio(won.lo, lang)} … {high})"


def draw(view: View) -> Mapping[str, Any]:
    """A row a place, and beside the title how many were proposed and adopted."""
    lang, name, places = view.lang, RULES.name, gathered(view.frames)
    if not places:
        return {
            name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang, **terms(view.district))),
            f"{name}-note": RULES.note.to(lang),
        }
    head = [
        el("Th", "jq-number" if place in NUMBERS else None, one.to(lang), scope="col")
        for place, one in enumerate(HEADS)
    ]
    body = [line(one, view) for one in places]
    table = el("Table", "jq-table", el("Thead", None, el("Tr", None, head)), el("Tbody", None, body))
    proposed, won, waiting = tally(view.frames["rule-proposals"])
    missing = sum(one.state == MISSING for one in places)
    said = TALLY.to(lang, proposed=proposed, adopted=won, waiting=waiting, missing=missing)
    return {name: div("jq-scroll", table), f"{name}-note": said}


HELP = Text(
    f"{about(INDICATOR).zh}。{RULE_GAPS.formula.zh}。{RULE_PROPOSALS.formula.zh}",
    f"{about(INDICATOR).en}. {RULE_GAPS.formula.en}. {RULE_PROPOSALS.formula.en}",
)

RULES = Panel(
    name="rules-won",
    title=Text("制度化", "Institutionalisation"),
    note=Text("反复借权的，写进清单后少借了吗", "once it is a rule, is less borrowed?"),
    help=HELP,
    pages=("coordination",),
    needs=needs,
    draw=draw,
    forms=rule_forms,
)
