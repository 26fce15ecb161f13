"""Will it be late: a shrunk hazard table, how far it may be trusted, and the words for it (statistics §1)."""

from __future__ import annotations

LONG_DAYS = 30
"""Limits beyond this many days could not be calibrated by any method tried: no percentage for them."""
STRATA = ("long", "department", "category")
"""What makes cases alike, from the coarse to the fine: each is drawn towards the one before it."""
