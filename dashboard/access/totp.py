"""The second factor: a code of six digits that changes each half minute, and counts once."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from dashboard.ledger.tables import EPOCH

ISSUER = "借权"
SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps that the clock of a telephone may be ahead or behind."""
SECRET_BYTES = 20


def new_secret() -> bytes:
    """A secret for one account."""
    return secrets.token_bytes(SECRET_BYTES)


def uri(secret: bytes, account: str) -> str:
    """The secret as authenticator apps read it, from a link or a QR code."""
    return codes(secret).get_provisioning_uri(account, ISSUER)


def codes(secret: bytes) -> TOTP:
    """The codes of a secret, as every authenticator app makes them."""
    return TOTP(secret, DIGITS, SHA1(), SECONDS)  # RFC 6238: apps know no other


def step_at(moment: datetime) -> int:
    """The number of the half minute that a moment is in."""
    return int((moment - EPOCH).total_seconds()) // SECONDS


def step_of(secret: bytes, code: str, moment: datetime, *, after: int) -> int | None:
    """The half minute that a code belongs to; None if it is wrong, too old, or not later than `after`."""
    said = re.sub(r"\s", "", code)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", said):
        return None
    here = step_at(moment)
    makes = codes(secret)
    for step in range(max(0, here - DRIFT), here + DRIFT + 1):
        if hmac.compare_digest(makes.generate(step * SECONDS), said.encode()) and step > after:
            return step
    return None
