"""The forms in which a missing rule is drafted, proposed and answered: what each asks for, what it writes."""

from __future__ import annotations

from dataclasses import replace

from dashboard.district import District
from dashboard.fold.rule_proposal import RuleMove
from dashboard.leverage.rule_kind import KINDS
from dashboard.text import Text, filled
from layouts import Entry, Form

WHY = Entry(
    name="why", title=Text("一句话（记入台账）", "One sentence (goes into the ledger)"), kind="text", most=500
)
NOTE = Entry(
    name="why", title=Text("说明（可不填）", "Remark (optional)"), kind="text", needed=False, most=500
)
DAY = Entry(
    name="adopted_on",
    title=Text("采纳日", "Day of adoption"),
    kind="date",
    needed=False,
    hint=Text(
        "不填即今天；前后各 {days} 天从这一天起算",
        "else today; {days} days before and after are counted from it",
    ),
)
PAPER = Entry(
    name="doc_no",
    title=Text("文号", "Number of its paper"),
    needed=False,
    most=60,
    hint=Text("写入职责清单的必填", "needed for the duty list"),
)
SIMPLE = {
    RuleMove.PROPOSE: (
        Text(
            "送归口岗位答复；提出后文字不再改。",
            "Goes to its owner for an answer; its words stand from now on.",
        ),
        (NOTE,),
    ),
    RuleMove.ADOPT: (
        Text(
            "归口单位采纳，从采纳日起比较前后每千件借权数；职责清单其后写明即为印证。拟稿人、提出人不能采纳。",
            "Adopted by who keeps the list; levers per 1,000 cases are compared from its day on, and the "
            "duty list confirms it once it says so. Not for whoever drafted or proposed it.",
        ),
        (DAY, PAPER, NOTE),
    ),
    RuleMove.DECLINE: (
        Text(
            "不采纳也是答复：记下因何，{days} 天内不再提。",
            "No is an answer too: why is kept, and it is not proposed again for {days} days.",
        ),
        (WHY,),
    ),
    RuleMove.WITHDRAW: (
        Text("中心撤回，{days} 天内不再提。", "Taken back; it is not proposed again for {days} days."),
        (WHY,),
    ),
}


def terms(district: District) -> dict[str, int]:
    """From how many levers in how many days on a rule is missing in this district (T18)."""
    return {"days": district.bounds.triggers.T18_days, "times": district.bounds.triggers.T18_times}


def rule_forms(district: District) -> tuple[Form, ...]:
    """The form of each move of a proposed rule."""
    said = terms(district)
    return (
        drafting(district),
        *(
            form(
                move, filled(says, **said), *(replace(one, hint=filled(one.hint, **said)) for one in entries)
            )
            for move, (says, entries) in SIMPLE.items()
        ),
    )


def form(move: RuleMove, says: Text, *entries: Entry) -> Form:
    """The form of one move."""
    words = Text(move.words.zh, move.words.en.capitalize())
    return Form(name=f"rule.{move}", title=words, says=says, button=words, entries=entries)


def drafting(district: District) -> Form:
    """A draft: filled in from the evidence, changed as somebody likes."""
    posts = {post.code: post.name for post in district.posts}
    says = Text(
        "已按 T18 的依据填好，可直接存为拟稿，也可先改；提出之前不发出任何东西。",
        "Filled in from what T18 found: keep it or change it; nothing is sent before it is proposed.",
    )
    kinds = {kind.value: words for kind, words in KINDS.items()}
    return form(
        RuleMove.DRAFT,
        says,
        Entry(
            name="kind", title=Text("写入哪份清单", "Into which list"), kind="choice", values=kinds,
            hint=Text("改选后文字随之重拟", "choose the other and its words are drawn up anew"),
        ),
        Entry(name="owner", title=Text("归口岗位", "Owner"), kind="choice", values=posts, needed=False),
        Entry(name="answer_by", title=Text("答复期限", "Answer by"), kind="date", needed=False),
        Entry(name="text_zh", title=Text("正文", "Text in Chinese"), kind="text", needed=False, most=2000),
        Entry(name="text_en", title=Text("英文", "Text in English"), kind="text", needed=False, most=2000),
    )  # fmt: skip
