"""One lever: what is asked of whom on what grounds, its course so far, and what can be done now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.access.policy import shipped
from dashboard.fold.borrowing import BEFORE, LeverState, Move
from dashboard.leverage.completeness import WORDS as PARTS
from dashboard.leverage.lifecycle import OR, rank
from dashboard.leverage.loans import LOAN_STEPS, LOANS
from dashboard.leverage.naming import unit_of
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.borrowing import ENDED, buttons, chip, decision, matter, post
from layouts.elements import div, el, span
from layouts.hands import path
from layouts.lever_forms import lever_forms
from layouts.links import same, subject
from layouts.listed import moment
from layouts.loan_clocks import clock, pressing
from layouts.loans import fits, known, listed, text
from layouts.names import is_code, unit
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import NONE, decimal

CHOOSE = Text("点上面任一笔借权", "Choose a lever above")
CHOOSE_WHY = Text(
    "没有哪一笔在催。打开后这里显示它的依据、经过，以及您的岗位现在可以办的事。",
    "None of them presses. Opened, one shows its grounds, its course, and what your post can do now.",
)
PRESSING = Text("先看这几笔", "These press most")
HOW = Text(
    "点上面任一笔借权，或从这里打开：Tab 移到一笔，回车打开，Esc 收起。"
    "打开后显示依据、经过与您的岗位可办的事。",
    "Choose a lever above, or open one here: Tab to it, Enter opens, Esc shuts. Opened, it shows its "
    "grounds, its course, and what your post can do.",
)
MOST = 3
"""So many of those that press are offered where none is chosen."""
OPEN, OPEN_UNIT = Text("看案件", "Open the case"), Text("看单位", "Open the unit")
FACTS = {
    "lender": Text("出借方", "Lender"),
    "unit": Text("责任单位", "Unit"),
    "asks": Text("所请", "Ask"),
    "rules": Text("依据", "Grounds"),
    "missing": Text("信息尚缺", "Missing"),
    "waits": Text("待审批", "Waits for"),
    "number": Text("文号", "Number"),
    "answer": Text("答复时限", "Answer by"),
    "action": Text("首次动作时限", "Begin by"),
    "reply": Text("书面答复时限", "Reply by"),
    "until": Text("有效至", "Valid until"),
    "return": Text("应还权", "Return by"),
    "outcome": Text("结果", "Outcome"),
}
TIMES = {
    "answer": "respond_by",
    "action": "act_by",
    "reply": "reply_by",
    "until": "valid_until",
    "return": "return_by",
}
"""The moments of a record, each by its term."""
BY = Text("{post} · {what}", "{post} · {what}")
SYSTEM = Text("本系统", "the software")
COMPLETE = Text("完整度 {value}", "completeness {value}")


def needs(_query: Query) -> Mapping[str, Need]:
    """The ledger of loans and their steps."""
    return {"loans": Need(indicator=LOANS), "loan-steps": Need(indicator=LOAN_STEPS)}


def draw(view: View) -> Mapping[str, Any]:
    """The lever that the address names; else those that press most, and what to do."""
    key, lang = view.query.get("lever", ""), view.lang
    chosen = next((one for one in rows(view.frames["loans"]) if one.key == key), None)
    if chosen is None:
        return {"lever-one": offered(view), "lever-one-note": ""}
    said = matter(chosen, view.district, lang)
    body: list[Node] = [
        div("jq-loan-head", chip(chosen.level, lang, chosen.step), el("B", None, said), *hands(chosen, view)),
        el("Dl", "jq-loan-facts", *facts(chosen, view)),
        div("jq-acts", *buttons(chosen, said, view.district, lang, higher(chosen, view))),
        el("Ol", "jq-loan-steps", *course(chosen, view)),
    ]
    return {"lever-one": div("jq-loan-one", *body), "lever-one-note": LeverState(chosen.state).words.to(lang)}


def offered(view: View) -> Node:
    """Where none is chosen: those that ask for somebody now, each a way to open it."""
    lang = view.lang
    shown = [one for one in rows(view.frames["loans"]) if fits(one, view.query, view.now)]
    lines = [offer(one, view) for one in pressing(shown, view.now)[:MOST]]
    if not lines:
        return empty(CHOOSE.to(lang), CHOOSE_WHY.to(lang))
    return div("jq-press", el("H3", None, PRESSING.to(lang)), *lines, el("P", None, HOW.to(lang)))


def offer(lever: Any, view: View) -> Node:
    """One that presses: the lever, its matter, whose it is, its clock."""
    lang, district = view.lang, view.district
    said = matter(lever, district, lang)
    return el(
        "A", "jq-press-one",
        span(None, chip(lever.level, lang, lever.step)), span("jq-press-what", said, title=said),
        span("jq-press-whose", unit(district, lever.unit, lang)), span("jq-loan-clock", *clock(lever, view)),
        href=same(view.query, lever=lever.key),
    )  # fmt: skip


def higher(lever: Any, view: View) -> str:
    """The key of a live lever of the same matter that stands above this one; empty: there is none."""
    of_it = [one for one in rows(view.frames["loans"]) if one.live and text(one.matter) == text(lever.matter)]
    above = (one.key for one in of_it if text(one.matter) and height(one) > height(lever))
    return next(above, "")


def height(lever: Any) -> tuple[int, str]:
    """Where a lever stands on the ladder."""
    return rank({"level": lever.level, "step": text(lever.step)})


def hands(lever: Any, view: View) -> list[Node]:
    """The path of the case through its hands, and the way to it."""
    lang = view.lang
    found: list[Node] = []
    if lever.hands is not None and len(lever.hands):
        hops = list(lever.hops) if lever.hops is not None else []
        found.append(span("jq-path", *path(view.district, list(lever.hands), hops, 420, lang)))
    opens = OPEN_UNIT if unit_of(lever.matter) else OPEN
    return [*found, el("A", "jq-link", opens.to(lang), href=subject(lever.case_key))]


def facts(lever: Any, view: View) -> Iterator[Node]:
    """What the record says, term by term; what it does not say is left out."""
    for name, words in said(lever, view):
        if words:
            yield el("Dt", None, FACTS[name].to(view.lang))
            yield el("Dd", None, words)


def said(lever: Any, view: View) -> Iterator[tuple[str, str]]:
    """Each term of the record in words."""
    lang, district = view.lang, view.district
    yield "lender", post(lever.lender_post, district, lang)
    yield "unit", unit(district, lever.unit, lang)
    yield "asks", " · ".join(filter(None, (decision(lever.decision_requested, lang), text(lever.ask))))
    yield "rules", " ".join(listed(lever.rules))
    yield "missing", missing(lever, view)
    yield "waits", desks(text(lever.waits_for), lang)
    yield "number", text(lever.doc_no)
    for name, column in TIMES.items():
        yield name, moment(getattr(lever, column), district)
    yield "outcome", ENDED[lever.outcome].to(lang) if lever.outcome in ENDED else ""


def desks(waits_for: str, lang: Lang) -> str:
    """The desks that have still to approve, in their order, by the names of their roles."""
    roles = shipped().roles
    return BEFORE.join(
        " / ".join(roles[one].words.to(lang) if one in roles else one for one in desk.split(OR))
        for desk in waits_for.split(BEFORE)
        if desk
    )


def missing(lever: Any, view: View) -> str:
    """How complete the information is, and what it lacks."""
    value = known(lever.completeness)
    complete = "" if value is None else COMPLETE.to(view.lang, value=decimal(value, view.lang))
    lacks = "、".join(PARTS[one].to(view.lang) for one in listed(lever.missing) if one in PARTS)
    return " · ".join(filter(None, (complete, lacks)))


def course(lever: Any, view: View) -> Iterator[Node]:
    """Each step: when, which post, what, why."""
    lang, district = view.lang, view.district
    for step in rows(view.frames["loan-steps"]):
        if step.key != lever.key:
            continue
        who = post(step.post, district, lang) if is_code(step.post) else SYSTEM.to(lang)
        yield el(
            "Li", None,
            span("jq-loan-when", moment(step.happened_at, district) or NONE),
            span("jq-loan-who", BY.to(lang, post=who, what=Move(step.move).words.to(lang))),
            span("jq-loan-why", text(step.why)) if text(step.why) else None,
        )  # fmt: skip


LEVER_ONE = Panel(
    name="lever-one",
    title=Text("这一笔", "This lever"),
    note=Text("", ""),
    help=Text(
        "依据、所请、时限与每一步经过；按钮只对有此权限的岗位显示，每一步记入台账，不可更改。"
        "系统只建议与记录，从不自行发出。",
        "Grounds, ask, limits and each step. Buttons show to those posts that may use them; each step goes "
        "into the ledger and is never changed. The software suggests and records, and issues "
        "nothing itself.",
    ),
    pages=("levers",),
    needs=needs,
    draw=draw,
    forms=lever_forms,
)
