"""Browsers in which an account signed in before: known again by a cookie that proves nobody's identity.

Whoever brings one has tries of its own, so that what strangers fail at the same address shuts nobody out of
the browser they always use (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta

LASTS = timedelta(days=365)
"""How long a browser is known after its last sign-in."""
MOST = 8
"""Accounts that one browser is known for: the seats of a watch are shared."""
ID_BYTES, SEAL_BYTES = 12, 16
BETWEEN = "~"
ONE = re.compile(r"([A-Za-z0-9_-]{16})\.([0-9]{1,12})\.([0-9a-f]{32})")


def known(key: bytes, said: str, account: str, count: int, now: datetime) -> str:
    """The id by which a browser is known for an account; empty where it is not.

    `count` is the account's own: what was sealed under another one is over.
    """
    for id_, until, seal in told(said):
        good = hmac.compare_digest(seal, sealed(key, id_, until, account, count))
        if good and now.timestamp() < int(until):
            return id_
    return ""


def renewed(key: bytes, said: str, account: str, count: int, now: datetime) -> str:
    """What a browser holds from now on, in which an account has just signed in: a new id for this account."""
    mine = known(key, said, account, count, now)
    others = [one for one in told(said) if one[0] != mine]
    id_, until = secrets.token_urlsafe(ID_BYTES), str(int((now + LASTS).timestamp()))
    fresh = (id_, until, sealed(key, id_, until, account, count))
    return BETWEEN.join(".".join(one) for one in [fresh, *others][:MOST])


def told(said: str) -> list[tuple[str, ...]]:
    """Id, end and seal of each account that a browser says it is known for, as far as they can be ones."""
    found = [ONE.fullmatch(part) for part in said.split(BETWEEN, MOST)[:MOST]]
    return [one.groups() for one in found if one]


def sealed(key: bytes, id_: str, until: str, account: str, count: int) -> str:
    """The seal of one: for this account alone, whose name stands nowhere in it."""
    text = f"{id_}.{until}.{count}.{account}".encode("utf-8", "replace")
    return hmac.digest(key, text, "sha256")[:SEAL_BYTES].hex()
