"""Why a matter is on the board, in one short line of plain words: matters and units, never persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.indicators.timing import NEAR_SHARE
from dashboard.leverage import Level, Trigger
from dashboard.leverage.levers import Suggestion
from dashboard.text import LANGS, Lang, Text

ROOM: dict[Lang, int] = {"zh": 22, "en": 60}
"""Characters that fit on a row of the wall."""
BETWEEN: dict[Lang, str] = {"zh": "；", "en": "; "}

SPENT = Text("{levers} 已试未果，请领导{ask}", "{levers} tried in vain: a leader to {ask}")
OWNER = Text("定主办", "name the owner")
DECIDE = Text("定夺", "decide")
RELAPSED = Text("领导批示后未果，请一把手定夺", "leader's word had no effect: for the head to decide")
RULED = Text("已用时限的 {ratio:.1f} 倍", "{ratio:.1f} times its limit used")


def reason(
    matter: Mapping[str, Any], fired: Sequence[Trigger], suggestion: Suggestion | None, lang: Lang
) -> str:
    """The most telling words, values filled in, as many as fit."""
    said = [words.to(lang, **matter) for words in phrases(matter, fired, suggestion)]
    lines = [BETWEEN[lang].join(said[:n]) for n in range(1, len(said) + 1)]
    return max((line for line in lines if len(line) <= ROOM[lang]), key=len, default="")


def phrases(matter: Mapping[str, Any], fired: Sequence[Trigger], suggestion: Suggestion | None) -> list[Text]:
    """What there is to say, the most telling first."""
    said = [trigger.words for trigger in sorted(fired, key=lambda trigger: -trigger.telling)]
    if matter["rule"] and matter["ratio"] > NEAR_SHARE:
        return [RULED, *said]
    if suggestion and suggestion.level is Level.AUTHORITY:
        return [RELAPSED, *said]
    if suggestion and suggestion.level is Level.MOMENTUM and matter["failed_levers"] and not matter["alarm"]:
        return [spent(matter, fired), *said]
    return said


def spent(matter: Mapping[str, Any], fired: Sequence[Trigger]) -> Text:
    """That the lower levers are spent, and what a leader is asked for."""
    ask = OWNER if any(trigger.name == "T04" for trigger in fired) else DECIDE
    levers = Text("L2、L3", "L2, L3") if matter["failed_levers"] >= 2 else Text("L2", "L2")
    filled = {lang: SPENT.to(lang, levers=levers.to(lang), ask=ask.to(lang)) for lang in LANGS}
    return Text(**filled)
