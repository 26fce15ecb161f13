"""Requests that a proxy and a server may cut at different places: each hides another one in what follows."""

from __future__ import annotations

from collections.abc import Mapping

from tests.doors.wire import asked

HIDDEN = asked("GET", "/assets/css/00-tokens.css", "Connection: close")
"""What nobody asked for: a file that anyone may have, so that its answer would be seen."""
MARK = b"text/css"
"""By which the answer to it is known."""
ACT, PUSH = "/act", "/api/v1/facts"
"""A door that sends a stranger away before it reads a body, and one that reads it first."""
JSON = ("Origin: http://127.0.0.1", "Content-Type: application/json")
ENDED = b"0\r\n\r\n" + HIDDEN
"""A body in chunks that is over at once, and what follows it."""
SIZE = len(ENDED)


def posted(*headers: str, body: bytes = ENDED, door: str = ACT) -> bytes:
    """A body at a door, with these headers of its framing."""
    return asked("POST", door, *JSON, *headers, body=body)


def at(door: str, said: bytes) -> bytes:
    """The same at another door."""
    return said.replace(f"POST {ACT} ".encode(), f"POST {door} ".encode(), 1)


CHUNKED = "Transfer-Encoding: chunked"
FRAMED: Mapping[str, bytes] = {
    "length, then chunks": posted(f"Content-Length: {SIZE}", CHUNKED),
    "chunks, then length": posted(CHUNKED, f"Content-Length: {SIZE}"),
    "no length, then chunks": posted("Content-Length: 0", CHUNKED),
    "a short length, then chunks": posted("Content-Length: 5", CHUNKED),
    "chunks twice, and length": posted(CHUNKED, CHUNKED, f"Content-Length: {SIZE}"),
    "chunks of chunks, and length": posted("Transfer-Encoding: chunked, chunked", f"Content-Length: {SIZE}"),
    "chunks in capitals, and length": posted("Transfer-Encoding: CHUNKED", f"Content-Length: {SIZE}"),
    "chunks that are not last": posted("Transfer-Encoding: chunked, identity", f"Content-Length: {SIZE}"),
    "chunks after none": posted("Transfer-Encoding: identity, chunked", f"Content-Length: {SIZE}"),
    "chunks of another name": posted("Transfer-Encoding: xchunked", f"Content-Length: {SIZE}"),
    "chunks in quotes": posted('Transfer-Encoding: "chunked"', f"Content-Length: {SIZE}"),
    "chunks behind a tab": posted("Transfer-Encoding:\tchunked", f"Content-Length: {SIZE}"),
    "chunks behind a vertical tab": posted("Transfer-Encoding: \x0bchunked", f"Content-Length: {SIZE}"),
    "a blank before the colon": posted("Transfer-Encoding : chunked", f"Content-Length: {SIZE}"),
    "an underline for the hyphen": posted("Transfer_Encoding: chunked", f"Content-Length: {SIZE}"),
    "a folded encoding": posted("Transfer-Encoding:\r\n chunked", f"Content-Length: {SIZE}"),
    "an encoding folded into another header": posted("X-A: b\r\n Transfer-Encoding: chunked",
                                                      f"Content-Length: {SIZE}"),
    "a folded length": posted(f"Content-Length: {SIZE}\r\n 0"),
    "a bare return before the encoding": posted("X-A: b\rTransfer-Encoding: chunked",
                                                f"Content-Length: {SIZE}"),
    "a bare line end before the encoding": posted("X-A: b\nTransfer-Encoding: chunked",
                                                  f"Content-Length: {SIZE}"),
    "a zero byte in a header": posted("X-A: b\0", f"Content-Length: {SIZE}"),
    "two lengths": posted("Content-Length: 0", f"Content-Length: {SIZE}"),
    "two lengths the other way": posted(f"Content-Length: {SIZE}", "Content-Length: 0"),
    "two lengths in one line": posted(f"Content-Length: 0, {SIZE}"),
    "a length with a sign": posted(f"Content-Length: +{SIZE}"),
    "a length below zero": posted("Content-Length: -1"),
    "a length in hexadecimal": posted(f"Content-Length: {SIZE:#x}"),
    "a length without a number": posted("Content-Length:"),
    "a length in parts": posted("Content-Length: 1 0"),
    "a length beyond all numbers": posted("Content-Length: 99999999999999999999999"),
    "a body of a question": asked("GET", "/healthz", f"Content-Length: {SIZE}", body=ENDED),
    "a body of a question in chunks and by length": asked("GET", "/healthz", CHUNKED,
                                                           f"Content-Length: {SIZE}", body=ENDED),
    "another protocol within": asked("GET", "/healthz", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings",
                                     "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
                                     f"Content-Length: {SIZE}", body=ENDED),
    "an old protocol with chunks":
        posted(CHUNKED, f"Content-Length: {SIZE}").replace(b"HTTP/1.1", b"HTTP/1.0", 1),
}  # fmt: skip
"""By what each contradicts itself."""
SIZES: Mapping[str, bytes] = {
    "no number": b"zz\r\n",
    "a sign": b"-1\r\n",
    "a prefix": b"0x0\r\n\r\n",
    "a blank within": b"0 0\r\n\r\n",
    "too large": b"fffffffffffffffff0\r\n",
    "line ends alone": b"0\n\n",
    "no line end": b"0",
    "an extension with a line end": b"0;a=\nb\r\n\r\n",
    "a chunk longer than it says": b"1\r\nabcd\r\n0\r\n\r\n",
    "a chunk without its end": b"4\r\nabcd0\r\n\r\n",
}
"""Sizes of chunks that are none, and what comes in their place."""
