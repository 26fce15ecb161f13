"""What a move of a proposed rule tells: that it waits for who keeps the list, and how it was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from dashboard.district import District
from dashboard.fold.rule_proposal import PREFIX, RuleMove
from dashboard.leverage.rule_kind import KINDS, RuleKind
from dashboard.notices import Occasion, Told
from dashboard.text import LANGS, Lang, Text

OF_MOVES = {
    RuleMove.PROPOSE: Occasion.RULE_PROPOSED,
    RuleMove.ADOPT: Occasion.RULE_ANSWERED,
    RuleMove.DECLINE: Occasion.RULE_ANSWERED,
}
TITLE = Text("{occasion}：{category} · {unit}", "{occasion}: {category}, {unit}")
ASKED = Text("写入{list}，请 {post} 于 {when} 前答复", "for the {list}: {post} is to answer before {when}")
ANSWERED = Text("写入{list}：{move}。{why}", "for the {list}: {move}. {why}")


def of_rule(
    move: RuleMove, named: tuple[str, str], rule: Mapping[str, Any], district: District
) -> Iterator[Told]:
    """What a move tells; `named`: key and version, `rule`: what is known of it after the move."""
    occasion = OF_MOVES.get(move)
    if occasion is None:
        return

    def title(lang: Lang) -> str:
        what = {name: district.short(rule[name], lang) for name in ("category", "unit")}
        return TITLE.to(lang, occasion=occasion.words.to(lang), **what)

    yield Told(
        thing=named[0],
        occasion=occasion,
        step=named[1],
        title=Text(*map(title, LANGS)),
        text=Text(*(said(move, rule, district, lang) for lang in LANGS)),
        link=f"/rules/{named[0].removeprefix(PREFIX)}",
    )


def said(move: RuleMove, rule: Mapping[str, Any], district: District, lang: Lang) -> str:
    """What is asked of whom, or how it was answered."""
    into = KINDS[RuleKind(str(rule["kind"]))].to(lang)
    if move is not RuleMove.PROPOSE:
        return ANSWERED.to(lang, list=into, move=move.words.to(lang), why=rule.get("why") or "").strip()
    names = {post.code: post.name.to(lang) for post in district.posts}
    until: datetime = rule["answer_by"]
    when = f"{until.astimezone(district.tz):%Y-%m-%d %H:%M}"
    return ASKED.to(lang, list=into, post=names.get(str(rule["owner"]), rule["owner"]), when=when)
