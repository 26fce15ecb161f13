"""What somebody is told who may not act: who, what, which value, and what to do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from dashboard.refusal import Refusal
from dashboard.text import Text


class Why(StrEnum):
    """Why an act is refused."""

    SHAPE = "shape"
    NO_RIGHT = "no-right"
    NOT_YOURS = "not-yours"
    NOT_THE_DESK = "not-the-desk"
    OWN_DRAFT = "own-draft"
    TWO_PEOPLE = "two-people"
    CHANGED = "changed"
    NOT_NOW = "not-now"
    TOLD_ONLY = "told-only"
    REUSED = "reused"
    UNKNOWN = "unknown"
    NO_REASON = "no-reason"
    NO_KIND = "no-kind"
    NO_UNIT = "no-unit"
    ONE_OWNER = "one-owner"
    NO_DECISION = "no-decision"
    NO_EXEMPTION = "no-exemption"
    NOT_BACKED = "not-backed"
    NO_STAKE = "no-stake"
    ONE_UNIT = "one-unit"
    TOO_LONG = "too-long"
    NO_ASK = "no-ask"
    INCOMPLETE = "incomplete"
    NOT_LOWEST = "not-lowest"
    ONLY_TOP = "only-top"
    NO_TOPIC = "no-topic"
    OWN_TOPIC = "own-topic"
    ALREADY = "already"
    TOO_SOON = "too-soon"
    WEEK_FULL = "week-full"
    STALE = "stale"
    NO_APPROVAL = "no-approval"
    NO_PAPER = "no-paper"
    NO_NUMBER = "no-number"
    NO_TERM = "no-term"
    NO_INSTRUCTION = "no-instruction"
    NOT_YET = "not-yet"
    NO_ANSWER = "no-answer"
    NOT_ASKED = "not-asked"
    NO_OUTCOME = "no-outcome"
    NOT_HELD = "not-held"
    NO_POST = "no-post"
    NO_LEADER = "no-leader"
    NOT_THE_LENDER = "not-the-lender"
    NOT_OF_LEADERS = "not-of-leaders"
    NO_NEXT = "no-next"
    NO_CASE = "no-case"
    PAST = "past"
    FEW = "few"
    NOT_THE_UNIT = "not-the-unit"
    NOT_SETTLED = "not-settled"
    WINDOW_OVER = "window-over"
    APPEALED = "appealed"
    NO_APPEAL = "no-appeal"
    OWN_APPEAL = "own-appeal"
    REVIEWED = "reviewed"
    NO_GAP = "no-gap"
    RESTING = "resting"
    OWN_RULE = "own-rule"
    NO_LIST_NUMBER = "no-list-number"
    ADOPTION_DAY = "adoption-day"


FORBIDDEN = frozenset({
    Why.NO_RIGHT, Why.NOT_YOURS, Why.NOT_THE_DESK, Why.OWN_DRAFT, Why.TWO_PEOPLE, Why.NOT_THE_UNIT,
    Why.OWN_APPEAL, Why.REVIEWED, Why.OWN_RULE, Why.NOT_THE_LENDER,
})  # fmt: skip
NOTED = FORBIDDEN | {Why.UNKNOWN}
"""What the audit hears of: what is not there for somebody may be there for others."""
CONFLICT = frozenset({
    Why.CHANGED, Why.NOT_NOW, Why.TOLD_ONLY, Why.ALREADY, Why.REUSED, Why.TOO_SOON, Why.NOT_HELD,
    Why.WEEK_FULL, Why.NOT_SETTLED, Why.WINDOW_OVER, Why.APPEALED, Why.NO_APPEAL, Why.NO_GAP, Why.RESTING,
})  # fmt: skip
WORDS = {
    Why.SHAPE: Text("内容不合要求：{what}", "the act cannot be read: {what}"),
    Why.NO_RIGHT: Text("您没有“{move}”的权限（需 {needed}）", "you may not {move}; it takes {needed}"),
    Why.NOT_YOURS: Text(
        "这项借权由 {unit} 答复，不在您的范围", "{unit} owes this, which is not in your scope"
    ),
    Why.NOT_THE_DESK: Text(
        "现在由 {desk} 审批（{approval}），不在您处", "it lies with {desk} ({approval}), not with you"
    ),
    Why.OWN_DRAFT: Text(
        "不能审批自己拟的稿，请由他人审批", "nobody approves their own draft: ask somebody else"
    ),
    Why.TWO_PEOPLE: Text(
        "两道审批须由两人，您已审过一道", "two desks are two people, and you sat at one already"
    ),
    Why.CHANGED: Text(
        "您看到之后，{post} 已于 {when} {move}，现为“{state}”；请看过再办",
        "since you looked, {post} did: {move}, at {when}; it is now {state}. Look again, then act",
    ),
    Why.NOT_NOW: Text("“{state}”时不能“{move}”", "it is {state}: {move} is not possible now"),
    Why.TOLD_ONLY: Text(
        "要情只报告、不借权，不能“{move}”；领导另有批示的请登记批示，已阅的请销账",
        "a notice tells and lends nothing, so there is no {move}; record the leader's instruction if there "
        "is one, or strike it as read",
    ),
    Why.REUSED: Text(
        "编号 {id} 已用于另一次操作，请换一个", "the id {id} was used for another act: take a new one"
    ),
    Why.UNKNOWN: Text("没有 {key}，或不在您的范围", "there is no {key} that you may see"),
    Why.NO_REASON: Text("“{move}”须写明理由（why）", "{move} must say why"),
    Why.NO_KIND: Text("借权清单中没有 {kind} 这种工具", "the book of levers has no instrument {kind}"),
    Why.NO_UNIT: Text(
        "区县文件中没有单位 {unit}；须有一家主办（unit）", "there is no unit {unit}; name one owner (unit)"
    ),
    Why.ONE_OWNER: Text(
        "{unit} 既是主办又是协办，请只留一处", "{unit} is owner and co-owner; leave one of them"
    ),
    Why.NO_DECISION: Text(
        "没有“{decision}”这种请示；可写 {known}", "no decision is called {decision}; there are {known}"
    ),
    Why.NO_EXEMPTION: Text(
        "没有豁免码 {code}；可写 {known}", "no exemption is called {code}; there are {known}"
    ),
    Why.NOT_BACKED: Text(
        "豁免码 {code} 没有依据：案件现有依据的豁免码：{known}；请先在来源系统标记或登记批示，再行拟办",
        "nothing in the case bears the exemption {code}; it bears: {known}. Have its source flag it, or "
        "record the instruction, then draft",
    ),
    Why.NO_STAKE: Text(
        "借权力须有市级利害（市级交办件或标记）或区外当事方；请把区外单位写为主办或协办，或改借权责、借权能",
        "L1 takes a stake of the city (its order or flag) or a party beyond the district: name that party as "
        "owner or co-owner, or borrow duty or capability instead",
    ),
    Why.ONE_UNIT: Text(
        "借权能须有两家以上有权单位或一家执法单位，现只有 {unit}；请补协办（co_units），只催一家的请借权责",
        "L3 takes two competent units or one that enforces the law, and there is {unit} alone: name "
        "co-owners (co_units), or borrow duty (L2) from the one",
    ),
    Why.TOO_LONG: Text(
        "有效期 {until} 太长，最迟 {most}（市级时限或清单所定的最长期限）",
        "the term {until} is too long: {most} at most, by the limit of the city or the book",
    ),
    Why.NO_ASK: Text(
        "{title}须写明所请示的决定（decision_requested）：{known}；没有请示的写入日报",
        "{title} is asked for a decision (decision_requested): {known}; else it goes to the daily report",
    ),
    Why.INCOMPLETE: Text(
        "完整度 {value:.2f}，不足 {needed:.2f}；还缺：{zh}",
        "completeness {value:.2f} of {needed:.2f}; missing: {en}",
    ),
    Why.NOT_LOWEST: Text(
        "{title}须先试过 {below}，或写明豁免码（exemption_code）",
        "{title} comes after {below} was tried, or with an exemption_code",
    ),
    Why.ONLY_TOP: Text(
        "单位议题只提请一把手（L5），不能借 {level}；单件请在案件上借权",
        "a unit is a topic for the top leaders alone (L5), not for {level}: borrow for a case on the case",
    ),
    Why.OWN_TOPIC: Text(
        "议题说的是 {topic}，只能由它答复，不能写 {unit}",
        "the topic is about {topic}, which answers for itself: not {unit}",
    ),
    Why.NO_TOPIC: Text(
        "{unit} 现未连月低于控制限（T17），近 30 天也没有对它借过 L4；须有其一，"
        "或写明豁免码（exemption_code）",
        "{unit} is not below the funnel limit month after month now (T17), and no L4 was lent against it in "
        "30 days: it takes one of them, or an exemption_code",
    ),
    Why.ALREADY: Text(
        "同一事项已有 {key}（{state}），请在其上办理", "this matter has {key} ({state}) already: act on it"
    ),
    Why.TOO_SOON: Text(
        "同一事项刚提请过 {post}，{until} 前不再提请，除非高出 {rise} 分",
        "{post} was just asked about this matter: not again before {until}, unless it is {rise} points worse",
    ),
    Why.WEEK_FULL: Text(
        "{post} 本周名额已满（{n}/{most}）：{keys}；{until} 起有空位，或撤回其中待审批的一件；"
        "安全、群体、媒体、市级件不占名额",
        "the week of {post} is full ({n} of {most}): {keys}. A place is free from {until}, or when one of "
        "them that waits is withdrawn; safety, crowds, media and orders of the city take none",
    ),
    Why.STALE: Text(
        "责任清单超过 {days} 天未核实，请先核实",
        "the duty list was not confirmed for {days} days: confirm it first",
    ),
    Why.NO_APPROVAL: Text(
        "policy.toml 的 approvals 中没有 {approval}，请先补上",
        "the approvals of policy.toml have no {approval}: add it first",
    ),
    Why.NO_PAPER: Text("{title}须写明所附文件号（doc_no）", "{title} takes the number of its paper (doc_no)"),
    Why.NO_NUMBER: Text("发出须写明文号（doc_no）", "to issue it takes a document number (doc_no)"),
    Why.NO_TERM: Text(
        "{title}须有到期时间：请写明 valid_until（晚于现在）",
        "{title} needs a term: give valid_until, after now",
    ),
    Why.NO_INSTRUCTION: Text("登记批示须写明 {name}", "to record an instruction takes {name}"),
    Why.NOT_YET: Text("批示日期 {day} 还没有到", "the instruction is dated {day}, which is yet to come"),
    Why.NO_ANSWER: Text(
        "“{kind}”不算对{title}的答复；可写 {known}", "{kind} is no answer to {title}; it takes {known}"
    ),
    Why.NOT_ASKED: Text("{unit} 不是这项借权的主办或协办", "{unit} is neither owner nor co-owner of it"),
    Why.NO_OUTCOME: Text(
        "见效须写明 outcome：resolved 或 partially", "effect takes an outcome: resolved or partially"
    ),
    Why.NOT_HELD: Text(
        "须保持到 {until} 才能还权", "it must have held until {until} before it is given back"
    ),
    Why.NO_POST: Text("区县文件中没有岗位 {post}", "the district file has no post {post}"),
    Why.NO_LEADER: Text(
        "{post} 不是可出借 {level} 的区领导岗位；区县文件 leaders 中有 {known}（领导账号的岗位须与之一致）",
        "{post} is no leader who lends {level}; the leaders of the district file are {known} (a leader's "
        "account has its post from there)",
    ),
    Why.NOT_THE_LENDER: Text(
        "出借方是 {lender}：“{move}”由其本人办理或由区府办代为登记；被要求办理的单位请答复",
        "{lender} lends it: to {move} is theirs, or for the office that records on their behalf; a unit that "
        "is asked to act answers",
    ),
    Why.NOT_OF_LEADERS: Text(
        "{level} 不由领导出借，不能“{move}”；请走审批后发出",
        "{level} is not lent by leaders, so there is no {move}: have it approved and issue it",
    ),
    Why.NO_NEXT: Text("{key} 不是同一事项在办的借权", "{key} is no live lever of the same matter"),
    Why.NO_CASE: Text("{key} 不是案件", "{key} is no case"),
    Why.PAST: Text("到期时间 {until} 须晚于现在", "until is {until}, which is not after now"),
    Why.FEW: Text("一个事项至少两件案件", "a matter has at least two cases"),
    Why.NOT_THE_UNIT: Text(
        "只能由责任单位 {unit} 申诉，不在您的范围",
        "{unit} answers for it and may appeal, which is not in your scope",
    ),
    Why.NOT_SETTLED: Text(
        "案件尚未结案或到期，没有可申诉的评价",
        "it is neither closed nor due: there is no judgement to appeal against",
    ),
    Why.WINDOW_OVER: Text(
        "申诉期（结案或到期后 {days} 个工作日）已于 {until} 届满",
        "an appeal may be filed within {days} working days of settlement, which ended at {until}",
    ),
    Why.APPEALED: Text(
        "本次办结已于 {when} 申诉（{state}），不能再次申诉",
        "this settlement was appealed at {when} already ({state}): not again",
    ),
    Why.NO_APPEAL: Text("{key} 没有待复核的申诉", "{key} has no appeal to review"),
    Why.OWN_APPEAL: Text("不能复核自己提出的申诉", "nobody reviews their own appeal"),
    Why.REVIEWED: Text(
        "两次复核须由两人，您已复核过", "two reviews are by two people, and one is yours already"
    ),
    Why.NO_GAP: Text(
        "这笔借权的类别与单位还没有反复借权（T18），不提制度化建议",
        "its category and unit were not borrowed for again and again (T18): no rule is proposed",
    ),
    Why.RESTING: Text(
        "同一类别、同一单位的建议{state}，{until} 前不再提：{because}",
        "the rule of this category and unit is: {state}; not again before {until} ({because})",
    ),
    Why.OWN_RULE: Text(
        "不能采纳或否决自己拟的、自己提出的建议，请由他人办理",
        "nobody says yes or no to a rule that they drafted or proposed: ask somebody else",
    ),
    Why.NO_LIST_NUMBER: Text(
        "职责清单的变更须写明文号（doc_no）", "a line of the duty list takes the number of its paper (doc_no)"
    ),
    Why.ADOPTION_DAY: Text(
        "采纳日 {day} 须在提出之日 {since} 与今天 {today} 之间",
        "the day of adoption {day} must lie between {since}, when it was proposed, and today, {today}",
    ),
}
SHOWN = "%Y-%m-%d %H:%M"


class ActError(Refusal):
    """An act is refused: `why`, `words` in both languages, and the `status` of the answer."""

    def __init__(self, why: Why, **values: Any) -> None:
        self.why = why
        said = {lang: {name: told(value, lang) for name, value in values.items()} for lang in ("zh", "en")}
        self.words = Text(WORDS[why].to("zh", **said["zh"]), WORDS[why].to("en", **said["en"]))
        super().__init__(self.words.en)

    @property
    def status(self) -> int:
        """How HTTP says it."""
        if self.why in FORBIDDEN:
            return 403
        if self.why == Why.UNKNOWN:
            return 404
        return 409 if self.why in CONFLICT else 400


def told(value: Any, lang: str) -> Any:
    """A value as a person reads it."""
    if isinstance(value, Text):
        return getattr(value, lang)
    return f"{value:{SHOWN}}" if isinstance(value, datetime) else value
