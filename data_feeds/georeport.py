"""GeoReport v2 on the wire: answers in JSON or XML, their dirt, and what a service request says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring
from pydantic import Field

from dashboard.cases import STATE, UNMAPPED, Fact, Phase, case_key
from dashboard.fetching import JSON, Form, bare, cause, origin
from dashboard.privacy import scrub, without
from dashboard.text import Text
from data_feeds import FeedError, Reading, Record, RecordError
from data_feeds.attributes import CaseSaid, Given, Id, Moment, Words, attributes, checked, mapped, persons

NO_LIST = Text("{url} 没有答复 {name}", "{url} answered no {name}")
LEADS_AWAY = Text(
    "{url} 指向 {target}：要向别的站点取数，请把它写作 options.url",
    "{url} leads to {target}: to ask another origin, give it as options.url",
)
NO_SUCH_FORM = Text(
    "{url} 提供 {offered}：其中没有 options.format = {form}",
    "{url} offers {offered}: options.format = {form} is none of them",
)
NO_ENDPOINT = Text(
    "{url} 没有写明 GeoReport v2 的正式接口；请给出 options.url",
    "{url} names no production endpoint of GeoReport v2; give options.url",
)
LISTS = frozenset({"service_requests", "services", "endpoints", "formats", "errors"})
NOTHING = frozenset({"", "null"})
UNMOVED = (Phase.REPORTED, Phase.DISPATCHED)  # phases in which a request may have been since it was made


def tree(data: bytes) -> dict[str, Any]:
    """XML as the JSON that says the same; namespaces and attributes are left out."""
    try:
        root = fromstring(data, forbid_dtd=True)
        return {tag(root): value(root)}
    except (ParseError, LookupError, RecursionError) as error:
        raise ValueError(cause(error)) from error


def tag(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def value(element: Element) -> Any:
    """An element as a list, as members or as text."""
    if tag(element) in LISTS:
        return [value(child) for child in element]
    if len(element):
        return {tag(child): value(child) for child in element}
    return element.text


def complaint(body: Any) -> str:
    """What an error document says; empty for any other answer."""
    found = body.get("errors", body.get("error")) if isinstance(body, Mapping) else body
    if isinstance(found, list) and found and isinstance(found[0], Mapping) and "code" in found[0]:
        found = found[0].get("description")
    return found if isinstance(found, str) else ""


FORMS = {
    "json": replace(JSON, complaint=complaint),
    "xml": Form(
        name="XML",
        accept="text/xml, application/xml",
        kind=re.compile(r"(application|text)/([\w.-]+\+)?xml\s*(;.*)?", re.IGNORECASE),
        read=tree,
        complaint=complaint,
    ),
}


def listed(body: Any, name: str, url: str) -> list[Any]:
    """The list that an answer is, or holds under its name."""
    found = body.get(name) if isinstance(body, Mapping) else body
    if not isinstance(found, list):
        raise FeedError(NO_LIST, url=bare(url), name=name)
    return found


def production(body: Any, url: str, form: str) -> str:
    """The production endpoint of GeoReport v2 in a discovery document; another origin is never trusted."""
    if isinstance(body, Mapping):
        body = body.get("discovery", body)
    for one in listed(body, "endpoints", url):
        if not isinstance(one, Mapping) or one.get("type") != "production":
            continue
        if "georeport_v2" not in str(one.get("specification")).casefold():
            continue
        found = str(one.get("url")).strip().rstrip("/")
        if origin(found) != origin(url):
            raise FeedError(LEADS_AWAY, url=bare(url), target=bare(found))
        offered = str(one.get("formats") or form)
        if form not in offered:
            raise FeedError(NO_SUCH_FORM, url=bare(found), offered=offered[:60], form=repr(form))
        return found
    raise FeedError(NO_ENDPOINT, url=bare(url))


class Request(CaseSaid):
    """A service request: a case as it stands. Nothing else of a row is read."""

    id: Id = Field(alias="service_request_id")
    status: Words = Field(alias="status")
    notes: Words = Field(default=None, alias="status_notes")
    service: Words = Field(default=None, alias="service_name")
    code: Words = Field(default=None, alias="service_code")
    holder: Words = Field(default=None, alias="agency_responsible")
    reported_at: Moment = Field(default=None, alias="requested_datetime")
    updated_at: Moment = Field(default=None, alias="updated_datetime")
    due_at: Moment = Field(default=None, alias="expected_datetime")
    text: Words = Field(default=None, alias="description")
    address: Words = Field(default=None, alias="address")
    x: Annotated[float | str | None, Given] = Field(default=None, alias="long")
    y: Annotated[float | str | None, Given] = Field(default=None, alias="lat")


READ = frozenset(field.alias for field in Request.model_fields.values() if field.alias)


def fields(row: Any) -> dict[str, Any]:
    """What a row says by the names of the standard: blanks in a name are no part of it, `null` is nothing."""
    if not isinstance(row, Mapping):
        raise RecordError("record: a service request must be an object")
    found: dict[str, Any] = {}
    for said, what in row.items():
        name = re.sub(r"[\s_]+", "_", str(said).strip().casefold())
        if name in READ and not nothing(what):
            found.setdefault(name, what)
    return found


def nothing(said: Any) -> bool:
    """Whether a value says nothing: null, also as a word, blank, or a converter's empty shell."""
    return said in ({}, [], None) or (isinstance(said, str) and said.strip().casefold() in NOTHING)


def number(row: Any) -> str:
    """The id of a row as text; empty where it has none that can be used."""
    found = fields(row).get("service_request_id") if isinstance(row, Mapping) else None
    return str(found).strip() if isinstance(found, str | int) else ""


def named(rows: Iterable[Any], names: Mapping[str, str]) -> list[Any]:
    """Rows with the names of their services where they say only the code."""
    return [
        {**row, "service_name": names[code]}
        if nameless(row) and (code := service_code(row)) in names
        else row
        for row in rows
    ]


def nameless(row: Any) -> bool:
    """Whether a row says the code of its service and not its name."""
    return isinstance(row, Mapping) and "service_name" not in (said := fields(row)) and "service_code" in said


def service_code(row: Any) -> str:
    """The code of a row's service as text."""
    return str(fields(row).get("service_code", "")).strip()


def services(body: Any, url: str) -> dict[str, str]:
    """The names of the services by their codes."""
    found = [fields(one) for one in listed(body, "services", url) if isinstance(one, Mapping)]
    return {
        str(one["service_code"]).strip(): str(one["service_name"]).strip()
        for one in found
        if {"service_code", "service_name"} <= one.keys()
    }


def facts(record: Record, reading: Reading, words: Mapping[str, Phase]) -> Iterator[Fact]:
    """A request as the states it tells of: as it was made, in nobody's hands yet, and as it stands.

    The first is the same at every reading: what is read again tells only what has changed since.
    """
    row = checked(Request, fields(record.raw), reading)
    if row.reported_at is None:
        raise RecordError("requested_datetime: a request must say when it was made")
    case, aside = attributes(row.model_copy(update={"category": category(row, reading)}), reading)
    phase, said = standing(row, words)
    since = row.updated_at or (row.reported_at if phase in UNMOVED else record.told_at)
    if since is None:
        raise RecordError("updated_datetime: a request that has moved on must say when")
    now = {**mapped("holder", row.holder, reading.district.org_of, reading), **said, "phase": phase.value}
    told_at = row.updated_at or record.told_at or since
    states = (
        (1, row.reported_at, row.reported_at, {"phase": Phase.REPORTED.value, "holder": None}),
        (2, told_at, max(since, row.reported_at), now) if phase.is_open else (3, told_at, since, now),
    )
    for n, version, when, stands in states:
        yield Fact(
            key=case_key(reading.connection.name, row.id),
            kind=STATE,
            version=f"{n} {version.isoformat()}",  # n first: two moments may be the same instant
            happened_at=when,
            body={**aside, **stands, "case": case},
        )


def standing(row: Request, words: Mapping[str, Phase]) -> tuple[Phase, dict[str, str]]:
    """The phase that a status means, and what is said of it in the source's own words."""
    first = Phase.DISPATCHED if row.holder else Phase.REPORTED
    known = {"open": first, "closed": Phase.CLOSED} | {word.casefold(): to for word, to in words.items()}
    status, said = row.status or "", {}
    if row.notes:
        said["note"] = scrub(without(row.notes, *persons(row)))[:500]
    if status.casefold() not in known:
        said["status_said"] = scrub(status)[:40]
    return known.get(status.casefold(), first), said


def category(row: Request, reading: Reading) -> str | None:
    """What a request is about as the district knows it: by the name of the service, else by its code."""
    names = [name for name in (row.service, row.code) if name]
    known, feed = reading.district.category_of, reading.connection.name
    return next((name for name in names if known(feed, name) != UNMAPPED), names[0] if names else None)
