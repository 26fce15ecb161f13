"""Boards of a few rows for tests of levers."""

from __future__ import annotations

import pytest

from tests import small_board


@pytest.fixture
def board_tables():
    """Build a reader of hand-made rows: `board_tables(cases=[…], stages=[…], now=…)`."""
    return small_board.board_tables
