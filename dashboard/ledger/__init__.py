"""The append-only truth: what happened, in the order it became known, with a hash chain over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from dashboard.cases import Fact
from dashboard.refusal import Refusal
from dashboard.text import Text, filled


class LedgerError(Refusal):
    """The ledger cannot do what was asked: who, what, which value, what to do; `words` in both languages."""

    def __init__(self, words: Text, **values: object) -> None:
        self.words = filled(words, **values)
        super().__init__(self.words.en)


class LedgerBusyError(LedgerError):
    """Another process holds the ledger for too long; the same call may be made again."""


class LedgerFullError(LedgerError):
    """There is no space left; nothing of the call was kept, and it may be made again once there is."""


class LedgerFatalError(LedgerError):
    """The storage failed under the ledger; it must be opened again before it takes anything more."""


class LedgerChangedError(LedgerError):
    """What somebody has seen of a key is no longer the last of it; nothing was written."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the ledger, as a follower reads it; `body` is None where its text was erased."""

    seq: int
    recorded_at: datetime
    known_at: datetime
    stream: str
    key: str
    kind: str
    version: str
    happened_at: datetime
    actor: str
    digest: str
    body: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of one delivery: received = applied + duplicate + superseded + quarantined, always."""

    applied: int = 0
    duplicate: int = 0
    superseded: int = 0
    quarantined: int = 0
    seq: int = 0  # the head after it

    @property
    def received(self) -> int:
        """Facts and set-aside records of the delivery."""
        return self.applied + self.duplicate + self.superseded + self.quarantined

    def __add__(self, other: Receipt) -> Receipt:
        """The account of two deliveries."""
        return Receipt(
            applied=self.applied + other.applied,
            duplicate=self.duplicate + other.duplicate,
            superseded=self.superseded + other.superseded,
            quarantined=self.quarantined + other.quarantined,
            seq=max(self.seq, other.seq),
        )


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A record set aside: masked, with where it stood and why; `sealed` is what a second try would read."""

    where: str
    reason: str
    raw: str
    sealed: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Once:
    """What a sender calls a delivery, and all that it sent: by both a repetition is known."""

    key: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What is answered to a delivery, the first time and at each repetition."""

    account: Receipt
    aside: tuple[Rejected, ...] = ()  # those set aside, up to a limit, without what they said
    again: bool = False  # answered before, nothing was written now
    same: bool = True  # False: under this key something else was delivered before


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """How one connection is doing; kept outside the chain, read by every process."""

    name: str
    state: str = "new"  # new | ok | limited | trouble
    trouble: str = ""  # what is wrong, in English; empty while all is well
    trouble_zh: str = ""  # the same in Chinese
    since: datetime | None = None  # when this state began
    tried_at: datetime | None = None  # wall clock of the last try
    good_at: datetime | None = None  # wall clock of the last good answer
    fresh_at: datetime | None = None  # wall clock when the source's own `as_of` last moved on
    retry_at: datetime | None = None  # not before (Retry-After)
    as_of: datetime | None = None
    every: float = 30.0
    cursor: Mapping[str, Any] | None = None
    account: Receipt = Receipt()  # for ever
    notes: tuple[str, ...] = ()  # alarms: schema drift, clock skew, coordinates, unmapped names


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """A record set aside, as the operator sees it; `times` counts how often the source sent it again."""

    stream: str
    where: str
    reason: str
    raw: str
    first_at: datetime
    last_at: datetime
    times: int
    replayable: bool = False  # a sealed copy is kept


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The sealed copy of a record set aside; nobody reads it but who has the key."""

    id: int
    sealed: bytes


@dataclass(frozen=True, kw_only=True)
class Retried:
    """What became of a record set aside when it was tried again: its facts, or the reason why not yet."""

    id: int
    facts: Sequence[Fact] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """What became of one delivery, for ever."""

    stream: str
    recorded_at: datetime
    account: Receipt


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to poll or tick until `until`; who acts under an older `fence` is refused."""

    name: str
    holder: str
    fence: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether the ledger says what it said when written; else the first bad `seq` and what is wrong."""

    entries: int  # how many were found in order
    head: tuple[int, str]  # the last of them, and its chain
    seq: int | None = None
    words: Text | None = None

    @property
    def good(self) -> bool:
        """Nothing was edited, removed, reordered or cut."""
        return self.words is None

    def __str__(self) -> str:
        seq, chain = self.head
        if self.words is None:
            return f"账本完好：{seq} 条 · the ledger is whole: {seq} entries · {chain}"
        return f"账本有误：{self.words.zh} · the ledger is not whole: {self.words.en}"


class Action(StrEnum):
    """What the audit knows of."""

    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    REFUSED = "refused"
    LOCKED = "locked"
    EXPORT = "export"
    REVEAL = "reveal"
    PERSON_ADD = "person-add"
    PERSON_CHANGE = "person-change"
    PERSON_DISABLE = "person-disable"
    PERSON_ENABLE = "person-enable"
    PASSWORD = "password"
    SECOND_FACTOR = "second-factor"
    SESSION_END = "session-end"
    DEVICE_ADD = "device-add"
    DEVICE_RENEW = "device-renew"
    DEVICE_DISABLE = "device-disable"
    DEVICE_ENTER = "device-enter"
    AGE = "age"
    KEY = "key"
    VERIFY = "verify"
    REPLAY = "replay"
    RETRY = "retry"
    IMPORT = "import"
    BACKUP = "backup"
    RESTORE = "restore"
    TRIM = "trim"
    ACT = "act"

    @property
    def words(self) -> Text:
        """What it is called."""
        return ACTIONS[self]


ACTIONS = {
    Action.SIGN_IN: Text("登录", "sign-in"),
    Action.SIGN_OUT: Text("退出", "sign-out"),
    Action.REFUSED: Text("拒绝", "refused"),
    Action.LOCKED: Text("锁定", "locked out"),
    Action.EXPORT: Text("导出", "export"),
    Action.REVEAL: Text("查看明细", "reveal"),
    Action.PERSON_ADD: Text("新增账号", "account added"),
    Action.PERSON_CHANGE: Text("变更账号", "account changed"),
    Action.PERSON_DISABLE: Text("停用账号", "account disabled"),
    Action.PERSON_ENABLE: Text("启用账号", "account enabled"),
    Action.PASSWORD: Text("设置密码", "password set"),
    Action.SECOND_FACTOR: Text("第二因素", "second factor"),
    Action.SESSION_END: Text("结束会话", "session ended"),
    Action.DEVICE_ADD: Text("新增大屏", "device added"),
    Action.DEVICE_RENEW: Text("大屏续期", "device renewed"),
    Action.DEVICE_DISABLE: Text("停用大屏", "device disabled"),
    Action.DEVICE_ENTER: Text("大屏接入", "device entered"),
    Action.AGE: Text("到期清理", "aged out"),
    Action.KEY: Text("更换密钥", "key rotated"),
    Action.VERIFY: Text("核验", "verified"),
    Action.REPLAY: Text("重放", "replayed"),
    Action.RETRY: Text("重发通知", "notices retried"),
    Action.IMPORT: Text("导入", "imported"),
    Action.BACKUP: Text("备份", "backup"),
    Action.RESTORE: Text("恢复", "restored"),
    Action.TRIM: Text("清理审计", "audit trimmed"),
    Action.ACT: Text("办理", "act"),
}


@dataclass(frozen=True, kw_only=True)
class Note:
    """What somebody has done, or was refused: for the audit; texts are short, and masked when written."""

    actor: str
    action: Action
    roles: str = ""
    address: str = ""
    object: str = ""
    outcome: str = "done"  # done | refused | failed
    before: str = ""
    after: str = ""
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Audited(Note):
    """A note as the audit keeps it."""

    seq: int
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which notes are meant; empty words mean all."""

    actor: str = ""
    action: str = ""
    outcome: str = ""
    object: str = ""  # what it contains
    since: datetime | None = None
    until: datetime | None = None
