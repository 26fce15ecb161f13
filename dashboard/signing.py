"""How deliveries are signed, those that come and those that go: one signature over time, key and body."""

from __future__ import annotations

import hmac

TIME = "X-Jiequan-Time"
SIGNATURE = "X-Jiequan-Signature"
KEY = "Idempotency-Key"
SHORTEST = 32
"""Characters of a secret."""


def signature(secret: str, time: str, key: str, body: bytes) -> str:
    """HMAC-SHA256 over `time.key.body`, in hexadecimal digits."""
    return hmac.digest(secret.encode(), f"{time}.{key}.".encode() + body, "sha256").hex()
