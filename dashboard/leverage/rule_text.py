"""The words of a proposed rule, from the levers that show that it is missing: pure, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboard.calendar import Limit, Measure
from dashboard.district import District
from dashboard.leverage.book import Book
from dashboard.leverage.duties import duty_of
from dashboard.leverage.rule_kind import Grounds, RuleKind
from dashboard.text import Text, filled

Row = Mapping[str, Any]
FACTS = Text(
    "{since}至{until}，{unit}办理{category}事项{matters}件，发出能、势、威借权（L3 及以上）{times}次："
    "{instruments}；出借岗位：{lenders}。{grounds}",
    "From {since} to {until}, {matters} matters of {category} at {unit} took {times} levers of L3 or higher: "
    "{instruments}; lent by {lenders}. {grounds}",
)
WHY = Text(
    "同一类别、同一单位反复借权，缺的是规则，不是权力。",
    "When the same category and unit need power again and again, a rule is missing and not power.",
)
LINES = {
    RuleKind.CATALOGUE: Text(
        "建议在分派目录中写明：{category}（{code}）→ 主办：{unit}；协办：{helping}；办理时限：{limit}；"
        "首次派遣即送主办，主办、协办不得以非本单位职责退单，有异议的先办后议。",
        "Proposed line of the dispatch catalogue: {category} ({code}) → lead: {unit}; helping: {helping}; "
        "limit: {limit}. It is sent to the lead at once; neither returns it as not its own: it acts first "
        "and objects afterwards.",
    ),
    RuleKind.DUTIES: Text(
        "建议在职责清单中写明：{category}（{code}）由{unit}负责；责任岗位：{post}；B角：{deputy}；协同单位：{helping}；"
        "办理时限：{limit}；到期未答复的，由责任岗位说明，不再逐件提请。",
        "Proposed line of the duty list: {unit} answers for {category} ({code}); post: {post}; stand-in: "
        "{deputy}; with: {helping}; limit: {limit}. What is not answered in time is explained by that post; "
        "it is not asked for case by case.",
    ),
}
TEST = Text(
    "采纳后 {days} 天与采纳前 {days} 天相比，看每千件该类案件的借权数是否下降，结果在协同页公布。",
    "Judged by levers per 1,000 such cases in the {days} days after its adoption against the {days} days "
    "before, shown on the page of coordination.",
)
NOBODY, OPEN = Text("无", "none"), Text("待定", "to be settled")
TIMES = Text("{name} {n} 次", "{name} ×{n}")
UNITS = {
    Measure.URGENT: Text("{n} 小时（不分昼夜）", "{n} hours, day and night"),
    Measure.HOURS: Text("{n} 个工作小时", "{n} working hours"),
    Measure.DAYS: Text("{n} 个工作日", "{n} working days"),
    Measure.NATURAL: Text("{n} 天", "{n} days"),
}


def proposed(gap: Row, kind: str, district: District, book: Book) -> Text:
    """What is proposed for a place of T18: the facts, why a rule, the line, and how it will be judged."""
    parts = (facts(gap, kind, district, book), WHY, line(gap, kind, district), judged(district))
    return Text("\n".join(part.zh for part in parts), "\n".join(part.en for part in parts))


def facts(gap: Row, kind: str, district: District, book: Book) -> Text:
    """Which matters, how often, from whom it was borrowed, and what that says."""
    kinds = {kind.code: kind.name for lever in book.levers for kind in lever.kinds}
    posts = {post.code: post.name for post in district.posts}
    return filled(
        FACTS,
        since=day(gap["first"], district),
        until=day(gap["last"], district),
        unit=unit(gap["unit"], district),
        category=category(gap["category"], district),
        matters=int(gap["matters"]),
        times=int(gap["times"]),
        instruments=counted(gap["instruments"].split(), kinds),
        lenders=counted(gap["lenders"].split(), posts),
        grounds=grounds(gap, kind),
    )


def grounds(gap: Row, kind: str) -> Text:
    """Why it belongs into the list that the evidence speaks for; nothing where another one was chosen."""
    if kind != gap["kind"]:
        return Text("", "")
    said = filled(Grounds(gap["grounds"]).words, n=int(gap["resting"]), times=int(gap["times"]))
    return Text(f"{said.zh}。", f"{said.en[:1].upper()}{said.en[1:]}.")


def line(gap: Row, kind: str, district: District) -> Text:
    """The line that is proposed: who leads or answers, who helps, until when."""
    duty = duty_of(district, gap["unit"], gap["category"])
    posts = {post.code: post.name for post in district.posts}
    helping = [unit(code, district) for code in gap["co_units"].split()]
    known = district.category(gap["category"])
    return filled(
        LINES[RuleKind(kind)],
        category=category(gap["category"], district),
        code=gap["category"],
        unit=unit(gap["unit"], district),
        helping=together(helping) if helping else NOBODY,
        limit=within(known.limit if known else None),
        post=posts.get(duty.post, OPEN) if duty else OPEN,
        deputy=posts.get(duty.deputy, OPEN) if duty else OPEN,
    )


def judged(district: District) -> Text:
    """How the rule will be judged."""
    return filled(TEST, days=district.bounds.triggers.T18_days)


def within(limit: Limit | None) -> Text:
    """How long something may take."""
    if limit is None:
        return OPEN
    hours = limit.clock in (Measure.URGENT, Measure.HOURS)
    return filled(UNITS[limit.clock], n=f"{limit.amount / 60:g}" if hours else limit.amount)


def counted(codes: Sequence[str], names: Mapping[str, Text]) -> Text:
    """How often each of several codes was told, the most often first."""
    told = sorted(Counter(codes).items(), key=lambda one: (-one[1], one[0]))
    return together([filled(TIMES, name=names.get(code, Text(code, code)), n=n) for code, n in told])


def together(words: Sequence[Text]) -> Text:
    """Several in a row; none where there are none."""
    return Text("、".join(one.zh for one in words), ", ".join(one.en for one in words)) if words else NOBODY


def unit(code: str, district: District) -> Text:
    """The full name of a unit."""
    org = district.org(code)
    return org.name if org else Text(code, code)


def category(code: str, district: District) -> Text:
    """What a category is called."""
    return Text(district.short(code, "zh"), district.short(code, "en"))


def day(when: datetime, district: District) -> str:
    """A local day."""
    return f"{when.astimezone(district.tz):%Y-%m-%d}"
