"""Open311 GeoReport v2 over a simulated source, with filters as strict as those of real servers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.wrappers import Request, Response

from dashboard.simulate.register import Entry, Register
from dashboard.simulate.world import World

MOST = 1_000
"""Requests in one answer."""

LONGEST = timedelta(days=90)
EVER = "9"
"""Later than every moment as it is written."""

ITEMS = {
    "service_requests": "request",
    "services": "service",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What one of a list is called in XML."""

KINDS = {"json": "application/json", "xml": "text/xml"}
Wanted = Callable[[Entry], bool]
Args = Mapping[str, str]


@dataclass
class Endpoint:
    """The endpoint of one connection; `updated_after`: it offers that filter, which the standard does not."""

    world: World
    name: str
    updated_after: bool = False

    def __post_init__(self) -> None:
        self.register = Register(self.world, self.name)

    def answer(self, request: Request, path: str) -> Response:
        """The answer to one question, in the form that its path ends with."""
        what, _, form = path.rpartition(".")
        try:
            if form not in KINDS:
                raise NotFound(f"{path}: .json and .xml are spoken here")
            return said(*self.content(request, what), form)
        except HTTPException as error:
            document = [{"code": error.code, "description": error.description}]
            return said("errors", document, form, error.code or 500)

    def content(self, request: Request, what: str) -> tuple[str, Any]:
        """What is told, behind the name that it has in XML."""
        args = {name: text for name, text in request.args.items() if text}
        place = args.get("jurisdiction_id", self.world.plan.district.code)
        if place != self.world.plan.district.code:
            raise NotFound(f"jurisdiction_id {place} was not found")
        match what.split("/"):
            case ["discovery"]:
                return "discovery", self.discovery(request)
            case ["services"]:
                return "services", self.services()
            case ["requests"]:
                return "service_requests", paged(self.register.found(self.wanted(args)), args)
            case ["requests", number]:
                if found := self.register.found(lambda entry: entry.number == number):
                    return "service_requests", found
                raise NotFound(f"service_request_id {number} was not found")
            case _:
                raise NotFound(f"{what}: there are discovery, services, requests and requests/<id>")

    def discovery(self, request: Request) -> dict[str, Any]:
        """Where this endpoint is and what it speaks."""
        root, changed = f"{request.host_url}{self.name}/open311", self.world.plan.anchor.isoformat()
        endpoint = {
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": root,
            "changeset": changed,
            "type": "production",
            "formats": list(KINDS.values()),
        }
        test = {**endpoint, "url": f"{root}/test", "type": "test"}
        words = {"contact": "a simulated district", "key_service": "no key is needed"}
        return {"changeset": changed, **words, "endpoints": [test, endpoint]}

    def services(self) -> list[dict[str, Any]]:
        """What can be reported."""
        return [
            {
                "service_code": category.code,
                "service_name": category.name.zh,
                "description": category.name.en,
                "metadata": False,
                "type": "realtime",
                "keywords": None,
                "group": category.lead or None,
            }
            for category in self.world.plan.categories.values()
        ]

    def wanted(self, args: Args) -> Wanted:
        """Which requests a question means; ids override all else, time is the time of creation."""
        if numbers := listed(args, "service_request_id"):
            return lambda entry: entry.number in numbers
        states, codes = listed(args, "status"), listed(args, "service_code")
        if strange := states - {"open", "closed"}:
            raise BadRequest(f"status {min(strange)}: only open and closed are known")
        offered = self.updated_after and "updated_after" in args
        changed = self.local(moment(args, "updated_after")) if offered else ""
        start, end = span(args, self.world.clock.now(), ever=offered)
        since, until = self.local(start), self.local(end) or EVER

        def chosen(entry: Entry) -> bool:
            return (
                since <= entry.reported <= until
                and entry.updated >= changed
                and (not states or ("open" if entry.open else "closed") in states)
                and (not codes or entry.case["category"] in codes)
            )

        return chosen

    def local(self, when: datetime | None) -> str:
        """A moment as the register writes it; empty, before all others, for none."""
        return when.astimezone(self.world.plan.district.tz).isoformat(timespec="seconds") if when else ""


def span(args: Args, now: datetime, *, ever: bool) -> tuple[datetime | None, datetime | None]:
    """From when to when: 90 days at most, and the last 90 where nothing is said unless any time is meant."""
    start, end = moment(args, "start_date"), moment(args, "end_date")
    if ever and not (start or end):
        return None, None
    end = end or (min(now, start + LONGEST) if start else now)
    start = start or end - LONGEST
    if end - start > LONGEST:
        raise BadRequest(f"start_date and end_date span more than {LONGEST.days} days")
    return start, end


def moment(args: Args, name: str) -> datetime | None:
    """A time of a question, with its zone."""
    if name not in args:
        return None
    text = args[name].replace(" ", "+")  # a plus that was not quoted
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or len(text) < len("2010-01-01T00:00:00Z"):
        raise BadRequest(f"{name} {text}: a time such as 2010-01-01T00:00:00Z is needed")
    return found


def listed(args: Args, name: str) -> frozenset[str]:
    """The words of a list, separated by commas."""
    return frozenset(word.strip() for word in args.get(name, "").split(",") if word.strip())


def paged(found: list[dict[str, Any]], args: Args) -> list[dict[str, Any]]:
    """One page of what was found."""
    page, size = whole(args, "page", 1, None), whole(args, "page_size", MOST, MOST)
    return found[(page - 1) * size : page * size]


def whole(args: Args, name: str, usual: int, most: int | None) -> int:
    """A whole number of a question, from 1 on."""
    text = args.get(name, str(usual))
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= (most or int(text)):
        raise BadRequest(f"{name} {text}: a whole number from 1{f' to {most}' if most else ''} is needed")
    return int(text)


def said(name: str, content: Any, form: str, status: int = 200) -> Response:
    """An answer: JSON leaves out the outermost name, XML repeats the name of each item."""
    if form == "json":
        return Response(orjson.dumps(content), status, mimetype=KINDS[form])
    document = tostring(element(Element(name), content), encoding="utf-8", xml_declaration=True)
    return Response(document, status, mimetype=KINDS["xml"])


def element(into: Element, content: Any) -> Element:
    """An element filled with a list, with members or with text."""
    if isinstance(content, list):
        for one in content:
            element(SubElement(into, ITEMS[into.tag]), one)
    elif isinstance(content, dict):
        for name, one in content.items():
            element(SubElement(into, name), one)
    elif content is not None:
        into.text = str(content).lower() if isinstance(content, bool) else str(content)
    return into
