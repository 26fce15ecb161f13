"""The bytes of an answer as whoever opens it reads them: what was packed is unpacked, files in files too."""

from __future__ import annotations

import gzip
import io
import zipfile

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


def opened(body: bytes) -> bytes:
    """All that a body says, the names of packed files included."""
    if body.startswith(GZIP):
        return opened(gzip.decompress(body))
    if not body.startswith(ZIP):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"\n".join(name.encode() + b"\n" + opened(parts.read(name)) for name in parts.namelist())
