"""The sentences of official papers: pure, from a lever and its matter to the fields of a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dashboard.district import District
from dashboard.papers import UNNUMBERED, Evidence, Kind
from dashboard.privacy import scrub

Row = Mapping[str, Any]
LEVELS = {"L1": "借权力", "L2": "借权责", "L3": "借权能", "L4": "借权势", "L5": "借权威"}
DAY, HOUR = 86_400, 3_600
MOST = 20
"""Lines of evidence that are attached; the newest of a longer list."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a paper has besides its matter: the district, its number, the day, and the words of codes."""

    district: District
    now: datetime
    number: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def said(self, code: object) -> str:
        """A code in words; the code itself where nobody has any."""
        return self.words.get(str(code or ""), str(code or ""))

    def unit(self, code: object) -> str:
        """The full name of a unit."""
        org = self.district.org(str(code or ""))
        return org.name.zh if org else str(code or "")

    def post(self, code: object) -> str:
        """The name of a post."""
        named = {post.code: post.name.zh for post in self.district.posts}
        return named.get(str(code or ""), str(code or ""))

    def moment(self, when: datetime | None) -> str:
        """A local moment as papers write it."""
        if when is None:
            return "另行明确"
        local = when.astimezone(self.district.tz)
        return f"{day(local.date())}{local:%H:%M}"


def day(when: date) -> str:
    """A date as papers write it."""
    return f"{when.year}年{when.month}月{when.day}日"


def drawn(kind: Kind, lever: Row, matter: Row, evidence: Sequence[Evidence], head: Head) -> dict[str, Any]:
    """The fields of a paper, masked; nothing is looked up and nothing is written."""
    lines = sorted(evidence, key=lambda one: (one.when, one.seq))[-MOST:]
    centre = head.district.org(head.district.centre)
    name = head.district.papers.agency or (centre.name if centre else head.district.name)
    found: dict[str, Any] = {
        "agency": name.zh,
        "paper": kind.words.zh,
        "number": head.number or UNNUMBERED.zh,
        "title": title(kind, matter, head),
        "title_en": f"{kind.words.en}: {english(matter, head)}",
        "to": addressed(kind, lever, head),
        "copies": "、".join(head.unit(code) for code in copied(kind, lever)) or "—",
        "summary": summary(matter, head),
        "course": course(matter, head),
        "tried": tried(matter),
        "ask": head.said(lever.get("decision_requested")) or "请予协调",
        "demands": demands(kind, lever, head),
        "list": str(lever.get("list") or "—"),
        "proposal": str(lever.get("text_zh") or "").splitlines(),
        "proposal_en": str(lever.get("text_en") or "").splitlines(),
        "respond_by": head.moment(lever.get("respond_by")),
        "valid_until": head.moment(lever.get("valid_until")),
        "matter": "、".join(key.removeprefix("case:") for key in matter["keys"]),
        "category": category(matter, head),
        "street": head.district.short(matter.get("street"), "zh") or "全区",
        "unit": head.unit(lever.get("unit") or matter.get("holder")) or "无主办单位",
        "co_units": "、".join(map(head.unit, lever.get("co_units") or ())) or "—",
        "instrument": head.said(lever.get("kind")),
        "level": LEVELS.get(str(lever.get("level")), ""),
        "grounds": "、".join(lever.get("rules") or ()) or "—",
        "note": str(lever.get("ask") or "—"),
        "signer": head.post((lever.get("approved_by") or [""])[-1]) or "（待签发）",
        "date": day(head.now.astimezone(head.district.tz).date()),
        "annex": f"附件：证据清单（{len(lines)}项）" if lines else "附件：无",
        "evidence": [
            {"no": str(n), "when": head.moment(one.when), "who": one.who or "—", "what": one.what}
            for n, one in enumerate(lines, 1)
        ],
    }
    masked: dict[str, Any] = clean(found)
    return masked | {"contact": contact(head)}


def clean(said: Any) -> Any:
    """The same without anything that names a person or a number of one."""
    if isinstance(said, str):
        return scrub(said)
    if isinstance(said, Mapping):
        return {name: clean(value) for name, value in said.items()}
    return [clean(one) for one in said]


def contact(head: Head) -> str:
    """The first duty post of the centre, with its internal line."""
    for post in head.district.posts:
        if post.org == head.district.centre:
            return f"{post.name.zh}，内线{post.line}" if post.line else post.name.zh
    return "区城运中心值班室"


def category(matter: Row, head: Head) -> str:
    """What the matter is about."""
    return head.district.short(matter.get("category"), "zh") or "其他"


def english(matter: Row, head: Head) -> str:
    """The matter in English."""
    what = head.district.short(matter.get("category"), "en") or "other"
    where = head.district.short(matter.get("street"), "en") or "whole district"
    return f"{what}, {where}"


def title(kind: Kind, matter: Row, head: Head) -> str:
    """The title: what is wanted of which matter."""
    where = head.district.short(matter.get("street"), "zh")
    what = f"{where}{category(matter, head)}问题"
    return {
        Kind.ORDER: f"关于{what}的督办单",
        Kind.CONSULT: f"关于召开{what}会商会的通知",
        Kind.REQUEST: f"关于协调解决{what}的请示",
        Kind.REPORT: f"关于{what}有关情况的专报",
        Kind.FLASH: f"{what}情况快报",
        Kind.RULE: f"关于{what}的制度化建议",
    }[kind]


def addressed(kind: Kind, lever: Row, head: Head) -> str:
    """To whom: orders and notices to the units, the others to the lender."""
    units = [head.unit(code) for code in (lever.get("unit"), *(lever.get("co_units") or ())) if code]
    lender = head.post(lever.get("lender_post")) or head.unit(lever.get("lender_org"))
    if kind is Kind.ORDER:
        return units[0] if units else "各有关单位"
    if kind is Kind.CONSULT:
        return "、".join(units) or "各有关单位"
    return lender or "区府办公室"


def copied(kind: Kind, lever: Row) -> list[str]:
    """Who gets a copy: of orders the helping units and the lender, of the others the unit."""
    if kind in (Kind.ORDER, Kind.CONSULT):
        others = (lever.get("co_units") or ()) if kind is Kind.ORDER else ()
        return [code for code in (*others, lever.get("lender_org")) if code and code != lever.get("unit")]
    return [code for code in (lever.get("unit"),) if code]


def span(seconds: float) -> str:
    """How long, in days or hours."""
    return f"{seconds / DAY:.0f}天" if seconds >= 2 * DAY else f"{max(0, seconds) / HOUR:.0f}小时"


def summary(matter: Row, head: Head) -> str:
    """What is known of the matter."""
    reported, due = matter.get("reported_at"), matter.get("due_at")
    said = f"{head.district.short(matter.get('street'), 'zh') or '全区'}发生{category(matter, head)}问题"
    if reported:
        said += f"，{head.moment(reported)}上报，至今{span((head.now - reported).total_seconds())}尚未办结"
    if due:
        late = (head.now - due).total_seconds()
        said += f"；办理时限为{head.moment(due)}，" + (
            f"已超期{span(late)}" if late > 0 else f"剩余{span(-late)}"
        )
    if len(matter["keys"]) > 1:
        said += f"；同一事项共{len(matter['keys'])}件"
    return said + "。"


def course(matter: Row, head: Head) -> str:
    """Through whose hands it went."""
    hands = list(dict.fromkeys(matter.get("hands") or ()))
    if not hands:
        return "该事项尚未派遣到承办单位。"
    said = f"该事项先后经{'、'.join(map(head.unit, hands))}{len(hands)}家单位"
    for count, words in (("returns", "退单{n}次"), ("reworks", "返工{n}次"), ("extensions", "延期{n}次")):
        if matter.get(count):
            said += "，" + words.format(n=matter[count])
    holder = matter.get("holder")
    return said + (f"，现由{head.unit(holder)}承办。" if holder else "，目前无单位承办。")


def tried(matter: Row) -> str:
    """What the centre has done by itself."""
    said = [
        words.format(n=matter[count])
        for count, words in (("reminders", "催办{n}次"), ("failed_levers", "督办或会商{n}次未果"))
        if matter.get(count)
    ]
    return f"中心已{'，'.join(said)}。" if said else "中心尚未采取督办措施。"


def demands(kind: Kind, lever: Row, head: Head) -> list[str]:
    """What those addressed are to do."""
    by = head.moment(lever.get("respond_by"))
    if kind is Kind.ORDER:
        return [
            "明确责任岗位，制定处置措施和完成时间，不得再行退转；",
            f"于{by}前在平台书面答复办理措施和完成时限；",
            "办结后附现场前后对比照片，由中心核查销账。",
        ]
    if kind is Kind.CONSULT:
        return [
            "派能够当场表态的分管负责同志参加，并携带本单位职责依据；",
            "会上明确主办单位、协办单位和办理时限，形成会商纪要；",
            f"如不能参加，请于{by}前书面说明理由。",
        ]
    if kind is Kind.FLASH:
        return ["继续跟踪处置进展，重要情况随时续报。"]
    if kind is Kind.RULE:
        return [f"请于{by}前答复是否采纳；采纳的写明采纳日期和文号，不采纳的说明理由。"]
    return [f"请于{by}前明示意见，以便中心督促落实并及时回报结果。"]
