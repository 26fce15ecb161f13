"""What has happened to a case, in words."""

from __future__ import annotations

from typing import Any

from dashboard.cases import RETURN_REASONS, STATE, EventKind
from dashboard.district import District
from dashboard.text import Lang, Text
from layouts.names import is_code, unit

HAPPENED = {
    EventKind.REPORT: Text("上报", "reported"),
    EventKind.VERIFY: Text("核实", "verified"),
    EventKind.ACCEPT: Text("受理", "accepted"),
    EventKind.REJECT: Text("不予受理", "rejected"),
    EventKind.REGISTER: Text("立案", "registered"),
    EventKind.DISPATCH: Text("派往{to}", "sent to {to}"),
    EventKind.SIGN: Text("{org}签收", "{org} signed"),
    EventKind.RETURN: Text("{org}退单", "{org} returned it"),
    EventKind.CONTACT: Text("{org}已联系", "{org} made contact"),
    EventKind.PROGRESS: Text("{org}有进展", "{org} progressed"),
    EventKind.DISPOSE: Text("{org}处置完毕", "{org} handled it"),
    EventKind.CHECK_PASS: Text("核查通过", "check passed"),
    EventKind.CHECK_FAIL: Text("核查未过", "check failed"),
    EventKind.EXTEND_REQUEST: Text("{org}申请延期", "{org} asks for time"),
    EventKind.EXTEND: Text("准予延期", "extended"),
    EventKind.SUSPEND: Text("挂账", "suspended"),
    EventKind.RESUME: Text("恢复计时", "resumed"),
    EventKind.REMIND: Text("催办{to}", "{to} reminded"),
    EventKind.SUPERVISE: Text("督办{to}", "{to} supervised"),
    EventKind.ESCALATE: Text("报请领导", "escalated"),
    EventKind.CLOSE: Text("结案", "closed"),
    EventKind.VISIT: Text("已回访", "called back"),
    EventKind.REOPEN: Text("重办", "reopened"),
    EventKind.MERGE: Text("并案", "merged"),
    EventKind.VOID: Text("作废", "voided"),
    EventKind.ARCHIVE: Text("归档", "archived"),
}
REASON = Text("（{reason}）", " ({reason})")


def happened(change: Any, district: District, lang: Lang, *, by: bool = True) -> str:
    """What happened, `by` whom and why; nothing of a state, which says how a case looked instead."""
    if change.kind == STATE or change.kind not in set(EventKind):
        return ""
    who = change.org if is_code(change.org) else change.to_org
    whom = change.to_org if is_code(change.to_org) or not by else change.org
    names = {"org": who if by else None, "to": whom}
    words = HAPPENED[EventKind(change.kind)].to(
        lang, **{name: unit(district, code, lang) if is_code(code) else "" for name, code in names.items()}
    )
    reason = RETURN_REASONS.get(change.reason_code)
    return words.strip() + (REASON.to(lang, reason=reason.to(lang)) if reason else "")
