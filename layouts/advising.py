"""What is advised for a case in words: the main lever with its ground, those beside it, a filled draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.leverage.attention import triggers
from dashboard.leverage.book import book_of
from dashboard.leverage.proposal import Proposal, proposal
from dashboard.text import Lang, Text
from layouts import Node, View
from layouts.acts import button
from layouts.borrowing import chip, instrument
from layouts.elements import dashed, div, span
from layouts.lever_forms import drafting

ALSO = Text("另可 {levers}", "also {levers}")
BECAUSE = {"zh": "、", "en": ", "}
TITLED = Text("{lever} {name}", "{lever} {name}")


def advised_on(view: View, need: str, key: str) -> dict[str, Any] | None:
    """The row of a case in a frame of advice; None where nothing is advised for it."""
    frame = view.frames[need]
    found = frame[frame["key"] == key].to_dict("records")
    return {str(name): value for name, value in found[0].items()} if found and found[0]["advice"] else None


def proposals(
    matter: Mapping[str, Any], view: View, earlier: Sequence[Mapping[str, Any]] = ()
) -> list[Proposal]:
    """All that is proposed for a matter, the main one first; `earlier` are levers borrowed before."""
    today: date = view.now.astimezone(view.district.tz).date()
    fired = [triggers()[name] for name in matter["fired"]]
    said: dict[str, Any] = {"district": view.district, "book": book_of(view.district), "today": today}
    said |= {"earlier": earlier}
    return [proposal(matter, fired, one, **said) for one in matter["advice"]]


def called(of: Proposal, lang: Lang) -> str:
    """A lever by its step and instrument."""
    return TITLED.to(lang, lever=of.step or of.level, name=instrument(of.kind.code, lang))


def advice(matter: Mapping[str, Any], view: View) -> Node:
    """The main lever, why, and what goes beside it."""
    lang, (first, *others) = view.lang, proposals(matter, view)
    why = BECAUSE[lang].join(triggers()[name].title.to(lang) for name in matter["fired"])
    also = BECAUSE[lang].join(called(one, lang) for one in others)
    return div(
        "jq-counsel",
        chip(first.level, lang, first.step),
        span("jq-counsel-what", instrument(first.kind.code, lang)),
        span("jq-counsel-why", why),
        span("jq-counsel-also", ALSO.to(lang, levers=also)) if also else None,
        **dashed(data_advised=first.step or first.level, data_rules=" ".join(matter["fired"])),
    )


def draft(
    key: str, subject: str, matter: Mapping[str, Any] | None, view: View, label: Text, *, strong: bool = False
) -> Node:
    """The button that drafts a lever, filled with the one that is advised."""
    of = proposals(matter, view)[0] if matter else None
    filled = {"kind": of.kind.code, "decision_requested": of.decision or None} if of else {}
    return button(
        drafting(view.district), view.lang, subject=subject, right="borrow", label=label, strong=strong,
        on=key, seen=0, **filled,
    )  # fmt: skip
