"""The API keeps its own document: whatever fits it is taken, whatever does not is refused, nothing breaks."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import pytest
import schemathesis
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from schemathesis.transport.wsgi import WSGITransport
from werkzeug.test import run_wsgi_app

from dashboard.app import create_app
from dashboard.clock import now
from dashboard.pushing import CONNECTION, DOCUMENT, FACTS, TIME_SHAPE
from dashboard.signing import KEY, SIGNATURE, TIME, signature
from tests.pushing.sender import NAME, SECRET, push, receiving

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
SIGN_ME = "sign me"


def environ_name(header: str) -> str:
    return "HTTP_" + header.upper().replace("-", "_")


class Client:
    """A client of HTTP between schemathesis and the application, which signs what asks for it.

    As a platform would: at this moment, and over what really goes over the line.
    A header that does not keep the document's pattern stays as it is.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ.get(environ_name(SIGNATURE)) == SIGN_ME:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            if re.fullmatch(TIME_SHAPE, environ.get(environ_name(TIME), "")):
                environ[environ_name(TIME)] = str(round(now().timestamp()))
            if re.fullmatch(r"[a-z][a-z0-9-]{1,30}", environ.get(environ_name(CONNECTION), "")):
                environ[environ_name(CONNECTION)] = NAME
            said = [environ.get(environ_name(name), "") for name in (TIME, KEY)]
            environ[environ_name(SIGNATURE)] = signature(SECRET, *said, body)
        return self.plain(environ, start)

    def plain(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """The answer without the compression that any client of HTTP undoes."""
        client = {**environ, "HTTP_ACCEPT_ENCODING": "gzip"}
        body, status, headers = run_wsgi_app(self.app, client, buffered=True)
        content = b"".join(body)
        if headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
            headers.remove("Content-Encoding")
        headers["Content-Length"] = str(len(content))
        start(status, list(headers))
        return [content]


@pytest.fixture
def probes(monkeypatch):
    """Its probes hand settings of sockets to a client that has none."""
    send = WSGITransport.send
    sockets = ("max_redirects", "verify", "cert", "proxies")

    def patched(self, case, **given):
        return send(self, case, **{name: value for name, value in given.items() if name not in sockets})

    monkeypatch.setattr(WSGITransport, "send", patched)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    of = push(options={"rate": 6_000}, backfill=True)
    with receiving(tmp_path_factory.mktemp("desk"), of) as (desk, _):
        yield create_app(desk).server


def ran(server: Any, *, signs: bool) -> tuple[list[str], Counter[tuple[str, int]]]:
    """What schemathesis finds with all its checks, and how often which path answered what."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "generation": {"max-examples": 6, "database": "none"},
            **({"auth": {"openapi": {"signature": {"api_key": SIGN_ME}}}} if signs else {}),
        }
    )
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, Client(server), config=config)
    found, answers = [], Counter()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            found.append(str(event.info))
        if isinstance(event, ScenarioFinished):
            for checks in event.recorder.checks.values():
                found += [f"{one.name}: {one.failure_info.failure}" for one in checks if one.failure_info]
            for one in event.recorder.interactions.values():
                answers[event.label, one.response.status_code] += 1
    return found, answers


@pytest.mark.thorough
@pytest.mark.usefixtures("probes")
@pytest.mark.parametrize(
    ("signs", "wanted"), [(True, {200, 400, 401, 409, 415}), (False, {401})], ids=["signed", "unsigned"]
)
def test_schemathesis_finds_nothing_with_all_its_checks(server, signs, wanted):
    found, answers = ran(server, signs=signs)
    assert not found
    assert {status for path, status in answers if path == f"POST {FACTS}" and status != 405} == wanted
    assert {200} < {status for path, status in answers if path == "GET /snapshot/{page}"}
    assert {"GET /healthz", "GET /readyz", f"POST {FACTS}"} < {path for path, _ in answers}
