"""A source as a hotline platform exposes it: real HTTP, events put into it by the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dashboard.clock import now


class Source:
    """What has happened at the source, in the order in which it says it."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.asked = 0

    def happens(self, kind: str, number: str, **said: Any) -> None:
        """One more event, this very moment."""
        moment = now().isoformat()
        event = {
            "event_id": f"e{len(self.events):06d}",
            "case_id": number,
            "kind": kind,
            "at": moment,
            "updated_at": moment,
        }
        self.events.append({**event, "org": "区城运中心", **said})

    def reports(self, number: str, **attributes: Any) -> None:
        """A new case, dispatched at once."""
        told = {
            "source": "H12345",
            "category": "道路积水",
            "street": "望潮街道",
            "urgency": "normal",
            "x": 121.4977,
            "y": 31.2369,
        }
        told |= {"reported_at": now().isoformat(), "requester": {"name": "张三丰", "phone": "13812345678"}}
        told |= {"text": "居民张三丰来电，电话13812345678，反映积水", **attributes}
        self.happens("report", number, case=told)
        self.happens("dispatch", number, to_org="区水务局")

    def since(self, moment: datetime) -> list[dict[str, Any]]:
        """What it tells of the time from a moment on."""
        return [event for event in self.events if datetime.fromisoformat(event["updated_at"]) >= moment]


@contextmanager
def serving(source: Source) -> Iterator[str]:
    """Serve a source; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            from urllib.parse import parse_qs, urlsplit

            source.asked += 1
            asked = parse_qs(urlsplit(self.path).query)
            moment = datetime.fromisoformat(
                asked.get("since", ["2000-01-01T00:00:00+00:00"])[0].replace(" ", "+")
            )
            body = {"events": source.since(moment), "next": None, "as_of": now().isoformat()}
            raw = json.dumps(body, ensure_ascii=False).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/events"
    finally:
        server.shutdown()
        server.server_close()
