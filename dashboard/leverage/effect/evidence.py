"""What is known of cases, their activity and their levers, in days, ready to be asked about any moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.leverage.effect import LOOK_BACK

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

NEAR_RATIO = 0.8
"""Where no nominations are told: a case is one from this share of its limit on, or after days of silence."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Frames whose moments are numbers of days; `case` in all of them is the row of `cases`.

    cases: kind, created, limit (null: none known), closed (null: open), cross, case_id.
    activity: case, moment. levers: case, level, issued, lottery, draw. nominations: case, since, till, draw;
    None where nobody told of them.
    """

    cases: pd.DataFrame
    activity: pd.DataFrame
    levers: pd.DataFrame
    nominations: pd.DataFrame | None
    end: float

    @cached_property
    def moves(self) -> Stream:
        """The activity of all cases."""
        return Stream.of(self.activity["case"], self.activity["moment"], self.end)

    @cached_property
    def created(self) -> Numbers:
        """When each case came."""
        return self.cases["created"].to_numpy("float64")

    @cached_property
    def closed(self) -> Numbers:
        """When each case was closed; never: infinity."""
        return self.cases["closed"].fillna(np.inf).to_numpy("float64")

    @cached_property
    def limit(self) -> Numbers:
        """How long each case may take; NaN where nobody knows."""
        return self.cases["limit"].to_numpy("float64")

    @cached_property
    def cross(self) -> Codes:
        """Whether several departments are in it."""
        return self.cases["cross"].to_numpy("int64")

    @cached_property
    def kinds(self) -> dict[str, Codes]:
        """The cases of each kind."""
        return {str(kind): rows for kind, rows in self.cases.groupby("kind").indices.items()}  # type: ignore[misc]

    @cached_property
    def stands(self) -> Stream | None:
        """Since when cases were nominated."""
        told = self.nominations
        return None if told is None else Stream.of(told["case"], told["since"], self.end, told["till"])

    def active(self, cases: Codes, since: Numbers | float, till: Numbers | float) -> Codes:
        """How often each case moved after `since` and not after `till`."""
        return self.moves.before(cases, till) - self.moves.before(cases, since)

    def last(self, cases: Codes, moment: Numbers) -> Numbers:
        """When each case had moved last at a moment; its arrival where it had not."""
        return np.maximum(self.moves.last(cases, moment), self.created[cases])

    def ratio(self, cases: Codes, moment: float) -> Numbers:
        """How much of its limit each case has used."""
        return (moment - self.created[cases]) / self.limit[cases]

    def nominated(self, cases: Codes, moment: float) -> Truths:
        """Whether each case was nominated at a moment; by the rule of the ratio and the silence if untold."""
        if self.stands is not None:
            return self.stands.holds(cases, moment)
        old = moment - self.created[cases] >= LOOK_BACK
        silent = self.active(cases, moment - LOOK_BACK, moment) == 0
        found: Truths = (self.ratio(cases, moment) >= NEAR_RATIO) | (old & silent)
        return found


@dataclass(frozen=True)
class Stream:
    """Moments of many cases in one sorted array: how many of a case lie before a moment is two searches."""

    keys: Numbers
    ends: Numbers
    stride: float

    @classmethod
    def of(
        cls, case: pd.Series[int], moment: pd.Series[float], end: float, till: pd.Series[float] | None = None
    ) -> Stream:
        """Sorted by case, then by moment; `till` is until when what begins there lasts."""
        moments = moment.to_numpy("float64")
        stride = max(end, moments.max(initial=0.0)) + 1.0
        keys = case.to_numpy("float64") * stride + moments
        order = np.argsort(keys, kind="stable")
        lasts = np.full(len(keys), np.inf) if till is None else till.fillna(np.inf).to_numpy("float64")
        ends = lasts.astype("float64")
        return cls(keys[order], ends[order], stride)

    def before(self, cases: Codes, moment: Numbers | float) -> Codes:
        """How many moments of all cases up to each one's own, not after `moment`: differences are counts."""
        inside = np.clip(moment, -0.5, self.stride - 0.5)
        found: Codes = np.searchsorted(self.keys, cases * self.stride + inside, side="right")
        return found

    def last(self, cases: Codes, moment: Numbers | float) -> Numbers:
        """The last moment of each case not after its own; minus infinity where there is none."""
        if not len(self.keys):
            return np.full(len(cases), -np.inf)
        count = self.before(cases, moment)
        found = self.keys[np.maximum(count - 1, 0)] - cases * self.stride
        return np.where(count > self.before(cases, -0.5), found, -np.inf)

    def holds(self, cases: Codes, moment: float) -> Truths:
        """Whether the last that began for each case has not ended by `moment`."""
        if not len(self.keys):
            return np.zeros(len(cases), dtype=bool)
        last = self.before(cases, moment)
        begun = last > self.before(cases, -0.5)
        return begun & (self.ends[np.maximum(last - 1, 0)] > moment)
