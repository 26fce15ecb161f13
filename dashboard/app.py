"""The web application, put together: pages, the snapshot endpoint, health, the headers of every answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import dash
import orjson
from dash.development.base_component import Component
from dash.exceptions import DependencyException
from flask import Flask, Response, abort, g, has_request_context, redirect, request

from callbacks import live, viewing
from dashboard.access import NOBODY, Viewer
from dashboard.desk import Desk
from dashboard.doors import acting, digesting, handing, listing, looking, meaning, ruling, ways
from dashboard.doors import routes as people
from dashboard.doors.addresses import parted
from dashboard.doors.guard import Guard, checked, plugged, stand
from dashboard.doors.refusing import is_navigation, told
from dashboard.doors.speaking import asked_lang
from dashboard.exporting import (
    AUDIT_EXPORT,
    CSV,
    EXPORT,
    TAKE,
    WORKBOOK,
    XLSX,
    Sheet,
    audit_exported,
    exported,
)
from dashboard.ledger import Action
from dashboard.leverage.book import approvable, book_of
from dashboard.papering import DOOR, WORD, paper
from dashboard.papers import Kind
from dashboard.pushing import routes as pushing
from dashboard.refusal import Refusal
from dashboard.revealing import REASONS
from dashboard.text import THEMES, Theme
from layouts import Page, Reader, shell
from layouts.heads import EVERYBODY
from layouts.pages import at, known
from layouts.signing_in import scope_words
from layouts.sites import PAGES, WALL

KEPT = ("/assets/", "/_dash-component-suites/")
ONLY_TLS = f"max-age={365 * 24 * 3600}"
"""That a browser comes by TLS alone for a year; what else is served under the name of the host is its own."""


class Jiequan(dash.Dash):
    """Dash with a page head in the reader's language."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """The page around the application."""
        return shell.index(lang=asked_lang(), theme=asked_theme(), **parts)


def asked_page() -> tuple[Page, dict[str, str]]:
    """The page of this request, or of the page it comes from; the wall where neither names one."""
    if not has_request_context():
        return WALL, {}
    return here() or at(parted(request.referrer).path) or (WALL, {})


def here() -> tuple[Page, dict[str, str]] | None:
    """The page at the address of this request; the server has taken one layer of quoting from it."""
    return at(quote(request.path, safe="/"))


def page_here() -> str:
    """The name of the page at the address of this request; empty where there is none."""
    found = here()
    return found[0].name if found else ""


def asked_theme() -> Theme:
    """Light or dark, as the address or the page says."""
    said = request.args.get("theme") if has_request_context() else None
    return next((theme for theme in THEMES if theme == said), asked_page()[0].theme)


def page_at(desk: Desk) -> Component:
    """The page that is asked for, without its figures."""
    reader = reading(desk) if has_request_context() else EVERYBODY
    site, fixed = asked_page()
    if site.name not in reader.pages:  # the page it comes from is not its own
        site, fixed = next((one for one in PAGES.values() if one.name in reader.pages), WALL), {}
    beat = desk.settings.beat if site.look == "wall" else max(desk.settings.beat, site.beat)
    return shell.page(
        site.name,
        desk.district,
        asked_lang(),
        beat=beat,
        warnings=desk.warnings(),
        fixed=fixed,
        reader=reader,
    )


def reading(desk: Desk) -> Reader:
    """Who reads, as the head of the page tells it."""
    viewer: Viewer = g.viewer
    sight = desk.policy.sight(viewer)
    pages, acts = desk.policy.rights(viewer)
    scope = "" if sight.cases.district else scope_words(sight.cases.words(), desk.district, asked_lang())
    return Reader(
        pages=pages,
        post=viewer.post if viewer.kind == "person" else "",
        scope=scope,
        mark=viewer.post if viewer.kind == "device" else viewer.account,
        device=viewer.kind == "device",
        rights=acts
        | {f"approve:{code}" for code in desk.policy.approvals_of(viewer)}
        | {f"role:{role}" for role in viewer.roles},
        reasons={reason.value: words for reason, words in REASONS.items() if looking.ACT in acts},
    )


def assets_folder() -> Path:
    """The assets beside this package in a checkout, inside it in an installed wheel."""
    inside = Path(__file__).parent / "assets"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "assets"


def create_app(desk: Desk) -> dash.Dash:
    """The application over one desk; it starts nothing and polls nothing."""
    plugged()
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
    exports(server, desk)
    health(server, desk)
    pushing.register(server, desk)
    people.register(server, desk)
    ways.register(server, desk)
    acting.register(server, desk)
    handing.register(server, desk)
    digesting.register(server, desk)
    meaning.register(server, desk)
    ruling.register(server, desk)
    looking.register(server, desk)
    listing.register(server, desk)
    app._setup_server()  # type: ignore[no-untyped-call]  # gathers the callbacks, which the policy must name
    checked(server, app.callback_map, desk.policy)
    approvable(book_of(desk.district), desk.policy)
    headed(server, app, desk)
    stand(server, Guard(desk=desk, policy=desk.policy, page_of=page_here, callbacks=app.callback_map))
    way_in(server, desk)
    questions(server, desk)
    return app


def routes(server: Flask, desk: Desk) -> None:
    """The pictures of the pages."""

    @server.before_request
    def first() -> None:
        g.viewer = NOBODY

    @server.get("/snapshot/<page>")
    def snapshot(page: str) -> Response:
        if page not in desk.pages:
            abort(404)
        sight = desk.policy.sight(g.viewer)
        picture = desk.picture(page, request.args, asked_lang(), sight)
        reply = Response(status=304) if picture.etag in request.if_none_match else Response(picture.body)
        if reply.status_code == 200:
            reply.headers["Content-Type"] = "application/json"
            reply.headers["Content-Encoding"] = "gzip"
        reply.set_etag(picture.etag)
        reply.headers["Cache-Control"] = "no-store"
        for name, value in desk.bearings().items():
            reply.headers[name] = value
        if g.viewer.kind == "person":
            reply.headers["X-Idle-Left"] = str(int(desk.accounts.left(g.viewer.session)))
        return reply


def questions(server: Flask, desk: Desk) -> None:
    """A page whose address says what no question takes is refused before it is shown."""

    @server.before_request
    def sound() -> None:
        if found := here():
            page, fixed = found
            page.moment(known(page.name, {**request.args, **fixed}), desk.clock.now(), desk.district)


def exports(server: Flask, desk: Desk) -> None:
    """Lists as files; each is noted before it is handed out."""

    @server.get(EXPORT)
    def cases_as_csv() -> Response:
        return saved(asked().csv(), "cases.csv", CSV)

    @server.get(WORKBOOK)
    def cases_as_workbook() -> Response:
        return saved(asked().workbook(), "cases.xlsx", XLSX)

    @server.get(AUDIT_EXPORT)
    def audit_as_csv() -> Response:
        return saved(audit_exported(desk, request.args, asked_lang()), "audit.csv", CSV)

    @server.get(DOOR)
    def paper_as_docx(lever: str, kind: str) -> Response:
        return saved(found_paper(desk, lever, kind), f"{kind}.docx", WORD)

    def asked() -> Sheet:
        by = f"{g.viewer.post} {g.viewer.account}"
        return exported(desk, request.args, asked_lang(), desk.policy.sight(g.viewer, TAKE), by)

    def saved(said: str | bytes, name: str, kind: str) -> Response:
        people.write(desk, g.viewer, Action.EXPORT, request.full_path)
        reply = Response(said, content_type=kind)
        reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        reply.headers["Cache-Control"] = "no-store"
        return reply


def found_paper(desk: Desk, lever: str, kind: str) -> bytes:
    """The paper of a lever; one that is not there may be of cases of others: it is noted who asked."""
    sight = desk.policy.sight(g.viewer, TAKE)
    if kind in set(Kind) and (said := paper(desk, lever, Kind(kind), sight, g.viewer.account)):
        return said
    desk.refusals.note(Action.REFUSED, g.viewer, f"GET {request.path} beyond the scope")
    abort(404)


def way_in(server: Flask, desk: Desk) -> None:
    """From the bare address to the first page that somebody may see."""

    @server.before_request
    def start() -> Response | None:
        if request.path != "/":
            return None
        pages, _ = desk.policy.rights(g.viewer)
        first = next((page.path for page in PAGES.values() if page.name in pages and page.listed), "/me")
        asked = request.query_string.decode()
        return redirect(first + (f"?{asked}" if asked else ""))  # type: ignore[return-value]


def health(server: Flask, desk: Desk) -> None:
    """The two health answers, and what is said to a question that cannot be answered."""

    @server.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        if is_navigation():
            return told(400, why=str(error))
        return Response(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")

    @server.errorhandler(DependencyException)
    def unknown_file(_error: DependencyException) -> Response:  # Dash would call it a fault of ours
        return told(404)

    @server.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain")

    @server.get("/readyz")
    def readyz() -> Response:
        health = desk.health()
        status = 200 if health["ready"] else 503
        if "health" not in desk.policy.rights(g.viewer)[1]:  # anybody may ask whether it lives
            health = {"ready": health["ready"]}
        return Response(orjson.dumps(health), status=status, content_type="application/json")


def headed(server: Flask, app: dash.Dash, desk: Desk) -> None:
    """Put the security headers on every answer, errors and downloads included."""
    policy: list[str] = []

    @server.after_request
    def secured(reply: Response) -> Response:
        if not policy:
            policy.append(content_policy(app))
        reply.headers["Content-Security-Policy"] = policy[0]
        if not request.path.startswith(KEPT):  # data and pages are nobody's to keep; scripts may be
            reply.headers["Cache-Control"] = "no-store"
        if desk.settings.secure:
            reply.headers["Strict-Transport-Security"] = ONLY_TLS
        reply.headers["X-Content-Type-Options"] = "nosniff"
        reply.headers["Referrer-Policy"] = "same-origin"
        reply.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        reply.headers["X-Frame-Options"] = "DENY"
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
