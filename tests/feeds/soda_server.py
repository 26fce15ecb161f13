"""A small, strict server of SODA 2.1: what it does not know it refuses, as the platform does."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SYSTEM = {":id": "row_identifier", ":created_at": "fixed_timestamp", ":updated_at": "fixed_timestamp"}
WORDS = {"AND", "OR", "NOT", "IS", "NULL"}
TOKEN = re.compile(
    r"\s*(?:(?P<name>[:@]?[A-Za-z_]\w*)|(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|!=|=|<|>)|(?P<mark>[()]))"
)
KNOWN = {"$select", "$where", "$order", "$limit", "$offset"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z?)")


class Refused(Exception):
    """An answer that is no rows: status, code, message."""


@dataclass
class DataSet:
    """Columns with their types, and rows; every change is stamped by the test."""

    columns: dict[str, str]
    token: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, sample: dict[str, Any], **given: Any) -> DataSet:
        made = cls(sample["columns"], **given)
        for row in sample["rows"]:
            made.put(**row)
        return made

    @property
    def types(self) -> dict[str, str]:
        return SYSTEM | self.columns

    def put(self, **row: Any) -> dict[str, Any]:
        """One more row; its id tells nothing of its order."""
        n = len(self.rows) + 1
        self.rows.append({":id": f"row-{n * 7919 % 65521:04x}", ":created_at": row[":updated_at"]} | row)
        return self.rows[-1]

    def answer(self, question: dict[str, str], token: str | None) -> tuple[list[str], list[dict[str, Any]]]:
        """The rows a question asks for."""
        self.asked.append(question)
        if self.token and token != self.token:
            raise Refused(403, "permission_denied", "Invalid app_token specified")
        if strange := question.keys() - KNOWN:
            raise Refused(
                400, "query.compiler.unrecognized", f"Unrecognized arguments [{', '.join(strange)}]"
            )
        names = [
            self.known(name.strip()) for name in question.get("$select", ",".join(self.columns)).split(",")
        ]
        found = self.found(question)
        return names, [{name: row[name] for name in names if row.get(name) is not None} for row in found]

    def found(self, question: dict[str, str]) -> list[dict[str, Any]]:
        where, values = self.condition(question.get("$where", ""))
        order = [self.known(name.strip()) for name in question.get("$order", ":id").split(",")]
        size = [
            number(question.get(name, standard)) for name, standard in (("$limit", "1000"), ("$offset", "0"))
        ]
        names = ", ".join(f'"{name}"' for name in self.types)
        sorting = ", ".join(f'"{name}" NULLS LAST' for name in order)
        with closing(sqlite3.connect(":memory:")) as shelf:
            shelf.execute(f"CREATE TABLE rows ({names}, n)")
            for n, row in enumerate(self.rows, 1):
                cells = [self.stored(name, row.get(name), n) for name in self.types]
                shelf.execute(f"INSERT INTO rows VALUES ({', '.join('?' * (len(cells) + 1))})", [*cells, n])
            asked = f"SELECT n FROM rows WHERE {where} ORDER BY {sorting} LIMIT ? OFFSET ?"
            return [self.rows[n - 1] for (n,) in shelf.execute(asked, [*values, *size])]

    def known(self, name: str) -> str:
        if name not in self.types:
            raise Refused(400, "query.soql.no-such-column", f"No such column: {name}")
        return name

    def stored(self, name: str, value: Any, n: int) -> Any:
        """A value as it is compared: a row by its place, a number as a number."""
        if name == ":id":
            return n
        if value is not None and self.types[name] == "number":
            return float(value)
        return json.dumps(value) if isinstance(value, dict | bool) else value

    def condition(self, where: str) -> tuple[str, list[Any]]:
        """A condition as SQL: columns, comparisons with literals, AND, OR, IS NULL, and nothing else."""
        parts: list[str] = []
        values: list[Any] = []
        name, place = "", 0
        while place < len(where.rstrip()):
            if not (token := TOKEN.match(where, place)):
                raise Refused(
                    400, "query.compiler.malformed", f"Could not parse SoQL query near {where[place:]}"
                )
            place, kind = token.end(), str(token.lastgroup)
            word = token[kind]
            if kind == "name" and word.upper() not in WORDS:
                name = self.known(word)
                parts.append(f'"{name}"')
            elif kind in ("text", "number"):
                values.append(
                    self.meant(name, word[1:-1].replace("''", "'") if kind == "text" else word, kind)
                )
                parts.append("?")
            else:
                parts.append(word)
        return " ".join(parts) or "1", values

    def meant(self, name: str, literal: str, kind: str) -> Any:
        """A literal as the type of the column it is compared with; text is read as a number, time or row."""
        wanted = self.types[name]
        if wanted == "row_identifier":
            rows = {row[":id"]: n for n, row in enumerate(self.rows, 1)}
            if literal not in rows:
                raise Refused(400, "query.execution.bad-row-id", f"Unable to interpret {literal} as row id")
            return rows[literal]
        if wanted == "number":
            return float(literal)
        if kind == "number" or (wanted.endswith("timestamp") and not fits(literal, wanted)):
            raise Refused(400, "query.soql.type-mismatch", f"Type mismatch for {name}, is {kind}")
        return literal


def fits(literal: str, wanted: str) -> bool:
    """Whether a time is written as its type is: fixed ones in UTC, floating ones without a zone."""
    found = TIME.fullmatch(literal)
    return bool(found) and (found[1] == "Z") == (wanted == "fixed_timestamp")


def number(said: str) -> int:
    if not said.isdecimal():
        raise Refused(400, "query.compiler.malformed", f"Bad row count {said}")
    return int(said)


@contextmanager
def serving(data: DataSet) -> Iterator[str]:
    """Serve a data set; its host and port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            target = urlsplit(self.path)
            try:
                if target.path != "/resource/yunj-0042.json":
                    raise Refused(404, "dataset.missing", "Not found")
                names, rows = data.answer(dict(parse_qsl(target.query)), self.headers["X-App-Token"])
            except Refused as refused:
                status, code, message = refused.args
                self.reply({"code": code, "error": True, "message": message}, status)
            else:
                fields = {"X-SODA2-Fields": names, "X-SODA2-Types": [data.types[name] for name in names]}
                self.reply(rows, 200, **{name: json.dumps(said) for name, said in fields.items()})

        def reply(self, body: Any, status: int, **headers: str) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            headers |= {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(raw))}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
