"""The web application, put together: pages, the snapshot endpoint, health, the headers of every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import dash
import orjson
from dash.development.base_component import Component
from flask import Flask, Response, abort, has_request_context, redirect, request
from werkzeug.exceptions import MethodNotAllowed

from callbacks import live, viewing
from dashboard.desk import Desk
from dashboard.exporting import EXPORT, exported
from dashboard.pushing import DOCUMENT, FACTS
from dashboard.pushing import routes as pushing
from dashboard.refusal import Refusal
from dashboard.scope import ALL
from dashboard.text import THEMES, Lang, Theme, preferred
from layouts import Page, shell
from layouts.pages import WALL, at

OPEN_PATHS = ("/assets/", "/_dash-component-suites/", "/snapshot/")
LAYOUT = "/_dash-layout"
DASH = (LAYOUT, "/_dash-dependencies", "/_favicon.ico", "/favicon.ico")
HEALTH = ("/healthz", "/readyz")
API = (FACTS, DOCUMENT)


class Jiequan(dash.Dash):
    """Dash with a page head in the reader's language."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """The page around the application."""
        return shell.index(lang=asked_lang(), theme=asked_theme(), **parts)


def asked_lang() -> Lang:
    """The language of this request: its own `?lang=`, that of the page it comes from, then the browser's."""
    if not has_request_context():  # Dash reads the layout once by itself, to know its ids
        return "zh"
    page = parse_qs(urlsplit(request.referrer or "").query).get("lang", [None])[0]
    return preferred(request.args.get("lang") or page, request.headers.get("Accept-Language"))


def asked_page() -> tuple[Page, dict[str, str]]:
    """The page of this request, or of the page it comes from; the wall where neither names one."""
    if not has_request_context():
        return WALL, {}
    return here() or at(urlsplit(request.referrer or "").path) or (WALL, {})


def here() -> tuple[Page, dict[str, str]] | None:
    """The page at the address of this request; the server has taken one layer of quoting from it."""
    return at(quote(request.path, safe="/"))


def asked_theme() -> Theme:
    """Light or dark, as the address or the page says."""
    said = request.args.get("theme") if has_request_context() else None
    return next((theme for theme in THEMES if theme == said), asked_page()[0].theme)


def page_at(desk: Desk) -> Component:
    """The page that is asked for, without its figures."""
    site, fixed = asked_page()
    beat = desk.settings.beat if site.look == "wall" else max(desk.settings.beat, site.beat)
    return shell.page(
        site.name, desk.district, asked_lang(), beat=beat, warnings=desk.warnings(), fixed=fixed
    )


def assets_folder() -> Path:
    """The assets beside this package in a checkout, inside it in an installed wheel."""
    inside = Path(__file__).parent / "assets"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "assets"


def create_app(desk: Desk) -> dash.Dash:
    """The application over one desk; it starts nothing and polls nothing."""
    server = Flask("jiequan", static_folder=None)
    app = Jiequan(
        __name__,
        server=server,  # type: ignore[arg-type]
        use_pages=False,
        assets_folder=str(assets_folder()),
        title=desk.district.title.zh,
        update_title="",
        compress=True,
        serve_locally=True,
        enable_mcp=False,
    )
    app.layout = lambda: page_at(desk)
    live.register(app, desk)
    viewing.register(app, desk)
    routes(server, desk)
    health(server, desk)
    pushing.register(server, desk)
    guard(server, app)
    return app


def routes(server: Flask, desk: Desk) -> None:
    """The snapshot, and a list as a file."""

    @server.get("/snapshot/<page>")
    def snapshot(page: str) -> Response:
        if page not in desk.pages:
            abort(404)
        picture = desk.picture(page, request.args, asked_lang(), ALL)
        reply = Response(status=304) if picture.etag in request.if_none_match else Response(picture.body)
        if reply.status_code == 200:
            reply.headers["Content-Type"] = "application/json"
            reply.headers["Content-Encoding"] = "gzip"
        reply.set_etag(picture.etag)
        reply.headers["Cache-Control"] = "no-store"
        for name, value in desk.bearings().items():
            reply.headers[name] = value
        return reply

    @server.get(EXPORT)
    def cases_as_csv() -> Response:
        said = exported(desk, request.args, asked_lang(), ALL)
        reply = Response(said, content_type="text/csv; charset=utf-8")
        reply.headers["Content-Disposition"] = 'attachment; filename="cases.csv"'
        reply.headers["Cache-Control"] = "no-store"
        return reply


def health(server: Flask, desk: Desk) -> None:
    """The two health answers, and what is said to a question that cannot be answered."""

    @server.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        return Response(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")

    @server.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain")

    @server.get("/readyz")
    def readyz() -> Response:
        health = desk.health()
        status = 200 if health["ready"] else 503
        return Response(orjson.dumps(health), status=status, content_type="application/json")


def guard(server: Flask, app: dash.Dash) -> None:
    """Deny what is not named, and put the security headers on every answer."""
    policy: list[str] = []

    @server.before_request
    def deny() -> Any:
        path = request.path
        methods = ("POST",) if path == FACTS else ("GET", "HEAD")
        if request.method not in methods:
            raise MethodNotAllowed(valid_methods=methods)
        if (
            path not in (*DASH, *HEALTH, *API, EXPORT, "/")
            and not path.startswith(OPEN_PATHS)
            and here() is None
        ):
            abort(404)
        if path == "/":
            return redirect("/wall" + (f"?{request.query_string.decode()}" if request.query_string else ""))
        return None

    @server.after_request
    def secured(reply: Response) -> Response:
        if not policy:
            policy.append(content_policy(app))
        reply.headers["Content-Security-Policy"] = policy[0]
        if request.path == LAYOUT:  # one address for all pages: going back must not show another page
            reply.headers["Cache-Control"] = "no-store"
        reply.headers["X-Content-Type-Options"] = "nosniff"
        reply.headers["Referrer-Policy"] = "same-origin"
        reply.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        reply.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return reply


def content_policy(app: dash.Dash) -> str:
    """Everything from this origin; the inline scripts of Dash by their hashes."""
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "frame-src 'none'",
            "form-action 'self'",
        )
    )
