"""What is wrong with a district file that can be read: plain words in both languages, with what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path

from dashboard.calendar.special_days import CalendarError
from dashboard.district import District, DistrictError, calendar_of
from dashboard.places import Geometry
from dashboard.text import Text

Found = Iterator[Text]


def problems(
    district: District, *, kinds: Collection[str], today: date, home: Path | None = None
) -> list[Text]:
    """All that is wrong; `kinds` are the adapters at hand, `home` is where the site's own calendar lies."""
    checks: tuple[Callable[[District], Found], ...] = (codes, aliases, peers, posts, leads, streets, links)
    found = [text for check in checks for text in check(district)]
    return [*found, *feeds(district, kinds), *horizon(district, today, home)]


def said(zh: str, en: str, **values: object) -> Text:
    """A problem with its values filled in."""
    return Text(zh.format(**values), en.format(**values))


def codes(district: District) -> Found:
    """Codes that are given twice, and the centre that must be one of the units."""
    for part in ("streets", "orgs", "peers", "posts", "categories"):
        for code, times in Counter(one.code for one in getattr(district, part)).items():
            if times > 1:
                yield said(
                    "{part}：代码 {code!r} 用了 {n} 次，请各用一个",
                    "{part}: code {code!r} stands {n} times; give each its own",
                    part=part,
                    code=code,
                    n=times,
                )
    if district.org(district.centre) is None:
        yield said(
            "centre = {code!r}：orgs 中没有这个单位",
            "centre = {code!r}: orgs has no such unit; add it or name another",
            code=district.centre,
        )


def aliases(district: District) -> Found:
    """Names that lead to two units, streets or categories, and names for a source that is not connected."""
    for part in ("orgs", "streets", "categories"):
        held: dict[tuple[str, str], str] = {}
        for one in getattr(district, part):
            for feed, name in dict.fromkeys(one.names()):
                other = held.setdefault((feed, name), one.code)
                if other != one.code:
                    yield said(
                        "{part}：名称 {name!r} 同属 {other} 与 {code}，请只留一处",
                        "{part}: the name {name!r} leads to both {other} and {code}; keep it at one of them",
                        part=part,
                        name=name,
                        other=other,
                        code=one.code,
                    )
    known = {"*", *(feed.name for feed in district.feeds)}
    for org in district.orgs:
        for feed in org.aliases.keys() - known:
            yield said(
                "orgs.{org}.aliases.{feed}：feeds 中没有这个来源",
                "orgs.{org}.aliases.{feed}: feeds has no such source",
                org=org.code,
                feed=feed,
            )


def peers(district: District) -> Found:
    """Units of a group that has no name, where groups are named at all."""
    known = {"", *(group.code for group in district.peers)}
    for org in district.orgs:
        if district.peers and org.peer not in known:
            yield said(
                "orgs.{org}.peer = {peer!r}：peers 中没有这个组",
                "orgs.{org}.peer = {peer!r}: peers has no such group",
                org=org.code,
                peer=org.peer,
            )


def posts(district: District) -> Found:
    """Posts of units that do not exist, and deputies that are no post."""
    for post in district.posts:
        if district.org(post.org) is None:
            yield said(
                "posts.{post}：没有单位 {org!r}",
                "posts.{post}: there is no unit {org!r}",
                post=post.code,
                org=post.org,
            )
    known = {post.code for post in district.posts}
    for org in district.orgs:
        if org.led_by and org.led_by not in known:
            yield said(
                "orgs.{org}.led_by = {post!r}：posts 中没有",
                "orgs.{org}.led_by = {post!r}: posts has no such post",
                org=org.code,
                post=org.led_by,
            )


def leads(district: District) -> Found:
    """Categories led by units that do not exist."""
    for category in district.categories:
        if category.lead and district.org(category.lead) is None:
            yield said(
                "categories.{code}.lead = {lead!r}：orgs 中没有这个单位",
                "categories.{code}.lead = {lead!r}: orgs has no such unit",
                code=category.code,
                lead=category.lead,
            )


def streets(district: District) -> Found:
    """Streets without a polygon, polygons without a street, files that cannot be read."""
    try:
        drawn = {one.code for one in Geometry.load(district).streets}
    except DistrictError as error:
        yield Text(f"图形文件不能用：{error}", str(error))
        return
    named = {street.code for street in district.streets}
    for code in sorted(named - drawn):
        yield said(
            "streets.{code}：图形文件中没有它的多边形",
            "streets.{code}: the geometry has no polygon of it",
            code=code,
        )
    for code in sorted(drawn - named):
        yield said(
            "图形文件中的 {code!r} 不在 streets 里，将没有名称",
            "the geometry has {code!r}, which streets does not name",
            code=code,
        )


def links(district: District) -> Found:
    """Link rules of sources that are not connected, of one source alone, twice, in a circle or in a chain."""
    known = {feed.name for feed in district.feeds}
    followers = {link.follows for link in district.links}
    for link, times in Counter(district.links).items():
        named = {"leads": link.leads, "follows": link.follows, "by": link.by}
        for word, name in (("leads", link.leads), ("follows", link.follows)):
            if name not in known:
                yield said(
                    "links：{word} = {name!r}：feeds 中没有这个来源",
                    "links: {word} = {name!r}: feeds has no such source",
                    word=word,
                    name=name,
                )
        if link.leads in followers:
            yield said(
                "links：{leads!r} 领 {follows!r}，自己又跟随别的来源：领头的不能再跟随，这条规则不起作用",
                "links: {leads!r} leads {follows!r} and follows a source itself: who leads may not follow; "
                "this rule links nothing",
                **named,
            )
        if times > 1:
            yield said(
                "links：{leads!r} 领 {follows!r}（by = {by!r}）写了 {n} 次",
                "links: that {leads!r} leads {follows!r} by {by!r} stands {n} times",
                n=times,
                **named,
            )


def feeds(district: District, kinds: Collection[str]) -> Found:
    """Connections of no adapter, and names used twice."""
    for name, times in Counter(feed.name for feed in district.feeds).items():
        if times > 1:
            yield said(
                "feeds：名称 {name!r} 用了 {n} 次",
                "feeds: the name {name!r} stands {n} times",
                name=name,
                n=times,
            )
    for feed in district.feeds:
        if feed.kind not in kinds:
            yield said(
                "feeds.{name}.kind = {kind!r}：没有这种来源，可用 {kinds}",
                "feeds.{name}.kind = {kind!r} is no kind of source; there are {kinds}",
                name=feed.name,
                kind=feed.kind,
                kinds=", ".join(sorted(kinds)),
            )


def horizon(district: District, today: date, home: Path | None) -> Found:
    """A calendar that cannot be read, or that ends soon; a district frozen in the past needs no future."""
    try:
        warning = calendar_of(district, home).warning(today)
    except CalendarError as error:
        yield Text(f"日历文件不能用：{error}", str(error))
        return
    if warning and district.working.special_days and district.clock.mode != "frozen":
        yield warning
