"""The forms in which people move a borrowed power: what each asks for, what it writes and who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dashboard.district import District
from dashboard.fold.borrowing import Move
from dashboard.leverage.book import book_of
from dashboard.text import Text
from layouts import Entry, Form

ANSWERS = {
    "ack": Text("确认并给出下一节点", "acknowledged, next milestone given"),
    "measure": Text("措施与日期", "measure and date"),
    "attendance": Text("已到会、到场", "attended"),
    "decision": Text("会议或领导已定", "decided"),
}
"""What counts as an answer, as the book's kinds name it."""
OUTCOMES = {"resolved": Text("解决", "resolved"), "partially": Text("部分解决", "partly resolved")}
WHY = Entry(
    name="why", title=Text("一句话（记入台账）", "One sentence (goes into the ledger)"), kind="text", most=500
)
NOTE = Entry(
    name="why", title=Text("说明（可不填）", "Remark (optional)"), kind="text", needed=False, most=500
)
PAPER = Entry(
    name="doc_no",
    title=Text("附件或议程文号", "Number of the opinion or agenda"),
    needed=False,
    most=60,
    hint=Text(
        "职责争议附编办或司法意见，一把手议题附议程", "for disputes the opinion, for the top the agenda"
    ),
)
MINE = Entry(
    name="not_mine",
    title=Text("分管有误", "Portfolio"),
    kind="choice",
    values={"true": Text("不是本岗分管", "not in my portfolio")},
    needed=False,
)
KIND_OF_ANSWER = Entry(
    name="response_kind",
    title=Text("答复方式", "Kind of answer"),
    kind="choice",
    values=ANSWERS,
    hint=Text(
        "借权力：措施；借权责：确认；借权能：到会、纪要；借权势：批示、书面回复；借权威：纪要",
        "L1 measure, L2 acknowledged, L3 attended or decided, L4 decided or measure, L5 decided",
    ),
)
SIMPLE = {
    Move.SUBMIT: (Text("送到第一道审批岗位。", "Goes to the first desk that approves."), (PAPER,)),
    Move.APPROVE: (
        Text(
            "记下您的岗位同意；审批齐全后由中心发出。",
            "Your post has approved; when every desk has, the centre issues it.",
        ),
        (NOTE,),
    ),
    Move.REJECT: (Text("退回拟办岗位，可改后再报。", "Back to whoever drafted it."), (WHY,)),
    Move.DOWNGRADE: (
        Text(
            "较低的借权（如会商）就够，本笔到此为止；中心据此另拟。",
            "A lower lever such as a consultation will do; this one ends, and the centre drafts anew.",
        ),
        (WHY,),
    ),
    Move.ISSUE: (
        Text(
            "登记已经发出的文书；答复时限从此刻起算。",
            "Registers the paper that has been sent; the time to answer begins now.",
        ),
        (Entry(name="doc_no", title=Text("文号", "Document number"), most=60), NOTE),
    ),
    Move.REFUSE: (
        Text(
            "不予出借也是数据：由出借方说，记下谁、因何；不是分管的请注明，据此提出更正名单的建议。",
            "A refusal is data and the lender's own: who, and why; not yours proposes to correct the list.",
        ),
        (WHY, MINE),
    ),
    Move.RESPOND: (Text("登记责任单位的答复。", "Registers the unit's answer."), (KIND_OF_ANSWER, NOTE)),
    Move.BEGIN: (Text("登记首次实质动作。", "Registers the first substantive action."), (NOTE,)),
    Move.EFFECT: (
        Text(
            "登记问题已解决；还权日期按规定起算。",
            "The problem is resolved; the day of return is counted from now.",
        ),
        (Entry(name="outcome", title=Text("结果", "Outcome"), kind="choice", values=OUTCOMES), NOTE),
    ),
    Move.RETURN: (
        Text("权力还给出借方，本笔销账。", "The power goes back to its lender; the item is struck."),
        (WHY,),
    ),
    Move.ESCALATE: (
        Text(
            "由同一事项较高的借权接手，两笔前后相连，本笔到此为止。",
            "The higher lever of the same matter takes its place; the two are linked, and this one ends.",
        ),
        (NOTE,),
    ),
    Move.WITHDRAW: (Text("撤回本笔。", "Withdraws it."), (WHY,)),
}
"""What each move writes, and what it asks for."""


def lever_forms(district: District) -> tuple[Form, ...]:
    """The form of each move that people make on a lever that is there."""
    simple = [form(move, says, *entries) for move, (says, entries) in SIMPLE.items()]
    return (drafting(district), *simple, instructing(district), delegating(district))


def forms_of(moves: Iterable[Move], district: District) -> tuple[Form, ...]:
    """The forms of some moves, the same as anywhere else."""
    found = {one.name: one for one in lever_forms(district)}
    return tuple(found[f"lever.{move}"] for move in moves)


def form(move: Move, says: Text, *entries: Entry) -> Form:
    """The form of one move."""
    words = Text(move.words.zh, move.words.en.capitalize())
    return Form(name=f"lever.{move}", title=words, says=says, button=words, entries=entries)


def drafting(district: District) -> Form:
    """A draft: instrument, decision, ask."""
    says = Text(
        "写成拟稿，送审前可改；不会发出任何东西。",
        "Written as a draft that can still be changed; nothing is sent.",
    )
    return form(Move.DRAFT, says, *drafted(district))


def drafted(district: District) -> Iterator[Entry]:
    """What a draft says."""
    book = book_of(district)
    units = {org.code: org.short for org in district.orgs}
    kinds = {
        kind.code: Text(f"{lever.level} {kind.name.zh}", f"{lever.level} {kind.name.en}")
        for lever in book.levers
        for kind in lever.kinds
    }
    yield Entry(name="kind", title=Text("借权方式", "Instrument"), kind="choice", values=kinds)
    yield Entry(
        name="decision_requested",
        title=Text("请定的事", "Decision asked for"),
        kind="choice",
        values=book.decisions,
        needed=False,
        hint=Text("借权势、借权威必填", "needed for L4 and L5"),
    )
    yield Entry(
        name="unit", title=Text("主办", "Owner"), kind="choice", values=units, needed=False,
        hint=Text("不填即现在的承办单位", "else the unit that has it now"),
    )  # fmt: skip
    yield Entry(name="co_units", title=Text("协办", "Co-owners"), kind="several", values=units, needed=False)
    yield Entry(name="ask", title=Text("所请", "The ask"), kind="text", most=500, needed=False)
    yield Entry(name="impact", title=Text("影响面", "Impact"), kind="text", most=500, needed=False)
    yield Entry(name="photos", title=Text("照片张数", "Photos"), kind="number", most=2, needed=False)


def instructing(district: District) -> Form:
    """A leader's own word, or one on paper that the office records for the leader."""
    says = Text(
        "本人批示即刻生效，按本岗与今日入台账；区府办代登的写明岗位、批示号与日期，显示为代登。",
        "A leader's own word holds at once, under the own post and today; what the office records says "
        "post, number and date, and is shown as recorded on behalf.",
    )
    behalf = Text("区府办代登时填；本人批示可不填", "when recorded for a leader; not for the own word")
    of_paper = (
        Entry(name="for_post", title=Text("领导岗位", "Leader's post"), kind="choice",
              values=leading(district), needed=False, hint=behalf),
        Entry(name="instruction_no", title=Text("批示号", "Number"), most=60, needed=False, hint=behalf),
        Entry(name="instruction_date", title=Text("批示日期", "Date"), kind="date", needed=False,
              hint=behalf),
    )  # fmt: skip
    return form(
        Move.INSTRUCT,
        says,
        Entry(
            name="instruction",
            title=Text("批一句话（进入台账）", "One sentence (goes into the ledger)"),
            kind="text",
            most=500,
        ),
        *of_paper,
    )


def delegating(district: District) -> Form:
    """Another leader lends it."""
    to = Entry(name="to_post", title=Text("转给", "To"), kind="choice", values=leading(district))
    return form(
        Move.DELEGATE, Text("转由另一领导出借，时限不变。", "Another leader lends it; times stay."), to, WHY
    )


def leading(district: District) -> dict[str, Text]:
    """The posts of the leaders of the district."""
    leaders = {one.post for one in district.leaders}
    return {post.code: post.name for post in district.posts if post.code in leaders}
