"""Who has done what and was refused what: the newest notes of the audit, and whether their chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.access.standings import AuditStanding
from dashboard.ledger import Action, Audited
from dashboard.ledger.audit_leaves import Leaf
from dashboard.text import Text
from layouts import Node, Panel, View
from layouts.acts import asks
from layouts.audit_words import AFTER, BEFORE, DAYS, PERIOD, SAID, SINCE, UNTIL, WHOLE
from layouts.elements import dashed, div, el, span
from layouts.links import same
from layouts.registers import moment, table, unread
from layouts.states import empty
from layouts.wording import NONE, count

HEADS = (
    Text("序号", "No."),
    Text("时刻", "When"),
    Text("账号", "Account"),
    Text("角色", "Roles"),
    Text("地址", "Address"),
    Text("事项", "Act"),
    Text("对象", "Of what"),
    Text("结果", "Outcome"),
    Text("变更前 → 后", "Before → after"),
    Text("次数", "Times"),
)
OUTCOMES = {
    "done": Text("完成", "done"),
    "refused": Text("拒绝", "refused"),
    "failed": Text("失败", "failed"),
}
HOLDS = Text("● 审计链完好，共 {n} 条", "● the chain holds, {n} notes")
SINCE_WHOLE = Text("全链核验于 {at}，其后逐条", "whole at {at}, then note by note")
AGAIN = Text("核验全链", "Verify the whole chain")
BROKEN = Text("◆ 审计链有误：{said}", "◆ the chain does not hold: {said}")
WHICH = Text("第 {first} 至 {last} 条，共 {total} 条，新的在前", "{first} to {last} of {total}, newest first")
NONE_OF = Text("此处没有，共 {total} 条", "none here, {total} in all")
NEWER = Text("← 较新的 {n} 条", "← {n} newer")
OLDER = Text("较旧的 {n} 条 →", "{n} older →")
NEWEST = Text("最新的", "The newest")
LEAVES = Text("翻页", "Pages")
TAKE = Text("去掉筛选：{what}", "Take this filter away: {what}")
DAYS_OF = Text("按日期", "By days")
EXPORT = Text("导出 CSV", "Export CSV")
NOTHING = Text("没有符合的记录", "No such note")
NOTHING_WHY = Text("去掉一个筛选，或稍后再看。", "Take a filter away, or look again later.")
NAMES = {
    "actor": Text("账号", "Account"),
    "action": Text("事项", "Act"),
    "outcome": Text("结果", "Outcome"),
    "object": Text("对象", "Of what"),
    SINCE: Text("自", "From"),
    UNTIL: Text("至", "To"),
}
AND = Text("、", ", ")
FIRST_LEAF = dict.fromkeys((BEFORE, AFTER, WHOLE))
"""What another filter takes away: it begins with its newest notes."""


def picked(word: str, value: str, shown: str, view: View) -> Node:
    """A value of a note; a click shows the notes like it."""
    return el("A", None, shown, href=same(view.query, **{**FIRST_LEAF, word: value})) if value else NONE


def action_of(note: Audited, view: View) -> str:
    """What was done, in words."""
    return Action(note.action).words.to(view.lang) if note.action in set(Action) else str(note.action)


def role_of(code: str, roles: Mapping[str, Text], view: View) -> str:
    """What a role is called; one of an earlier policy by its code."""
    return roles[code].to(view.lang) if code in roles else code


def cells(note: Audited, roles: Mapping[str, Text], view: View) -> list[Node]:
    """One note."""
    lang = view.lang
    outcome = OUTCOMES[note.outcome].to(lang) if note.outcome in OUTCOMES else note.outcome
    change = f"{note.before or NONE} → {note.after or NONE}" if note.before or note.after else NONE
    return [
        str(note.seq),
        moment(note.recorded_at, view),
        picked("actor", note.actor, note.actor, view),
        AND.to(lang).join(role_of(one, roles, view) for one in note.roles.split(", "))
        if note.roles
        else NONE,
        note.address or NONE,
        picked("action", note.action, action_of(note, view), view),
        note.object or NONE,
        picked("outcome", note.outcome, outcome, view),
        change,
        count(note.times, lang),
    ]


def chips(view: View) -> list[Node]:
    """The filters of the address, each with its way out, and the way to filter by days."""
    held = [(NAMES[word].to(view.lang), word) for word in (*SAID, *DAYS) if view.query.get(word)]
    found = [chip(name, word, view) for name, word in held]
    on = any(view.query.get(word) for word in DAYS)
    return [*found, div("jq-seg jq-seg-links", asks(PERIOD, DAYS_OF.to(view.lang), view, on=on))]


def chip(name: str, word: str, view: View) -> Node:
    """One filter; a click takes it away."""
    value = view.query[word]
    return el(
        "A", "jq-filter", span(None, name), " ", el("B", None, value), span("jq-filter-x", "✕"),
        href=same(view.query, **{**FIRST_LEAF, word: None}),
        **dashed(aria_label=TAKE.to(view.lang, what=f"{name} {value}")),
    )  # fmt: skip


def turns(leaf: Leaf, view: View) -> Node | None:
    """The ways to the leaf before and the one after, by the numbers of the notes at its edges."""
    links: list[Node] = []
    if leaf.newer or (leaf.total and not leaf.notes):
        links.append(turn(NEWEST.to(view.lang), view))
    if leaf.notes and leaf.newer:
        links.append(turn(NEWER.to(view.lang, n=count(leaf.newer, view.lang)), view, after=leaf.notes[0].seq))
    if leaf.notes and leaf.older:
        said = OLDER.to(view.lang, n=count(leaf.older, view.lang))
        links.append(turn(said, view, before=leaf.notes[-1].seq))
    if not links:
        return None
    return el("Nav", "jq-register-turns", *links, **dashed(aria_label=LEAVES.to(view.lang)))


def turn(said: str, view: View, *, before: int | None = None, after: int | None = None) -> Node:
    """One way to another leaf."""
    edges = FIRST_LEAF | {BEFORE: str(before) if before else None, AFTER: str(after) if after else None}
    return el("A", "jq-link", said, href=same(view.query, **edges))


def which(leaf: Leaf, view: View) -> str:
    """Which of how many are shown."""
    lang, total = view.lang, count(leaf.total, view.lang)
    if not leaf.notes:
        return NONE_OF.to(lang, total=total)
    last = leaf.newer + len(leaf.notes)
    return WHICH.to(lang, first=count(leaf.newer + 1, lang), last=count(last, lang), total=total)


def draw(view: View) -> Mapping[str, Any]:
    """The table, or why there is none."""
    name, lang, found = AUDIT_NOTES.name, view.lang, view.extra
    if not isinstance(found, AuditStanding):
        return {name: unread(view), f"{name}-note": NONE}
    verdict = found.verdict
    said = (
        HOLDS.to(lang, n=count(verdict.entries, lang))
        if verdict.good
        else BROKEN.to(lang, said=verdict.words.to(lang) if verdict.words else "")
    )
    state = span("jq-ink-ok" if verdict.good else "jq-ink-breach", said)
    leaf = found.leaf
    body = table(HEADS, (cells(note, found.roles, view) for note in leaf.notes), view)
    shown: Node = body if leaf.notes else empty(NOTHING.to(lang), NOTHING_WHY.to(lang))
    export = el("A", "jq-link", EXPORT.to(lang), href="/export/audit.csv" + same(view.query, **FIRST_LEAF))
    again = el("A", "jq-link", AGAIN.to(lang), href=same(view.query, **{**FIRST_LEAF, WHOLE: "1"}))
    return {
        name: div("jq-register-tile", div("jq-register-chips", *chips(view)), shown, turns(leaf, view)),
        f"{name}-note": [state, *whole(found, view), " · ", which(leaf, view)],
        f"{name}-tools": [again, " ", export],
    }


def whole(found: AuditStanding, view: View) -> list[Node]:
    """Since when only what is new was walked."""
    if found.whole_at is None:
        return []
    return [" · ", SINCE_WHOLE.to(view.lang, at=moment(found.whole_at, view))]


AUDIT_NOTES = Panel(
    name="audit-notes",
    title=Text("审计", "Audit"),
    note=Text("", ""),
    help=Text(
        "登录、拒绝、导出、查看明细与管理操作逐条入链，改动、删除、调换、截尾在核验时都会指出序号；"
        "同一账号、地址、一分钟内的拒绝合并计次。",
        "Sign-ins, refusals, exports, reveals and administration stand in a chain: an edit, a deletion, a "
        "swap or a cut tail is named by its number; refusals of one account, address and minute are one "
        "note with its times.",
    ),
    pages=("audit",),
    needs=lambda query: {},
    draw=draw,
)
