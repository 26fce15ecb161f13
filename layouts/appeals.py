"""An appeal in words, and the buttons with which it is filed and reviewed."""

from __future__ import annotations

from typing import Any

from dashboard.fold.appeal import PENDING
from dashboard.leverage.appeals import DAYS, STATES
from dashboard.text import Text
from layouts import Entry, Form, Node, View
from layouts.acts import button
from layouts.borrowing import post
from layouts.elements import div, span
from layouts.listed import moment
from layouts.loans import text
from layouts.names import is_code

FILE = Form(
    name="appeal.file",
    title=Text("申诉", "Appeal"),
    says=Text(
        f"结案或到期后 {DAYS} 个工作日内可申诉。写入台账，由中心两人先后复核；"
        "都认为成立的，事实保留，统计剔除；只及于这一次办结，重办后另算。",
        f"Within {DAYS} working days of settlement. It goes into the ledger and is reviewed by two people of "
        "the centre; if both uphold it, the fact stays and the statistic leaves this settlement out. What "
        "comes of the case after a reopening is another.",
    ),
    button=Text("提出申诉", "File the appeal"),
    entries=(
        Entry(name="reason", title=Text("因何", "Why"), kind="text", most=500),
        Entry(
            name="evidence", title=Text("证据编号", "Evidence number"), most=120,
            hint=Text("材料所在的文号或附件号", "number of the paper or attachment"),
        ),
    ),
)  # fmt: skip
REVIEW = Form(
    name="appeal.review",
    title=Text("复核", "Review"),
    says=Text(
        "两人先后复核，都认为成立才成立；第二人的意见即为结论。",
        "Two people review one after another; only if both uphold it is it upheld. The second decides.",
    ),
    button=Text("记入复核意见", "Record the review"),
    entries=(
        Entry(
            name="verdict", title=Text("意见", "Verdict"), kind="choice",
            values={"uphold": Text("成立", "uphold"), "reject": Text("不成立", "reject")},
        ),
        Entry(name="reason", title=Text("理由", "Grounds"), kind="text", most=500),
    ),
)  # fmt: skip
FORMS = (FILE, REVIEW)
FIRST = Text("{post} 一审：{verdict}", "first review, {post}: {verdict}")
SECOND = Text("{post} 二审：{why}", "second review, {post}: {why}")
VERDICTS = {"uphold": Text("成立", "uphold"), "reject": Text("不成立", "reject")}
FILED = Text("{when} 提出，证据 {evidence}", "filed {when}, evidence {evidence}")


def file_button(key: str, subject: str, view: View) -> Node:
    """The button that opens an appeal about a case, for the units that may."""
    return button(FILE, view.lang, subject=subject, right="appeal", on=key)


def review_button(one: Any, view: View) -> Node | None:
    """The button of a reviewer; None once it is decided."""
    if one.outcome != PENDING:
        return None
    return button(REVIEW, view.lang, subject=one.id, right="review-appeal", on=one.key)


def told(one: Any, view: View) -> Node:
    """State, reason, evidence and what the reviewers said."""
    lang, district = view.lang, view.district
    when = moment(one.filed_at, district)
    lines = [text(one.reason), FILED.to(lang, when=when, evidence=text(one.evidence) or "—")]
    if is_code(one.first_verdict):
        said = VERDICTS[one.first_verdict].to(lang)
        lines.append(FIRST.to(lang, post=post(one.first_post, district, lang), verdict=said))
    if is_code(one.decided_post):
        lines.append(SECOND.to(lang, post=post(one.decided_post, district, lang), why=text(one.decision)))
    state = STATES[one.outcome].to(lang)
    return div(
        "jq-appeal",
        span(f"jq-badge jq-appeal-{one.outcome}", state),
        *(span(None, line) for line in lines if line),
    )
