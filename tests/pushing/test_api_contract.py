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

from dashboard.access import Grant
from dashboard.app import create_app
from dashboard.clock import now
from dashboard.desk import Desk
from dashboard.doors import limits
from dashboard.doors.guard import doors_of
from dashboard.pushing import CONNECTION, DOCUMENT, FACTS, TIME_SHAPE
from dashboard.pushing.document import documented
from dashboard.scope import WHOLE
from dashboard.signing import KEY, SIGNATURE, TIME, signature
from layouts.pages import VOCABULARY
from tests.entering import token_of
from tests.living import NOON, dispatched
from tests.pushing.sender import NAME, SECRET, push, receiving

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
SIGN_ME = "sign-me"
LOOK = "X-Look"
"""The header by which the document itself is fetched in a session."""
SCHEMES = ("signature", "session")
JUDGED = (
    "/act", "/reveal", "/handover/{name}", "/me/password", "/snapshot/{page}", "/export/cases.csv",
    "/export/cases.xlsx", "/export/audit.csv", "/lists/cases", "/meaning/{page}/{panel}",
)  # fmt: skip
"""The doors that may refuse what fits its shape: a case that is none, no reason, days that are no window."""
REFUSABLE = {"expected-statuses": ["2xx", "3xx", "400", "401", "403", "404", "409", "410", "429"]}


def environ_name(header: str) -> str:
    return "HTTP_" + header.upper().replace("-", "_")


class Client:
    """A client of HTTP between schemathesis and the application, which signs what asks for it.

    As a platform would: at this moment, and over what really goes over the line.
    A header that does not keep the document's pattern stays as it is.
    As a page would: from its own origin, in the session of a director; who signs out has another.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], desk: Desk) -> None:
        self.app, self.desk = app, desk
        self.token = self.entered()

    def entered(self) -> str:
        """The session of a director of the whole district."""
        return token_of(self.desk, Grant(role="director", scope=WHOLE))

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ.get(environ_name(LOOK)):  # the cookies of its client are a jar of their own
            environ["HTTP_COOKIE"] = f"jq={SIGN_ME}"
        if SIGN_ME in environ.get("HTTP_COOKIE", ""):
            token = self.entered() if environ["PATH_INFO"] == "/sign-out" else self.token
            environ["HTTP_COOKIE"] = environ["HTTP_COOKIE"].replace(SIGN_ME, token)
        environ["REMOTE_ADDR"] = "127.0.0.1"
        environ["HTTP_ORIGIN"] = f"http://{environ.get('HTTP_HOST', 'localhost')}"
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
def served(tmp_path_factory):
    quick = pytest.MonkeyPatch()
    for name in ("QUESTIONS", "TRIES"):
        quick.setattr(limits, name, "1000000 per second")
    of = push(options={"rate": 6_000}, backfill=True)
    with receiving(tmp_path_factory.mktemp("desk"), of) as (desk, _):
        facts = [fact for number in range(1, 4) for fact in dispatched(number)]
        desk.ledger.append("hotline", facts, recorded_at=NOON)
        desk.look()
        yield desk, create_app(desk).server
    quick.undo()


def ran(desk: Desk, server: Any, *, signs: bool) -> tuple[list[str], Counter[tuple[str, int]]]:
    """What schemathesis finds with all its checks, and how often which path answered what."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "generation": {"max-examples": 6, "database": "none"},
            **({"auth": {"openapi": {name: {"api_key": SIGN_ME} for name in SCHEMES}}} if signs else {}),
            "operations": [{"include-path": list(JUDGED), "checks": {"positive_data_acceptance": REFUSABLE}}],
        }
    )
    client = Client(server, desk)
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, client, config=config, headers={LOOK: SIGN_ME})
    found, answers = [], Counter()
    for event in engine.from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            found.append(str(event.info))
        if isinstance(event, ScenarioFinished):
            for checks in event.recorder.checks.values():
                found += [
                    f"{event.label}: {one.name}: {one.failure_info.failure}"
                    for one in checks if one.failure_info
                ]  # fmt: skip
            for one in event.recorder.interactions.values():
                answers[event.label, one.response.status_code] += 1
    return found, answers


@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("probes")
@pytest.mark.parametrize(
    ("signs", "wanted"),
    [
        pytest.param(True, {200, 400, 401, 409, 415}, id="signed", marks=pytest.mark.proof),
        pytest.param(False, {401}, id="unsigned", marks=pytest.mark.sweep),
    ],
)
def test_schemathesis_finds_nothing_with_all_its_checks(served, signs, wanted):
    found, answers = ran(*served, signs=signs)
    assert sorted(set(found)) == []
    assert {status for path, status in answers if path == f"POST {FACTS}" and status != 405} == wanted
    within = {status for path, status in answers if path in ("GET /snapshot/{page}", "POST /handover/{name}")}
    assert 401 in within
    assert (200 in within) == signs
    asked = {label for label, _ in answers if label}
    assert asked == {f"{method} {path}" for path, method in told() if path != DOCUMENT}


def told() -> set[tuple[str, str]]:
    """The doors of the document."""
    paths = documented(VOCABULARY)["paths"]
    return {(path, m.upper()) for path, item in paths.items() for m in item if m in ("get", "post")}


def test_the_document_tells_of_every_door_for_programs_and_of_none_that_is_not_there(served):
    doors = {(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path), method) for path, method in doors_of(served[1])}
    doors |= {("/me/password", "POST"), ("/me/sessions", "POST")}
    assert told() <= doors
    silent = {path for path, _ in doors - told()}
    assert silent == {
        "/", "/{path}", "/me/{act}", "/sign-in/{way}", "/sign-in/{way}/back", "/assets/{filename}",
        "/_dash-layout", "/_dash-dependencies", "/_dash-update-component", "/_reload-hash", "/_favicon.ico",
        "/_dash-component-suites/{package_name}/{fingerprinted_path}", "/papers/{lever}/{kind}.docx",
        "/export/audit.csv", "/departments/{unit}/digest", "/rules/{name}",
    }  # fmt: skip
