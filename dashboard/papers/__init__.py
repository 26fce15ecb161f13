"""Official papers of the centre: which there are, what a template may speak of, and how they are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dashboard.refusal import Refusal
from dashboard.text import Text

UNNUMBERED = Text("拟稿（未编号）", "draft, not numbered")


class PaperError(Refusal):
    """A paper cannot be drawn: which template, what is wrong with it, what to write."""


class Kind(StrEnum):
    """The papers by which power is borrowed, and a rule proposed in its place."""

    ORDER = "order"
    CONSULT = "consult"
    REQUEST = "request"
    REPORT = "report"
    FLASH = "flash"
    RULE = "rule"

    @property
    def words(self) -> Text:
        """What it is called."""
        return TITLES[self]

    @property
    def mark(self) -> str:
        """Its sign in a number."""
        return MARKS[self]


TITLES = {
    Kind.ORDER: Text("督办单", "Supervision order"),
    Kind.CONSULT: Text("会商通知", "Notice of consultation"),
    Kind.REQUEST: Text("请示", "Request for instructions"),
    Kind.REPORT: Text("专报", "Special report"),
    Kind.FLASH: Text("要情快报", "Flash report"),
    Kind.RULE: Text("制度化建议", "Proposed rule"),
}
OF_LEVERS = tuple(kind for kind in Kind if kind is not Kind.RULE)
"""The papers of a lever; that of a rule is of the rule."""
MARKS = {
    Kind.ORDER: "督",
    Kind.CONSULT: "会",
    Kind.REQUEST: "请",
    Kind.REPORT: "",
    Kind.FLASH: "",
    Kind.RULE: "建",
}
"""Reports are numbered as issues of a series (第 3 期), all others by agency, year and number."""


def number(kind: Kind, agency: str, year: int, nth: int) -> str:
    """How the nth paper of a kind and year is numbered (GB/T 9704-2012, 7.2.5)."""
    return f"{agency}{kind.mark}〔{year}〕{nth}号" if kind.mark else f"{year}年第{nth}期"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One line of the attached list: when, who, what, and the entry of the ledger that says so."""

    when: datetime
    who: str
    what: str
    seq: int


FIELDS: Mapping[str, Text] = {
    "agency": Text("发文机关", "the agency that writes"),
    "paper": Text("文种", "the kind of paper"),
    "number": Text("发文字号或期号；未签发为“拟稿（未编号）”", "its number; a draft says that it has none"),
    "title": Text("标题", "its title"),
    "title_en": Text("英文标题", "its title in English"),
    "to": Text("主送", "to whom"),
    "copies": Text("抄送", "copies to"),
    "summary": Text("事项概况：一段", "what it is about, one paragraph"),
    "course": Text("办理经过：一段", "its course so far, one paragraph"),
    "tried": Text("已采取的措施：一段", "what was tried, one paragraph"),
    "ask": Text("请求决定的事项", "the decision that is asked for"),
    "demands": Text("办理要求，逐条", "what is demanded, one by one"),
    "list": Text("建议写入的清单（制度化建议）", "the list it would be written into, of a proposed rule"),
    "proposal": Text("建议正文，逐段（制度化建议）", "what is proposed, line by line, of a proposed rule"),
    "proposal_en": Text("建议英文正文，逐段", "the same in English"),
    "respond_by": Text("答复时限", "to be answered by"),
    "valid_until": Text("本次借用的有效期", "how long the power is borrowed"),
    "matter": Text("案件编号", "the numbers of its cases"),
    "category": Text("类别", "category"),
    "street": Text("街镇", "street"),
    "unit": Text("承办单位", "the unit that has it"),
    "co_units": Text("协办单位", "units that help"),
    "instrument": Text("借用手段", "the instrument"),
    "level": Text("借权层级", "the level of power"),
    "grounds": Text("依据的规则编号", "the rules that gave rise to it"),
    "note": Text("备注（已脱敏）", "a note, masked"),
    "signer": Text("签发岗位", "the post that signs"),
    "contact": Text("联系岗位与内线", "the post to speak to, with its line"),
    "date": Text("成文日期", "its date"),
    "annex": Text("附件说明", "what is attached"),
    "evidence": Text(
        "证据清单，每行 no、when、who、what", "the list of evidence; a line has no, when, who, what"
    ),
}
"""What a template may speak of; any other word is refused by name."""
