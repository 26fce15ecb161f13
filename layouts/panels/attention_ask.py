"""What a leader is asked to decide: the ask, its options, and four answers of one click and one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.district import District
from dashboard.fold.borrowing import LEADERS, Move, possible
from dashboard.leverage.book import book_of
from dashboard.leverage.lifecycle import RIGHTS
from dashboard.leverage.options import Option, options
from dashboard.leverage.proposal import Proposal
from dashboard.text import Text
from layouts import Form, Node, Panel, View
from layouts.acts import button
from layouts.borrowing import instrument, post, right
from layouts.elements import div, el
from layouts.lever_forms import forms_of, instructing
from layouts.loans import known, text
from layouts.names import unit
from layouts.one_case import stamp, told
from layouts.one_matter import asking, chosen, levers, needs, nomination, nothing, proposed, subject
from layouts.wording import NONE

ASK = Text("请定：{decision}", "To decide: {decision}")
NO_ASK = Text("只报告，不请示", "For information, nothing is asked")
CENTRE = Text("建议借{level}，由中心办理，不需要您批示", "{level} is proposed; the centre sees to it")
VALID = Text("{when} 前有效，逾期自动收回", "valid until {when}, then it ends by itself")
ANSWER = Text("{when} 前请答复", "answer by {when}")
TO = Text("呈 {post}", "to {post}")
OPTION = Text("方案{n}", "Option {n}")
NUMBERS = {"zh": "一二三", "en": "123"}
LEADS = Text("{unit}主办", "{unit} leads")
HELPED = Text("{unit}主办，{helpers}协办", "{unit} leads, {helpers} help")
ON_CLAUSE = Text("依据{clause}，点名本类事项", "{clause} names this kind of matter")
BY_CLAUSE = Text("依据{clause}", "{clause}")
NO_CLAUSE = Text("职责清单未列，批后宜补入清单", "not in the duty list: to be added afterwards")
AGREED = Text(
    "同意{option}：{words}，请限期办结并回告。", "{option} agreed: {words}; with a date, and report back."
)
ANSWERS = {
    Move.INSTRUCT: Text("同意并批示", "Accept"),
    Move.DELEGATE: Text("转他人", "Pass on"),
    Move.DOWNGRADE: Text("降级会商", "Downgrade"),
    Move.REFUSE: Text("不办", "Decline"),
}
"""What a leader answers, in the words of a leader."""
NOT_YET = Text(
    "还没有呈报：您可以直接批示；转他人、降级与不办在中心送审之后。",
    "Not put before you yet: you may instruct at once; the other answers come when the centre submits it.",
)
BETWEEN = {"zh": "、", "en": ", "}


def forms(district: District) -> tuple[Form, ...]:
    """The four answers: to instruct, and the others."""
    return forms_of(ANSWERS, district)


def ways(view: View) -> list[tuple[str, str, Option]]:
    """Each option: its name, its words, itself."""
    lang, matter = view.lang, nomination(view)
    if matter is None:
        return []
    found = []
    for number, option in zip(NUMBERS[lang], options(matter, view.district), strict=False):
        helpers = BETWEEN[lang].join(unit(view.district, one, lang) for one in option.helpers)
        words = (HELPED if helpers else LEADS).to(
            lang, unit=unit(view.district, option.unit, lang), helpers=helpers
        )
        found.append((OPTION.to(lang, n=number), words, option))
    return found


def way(name: str, words: str, option: Option, accept: Node, view: View) -> Node:
    """One option with its ground, and the button that accepts it."""
    ground = ON_CLAUSE if option.named else BY_CLAUSE if option.clause else NO_CLAUSE
    return div(
        "jq-way",
        div("jq-way-words", el("B", None, name), " ", words),
        div("jq-way-ground", ground.to(view.lang, clause=option.clause)),
        accept,
    )


def accepting(lever: Any | None, of: Proposal | None, said: str, name: str, view: View) -> Node:
    """The button that writes an instruction: on the lever that is there, or as a new one of the matter."""
    level = of.level if of and of.level in LEADERS else "L4"
    about: dict[str, Any] = {"on": chosen(view), "level": level, "seen": 0}
    if lever is not None:
        about = {"on": lever.key, "seen": int(lever.seq)}
    lender = text(lever.lender_post) if lever is not None else (of.lender.post if of and of.lender else "")
    return button(
        instructing(view.district), view.lang, subject=name, right=" ".join(RIGHTS[Move.INSTRUCT]),
        label=ANSWERS[Move.INSTRUCT], strong=True, instruction=said or None, for_post=lender or None, **about,
    )  # fmt: skip


def others(lever: Any | None, name: str, view: View) -> Iterator[Node]:
    """The answers besides accepting, as far as its state allows them."""
    if lever is None:
        return
    for form in forms(view.district):
        move = Move(form.name.removeprefix("lever."))
        if move is not Move.INSTRUCT and possible(lever.state, move):
            rights = f"lend {right(move, lever)}" if move is Move.DOWNGRADE else " ".join(RIGHTS[move][:2])
            yield button(
                form, view.lang, subject=name, right=rights.strip(), label=ANSWERS[move],
                on=lever.key, seen=int(lever.seq),
            )  # fmt: skip


def asked(lever: Any | None, of: Proposal | None, view: View) -> str:
    """The ask in words."""
    lang = view.lang
    if lever is not None and text(lever.ask):
        return text(lever.ask)
    code = text(lever.decision_requested) if lever is not None else ""
    code = code or (of.decision if of else "")
    if code:
        return ASK.to(lang, decision=book_of(view.district).decisions[code].to(lang))
    if of and of.level not in LEADERS:
        return CENTRE.to(lang, level=f" {of.level} {instrument(of.kind.code, lang)} ")
    return NO_ASK.to(lang)


def terms(lever: Any | None, of: Proposal | None, view: View) -> list[str]:
    """To whom it goes, by when an answer is asked for, until when it holds."""
    lang = view.lang
    lender = text(lever.lender_post) if lever is not None else (of.lender.post if of and of.lender else "")
    found = [TO.to(lang, post=post(lender, view.district, lang))] if lender else []
    for word, name in ((ANSWER, "respond_by"), (VALID, "valid_until")):
        if lever is not None and (when := known(getattr(lever, name))):
            found.append(word.to(lang, when=stamp(when, view)))
    return found


def draw(view: View) -> Mapping[str, Any]:
    """The ask, the options each with its button, the other answers."""
    one, name, lang = told(view), ATTENTION_ASK.name, view.lang
    if one is None:
        return {name: nothing(view), f"{name}-note": NONE}
    lever, of, called = asking(levers(view)), proposed(view), subject(one, view)
    listed = [
        way(option, words, which,
            accepting(lever, of, AGREED.to(lang, option=option, words=words), called, view), view)
        for option, words, which in ways(view)
    ]  # fmt: skip
    answers = [] if listed else [accepting(lever, of, "", called, view)]
    answers += others(lever, called, view)
    late = lever is None or len(answers) < 2
    body = div(
        "jq-decide",
        el("H3", None, asked(lever, of, view)),
        el("P", "jq-decide-terms", " · ".join(terms(lever, of, view)) or NONE),
        div("jq-ways", *listed),
        div("jq-acts", *answers),
        el("P", "jq-decide-not-yet", NOT_YET.to(lang)) if late else None,
    )
    return {name: body, f"{name}-note": ""}


ATTENTION_ASK = Panel(
    name="attention-ask",
    title=Text("请您定的事", "For you to decide"),
    note=Text("", ""),
    help=Text(
        "所请的决定与可选方案：曾经手的单位，职责清单点名本类事项的在前；按钮只对有此权限的岗位显示，每一句进入台账，不可更改。",
        "The decision asked for and its options: the units that had the matter, those first whose duty names "
        "it. Buttons show to those posts that may use them; each sentence goes into the ledger for good.",
    ),
    pages=("attention",),
    needs=needs,
    draw=draw,
    forms=forms,
)
