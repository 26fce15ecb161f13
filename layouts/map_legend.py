"""The scales of the map and the legends in its empty corners."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.text import Lang, Text
from layouts import Node
from layouts.elements import div, mark, span
from layouts.wording import count, decimal

NULL = Text("— 分母为空", "— no rate")
MARKS = {
    "late": Text("已超期 {n}", "late {n}"),
    "near": Text("紧急将超 {n}", "urgent, near {n}"),
    "ok": Text("紧急在限 {n}", "urgent, in time {n}"),
}
RANK = Text("关注序号", "attention rank")
ABSENT = Text("无位置 {nowhere} · 区外 {outside}", "no place {nowhere}, outside {outside}")
CUT = Text("图上只标最急 {n} 点", "the {n} most pressing drawn")
LEADS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
RATES = (0.98, 0.95, 0.90, 0.80)


@dataclass(frozen=True)
class Scale:
    """Five classes by four limits; `falling`: the lower the value, the higher the class."""

    limits: tuple[float, ...]
    words: tuple[str, ...]  # of the classes, lowest class first
    falling: bool = False

    def level(self, value: float) -> int | None:
        """The class of a value; None for nothing."""
        if math.isnan(value):
            return None
        return sum(value < limit if self.falling else value >= limit for limit in self.limits)


def on_time_scale(lang: Lang) -> Scale:
    """On-time rates by the customary limits; the worst class is the brightest."""
    marks = [f"{round(limit * 100)}%" for limit in RATES]
    between = [f"{marks[i + 1].rstrip('%')}–{marks[i]}" for i in range(len(marks) - 1)]
    return Scale(RATES, (f"≥{marks[0]}", *between, f"<{marks[-1]}"), falling=True)


def amounts(values: Sequence[float], lang: Lang, *, whole: bool) -> Scale:
    """Five equal classes with round limits up to the largest value."""
    top = max((value for value in values if not math.isnan(value)), default=0.0)
    if not whole:
        step = round_down(top / 4)
        limits = tuple(step * number for number in range(1, 5))
        said = [decimal(limit, lang) for limit in limits]
        between = [f"{low}–{high}" for low, high in pairwise(said)]
        return Scale(limits, (f"<{said[0]}", *between, f"≥{said[-1]}"))
    size = max(1, int(round_down((top - 1) / 3)))
    limits = tuple(1.0 + size * number for number in range(4))
    between = [span_of(int(low), int(low) + size - 1, lang) for low in limits[:-1]]
    return Scale(limits, ("0", *between, f"≥{count(limits[-1], lang)}"))


def span_of(low: int, high: int, lang: Lang) -> str:
    """A class of whole numbers."""
    return count(low, lang) if low == high else f"{count(low, lang)}–{count(high, lang)}"


def round_down(number: float) -> float:
    """The largest round number that is not larger: a few leading digits times a power of ten."""
    if number <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(number))
    return max((power * lead for lead in LEADS if power * lead <= number), default=power)


def legend(
    title: str, scale: Scale, numbers: Mapping[str, int], lang: Lang, *, gaps: bool, most: int | None = None
) -> list[Node]:
    """What colours mean at the left foot, what shapes mean and how many there are at the right.

    `most` is how many of them are drawn, where that is not all.
    """
    classes: list[Node] = [
        div("jq-map-key", span(f"jq-swatch jq-swatch-seq-{number + 1}"), word)
        for number, word in reversed(list(enumerate(scale.words)))
    ]
    null: Node | None = div("jq-map-key", span("jq-swatch jq-swatch-few"), NULL.to(lang)) if gaps else None
    shapes: list[Node] = [
        div("jq-map-key", span("jq-map-sign", mark(state)), word.to(lang, n=count(numbers[state], lang)))
        for state, word in MARKS.items()
    ]
    rank = div("jq-map-key", span("jq-map-sign", span("jq-disc-small", "n")), RANK.to(lang))
    absent = div(
        "jq-map-absent",
        ABSENT.to(lang, **{name: count(numbers[name], lang) for name in ("nowhere", "outside")}),
    )
    cut = div("jq-map-absent", CUT.to(lang, n=count(most, lang))) if most else None
    return [
        div("jq-map-legend jq-map-legend-left", div("jq-map-title", title), *classes, null),
        div("jq-map-legend jq-map-legend-right", *shapes, rank, absent, cut),
    ]
