"""Draw one page: each need is measured once, each panel drawn alone, so that one failing harms no other."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import pandas as pd
import structlog

from dashboard.board.reader import Reader
from dashboard.cases import readable
from dashboard.clock import monotonic
from dashboard.district import District
from dashboard.figures.template import painted
from dashboard.indicators import Ask
from dashboard.indicators.answering import AskError, answer, bound_of, checked, name_of
from dashboard.places import Geometry
from dashboard.privacy import SHORT
from dashboard.scope import WHOLE, Scope, Sight
from dashboard.snapshot import raw
from dashboard.text import THEMES, Lang, Text, Theme
from layouts import Need, Page, Panel, View
from layouts.sites import WALL
from layouts.sought import meant
from layouts.states import aged, failed, overfull

log = structlog.get_logger()
Slots = Mapping[str, Any]
Spoken = tuple[str, Ask, Scope]
Frames = dict[Spoken, pd.DataFrame]
Spot = tuple[str, Lang, Sight, frozenset[tuple[str, str]]]  # panel, language, who looks, query
SAID = ("text_short", "note")
"""Columns of what citizens and officers have said: thirty characters of it are shown, no more."""
WRITTEN = (*SAID, "clause", "doc_no", "why", "ask", "impact", "instruction", "reason", "evidence", "decision")
"""Columns of what anybody has written: what has gone after its term is said to have, in every language."""
KEPT = 600.0
"""Seconds that the last good drawing of a failing tile stays, under its age."""
ROOM = 2_000_000
"""Bytes of all panels of a picture, before it is packed."""
MOST = 200
"""Drawings that are remembered, the newest."""
CAUSE = Text("本图没有算出来，编号 {number}", "could not be computed, number {number}")


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What one drawing of a page looks at."""

    reader: Reader
    query: Mapping[str, str]
    lang: Lang
    now: datetime
    sight: Sight
    page: Page = WALL
    district: District | None = None  # by whose names lists are searched
    extra: Any = None
    frames: Frames = field(default_factory=dict)

    @property
    def theme(self) -> Theme:
        """The colours asked for, else those of the page."""
        return next((theme for theme in THEMES if theme == self.query.get("theme")), self.page.theme)

    def frame(self, need: Need) -> pd.DataFrame:
        """The answer to one need as its viewer may see it, measured once for all panels that share it."""
        need = self.meant(need)
        key = self.spoken(need)
        if key not in self.frames:
            self.frames[key] = self.answered(need, key[-1])
        return self.legible(self.frames[key])

    def meant(self, need: Need) -> Need:
        """The need with what its words mean: names in the language, texts where they are shown."""
        if self.district is None or not need.ask.sought:
            return need
        text = self.sight.text == "short"
        return replace(need, ask=meant(need.ask, self.district, self.lang, text=text))

    def legible(self, frame: pd.DataFrame) -> pd.DataFrame:
        """What was written, as far as the viewer may read it."""
        said = [name for name in SAID if name in frame.columns]
        cut = {name: frame[name].map(short_of if self.sight.text == "short" else nothing_of) for name in said}
        told = {
            name: cut.get(name, frame[name]).map(self.readable) for name in WRITTEN if name in frame.columns
        }
        return frame.assign(**told) if told else frame

    def spoken(self, need: Need) -> Spoken:
        """By what the answer to a need is known: of whose cases it is, too."""
        return need.indicator.name, need.ask, WHOLE if need.indicator.cases == "none" else self.sight.cases

    def gather(self, panels: Iterable[Panel]) -> None:
        """Have the needs of these panels answered side by side, by as many readers as there are.

        Only of the whole district, and only where the text is built: the others, and those that fail, are
        answered when their panel is drawn.
        """
        if not self.reader.twins or not self.sight.cases.district:
            return
        needs = [self.meant(need) for panel in panels for need in quietly(panel, self)]
        wanted: dict[str, dict[Spoken, Need]] = defaultdict(dict)
        for need in needs:
            if (key := self.spoken(need)) not in self.frames and (question := self.question(need)):
                wanted[question][key] = need
        left = iter(wanted.values())
        with ThreadPoolExecutor(len(self.reader.twins), "answer") as pool:
            done = [pool.submit(self.take, left, twin) for twin in self.reader.twins]
            self.take(left, self.reader)
        for one in done:
            one.result()

    def question(self, need: Need) -> str:
        """Text and variables; nothing where it cannot be asked, or not without its text being built first."""
        with suppress(AskError):
            asked = checked(need.indicator, need.ask)
            name = name_of(need.indicator, asked)
            return f"{name} {bound_of(need.indicator, asked)}" if self.reader.knows(name) else ""
        return ""

    def take(self, left: Iterator[Mapping[Spoken, Need]], reader: Reader) -> None:
        """Answer needs while there are any, those of one text together; what fails is left to its panel."""
        for needs in left:
            for key, need in needs.items():
                with suppress(Exception):
                    self.frames[key] = answer(need.indicator, need.ask, reader)

    def readable(self, said: Any) -> Any:
        """A text as it is read here: one that has gone after its term says so."""
        return readable(said, self.lang) if isinstance(said, str) else said

    @cached_property
    def asked(self) -> Mapping[str, str]:
        """The query; on a page of one thing where none is named, of the first that its viewer may see."""
        if self.page.first is None or "key" in self.query:
            return self.query
        keys = self.frame(Need(indicator=self.page.first))["key"]
        return {**self.query, "key": str(keys.iloc[0])} if len(keys) else self.query

    def answered(self, need: Need, scope: Scope) -> pd.DataFrame:
        """The answer, about the cases of a scope."""
        if scope.district:
            return answer(need.indicator, need.ask, self.reader)
        if need.indicator.cases == "own":
            return answer(need.indicator, need.ask, self.own)
        frame = self.frame(replace(need, indicator=replace(need.indicator, cases="none")))
        return frame[frame["key"].isin(self.own.held())].reset_index(drop=True)

    @cached_property
    def own(self) -> Reader:
        """What the scope of the viewer holds, at the same moment."""
        return self.reader.within(self.sight.cases)


def quietly(panel: Panel, sitting: Sitting) -> Iterable[Need]:
    """What a panel needs; nothing where it cannot say: that is told when it is drawn."""
    with suppress(Exception):
        return panel.needs(sitting.asked).values()
    return ()


def short_of(said: Any) -> Any:
    """What is shown of a text without a reason; to cut twice cuts no more."""
    return f"{said[: SHORT - 1]}…" if isinstance(said, str) and len(said) > SHORT else said


def nothing_of(_said: Any) -> str:
    """What is shown of a text to somebody who sees counts alone."""
    return ""


def fitting(drawn: list[tuple[Panel, Slots]], lang: Lang, room: int = ROOM) -> list[tuple[Panel, Slots]]:
    """The panels as far as one answer has room: in place of the largest stands that they have too much."""
    sizes = [len(raw(slots)) for _, slots in drawn]
    for nth in sorted(range(len(sizes)), key=lambda nth: -sizes[nth]):
        if sum(sizes) <= room:
            break
        panel, _ = drawn[nth]
        log.error("panel too large", panel=panel.name, bytes=sizes[nth])
        drawn[nth], sizes[nth] = (panel, overfull(panel, lang)), 0
    return drawn


@dataclass(kw_only=True)
class Easel:
    """Draws the panels of one district and remembers the last good drawing of each."""

    district: District
    geometry: Geometry
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))  # of errors, for the log
    good: dict[Spot, tuple[float, Slots]] = field(default_factory=dict)

    def page(self, panels: tuple[Panel, ...], sitting: Sitting) -> dict[str, Any]:
        """All slots of a page: `graphs`, `grids` and `tiles`, each by slot."""
        sitting.gather(panels)
        drawn = fitting([(panel, self.panel(panel, sitting)) for panel in panels], sitting.lang)
        slots = {slot: props for _, parts in drawn for slot, props in parts.items()}
        graphs = {
            slot: painted(props, sitting.theme) for slot, props in slots.items() if slot.endswith("-graph")
        }
        grids = {slot: props for slot, props in slots.items() if slot.endswith("-grid")}
        tiles = {slot: slots[slot] for slot in slots.keys() - graphs.keys() - grids.keys()}
        return {"graphs": graphs, "grids": grids, "tiles": tiles}

    def panel(self, panel: Panel, sitting: Sitting) -> Slots:
        """The slots of one panel; one that fails shows its last good drawing with its age, or an error."""
        asked = frozenset({**sitting.query, "": sitting.page.name}.items())
        place = (panel.name, sitting.lang, sitting.sight, asked)
        try:
            needs = panel.needs(sitting.asked)
            drawn = panel.draw(
                View(
                    frames={name: sitting.frame(need) for name, need in needs.items()},
                    now=sitting.now,
                    lang=sitting.lang,
                    query=sitting.query,
                    district=self.district,
                    geometry=self.geometry,
                    page=sitting.page.name,
                    theme=sitting.theme,
                    extra=sitting.extra,
                    whole=sitting.sight.cases.district,
                )
            )
        except Exception:  # noqa: BLE001  one panel must never take the wall with it
            return self.fallen(panel, place, sitting)
        self.good.pop(place, None)
        self.good[place] = monotonic(), drawn
        if len(self.good) > MOST:
            self.good.pop(next(iter(self.good)), None)
        return drawn

    def fallen(self, panel: Panel, place: Spot, sitting: Sitting) -> Slots:
        """What stands where a panel failed; the reason stands in the log under the number on the screen."""
        number = f"E-{sitting.now.astimezone(self.district.tz):%H%M}-{next(self.numbers):02d}"
        log.exception("panel failed", panel=panel.name, number=number)
        drawn_at, drawn = self.good.get(place, (None, {}))
        if drawn_at is None or (age := monotonic() - drawn_at) > KEPT:
            return failed(panel, number, sitting.lang)
        return aged(panel, drawn, age, CAUSE.to(sitting.lang, number=number), sitting.lang)
