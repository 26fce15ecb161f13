"""What makes the ledger evident: canonical JSON, a keyed digest of each body, a chain over all entries."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

import orjson

ALGORITHMS = ("sha256", "sm3")
GENESIS = "0" * 64
"""The chain before the first entry."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """The one JSON text of a value, keys sorted, no spaces; `ValueError` or `TypeError` if it has none.

    What every reader can take (integers of 64 bits, whole characters) is what the strict writer takes.
    """
    orjson.dumps(value)
    return _encode(value)


def digest(key: bytes, text: str, algorithm: str) -> str:
    """The keyed digest of a text: same content, same digest, and nobody without the key can guess it."""
    return hmac.digest(key, text.encode(), algorithm).hex()


def key_check(key: bytes, ledger: str, algorithm: str) -> str:
    """What tells whether a key is the one of a ledger, and tells nothing else of it."""
    return digest(key, f"the key of ledger {ledger}", algorithm)


def link(previous: str, columns: Sequence[int | str], algorithm: str) -> str:
    """The chain after an entry; `columns` are all its columns but the chain, in the order of the table."""
    told = previous.encode() + orjson.dumps(columns)
    return (hashlib.sha256(told) if algorithm == "sha256" else hashlib.new(algorithm, told)).hexdigest()
