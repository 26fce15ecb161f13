"""Addresses that a browser or a stranger writes into a header, taken apart."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

EMPTY = SplitResult("", "", "", "", "")


def parted(address: str | None) -> SplitResult:
    """The parts of an address; all empty where it is none."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return EMPTY
