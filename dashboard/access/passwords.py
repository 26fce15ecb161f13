"""Passwords: argon2id, the same work for accounts that do not exist, and a policy that needs no network."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.access import AccessError
from dashboard.text import Text

SHORTEST, LONGEST = 12, 128
STRENGTH = 3
"""Of 4: more than a hundred million guesses."""
JUDGED = 72
"""Characters that are judged; those behind them only help."""

LENGTH = Text(
    "密码须为 {shortest} 至 {longest} 个字符，此处为 {length} 个",
    "a password has {shortest} to {longest} characters; this one has {length}",
)
WEAK = Text(
    "密码容易被猜到：{why}。请加几个不常见的词，或换一个",
    "the password is easily guessed: {why}. Add a few uncommon words, or choose another",
)
OWN = Text("含有账号或岗位的字样", "it holds the account or the post")
COMMON = Text("与常用密码相似", "it resembles a common password")
WORD = Text("主要是一个常见的词或名字", "it is mostly a common word or name")
PLAIN = Text("太简单", "it is too plain")
WHYS: Mapping[str, Text] = {
    "spatial": Text("是键盘上相邻的键", "it follows neighbouring keys"),
    "repeat": Text("是重复的字符", "it repeats itself"),
    "sequence": Text("是连续的字符，如 abc 或 6543", "it is a sequence such as abc or 6543"),
    "regex": Text("主要是年份", "it is mostly a year"),
    "date": Text("主要是日期", "it is mostly a date"),
}

FAMILIAR = Path(__file__).parent / "familiar.txt"
"""What is typed often here and stands in no English list, a word a line."""

JUDGING = threading.Lock()


class Passwords:
    """Makes and compares the hashes of passwords; a comparison costs the same whether there is one or not."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._decoy = decoy(self._hasher)

    def hashed(self, password: str) -> str:
        """What is kept of a password."""
        return self._hasher.hash(plain(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; without one it is compared with a decoy, and never fits."""
        try:
            return self._hasher.verify(kept or self._decoy, plain(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False

    def aged(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def decoy(hasher: PasswordHasher) -> str:
    """A hash of nothing, as costly to compare with as any."""
    salt, found = (
        b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2{hasher.type.name.lower()}$v=19${cost}${salt}${found}"


def plain(password: str) -> bytes:
    """The bytes of a password, the same for all ways to type its characters."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def checked(password: str, known: Sequence[str] = ()) -> str:
    """A password that may be used; an `AccessError` says why not. `known`: what others know of its owner."""
    length = len(password)
    if not SHORTEST <= length <= LONGEST:
        raise AccessError(LENGTH, shortest=SHORTEST, longest=LONGEST, length=length)
    if why := weakness(password, known):
        raise AccessError(WEAK, why=why)
    return password


def weakness(password: str, known: Sequence[str] = ()) -> Text | None:
    """Why a password is easily guessed; None if it is not."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # here: it reads its lists of words

    own = [part.lower() for word in known for part in (word, *word.split())]
    with JUDGING:  # it keeps what it is given in a list that all its callers share
        found = zxcvbn(password[:JUDGED], user_inputs=[*own, *familiar()])
    return None if found["score"] >= STRENGTH else reason(found["sequence"], own)


@cache
def familiar() -> list[str]:
    """The words of the list."""
    return FAMILIAR.read_text("utf-8").split()


def reason(parts: Sequence[Mapping[str, Any]], own: Sequence[str]) -> Text:
    """What is wrong with the longest part that was recognised."""
    telling = [part for part in parts if part["pattern"] != "bruteforce"]
    if not telling:
        return PLAIN
    longest = max(telling, key=lambda part: len(part["token"]))
    if longest["pattern"] != "dictionary":
        return WHYS.get(longest["pattern"], PLAIN)
    if longest["dictionary_name"] == "user_inputs":
        return OWN if longest["matched_word"] in own else COMMON
    return COMMON if longest["dictionary_name"] == "passwords" else WORD
