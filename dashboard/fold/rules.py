"""What the fold must know of a district: its calendar, and how long which case may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import Stage, Urgency
from dashboard.district import Category, Connection, District


@dataclass(frozen=True)
class Rules:
    """A district and its calendar, asked about one case at a time."""

    district: District
    calendar: WorkCalendar

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """The categories by code."""
        return {category.code: category for category in self.district.categories}

    @cached_property
    def connections(self) -> Mapping[str, Connection]:
        """The connections by name."""
        return {connection.name: connection for connection in self.district.feeds}

    def limit(self, case: Mapping[str, Any]) -> Limit | None:
        """How long a case may take where its source does not say; None: nobody knows.

        A business type that the district names (an answer, not a repair) stands before the category, unless
        the case is urgent.
        """
        limits, category = self.district.limits, self.categories.get(case.get("category") or "")
        named = limits.by_biz_type.get(case.get("biz_type") or "")
        if named and not urgent(case):
            return named
        if category and category.limit:
            return category.limit
        return limits.urgent if urgent(case) and limits.urgent else limits.default

    def clock(self, case: Mapping[str, Any]) -> Measure:
        """The clock a case runs on: that of its limit, else every minute counts."""
        limit = self.limit(case)
        if limit:
            return limit.clock
        return Measure.URGENT if urgent(case) else Measure.NATURAL

    def dispatch_limit(self, case: Mapping[str, Any]) -> Limit:
        """How long the centre itself may take to send a case out."""
        limits = self.district.limits
        return limits.dispatch_urgent if urgent(case) else limits.dispatch

    def short_limit(self, stage: Stage, case: Mapping[str, Any]) -> Limit:
        """The limit of a stage other than handling."""
        limits = self.district.limits
        if stage is Stage.CHECK:
            return limits.check
        if stage is Stage.SIGN:
            return limits.sign_urgent if urgent(case) else limits.sign
        return limits.contact_urgent if urgent(case) else limits.contact


def urgent(case: Mapping[str, Any]) -> bool:
    """Whether a case runs on the fast clock."""
    return case.get("urgency") in (Urgency.URGENT, Urgency.EMERGENCY)
