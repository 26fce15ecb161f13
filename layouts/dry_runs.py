"""The words of a dry run, for its page and its command: numbers, differences, why a matter would be shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from dashboard.district import District
from dashboard.dryrun.result import Difference, Matter, Measure, Moved, Number, Result, Standing
from dashboard.indicators import Indicator
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.outcomes import OUTCOMES
from dashboard.leverage.attention import triggers
from dashboard.leverage.whys import Why
from dashboard.text import Lang, Text
from layouts import Query
from layouts.listed import counted
from layouts.names import category, street, unit
from layouts.standings import FEW as NO_TIER
from layouts.standings import NONE as UNRATED
from layouts.standings import TIERS
from layouts.standings import WORDS as STANDS
from layouts.wording import NONE, count, decimal, points, ratio, share, signed

LIMIT = re.compile(r"([1-9][0-9]*)([mUMHDN])")
LIMITS = {
    "m": Text("分钟，昼夜计", "minutes round the clock"),
    "U": Text("小时，昼夜计", "hours round the clock"),
    "M": Text("工作分钟", "working minutes"),
    "H": Text("工作小时", "working hours"),
    "D": Text("个工作日", "working days"),
    "N": Text("个自然日", "calendar days"),
}
MEANT = Text("{word}（{n} {unit}）", "{word} ({n} {unit})")
PARTS = {
    "limits": Text("时限", "Limits"),
    "categories": Text("类别", "Categories"),
    "lists/duties": Text("职责清单（文件夹）", "Duty list (folder)"),
    "duties": Text("职责清单", "Duty list"),
    "leaders": Text("分管领导", "Portfolios of leaders"),
    "posts": Text("岗位", "Posts"),
    "orgs": Text("单位", "Units"),
    "peers": Text("可比单位组", "Peer groups"),
    "streets": Text("街镇", "Streets"),
    "working": Text("工作时间", "Working hours"),
    "calendar": Text("日历", "Calendar"),
    "satisfaction": Text("满意度折算", "Weights of marks"),
    "contact_sources": Text("应先行联系的来源", "Sources to be contacted"),
    "targets": Text("目标值", "Targets"),
    "bounds": Text("触发与名额", "Triggers and budget"),
    "levers.toml": Text("借权清单", "Book of levers"),
    "feeds": Text("接入", "Feeds"),
    "links": Text("同案关联", "Links of sources"),
    "channels": Text("通知渠道", "Channels"),
    "notices": Text("通知规则", "Notices"),
    "papers": Text("公文", "Papers"),
    "clock": Text("时钟", "Clock"),
}
"""What the parts of the rules are called."""
COMMAND = "jiequan dry-run --district"
PERCENT = "%"
SAME = Text("两份规则没有差别", "the two sets of rules say the same")
IDLE = Text(
    "（不起作用：以文件夹中的职责清单 lists/duties 为准）",
    "(without effect: the duty list of the folder, lists/duties, stands in its place)",
)
NEW = Text("（没有）", "(none)")
NOBODY = Text("无主", "nobody")
RESTS = Text("{value}（n={n}）", "{value} (n={n})")
HELP = Text("需关注 {n} 个单位", "{n} units need help")
NOT_COUNTED = Text("不计", "not counted")
TIMES = Text("{what} {n} 次", "{what} {n} times")
USED = Text("用时÷时限 {before} → {after}", "used ÷ limit {before} → {after}")
SCORE = Text("关注分 {before} → {after}", "score {before} → {after}")
FIRES = Text("触发 {rules}", "{rules} fires")
CEASES = Text("不再触发 {rules}", "{rules} no longer fires")
HELD = Text("现行规则下：{why}", "by the rules of today: {why}")
WOULD_BE_HELD = Text("改后：{why}", "by the copy: {why}")
PLACES = Text("名额由别的事项占用或让出", "places are taken or left by other matters")
ASKED = Text("向谁借：{before} → {after}", "asked of: {before} → {after}")
AND = Text("；", "; ")
DAILY = Text("每天", "every day")
EVERY = Text("每 {n} 天", "every {n} days")
OPEN_SINCE = Text("自 {day} 起，{n} 个早晨", "from {day}, {n} mornings")


def rhythm(every: int, lang: Lang) -> str:
    """How often the list was looked at."""
    return DAILY.to(lang) if every == 1 else EVERY.to(lang, n=every)


def named(name: str, lang: Lang) -> str:
    """What an indicator is called."""
    found = counted().get(name)
    return found.title.to(lang) if found else name


def value(said: float | None, of: Indicator | None, lang: Lang) -> str:
    """A number in its unit."""
    if said is None or math.isnan(said):
        return NONE
    kind = of.unit.en if of else ""
    if kind == PERCENT:
        return share(said, lang)
    if kind in ("used ÷ limit", "ratio"):
        return ratio(said, lang)
    if kind == "points":
        return points(said, lang)
    return count(said, lang) if float(said).is_integer() else decimal(said, lang)


def rested(said: float | None, n: int | None, name: str, lang: Lang, tier: float | None = None) -> str:
    """A number, and on how many it rests; of tiers how many units need help, or the tier of a unit."""
    if name == FAIR_COMPARISON.name:
        if n is None:
            return HELP.to(lang, n=count(said or 0, lang))
        index = NONE if said is None else signed(f"{said:+.2f}")
        few = NO_TIER if said is None else UNRATED
        shown = f"{STANDS[TIERS.get(tier, few) if tier is not None else few].to(lang)} {index}"
        return RESTS.to(lang, value=shown, n=count(n, lang))
    shown = value(said, counted().get(name), lang)
    return shown if n is None else RESTS.to(lang, value=shown, n=count(n, lang))


def sides(number: Number, name: str, lang: Lang) -> tuple[str, str, str]:
    """A number before, after, and the difference."""
    return (
        rested(number.before, number.n_before, name, lang, number.tier_before),
        rested(number.after, number.n_after, name, lang, number.tier_after),
        difference(number, name, lang),
    )


def difference(number: Number, name: str, lang: Lang) -> str:
    """By how much it is other; a dash where either is not known, 0 where it is the same."""
    if number.before is None or number.after is None:
        return NONE if number.before is not number.after else "0"
    by = number.after - number.before
    if abs(by) < 1e-12:
        return "0"
    of, whole = counted().get(name), number.n_before is number.n_after is None
    if of and of.unit.en in (PERCENT, "points"):
        return points(by, lang)
    if of and (of.unit.en in ("used ÷ limit", "ratio") or (name == FAIR_COMPARISON.name and not whole)):
        return signed(f"{by:+.2f}")
    return signed(f"{by:+,.0f}" if float(by).is_integer() else f"{by:+,.1f}")


def said(one: Difference, lang: Lang) -> str:
    """One difference of the files in a line."""
    line = f"{one.where}: {or_none(one.before, lang)} → {or_none(one.after, lang)}"
    return f"{line} {IDLE.to(lang)}" if one.idle else line


def or_none(word: str, lang: Lang) -> str:
    """A word of a file; in words where it says nothing."""
    return NEW.to(lang) if word == NONE else word


def outcomes(found: Moved, district: District, lang: Lang) -> tuple[str, str]:
    """How a case counts before and after."""
    before, after = (list(told(rows, district, lang)) for rows in (found.before, found.after))
    none = NOT_COUNTED.to(lang)
    return AND.to(lang).join(before) or none, AND.to(lang).join(after) or none


def told(rows: Iterable[str], district: District, lang: Lang) -> Iterator[str]:
    """The outcomes of one case in words: for which unit, as what, how often."""
    times: dict[str, int] = {}
    for row in rows:
        times[row] = times.get(row, 0) + 1
    for row, n in times.items():
        code, _, outcome = row.partition("|")
        words = [unit(district, code, lang)]
        words += [OUTCOMES[outcome].to(lang)] if outcome in OUTCOMES else []
        what = " ".join(words)
        yield what if n == 1 else TIMES.to(lang, what=what, n=n)


def why(matter: Matter, district: District, lang: Lang) -> str:
    """Why a matter would be shown, or would no longer be, or by whose power: all that is other."""
    return AND.to(lang).join(reasons(matter.before, matter.after, district, lang)) or PLACES.to(lang)


def reasons(before: Standing, after: Standing, district: District, lang: Lang) -> Iterator[str]:
    """What is other in how it stands."""
    if before.ratio != after.ratio:
        yield USED.to(lang, before=number(before.ratio, 2), after=number(after.ratio, 2))
    if before.score != after.score:
        yield SCORE.to(lang, before=number(before.score, 1), after=number(after.score, 1))
    if new := [name for name in after.fired if name not in before.fired]:
        yield FIRES.to(lang, rules=rules(new, lang))
    if gone := [name for name in before.fired if name not in after.fired]:
        yield CEASES.to(lang, rules=rules(gone, lang))
    if before.withheld and not after.withheld:
        yield HELD.to(lang, why=withheld(before.withheld, lang))
    if after.withheld and not before.withheld:
        yield WOULD_BE_HELD.to(lang, why=withheld(after.withheld, lang))
    if before.post and after.post and before.post != after.post:
        yield ASKED.to(lang, before=post(before.post, district, lang), after=post(after.post, district, lang))


def number(said: float | None, digits: int) -> str:
    """A number of how a matter stands; a dash for none."""
    return NONE if said is None else signed(f"{said:.{digits}f}")


def rules(names: Iterable[str], lang: Lang) -> str:
    """Triggers by their names and titles."""
    return ", ".join(
        f"{name} {triggers()[name].title.to(lang)}" if name in triggers() else name for name in names
    )


def withheld(word: str, lang: Lang) -> str:
    """Why a matter was not put up."""
    return Why(word).words.to(lang) if word in set(Why) else word


def post(code: str, district: District, lang: Lang) -> str:
    """What a post is called."""
    return next((one.name.to(lang) for one in district.posts if one.code == code), code)


def mornings(matter: Matter, lang: Lang) -> str:
    """When it was so."""
    return OPEN_SINCE.to(lang, day=matter.morning.isoformat(), n=matter.mornings)


def subject(matter: Matter | Moved, district: District, lang: Lang) -> str:
    """What a case is called: category, street, unit."""
    of = matter.of
    parts = (
        category(district, of.category, lang),
        street(district, of.street, lang),
        unit(district, of.unit, lang),
    )
    return " · ".join(parts)


def asked(found: Result, query: Query) -> Measure | None:
    """The indicator that a query names, else the first that differs."""
    by_name = {one.name: one for one in found.measures}
    differing = (one for one in found.measures if one.whole.changed)
    return by_name.get(query.get("of", "")) or next(differing, None)


def of_unit_alone(moved: Iterable[Moved], code: str) -> list[Moved]:
    """The cases that count otherwise for one unit, by either set of rules."""
    return [one for one in moved if any(row.partition("|")[0] == code for row in (*one.before, *one.after))]


def part(where: str, lang: Lang) -> str:
    """What the part of the rules is called in which a word stands; else its own word of the file."""
    word = next((name for name in PARTS if where.startswith(name)), "")
    return PARTS[word].to(lang) if word else where.partition("[")[0].partition(".")[0]


def plain(word: str, lang: Lang) -> str:
    """A word of a file; a limit in words too, and in words that nothing is said."""
    found = LIMIT.fullmatch(word)
    if not found:
        return or_none(word, lang)
    return MEANT.to(lang, word=word, n=found[1], unit=LIMITS[found[2]].to(lang))


def other(found: Result) -> int:
    """How many of the numbers of the district are other."""
    return sum(one.whole.changed for one in found.measures)
