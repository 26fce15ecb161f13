"""The doors by which the program's own pages act, as the OpenAPI document tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dashboard.acts import READER
from dashboard.leverage.refusals import Why
from dashboard.revealing import KEY, MOST, PATH, Reason

Part = dict[str, Any]
SCHEMAS = "#/components/schemas/"
COOKIE = {"type": "apiKey", "in": "cookie", "name": "jq", "description": "the session of somebody signed in"}
TEXT: Part = {"type": "string"}
NUMBER: Part = {"type": "integer"}
REFUSALS = {
    400: "a body that cannot be read, or something in it that does not hold",
    401: "nobody is signed in, or what was typed proves nothing",
    403: "not a right of this person, or sent from another site",
    404: "not there, or beyond the scope of this person",
    409: "somebody was faster, or not at this moment",
    413: "larger than 256 kB, or 4 kB of who has not signed in",
    415: "not JSON",
    429: "more often than is answered",
}
FORMS: Mapping[str, tuple[str, ...]] = {
    "/sign-in": ("account", "password", "code", "next"),
    "/sign-out": (),
    "/me/password": ("present", "new", "code"),
    "/me/sessions": ("session",),
}
"""The doors that read a flat form of texts and answer with where to go next."""


def doors(pages: Iterable[str]) -> Mapping[str, Part]:
    """The paths, each with its methods; `pages` are the names of all."""
    forms = {path: {"post": form(path, names)} for path, names in FORMS.items()}
    forms["/sign-in"]["get"] = page("The page to sign in by") | {"security": []}
    return {
        **forms,
        "/me": {"get": within(page("One's own account"))},
        "/act": {"post": within(taken("Act, once under its `once`", named("Act"), named("Done")))},
        PATH: {"post": within(taken("Look closer at one case", named("Wish"), named("Revealed")))},
        "/handover/{name}": {
            "parameters": [{"name": "name", "in": "path", "required": True, "schema": NAME}],
            "get": within(page("The sheet of a shift"), 404),
            "post": within(taken("Draft a sheet, or sign it as it was seen", HANDING, named("Next"))),
        },
        "/meaning/{page}/{panel}": {
            "parameters": [
                {"name": "page", "in": "path", "required": True, "schema": {"enum": sorted(pages)}},
                {"name": "panel", "in": "path", "required": True, "schema": NAME},
            ],
            "get": within(page("What the numbers of a panel mean"), 404),
        },
    }


NAME: Part = {
    "type": "string",
    "minLength": 1,
    "pattern": "^[a-z0-9-]+$",
    "examples": ["now", "2026-11-20-1"],
}
HANDING: Part = {
    "type": "object",
    "required": ["act"],
    "additionalProperties": TEXT,
    "properties": {
        "act": {"enum": ["draft", "sign"]},
        "note": {"type": "string", "description": "of a draft"},
        "seen": {"type": "string", "description": "the `seq` of the sheet that is signed"},
    },
}
BOTH: Part = {
    "type": "object",
    "required": ["zh", "en"],
    "properties": {"zh": TEXT, "en": TEXT},
    "additionalProperties": False,
}


def models() -> Part:
    """The schemas that these doors read and answer with."""
    act = READER.json_schema(ref_template=SCHEMAS + "{model}")
    parts = act.pop("$defs", {})
    wish = {"key": {"type": "string", "maxLength": KEY}, "reason": {"enum": [*Reason]}}
    said = dict.fromkeys(("kind", "note", "clause", "doc_no"), TEXT)
    return {
        **parts,
        "Act": act,
        "Done": closed(key=TEXT, seq=NUMBER, again={"type": "boolean"}, words=named("Words")),
        "Wish": {
            "type": "object",
            "required": ["key", "reason"],
            "properties": {**wish, "words": {"type": "string", "maxLength": MOST}},
        },
        "Revealed": closed(
            text=TEXT,
            place={"anyOf": [closed(lon={"type": "number"}, lat={"type": "number"}), {"type": "null"}]},
            said={"type": "array", "items": {"type": "object", "properties": said, "required": ["kind"]}},
        ),
        "Next": closed(next=TEXT),
        "Words": BOTH,
        "Refusal": {
            "type": "object",
            "required": ["words"],
            "properties": {
                "words": named("Words"),
                "error": {"type": "integer"},
                "why": {"enum": [*Why]},
                "code": {"type": "boolean", "description": "a second factor is asked for"},
            },
            "additionalProperties": False,
        },
    }


def closed(**properties: Part) -> Part:
    """An object that has these properties and no others."""
    return {
        "type": "object",
        "required": [*properties],
        "properties": properties,
        "additionalProperties": False,
    }


def named(model: str) -> Part:
    """A schema by its name."""
    return {"$ref": SCHEMAS + model}


def form(path: str, names: Sequence[str]) -> Part:
    """A door that reads a form; nobody has signed in before the first."""
    schema: Part = {"type": "object", "additionalProperties": TEXT, "properties": dict.fromkeys(names, TEXT)}
    found = taken(f"The form of {path}", schema if names else {}, named("Next"))
    return found | {"security": []} if path == "/sign-in" else within(found)


def taken(summary: str, schema: Part, answer: Part) -> Part:
    """A door that takes one JSON object and answers with another."""
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": content(summary, "application/json", answer), **refused(*REFUSALS)},
    }


def page(summary: str) -> Part:
    """A door that shows a page; who is signed in already is led on."""
    led = {"description": "led on", "headers": {"Location": {"schema": TEXT}}}
    return {"summary": summary, "responses": {"200": content(summary, "text/html", TEXT), "303": led}}


def within(part: Part, *more: int) -> Part:
    """A door for who has signed in alone."""
    known = refused(400, 401, 403, 429, *more)
    return part | {"security": [{"session": []}], "responses": known | part["responses"]}


def refused(*statuses: int) -> Part:
    """Refusals, each in words of both languages."""
    return {str(one): content(REFUSALS[one], "application/json", named("Refusal")) for one in statuses}


def content(words: str, kind: str, schema: Part) -> Part:
    """An answer of one kind."""
    return {"description": words, "content": {kind: {"schema": schema}}}
