"""Notices: what posts are told of, whom each occasion concerns, and what is wrong with their rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dashboard.district import District
from dashboard.duty_lists import posts_listed
from dashboard.ledger.outbox import DATA, Notice
from dashboard.signing import SHORTEST
from dashboard.text import Text

SCHEMES = ("mailto", "mailtos", "wecombot", "dingtalk", "feishu", "lark")
"""Services of apprise that may be used: what stands elsewhere is told by a webhook."""


class Occasion(StrEnum):
    """What may be told."""

    PENDING = "pending"
    ISSUED = "issued"
    ANSWERED = "answered"
    REFUSED = "refused"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    RETURN_DUE = "return-due"
    RETURNED = "returned"
    OVERRIDE = "override"
    RULE_PROPOSED = "rule-proposed"
    RULE_ANSWERED = "rule-answered"
    HANDOVER = "handover"
    DIGEST = "digest"

    @property
    def words(self) -> Text:
        """What it is called."""
        return OCCASIONS[self]


OCCASIONS = {
    Occasion.PENDING: Text("待审批", "awaits approval"),
    Occasion.ISSUED: Text("已签发", "issued"),
    Occasion.ANSWERED: Text("已答复", "answered"),
    Occasion.REFUSED: Text("不予借用", "refused"),
    Occasion.DUE_SOON: Text("答复将到期", "answer due soon"),
    Occasion.OVERDUE: Text("逾期未答复", "answer overdue"),
    Occasion.EXPIRED: Text("已失效", "expired"),
    Occasion.RETURN_DUE: Text("应还权", "due back"),
    Occasion.RETURNED: Text("已还权", "returned"),
    Occasion.OVERRIDE: Text("安全与市级急件", "safety or order of the city"),
    Occasion.RULE_PROPOSED: Text("制度化建议待答复", "a proposed rule awaits an answer"),
    Occasion.RULE_ANSWERED: Text("制度化建议已答复", "a proposed rule was answered"),
    Occasion.HANDOVER: Text("交接班", "handover"),
    Occasion.DIGEST: Text("晨报", "morning digest"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """Something that has happened and may concern somebody."""

    thing: str  # the key of what it is about
    occasion: Occasion
    step: str  # what tells this happening from the next of its kind: the version of its entry
    title: Text
    text: Text
    level: str = ""
    link: str = ""  # a path of this program
    data: str = ""  # more than words, as JSON, for platforms

    @property
    def urgent(self) -> bool:
        """Whether quiet hours and digests do not hold it back."""
        return self.occasion is Occasion.OVERRIDE


def addressed(told: Told, district: District) -> list[Notice]:
    """The notices that the rules of a district make of it: each post once over each channel."""
    pairs = {
        (post, rule.channel): None
        for rule in district.notices
        if told.occasion in rule.on and (not rule.levels or told.level in rule.levels)
        for post in rule.posts
    }
    return [
        Notice(
            mark=f"{told.thing} {told.occasion} {told.step} {post} {channel}",
            thing=told.thing,
            occasion=told.occasion,
            post=post,
            channel=channel,
            words={
                "title_zh": told.title.zh, "title_en": told.title.en,
                "text_zh": told.text.zh, "text_en": told.text.en,
                **({DATA: told.data} if told.data else {}),
            },
            link=told.link,
            urgent=told.urgent,
        )
        for post, channel in pairs
    ]  # fmt: skip


def strange(district: District, secret: Callable[[str], str]) -> Iterator[Text]:
    """What is wrong with the channels and rules of a district."""
    known = {channel.name for channel in district.channels}
    if len(known) < len(district.channels) or known & {feed.name for feed in district.feeds}:
        yield Text(
            "channels：名称须各不相同，且不与来源同名",
            "channels: each needs a name that no other and no feed has",
        )
    for channel in district.channels:
        held = secret(channel.name)
        if channel.kind == "webhook" and len(held) < SHORTEST:
            yield said(
                channel.name,
                f"密钥须有 {SHORTEST} 个字符以上",
                f"needs a secret of {SHORTEST} characters or more",
            )
        if channel.kind == "apprise" and held.partition(":")[0].lower() not in SCHEMES:
            services = ", ".join(SCHEMES)
            yield said(
                channel.name, f"地址须为以下之一：{services}", f"its address must be one of {services}"
            )
    posts = {post.code for post in district.posts} | posts_listed(district)
    for rule in district.notices:
        yield from unknown("on", rule.on, set(Occasion))
        yield from unknown("posts", rule.posts, posts)
        yield from unknown("channel", (rule.channel,), known)
        yield from unknown("levels", rule.levels, {"L1", "L2", "L3", "L4", "L5"})


def said(channel: str, zh: str, en: str) -> Text:
    """What a channel lacks, and where it is set."""
    name = f"JIEQUAN_SECRETS__{channel.upper().replace('-', '_')}"
    return Text(f"channels.{channel}：{zh}（{name}）", f"channels.{channel}: {en} ({name})")


def unknown(word: str, values: tuple[str, ...], known: set[str]) -> Iterator[Text]:
    """Values of a rule that are none of those there are."""
    for value in values:
        if value not in known:
            there = ", ".join(sorted(known)) or "—"
            yield Text(
                f"notices.{word} = {value!r}：没有；可用 {there}",
                f"notices.{word} = {value!r} is none of {there}",
            )
