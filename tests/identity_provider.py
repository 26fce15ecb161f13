"""A small identity provider: real HTTP, real signatures, and as false as a test wants it to be."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from dashboard.clock import now

CLIENT, SECRET = "jiequan", "a-secret-drawn-by-lot-0123"
FIRST = RSAKey.generate_key(2048, parameters={"kid": "first", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, parameters={"kid": "other", "use": "sig", "alg": "RS256"})
Claims = dict[str, Any]


@dataclass
class Identity:
    """Whom the provider lets pass, what it has handed out, and where it lies."""

    url: str = ""
    back: str = ""  # the one address that it leads back to
    account: str = "chief"
    key: RSAKey = field(default_factory=lambda: FIRST)
    published: list[RSAKey] = field(default_factory=lambda: [FIRST])
    says: dict[str, Any] = field(default_factory=dict)  # what it says of itself otherwise than is true
    claims: Callable[[Claims], Claims] = lambda claims: claims
    token: Callable[[Claims, Identity], str] = lambda claims, self: self.signed(claims)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # by path, instead of the true ones
    hanging: set[str] = field(default_factory=set)  # paths whose answer never ends
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    greets: bool = False  # shows a page of its own, on which somebody clicks, as true providers do
    closing: threading.Event = field(default_factory=threading.Event)

    def signed(self, claims: Claims, **header: str) -> str:
        """A token over these claims."""
        return jwt.encode({"alg": "RS256", "kid": str(self.key.kid)} | header, claims, self.key)

    def described(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        } | self.says

    def authorize(self, query: dict[str, str]) -> str:
        """Where a browser is led after signing in here."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["redirect_uri"] == self.back, "another address to lead back to"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{self.back}?{urlencode({'code': code, 'state': query['state']})}"

    def exchanged(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """The tokens for a code; a `ValueError` is the word of the error."""
        if "client_secret" in form:
            named = f"{form['client_id']}:{form['client_secret']}"
        else:
            named = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if named != f"{CLIENT}:{SECRET}":
            raise ValueError("invalid_client")
        query = self.codes.pop(form["code"], None)
        if query is None or form["redirect_uri"] != self.back:
            raise ValueError("invalid_grant")
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != query["code_challenge"]:
            raise ValueError("invalid_grant")
        at = int(now().timestamp())
        true = {"iss": self.url, "aud": CLIENT, "sub": "7", "iat": at, "exp": at + 300}
        true |= {"nonce": query["nonce"], "preferred_username": self.account}
        token = self.token(self.claims(true), self)
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": token}


class Answer(BaseHTTPRequestHandler):
    """One question to the identity of this server."""

    @property
    def identity(self) -> Identity:
        return self.server.identity  # type: ignore[attr-defined, no-any-return]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.otherwise(parts.path):
            return
        if parts.path == "/authorize":
            self.let(self.identity.authorize(dict(parse_qsl(parts.query))))
        elif parts.path == "/keys":
            self.say(KeySet(list(self.identity.published)).as_dict(private=False))
        else:
            self.say(self.identity.described())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.otherwise(self.path):
            return
        try:
            self.say(self.identity.exchanged(dict(parse_qsl(body)), self.headers.get("Authorization", "")))
        except ValueError as error:
            self.say({"error": str(error)}, 400)

    def otherwise(self, path: str) -> bool:
        """Whether this path has another answer than the true one; it is given."""
        self.identity.asked.append(path)
        if path in self.identity.hanging:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.identity.closing.wait(0.02):
                self.wfile.write(b"X")
        elif path in self.identity.answers:
            self.send(*self.identity.answers[path])
        else:
            return False
        return True

    def let(self, back: str) -> None:
        """Lead a browser back, at once or at a click."""
        if self.identity.greets:
            self.send(200, f'<a href="{escape(back)}">I am {self.identity.account}</a>'.encode(), "text/html")
        else:
            self.send(302, back.encode())

    def say(self, what: Any, status: int = 200) -> None:
        self.send(status, json.dumps(what).encode())

    def send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status in (302, 307):
            self.send_header("Location", body.decode())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        with suppress(OSError):  # the other side has hung up
            super().handle()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def providing(
    identity: Identity | None = None, *, secure: ssl.SSLContext | None = None
) -> Iterator[Identity]:
    """Let a provider answer until the end of the test, by TLS where it has a certificate for localhost."""
    identity = identity or Identity()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.identity = identity  # type: ignore[attr-defined]
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    identity.url = f"{'https://localhost' if secure else 'http://127.0.0.1'}:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, name="identity", daemon=True, args=(0.05,)).start()
    try:
        yield identity
    finally:
        identity.closing.set()
        server.shutdown()
        server.server_close()
