"""Information turned into power and back: what became of the levers, measured over one table of them."""

from __future__ import annotations

from collections.abc import Mapping

LEVER_COLUMNS: Mapping[str, str] = {
    "key": "the lever",
    "level": "L1 … L5",
    "kind": "its instrument",
    "matter": "the case or matter it is about",
    "category": "of that matter",
    "unit": "the one owner",
    "lender_post": "who lent, as a post",
    "detected_at": "when a trigger first held; null: as suggested",
    "suggested_at": "when it was suggested",
    "approved_at": "when the last approval was given",
    "issued_at": "when it was issued: from here on power is borrowed",
    "respond_by": "by when an answer was due",
    "responded_at": "when it was answered",
    "first_action_at": "when the unit first acted",
    "effective_at": "when it took effect",
    "valid_until": "until when it was lent",
    "return_by": "by when it had to be given back; null: by valid_until",
    "returned_at": "when it was given back",
    "outcome": "resolved | partially | failed | withdrawn | expired | refused; null: none yet",
    "relapse_case": "the case in which the matter came back; null: none",
    "completeness_at_issue": "0 … 1",
    "score_at_issue": "0 … 100",
    "cost": "attention points",
    "lottery": "1: drawn by lot",
    "override": "1: outside the budget",
    "followed_at": "when somebody looked at it again after 7 days; null: nobody",
    "followed_late_at": "the same after 30 days",
}
"""The columns of the lever table that the measures read, one row a lever (domain.md §3.6); times are UTC."""

RESOLVED = "resolved"
HELD_DAYS = 30
"""Days without relapse after which a matter counts as held."""
