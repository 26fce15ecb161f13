"""One picture per (boot, version, minute, page, query, language): drawn once, gzipped once, shared by all."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import orjson


@dataclass(frozen=True)
class Picture:
    """The bytes every viewer gets, and the tag that names them."""

    etag: str
    body: bytes  # gzip


def pressed(key: Hashable, content: Mapping[str, Any]) -> Picture:
    """The picture of `content`, tagged by its key."""
    tag = hashlib.blake2b(repr(key).encode(), digest_size=12).hexdigest()
    return Picture(etag=tag, body=gzip.compress(raw(content), compresslevel=5, mtime=0))


def raw(content: Mapping[str, Any]) -> bytes:
    """What is shown, as JSON."""
    return orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)


class Gallery:
    """The newest pictures, at most `limit` bytes of them; each is drawn by one thread while others wait."""

    def __init__(self, limit: int = 64 * 2**20) -> None:
        self.limit = limit
        self.size = 0
        self.pictures: OrderedDict[Hashable, Picture] = OrderedDict()
        self.drawing: dict[Hashable, Lock] = {}
        self.lock = Lock()

    def picture(self, key: Hashable, draw: Callable[[], Mapping[str, Any]]) -> Picture:
        """The picture of `key`, drawn now if nobody has asked for it yet."""
        with self.lock:
            if (found := self._found(key)) is not None:
                return found
            turn = self.drawing.setdefault(key, Lock())
        with turn:
            with self.lock:
                if (found := self._found(key)) is not None:
                    return found
            try:
                made = pressed(key, draw())
                with self.lock:
                    self._hang(key, made)
            finally:
                with self.lock:
                    self.drawing.pop(key, None)
        return made

    def _found(self, key: Hashable) -> Picture | None:
        if (picture := self.pictures.get(key)) is not None:
            self.pictures.move_to_end(key)
        return picture

    def _hang(self, key: Hashable, picture: Picture) -> None:
        self.pictures[key] = picture
        self.size += len(picture.body)
        while self.size > self.limit and len(self.pictures) > 1:
            _, oldest = self.pictures.popitem(last=False)
            self.size -= len(oldest.body)
