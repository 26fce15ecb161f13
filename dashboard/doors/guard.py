"""The guard: for every request, which door it is, who asks, and whether they may pass; else it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, abort, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from dashboard.access import NOBODY, Viewer
from dashboard.access.cookies import taken
from dashboard.access.policy import Door, Policy, PolicyError, missing
from dashboard.access.proxied import peer
from dashboard.doors.addresses import parted
from dashboard.doors.bodies import BodyError, Spec, called
from dashboard.doors.limits import Limits
from dashboard.doors.refusing import Refused, failed, refused
from dashboard.doors.routes import hung
from dashboard.doors.whole import LARGEST, STRANGERS, StrictJson
from dashboard.ledger import Action

if TYPE_CHECKING:
    from dashboard.desk import Desk

SAFE = ("GET", "HEAD")
ACTIVE = "X-Active"
"""The header by which a page says that a hand has moved since it last asked."""
BEATS = ("/snapshot/<page>", "/lists/cases")
"""The doors at which pages ask by themselves."""
HOOKS = "dash_hooks"
"""The entry points that Dash loads from whatever is installed."""
PageOf = Callable[[], str]
"""The name of the page at the address of this request; empty: there is none."""


@dataclass(kw_only=True)
class Guard:
    """Asks the policy before every request; what is not named there is shut."""

    desk: Desk
    policy: Policy
    page_of: PageOf
    callbacks: Mapping[str, Spec] = field(default_factory=dict)

    def who(self) -> None:
        """Set `g.viewer`, whatever is asked: who is refused is counted too."""
        g.viewer = NOBODY
        g.viewer = self.viewer()

    def before(self) -> Response | None:
        """Let a request of `g.viewer` pass, or refuse it."""
        door = self.door()
        if door.who == "signature":
            g.viewer = NOBODY
            return None
        if request.method not in SAFE:
            request.max_content_length = LARGEST if g.viewer else STRANGERS
            self.own_origin()
        if door.who == "page" and (reply := hung(self.desk)):
            return reply
        if is_open(door):
            return None
        who, page = self.needed(door)
        right = self.policy.may(g.viewer, who, page)
        if right != "yes":
            raise Refused(g.viewer, self.policy, who=who, page=page, known=right == "no")
        return None

    def door(self) -> Door:
        """The door of this request; an unknown path is 404, an unknown method 405, whatever else it says."""
        if isinstance(request.routing_exception, MethodNotAllowed):
            raise request.routing_exception
        if request.url_rule is None:
            abort(404)
        method = "GET" if request.method == "HEAD" else request.method
        door = self.policy.doors.get((request.url_rule.rule, method))
        if door is None:
            raise MethodNotAllowed(valid_methods=self.methods(request.url_rule.rule))
        if door.who == "page" and not self.page():
            if others := others_here():  # the pages' door would take any path
                raise MethodNotAllowed(valid_methods=others)
            abort(404)
        return door

    def own_origin(self) -> None:
        """Refuse what another site has a browser send, and note whose browser it was; only JSON is taken."""
        if not is_own(request):
            what = f"{request.method} {request.path} from another site"
            self.desk.refusals.note(Action.REFUSED, g.viewer, what)
            abort(403)
        if request.mimetype != "application/json":
            abort(415)

    def methods(self, path: str) -> list[str]:
        """The methods that the policy names for a path."""
        return [method for of, method in self.policy.doors if of == path]

    def page(self) -> str:
        """The page that is asked for; empty where there is none of that name."""
        name = (request.view_args or {}).get("page", "") or self.page_of()
        return name if name in self.desk.pages else ""

    def viewer(self) -> Viewer:
        """Who asks, as the session of the browser says."""
        token = taken(request, self.desk.settings)
        address = peer(request, self.desk.settings)
        active = str(request.url_rule) not in BEATS or request.headers.get(ACTIVE) == "1"
        found = self.desk.accounts.viewer(token, address=address, active=active) if token else None
        return found or Viewer(address=address)

    def needed(self, door: Door) -> tuple[str, str]:
        """What the door asks for, and of which page; at the door of callbacks the one that is called says."""
        if door.who == "page":
            return "page", self.page()
        if door.who != "callback":
            return door.who, ""
        if not g.viewer:
            return "signed-in", ""
        try:
            return self.policy.callbacks[called(request.get_json(), self.callbacks)], ""
        except BodyError as error:
            abort(400, str(error))


def others_here() -> list[str]:
    """The methods besides looking that some door at this address takes."""
    allowed = current_app.create_url_adapter(request).allowed_methods()  # type: ignore[union-attr]
    return sorted({*allowed} - {*SAFE, "OPTIONS"})


def is_open(door: Door) -> bool:
    """Whether anybody may pass, or this one file of the door be had by anybody."""
    path = (request.view_args or {}).get("filename", "")
    return door.who == "anyone" or path in door.open


def is_own(asked: Request) -> bool:
    """Whether our own page had the browser send this: its headers say so, on plain HTTP the origin does."""
    site = asked.headers.get("Sec-Fetch-Site")
    origin = parted(asked.headers.get("Origin")).netloc
    return site in ("same-origin", "none") if site else bool(origin) and origin == asked.host


def stand(server: Flask, guard: Guard) -> None:
    """Put the guard before every request of the server, and the count of questions before its refusals."""
    limits = Limits(guard.desk)
    for step in (guard.who, limits.asked, guard.before, limits.tried):
        server.before_request(step)
    server.json = StrictJson(server)
    server.register_error_handler(Refused, refused(guard.desk))
    server.register_error_handler(HTTPException, failed(guard.desk))


def plugged() -> None:
    """Stop the start-up where another package would hang its code into every page by being installed."""
    if found := entry_points(group=HOOKS):
        names = ", ".join(sorted(f"{one.dist.name if one.dist else '?'} ({one.value})" for one in found))
        raise PolicyError(f"{names} would be loaded into every page ({HOOKS}): uninstall it")


def checked(server: Flask, callbacks: Iterable[str], policy: Policy) -> None:
    """Stop the start-up of an application that has a door or a callback which the policy does not name."""
    if shut := missing(policy, doors_of(server), callbacks):
        raise PolicyError(
            "policy.toml has no line for " + ", ".join(sorted(shut)) + ": write who may pass, or take it away"
        )


def doors_of(server: Flask) -> list[tuple[str, str]]:
    """Every path and method that the server would answer; HEAD goes with GET, OPTIONS is shut."""
    return [
        (rule.rule, method)
        for rule in server.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
