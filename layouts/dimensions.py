"""What questions are filtered by, in words: each dimension, each cell of a table, each of their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dashboard.cases import Source, Stage, Urgency
from dashboard.district import District
from dashboard.indicators.kinds import STRATUM
from dashboard.indicators.left_out import WHYS
from dashboard.indicators.outcomes import OUTCOMES
from dashboard.indicators.response_curves import PAST
from dashboard.leverage import LEVELS
from dashboard.leverage.conversion.funnel import STEPS
from dashboard.leverage.limits import LIMITS
from dashboard.leverage.mechanisms import LINKS, MECHANISMS
from dashboard.leverage.recurring_points import AROUND
from dashboard.leverage.ties import KINDS
from dashboard.text import Lang, Text
from layouts.asking import NONE
from layouts.names import category, stratum, street, unit

TITLES = {
    "department": Text("单位", "Unit"),
    "street": Text("街镇", "Street"),
    "category": Text("类别", "Category"),
    "source": Text("来源", "Source"),
    "urgency": Text("紧急程度", "Urgency"),
    "feed": Text("接入", "Feed"),
}
CELLS = {
    "stage": Text("环节", "Stage"),
    "weekday": Text("星期", "Weekday"),
    "hour": Text("时", "Hour"),
    "part": Text("时段", "Part of the day"),
    "late": Text("时限", "Limit"),
    "outcome": Text("结果", "Outcome"),
    "day": Text("日", "Day"),
    "iso_week": Text("周", "Week"),
    "till": Text("做到", "Done"),
    "worked": Text("第几工时", "Working hour"),
    PAST: Text("等过工时", "Waited past hour"),
    "why": Text("剔除", "Left out"),
    "to": Text("接手", "Taken by"),
    "by": Text("何方", "Who acted"),
    "kind": Text("动作", "Act"),
    "step": Text("步骤", "Step"),
    "level": Text("借权", "Lever"),
    "limit": Text("制约", "Limit"),
    "link": Text("环扣", "Link"),
    "first": Text("机制", "Mechanism"),
    "second": Text("同现机制", "Met with"),
    AROUND: Text("同处", "Around"),
    STRATUM: Text("同类", "Kind of case"),
}
"""What the rows of some numbers can be filtered by besides."""
TILLS = {
    "signed": Text("签收", "signed"),
    "contacted": Text("先行联系", "contacted"),
    "closed": Text("结案", "closed"),
}
SAID: Mapping[str, Mapping[str, Text]] = {
    "source": {source.value: source.label for source in Source},
    "urgency": {urgency.value: urgency.label for urgency in Urgency},
    "stage": {stage.value: stage.label for stage in Stage},
    "weekday": {
        f"{n}": Text(f"周{zh}", en)
        for n, (zh, en) in enumerate(
            zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True), 1
        )
    },
    "part": {
        "0": Text("夜间 0–6 时", "night 0–6"),
        "1": Text("上午 6–12 时", "morning 6–12"),
        "2": Text("下午 12–18 时", "afternoon 12–18"),
        "3": Text("晚间 18–24 时", "evening 18–24"),
    },
    "late": {"true": Text("已超时限", "past the limit"), "false": Text("在限内", "within the limit")},
    "outcome": OUTCOMES,
    "why": WHYS,
    "to": {"": Text("尚无人接", "nobody yet")},
    "till": TILLS,
    "kind": KINDS,
    "step": STEPS,
    "level": {level.value: words for level, words in LEVELS.items()},
    "limit": LIMITS,
    "link": LINKS,
    "first": MECHANISMS,
    "second": MECHANISMS,
}
HOUR = Text("{n} 时", "{n}:00")
NOTHING = Text("无", "none")
AND = Text("、", ", ")
NAMED = {"department": unit, "street": street, "category": category, STRATUM: stratum}


def title(name: str, lang: Lang) -> str:
    """What a dimension or a cell is called."""
    return (TITLES | CELLS)[name].to(lang)


def words(name: str, values: Iterable[str], district: District, lang: Lang) -> str:
    """What the values of one filter are called, one after another."""
    return AND.to(lang).join(word(name, value, district, lang) for value in values)


def word(name: str, value: str, district: District, lang: Lang) -> str:
    """What one value is called; one that is not known, as it came."""
    if value in SAID.get(name, {}):
        return SAID[name][value].to(lang)
    if value in ("", NONE):
        return NOTHING.to(lang)
    if name == "hour":
        return HOUR.to(lang, n=value)
    if name == AROUND:
        return value.rpartition("/")[2]
    if name == "feed":
        return next((feed.title.to(lang) for feed in district.feeds if feed.name == value), value)
    return NAMED[name](district, value, lang) if name in NAMED else district.short(value, lang)


def possible(dimension: str, district: District) -> Iterator[str]:
    """The values that a reader can choose from."""
    if dimension == "source":
        yield from (source.value for source in Source)
    elif dimension == "urgency":
        yield from (urgency.value for urgency in Urgency)
    elif dimension == "feed":
        yield from (feed.name for feed in district.feeds)
    else:
        listed: Any = {
            "department": district.orgs, "street": district.streets, "category": district.categories,
        }[dimension]  # fmt: skip
        yield from (one.code for one in listed)
