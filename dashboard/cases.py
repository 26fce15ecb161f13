"""The words of the domain: cases, what happens to them, and the one shape every feed yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dashboard.text import Lang, Text


class Source(StrEnum):
    """Where a case comes from (domain.md §1.2)."""

    HOTLINE = "H12345"
    GRID = "GRID"
    SELF = "SELF"
    POLICE = "P110"
    IOT = "IOT"
    LEADER = "LEAD"
    MEDIA = "MEDIA"
    MUNICIPAL = "MUNI"
    TRANSFER = "XFER"

    @property
    def label(self) -> Text:
        """What the screen calls it."""
        return SOURCE_TITLES[self]


SOURCE_TITLES = {
    Source.HOTLINE: Text("12345 热线", "12345 hotline"),
    Source.GRID: Text("网格巡查", "Grid patrol"),
    Source.SELF: Text("自行处置", "Self-handled"),
    Source.POLICE: Text("110 分流", "110 referral"),
    Source.IOT: Text("物联感知", "Sensors"),
    Source.LEADER: Text("领导交办", "Leader's order"),
    Source.MEDIA: Text("媒体舆情", "Media"),
    Source.MUNICIPAL: Text("市级派单", "Municipal"),
    Source.TRANSFER: Text("批转件", "Transferred"),
}


class Urgency(StrEnum):
    """How fast the clock of a case runs."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def label(self) -> Text:
        """What the screen calls it."""
        return URGENCY_TITLES[self]


URGENCY_TITLES = {
    Urgency.NORMAL: Text("一般", "Normal"),
    Urgency.URGENT: Text("紧急", "Urgent"),
    Urgency.EMERGENCY: Text("应急", "Emergency"),
}


class Procedure(StrEnum):
    """Which road a case takes; simple ones are mended on the spot and stay out of response figures."""

    SIMPLE = "simple"
    NORMAL = "normal"
    EMERGENCY = "emergency"


class Flag(StrEnum):
    """What makes a case weigh more than its clock."""

    SAFETY = "safety"
    CROWD = "crowd"
    THREAT = "threat"
    MEDIA = "media"
    EVENT_GUARD = "event_guard"
    MUNICIPAL = "municipal"
    LEADER = "leader"
    HISTORIC = "historic"
    VULNERABLE = "vulnerable"
    SENSITIVE_SITE = "sensitive_site"
    PUBLIC_SPACE = "public_space"
    HOT = "hot"


class EventKind(StrEnum):
    """What can happen to a case (domain.md §1.3, §1.7)."""

    REPORT = "report"
    VERIFY = "verify"
    ACCEPT = "accept"
    REJECT = "reject"
    REGISTER = "register"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RETURN = "return"
    CONTACT = "contact"
    PROGRESS = "progress"
    DISPOSE = "dispose"
    CHECK_PASS = "check_pass"
    CHECK_FAIL = "check_fail"
    EXTEND_REQUEST = "extend_req"
    EXTEND = "extend_ok"
    SUSPEND = "suspend"
    RESUME = "resume"
    REMIND = "remind"
    SUPERVISE = "supervise"
    ESCALATE = "escalate"
    CLOSE = "close"
    VISIT = "visit"
    REOPEN = "reopen"
    MERGE = "merge"
    VOID = "void"
    ARCHIVE = "archive"


STATE = "state"
"""The kind of a fact that says how a case looked, instead of what happened to it."""


class Phase(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    VERIFYING = "verifying"
    ACCEPTED = "accepted"
    REGISTERED = "registered"
    DISPATCHED = "dispatched"
    RETURNED = "returned"
    SIGNED = "signed"
    CONTACTED = "contacted"
    DISPOSING = "disposing"
    SUSPENDED = "suspended"
    DISPOSED = "disposed"
    REWORK = "rework"
    CLOSED = "closed"
    VISITED = "visited"
    ARCHIVED = "archived"
    REJECTED = "rejected"
    VOIDED = "voided"
    MERGED = "merged"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something to the citizen."""
        return self not in ENDED

    @property
    def label(self) -> Text:
        """What the screen calls it."""
        return PHASE_TITLES[self]


PHASE_TITLES = {
    Phase.REPORTED: Text("已上报", "Reported"),
    Phase.VERIFYING: Text("核实中", "Verifying"),
    Phase.ACCEPTED: Text("已受理", "Accepted"),
    Phase.REGISTERED: Text("已立案", "Registered"),
    Phase.DISPATCHED: Text("已派遣", "Dispatched"),
    Phase.RETURNED: Text("已退单", "Returned"),
    Phase.SIGNED: Text("已签收", "Signed"),
    Phase.CONTACTED: Text("已联系", "Contacted"),
    Phase.DISPOSING: Text("处置中", "In handling"),
    Phase.SUSPENDED: Text("挂账", "Suspended"),
    Phase.DISPOSED: Text("处置完成", "Handled"),
    Phase.REWORK: Text("返工", "Rework"),
    Phase.CLOSED: Text("已结案", "Closed"),
    Phase.VISITED: Text("已回访", "Called back"),
    Phase.ARCHIVED: Text("已归档", "Archived"),
    Phase.REJECTED: Text("不予受理", "Rejected"),
    Phase.VOIDED: Text("作废", "Voided"),
    Phase.MERGED: Text("已并案", "Merged"),
}
NEVER_SETTLED = frozenset({Phase.REJECTED, Phase.VOIDED, Phase.MERGED})
"""Phases that end a case without an answer to it: nobody was in time or late."""
ENDED = frozenset({Phase.CLOSED, Phase.VISITED, Phase.ARCHIVED, *NEVER_SETTLED})


class Stage(StrEnum):
    """A clocked duty of the unit a case was sent to; its clock starts at dispatch (domain.md §1.4)."""

    SIGN = "sign"
    CONTACT = "contact"
    HANDLE = "handle"
    CHECK = "check"

    @property
    def label(self) -> Text:
        """The column head of the stage."""
        return STAGE_TITLES[self]


STAGE_TITLES = {
    Stage.SIGN: Text("签收", "Sign"),
    Stage.CONTACT: Text("先行联系", "Contact"),
    Stage.HANDLE: Text("处置", "Handle"),
    Stage.CHECK: Text("核查", "Check"),
}


class Result(StrEnum):
    """What became of the matter itself, as its unit claims it or the citizen says it (domain.md §1.7)."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    PARTIAL = "partial"
    UNSOLVED = "unsolved"


class Exemption(StrEnum):
    """Why a case is left out of every judgement; the fact itself stays and is counted apart."""

    UNREASONABLE = "unreasonable"
    POLICY = "policy"
    LEGACY = "legacy"

    @property
    def label(self) -> Text:
        """What the screen calls it."""
        return EXEMPTION_TITLES[self]


EXEMPTION_TITLES = {
    Exemption.UNREASONABLE: Text("不合理诉求", "unreasonable demand"),
    Exemption.POLICY: Text("政策外", "beyond policy"),
    Exemption.LEGACY: Text("历史遗留", "legacy matter"),
}


class Place(StrEnum):
    """What is known of where a case is."""

    INSIDE = "inside"
    OUTSIDE = "outside"  # 区外: a point, but not in this district
    NONE = "none"  # no point, or 0,0
    DEFAULT = "default"  # a point that holds too many cases to be meant (a default geocode)


RETURN_REASONS = {
    "R1": Text("属地不符", "wrong area"),
    "R2": Text("职能不符", "not our duty"),
    "R3": Text("权属不清", "unclear ownership"),
    "R4": Text("职能交叉", "overlapping duties"),
    "R5": Text("信息不全", "incomplete"),
    "R6": Text("重复", "duplicate"),
    "R7": Text("不在受理范围", "out of scope"),
    "R8": Text("无执法权", "no enforcement power"),
    "R9": Text("其他", "other"),
}


UNMAPPED = "未映射"
"""The unit, street or category of a name that the district file does not know: visible and counted."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing a source, a person or the tick says about one key; parsing it needs no memory.

    `kind` is `STATE` or an `EventKind` (or a step of another machine); `body` is JSON-ready:
    - every body may carry `case`: attributes of the case, named as the columns of `board.schema.CASES`
      that a source can know (`ATTRIBUTES`), times as ISO-8601 text with offset;
    - a state also carries `phase` and `holder` (the unit that has it, or null);
    - an event also carries `org` (who did it), `to_org`, `reason_code`, `clause`, `note`, `doc_no`, `ask`;
      what was mended or asked for afterwards `result`, `solved`, `satisfaction`.
    """

    key: str
    kind: str
    version: str
    happened_at: datetime
    body: Mapping[str, Any]


ATTRIBUTES = (
    "reference",
    "source",
    "biz_type",
    "procedure",
    "urgency",
    "category",
    "street",
    "point_street",
    "grid",
    "lon",
    "lat",
    "place",
    "reported_at",
    "due_at",
    "lead_org",
    "co_orgs",
    "exempt",
    "requester_key",
    "place_key",
    "flags",
    "text_short",
)


FREE_TEXT = ("text_short", "note", "clause", "doc_no")
"""What people wrote in their own words, in a body or in its `case`; all else is codes, names and times."""

OWN_WORDS = ("note", "why", "ask", "impact", "instruction", "reason", "evidence", "text_zh", "text_en")
"""What our own people write in an act (a body with `by`); of papers the number stays: archives go by it."""

WITHIN = ("case", "sheet")
"""Parts of a body that have words of their own: what a source tells of a case, the sheet of a handover."""

AGED = "〔略〕"
"""Stands where a text was until it aged out: that something was written still counts, what was is gone."""

WENT = Text("文字已按期删除", "words removed after their term")
"""What a reader is told in its place."""


def aged(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what people wrote in their own words."""
    words = OWN_WORDS if "by" in body else FREE_TEXT
    kept = {name: without(name, word) if name in words else word for name, word in body.items()}
    kept |= {name: aged(part) for name in WITHIN if isinstance(part := kept.get(name), Mapping)}
    return kept


def without(name: str, word: Any) -> Any:
    """What is left of one word: that it was said; evidence is a list of entries where nobody wrote it."""
    return AGED if word and (name in FREE_TEXT or isinstance(word, str)) else word


def readable(said: Any, lang: Lang) -> Any:
    """A value as a reader is shown it: words that have gone are said to have."""
    return WENT.to(lang) if said == AGED else said


AHEAD = timedelta(minutes=5)
"""How far the clock of a sender may run ahead of ours before its stamps are no order any more."""


def in_time(happened_at: datetime, known_at: datetime) -> datetime:
    """When something happened, for the order of things: hardly later than it came, whatever its stamp."""
    return min(happened_at, known_at + AHEAD)


def case_key(connection: str, case_id: str) -> str:
    """The key of a case: ids of two sources never meet."""
    return f"case:{connection}/{case_id}"
