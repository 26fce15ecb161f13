"""A category and unit that were borrowed for again and again: its figures, its rule, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pandas as pd

from dashboard.fold.rule_proposal import LIVE, RuleMove, RuleState, possible
from dashboard.leverage.book import book_of
from dashboard.leverage.rule_gaps import LISTED, MISSING
from dashboard.leverage.rule_kind import RuleKind, owner_of
from dashboard.leverage.rule_moves import ADOPTING, ANSWER_DAYS, JUDGING, PROPOSING
from dashboard.leverage.rule_text import proposed
from dashboard.text import Text
from layouts import Node, View
from layouts.acts import button
from layouts.measures import known
from layouts.names import category, unit
from layouts.rows import rows
from layouts.rule_forms import rule_forms

CHANGE = Text("改拟稿", "Change the draft")
FORWARD = frozenset({RuleMove.PROPOSE, RuleMove.ADOPT})
"""The moves that lead on."""
ORDER = (
    RuleState.PROPOSED,
    MISSING,
    RuleState.DRAFTED,
    RuleState.ADOPTED,
    LISTED,
    RuleState.DECLINED,
    RuleState.WITHDRAWN,
)
"""What waits for somebody stands first."""


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """One category and unit, with what each frame says of it; None where one says nothing."""

    category: str
    unit: str
    won: Any
    record: Any
    gap: Any

    @property
    def nominated(self) -> bool:
        """Whether T18 proposes it now."""
        return self.gap is not None and self.gap.state == MISSING

    @property
    def state(self) -> str:
        """How it stands: its proposal, else what T18 or the duty list says; empty: nothing lately."""
        if self.record is not None and (self.record.state in LIVE or not self.nominated):
            return str(self.record.state)
        if self.gap is not None:
            return str(self.gap.state)
        return LISTED if self.won is not None and known(self.won.adopted_at) is not None else ""


def gathered(frames: Mapping[str, pd.DataFrame]) -> list[Ruled]:
    """Every place that one of the frames names; what waits for somebody first."""
    last = {(one.category, one.unit): one for one in reversed([*rows(frames["rule-proposals"])])}
    gaps, won = (
        {(one.category, one.unit): one for one in rows(frames[name])} for name in ("rule-gaps", "rules")
    )
    keys = dict.fromkeys((*won, *last, *gaps))
    found = [
        Ruled(category=key[0], unit=key[1], won=won.get(key), record=last.get(key), gap=gaps.get(key))
        for key in keys
    ]
    return sorted(found, key=lambda one: ORDER.index(one.state) if one.state in ORDER else len(ORDER))


def called(one: Ruled, view: View) -> str:
    """What it is called."""
    return f"{category(view.district, one.category, view.lang)} · {unit(view.district, one.unit, view.lang)}"


def buttons(one: Ruled, view: View) -> Iterator[Node]:
    """What can be done about its rule now, each for those who may; the way forward stands out."""
    if one.nominated:
        yield opened(one, view)
    if one.record is None or one.record.state not in LIVE:
        return
    for form in rule_forms(view.district):
        move = RuleMove(form.name.removeprefix("rule."))
        if move is RuleMove.DRAFT and one.record.state == RuleState.DRAFTED:
            yield changed(one, view)
        elif move is not RuleMove.DRAFT and possible(one.record.state, move):
            right = ADOPTING[RuleKind(one.record.kind)] if move in JUDGING else PROPOSING
            yield button(
                form, view.lang, subject=called(one, view), right=right,
                strong=move in FORWARD, on=one.record.key, seen=int(one.record.seq),
            )  # fmt: skip


def opened(one: Ruled, view: View) -> Node:
    """The button that drafts it, filled in from the evidence."""
    gap, district = one.gap._asdict(), view.district
    text = proposed(gap, gap["kind"], district, book_of(district))
    by = view.now.astimezone(district.tz).date() + timedelta(days=ANSWER_DAYS)
    owner = owner_of(gap["kind"], one.unit, district) or None
    return button(
        rule_forms(district)[0], view.lang, subject=called(one, view), right=PROPOSING, strong=True,
        on=gap["levers"].split(", ")[0], kind=gap["kind"], owner=owner,
        answer_by=by.isoformat(), text_zh=text.zh, text_en=text.en,
    )  # fmt: skip


def changed(one: Ruled, view: View) -> Node:
    """The button that changes a draft, filled in as it stands."""
    record, tz = one.record, view.district.tz
    by = (record.answer_by.astimezone(tz) - timedelta(seconds=1)).date() if known(record.answer_by) else None
    return button(
        rule_forms(view.district)[0], view.lang, subject=called(one, view), right=PROPOSING, label=CHANGE,
        on=record.key, seen=int(record.seq), kind=record.kind, owner=record.owner,
        answer_by=by.isoformat() if by else None, text_zh=record.text_zh, text_en=record.text_en,
    )  # fmt: skip
