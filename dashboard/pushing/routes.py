"""The routes of deliveries: one that takes them, one that says how."""

from __future__ import annotations

import orjson
import structlog
from flask import Flask, Response, request

import data_feeds
from dashboard.desk import Desk
from dashboard.parts import gathered
from dashboard.polling import Poller, pollers_of
from dashboard.pushing import DOCUMENT, FACTS
from dashboard.pushing.document import documented
from dashboard.pushing.reception import Reception
from data_feeds import Feed, FeedError
from data_feeds.push import KB, Options
from layouts.pages import VOCABULARY

log = structlog.get_logger()


def register(server: Flask, desk: Desk) -> None:
    """Add the routes; nothing is read or written before the first delivery."""
    reception = Reception(delivering(desk))
    document = orjson.dumps(documented(VOCABULARY), option=orjson.OPT_INDENT_2)

    @server.post(FACTS)
    def facts() -> Response:
        return reception.answer(request.headers, request.stream)

    @server.get(DOCUMENT)
    def openapi() -> Response:
        return Response(document, content_type="application/json")


def room(desk: Desk) -> int:
    """Bytes of the largest delivery that some connection here may send."""
    options = [poller.options for poller in delivering(desk)]
    return max((one.largest * KB for one in options if isinstance(one, Options)), default=0)


def delivering(desk: Desk) -> list[Poller]:
    """The connections that deliver by themselves; a mistake in them must not cost the wall."""
    feeds = gathered(data_feeds, Feed, desk.settings.packages)
    here = tuple(
        one for one in desk.district.feeds if (feed := feeds.get(one.kind)) is not None and feed.delivered
    )
    if not here:
        return []
    settings = desk.settings
    try:
        return pollers_of(
            desk.district.model_copy(update={"feeds": here}),
            desk.ledger,
            desk.clock,
            secret=settings.secret,
            packages=settings.packages,
        )
    except FeedError as error:
        log.error("push refused", reason=str(error))
        return []
