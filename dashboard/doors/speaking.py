"""The language of a request: what its address says, then the page it comes from, then the browser."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import has_request_context, request

from dashboard.doors.addresses import parted
from dashboard.text import Lang, preferred


def asked_lang() -> Lang:
    """The language of this request."""
    if not has_request_context():  # Dash reads the layout once by itself, to know its ids
        return "zh"
    page = parse_qs(parted(request.referrer).query).get("lang", [None])[0]
    return preferred(request.args.get("lang") or page, request.headers.get("Accept-Language"))
