"""The OpenAPI document of this server, built from what it really reads and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from dashboard import __version__
from dashboard.exporting import EXPORT, WORKBOOK, XLSX
from dashboard.pushing import (
    CONNECTION,
    DOCUMENT,
    FACTS,
    KEY_SHAPE,
    REPEATED,
    TIME_SHAPE,
    Problem,
    Taken,
)
from dashboard.pushing.doors import (
    COOKIE,
    NUMBER,
    TEXT,
    closed,
    content,
    doors,
    models,
    named,
    refused,
    within,
)
from dashboard.rolls import LISTED, ROLL, START
from dashboard.signing import KEY, SIGNATURE, TIME
from data_feeds.event_wire import Envelope, Event

Part = dict[str, Any]

SCHEMAS = "#/components/schemas/"
WAIT = {"Retry-After": {"description": "seconds", "required": True, "schema": {"type": "string"}}}
REFUSALS = {
    400: "no usable Idempotency-Key, or a body that is no envelope",
    401: "not signed, signed wrongly, or signed too long ago",
    409: "the key was used for another body",
    408: "slower than a body may be",
    411: "without Content-Length",
    413: "larger than the connection allows",
    415: "not plain JSON in UTF-8",
    422: "a history, which the connection does not take",
    429: "busy, or more often than the connection allows",
    503: "the ledger cannot write; nothing was taken",
}
SIGNING = (
    "HMAC-SHA256, in hexadecimal digits, over `<time>.<key>.<body>`: the values of the headers "
    f"`{TIME}` and `{KEY}`, and the body byte for byte; keyed with the secret of the connection."
)
EXAMPLE = {
    "events": [
        {
            "event_id": "WO20261120000042000",
            "case_id": "WO20261120000042",
            "at": "2026-11-20T09:00:00+08:00",
            "kind": "report",
            "case": {"category": "E0116", "street": "滨江街道", "reported_at": "2026-11-20T09:00:00+08:00"},
        }
    ]
}


def query(name: str, words: str) -> Part:
    """A word of a query, which need not be there."""
    return {"name": name, "in": "query", "description": words, "schema": {"type": "string"}}


VIEWED = [query("lang", "zh or en; else that of `Accept-Language`"), query("theme", "light or dark")]
UNREADABLE: Part = {
    "description": "a filter that is too long; filters take values with commas between them",
    "content": {"text/plain": {"schema": {"type": "string"}}},
}


def documented(words: Mapping[str, Sequence[str]]) -> Part:
    """The whole document; `words` are those of the query that each page knows."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "借权 Jiequan", "version": __version__, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": {
            FACTS: {"post": delivery()},
            DOCUMENT: {"get": within(question("This document", {"type": "object"}))},
            "/healthz": {"get": health()},
            "/readyz": {"get": readiness()},
            "/snapshot/{page}": {"get": within(snapshot(words))},
            EXPORT: {"get": within(export(words["cases"], "text/csv"))},
            WORKBOOK: {"get": within(export(words["cases"], XLSX))},
            LISTED: {"get": within(listed(words["cases"]))},
            **doors(words),
        },
        "components": {
            "schemas": {**models(), **schemas(Event, Envelope, Taken, Problem)},
            "securitySchemes": {
                "session": COOKIE,
                "signature": {"type": "apiKey", "in": "header", "name": SIGNATURE, "description": SIGNING},
            },
        },
    }


def schemas(*models: type[BaseModel]) -> Part:
    """The models and all that they are made of; an event may be anything, else it is set aside."""
    found: Part = {}
    for model in models:
        schema = model.model_json_schema(ref_template=SCHEMAS + "{model}", mode="validation")
        found |= schema.pop("$defs", {})
        found[model.__name__] = schema
    found["Envelope"]["properties"]["events"]["items"] = {"anyOf": [{"$ref": SCHEMAS + "Event"}, {}]}
    return found


def delivery() -> Part:
    """Taking a delivery."""
    return {
        "operationId": "deliver",
        "summary": "Deliver events",
        "description": "Taken once under its key, durable before it is answered; what cannot be used is set "
        "aside with its reason, the rest is taken. A repetition is answered the same for seven days.",
        "security": [{"signature": []}],
        "parameters": [
            header(CONNECTION, "name of the connection in the district file", r"^[a-z][a-z0-9-]{1,30}$"),
            header(TIME, "seconds since 1970 when it was signed", f"^{TIME_SHAPE}$"),
            header(KEY, "of this delivery alone; the same again for a repetition", f"^{KEY_SHAPE}$"),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref(Envelope), "example": EXAMPLE}},
        },
        "responses": {
            "200": {
                "description": "what became of it",
                "headers": {REPEATED: {"description": "true: answered before", "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": ref(Taken)}},
            },
            **{str(status): refusal(status, words) for status, words in REFUSALS.items()},
        },
    }


def header(name: str, words: str, pattern: str) -> Part:
    """A header that must be there."""
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": True, "description": words, "schema": schema}


def ref(model: type[BaseModel]) -> Part:
    """A model by its name."""
    return {"$ref": SCHEMAS + model.__name__}


def refusal(status: int, words: str) -> Part:
    """A refusal."""
    found: Part = {
        "description": words,
        "content": {"application/problem+json": {"schema": ref(Problem)}},
    }
    return found | ({"headers": WAIT} if status in (429, 503) else {})


def question(summary: str, schema: Mapping[str, Any], **more: Any) -> Part:
    """What is answered with one JSON text."""
    good = {"description": summary, "content": {"application/json": {"schema": schema}}}
    return {"summary": summary, "responses": {"200": good}, **more}


def health() -> Part:
    """Whether the process lives."""
    plain = {"description": "ok", "content": {"text/plain": {"schema": {"type": "string"}}}}
    return {"summary": "Whether this process lives", "responses": {"200": plain}}


def readiness() -> Part:
    """Whether good pictures are served."""
    said = {"type": "object", "required": ["ready"], "properties": {"ready": {"type": "boolean"}}}
    words = "Whether this process serves good pictures; to an administrator, how each feed is doing"
    found = question(words, said)
    found["responses"]["503"] = found["responses"]["200"] | {"description": "not ready"}
    return found


def snapshot(words: Mapping[str, Sequence[str]]) -> Part:
    """One picture."""
    page = {"name": "page", "in": "path", "required": True, "schema": {"enum": sorted(words)}}
    known = sorted({word for one in words.values() for word in one})
    asked = [query(word, "of " + ", ".join(name for name in words if word in words[name])) for word in known]
    found = question(
        "The one picture of a page, the same for all its viewers",
        {"type": "object"},
        parameters=[page, *asked, *VIEWED],
    )
    found["responses"]["304"] = {"description": "the picture of `If-None-Match` still holds"}
    found["responses"]["400"] = UNREADABLE
    found["responses"] |= refused(404)
    return found


def listed(words: Sequence[str]) -> Part:
    """A block of a list."""
    rows = {"type": "array", "items": {"type": "object"}}
    block = closed(rows=rows, cases=NUMBER, roll=TEXT, mark=TEXT, now=NUMBER)
    found = question(
        "The rows of the list behind a number, 200 from one on",
        block,
        parameters=[
            query(START, "the first row that is asked for, from 0; anything else is 0"),
            query(ROLL, "the order in which they stand, as the last block named it"),
            *(query(word, "as on the page /cases") for word in words),
            *VIEWED,
        ],
    )
    gone = content("the order is held no longer: ask from the head", "application/json", named("Refusal"))
    found["responses"] |= {"400": UNREADABLE, "410": gone}
    return found


def export(words: Sequence[str], kind: str) -> Part:
    """A list as a file of a kind."""
    table = {
        "description": "a head, and a row a case",
        "content": {kind: {"schema": {"type": "string"}}},
    }
    return {
        "summary": "The list behind a number, as a file for spreadsheets",
        "parameters": [*(query(word, "as on the page /cases") for word in words), *VIEWED],
        "responses": {"200": table, "400": UNREADABLE},
    }
