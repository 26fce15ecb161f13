"""Sign-in by the identity provider of the district: out with PKCE, state, nonce; back with a proven token."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from ssl import SSLContext
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from dashboard import clock
from dashboard.access.bounded import Bounded
from dashboard.access.rounds import Round
from dashboard.fetching import cause
from dashboard.lines import HERE, LineError, is_address, plain, trust, unbelieved
from dashboard.privacy import scrub
from dashboard.refusal import Refusal
from dashboard.settings import Provider, Settings
from dashboard.strict_json import strict_json
from dashboard.text import Text

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session
    from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a key that only the provider has: never none, never a shared secret."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""
PATIENCE = 5.0
"""Seconds for one answer of the provider."""
AT_ONCE, QUEUE = 2, 0.5
"""Conversations at once, and seconds to wait for one's turn: who waits here holds a thread of the wall."""
REST = 10.0
"""Seconds that a provider which kept us waiting is left alone."""
LASTING = 3600.0
"""Seconds that what the provider says of itself is believed."""
AGAIN = 60.0
"""Seconds between two questions for keys that were not there."""
WELL_KNOWN = "/.well-known/openid-configuration"
SECRET = "oidc"

DOWN = Text(
    "统一身份认证没有应答，请稍后再试", "the identity provider does not answer; try again in a moment"
)
DOUBTFUL = Text(
    "统一身份认证的答复无法核实，未予登录；请联系系统管理员",
    "what the identity provider said could not be verified; nobody was signed in. Tell the administrator",
)
DENIED = Text("统一身份认证没有放行", "the identity provider did not let you pass")
OVER = Text(
    "这次登录已过期，或不是从这个浏览器开始的，请重新登录",
    "this sign-in has expired, or did not begin in this browser; begin again",
)
MISSING = Text(
    "统一身份认证需要 Authlib：请安装 jiequan[oidc]",
    "sign-in by an identity provider needs Authlib: install jiequan[oidc]",
)


class WayError(Refusal):
    """Nobody was let in: `words` for the one at the door, `why` for the operator."""

    def __init__(self, words: Text, why: str = "") -> None:
        self.words, self.why = words, scrub(" ".join(why.split()))[:200]
        super().__init__(f"{words.en}: {self.why}" if why else words.en)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the provider says of itself, and when it said so."""

    authorization: str
    token: str
    keys: str
    basic: bool  # whether the secret travels in a header; else in the body
    at: float  # monotonic


@dataclass(kw_only=True)
class Way:
    """The way through one identity provider; threads share one."""

    provider: Provider
    secret: str = field(repr=False)
    back: str  # exactly the address that the provider has been told
    ca_file: Path | None = None
    now: Callable[[], datetime] = clock.now
    monotonic: Callable[[], float] = clock.monotonic
    patience: float = PATIENCE
    known: Known | None = None
    keys: tuple[float, KeySet] | None = None
    resting: float = float("-inf")  # monotonic, until when
    lock: threading.Lock = field(default_factory=threading.Lock)
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    @cached_property
    def believed(self) -> SSLContext:
        """Whose certificates count."""
        return trust(self.ca_file)

    def out(self, round_: Round) -> str:
        """The address at the provider that a browser is sent to."""
        with self.session() as session:
            url, _ = session.create_authorization_url(
                self.discovered(session).authorization,
                state=round_.state,
                nonce=round_.nonce,
                code_verifier=round_.verifier,
            )
        return str(url)

    def account(self, round_: Round, said: Mapping[str, str]) -> str:
        """The account of whoever came back with these words of the provider."""
        if not hmac.compare_digest(said.get("state", "").encode(), round_.state.encode()):
            raise WayError(OVER, "state is another")
        if said.get("iss", self.provider.issuer) != self.provider.issuer:
            raise WayError(DOUBTFUL, "another provider answered")
        if "error" in said:
            raise WayError(DENIED, f"error = {said['error'][:80]!r}")
        with self.session() as session:
            token = session.fetch_token(
                self.discovered(session).token, code=said.get("code", ""), code_verifier=round_.verifier
            )
            claims = self.claims(session, token, round_.nonce)
        account = claims.get(self.provider.claim)
        if not isinstance(account, str) or not account:
            raise WayError(DOUBTFUL, f"the ID token has no {self.provider.claim!r}")
        return account

    def claims(self, session: OAuth2Session, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """What the ID token says, every part of it checked."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError

        signed = str(token.get("id_token", ""))
        try:
            found = jwt.decode(signed, self.key_set(session), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # the provider has changed its keys
            found = jwt.decode(signed, self.key_set(session, fresh=True), algorithms=ALGORITHMS)
        params = {
            "nonce": nonce,
            "client_id": self.provider.client,
            "access_token": token.get("access_token"),
        }
        options: dict[str, Any] = {
            "iss": {"essential": True, "value": self.provider.issuer},
            "aud": {"essential": True, "value": self.provider.client},
        }
        claims = CodeIDToken(found.claims, found.header, options, params)
        claims.validate(now=int(self.now().timestamp()), leeway=LEEWAY)
        return dict(claims)

    def discovered(self, session: OAuth2Session) -> Known:
        """Where the provider takes questions."""
        at, known = self.monotonic(), self.known
        if known is None or at - known.at > LASTING:
            said = document(session, self.provider.issuer.rstrip("/") + WELL_KNOWN)
            known = self.known = self.described(said, at)
        session.token_endpoint_auth_method = "client_secret_basic" if known.basic else "client_secret_post"
        return known

    def described(self, said: Mapping[str, Any], at: float) -> Known:
        """The part of a description that is used, if it is of this provider and names safe addresses."""
        if said.get("issuer") != self.provider.issuer:
            raise WayError(DOUBTFUL, f"it calls itself {str(said.get('issuer'))[:200]!r}")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        found = [str(said.get(name, "")) for name in names]
        for name, url in zip(names, found, strict=True):
            if not is_safe(url):
                raise WayError(DOUBTFUL, f"{name} = {url[:200]!r} is not on a secure line")
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        authorization, token, keys = found
        basic = "client_secret_basic" in methods
        return Known(authorization=authorization, token=token, keys=keys, basic=basic, at=at)

    def key_set(self, session: OAuth2Session, *, fresh: bool = False) -> KeySet:
        """The keys by which the provider signs; `fresh` asks again, though not all the time."""
        from joserfc.jwk import KeySet

        with self.lock:
            at = self.monotonic()
            if self.keys is None or at - self.keys[0] > (AGAIN if fresh else LASTING):
                said = document(session, self.discovered(session).keys)
                self.keys = at, KeySet.import_key_set(said)  # type: ignore[arg-type]
            return self.keys[1]

    @contextmanager
    def session(self) -> Iterator[OAuth2Session]:
        """A conversation with the provider; whatever goes wrong in it is a `WayError`."""
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError

        try:
            with self.turn(), self.begun() as session:
                yield session
        except requests.Timeout as error:
            self.resting = self.monotonic() + REST
            raise WayError(DOWN, cause(error)) from error
        except LineError as error:
            raise WayError(DOWN, str(error)) from error
        except (requests.ConnectionError, requests.HTTPError, HTTPError) as error:
            why = unbelieved(error)
            raise WayError(DOWN, why.en if why else cause(error)) from error
        except AuthlibBaseError as error:
            raise WayError(DENIED, cause(error)) from error
        except (requests.RequestException, JoseError, ValueError, TypeError, KeyError) as error:
            raise WayError(DOUBTFUL, cause(error)) from error

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One's turn to ask; a provider that hangs must not cost the wall its threads."""
        if self.monotonic() < self.resting or not self.turns.acquire(timeout=QUEUE):
            raise WayError(DOWN, "it has kept others waiting")
        try:
            yield
        finally:
            self.turns.release()

    def begun(self) -> OAuth2Session:
        """A session of Authlib over bounded lines."""
        from authlib.integrations.requests_client import OAuth2Session

        session = OAuth2Session(
            self.provider.client, self.secret,
            scope="openid profile", redirect_uri=self.back, code_challenge_method="S256",
        )  # fmt: skip
        session.trust_env = False
        session.mount("http://", Bounded(self.patience))
        session.mount("https://", Bounded(self.patience, self.believed))
        return session


def way(settings: Settings) -> Way | None:
    """The way that the settings describe; None where they describe none."""
    if settings.oidc is None:
        return None
    try:
        import authlib  # noqa: F401
    except ImportError as error:
        raise WayError(MISSING) from error
    return Way(
        provider=settings.oidc,
        secret=settings.secret(SECRET),
        back=f"{settings.public_address}/sign-in/{SECRET}/back",
        ca_file=settings.ca_file,
    )


def document(session: OAuth2Session, url: str) -> Mapping[str, Any]:
    """The JSON object that stands at an address."""
    reply = session.request("GET", url, withhold_token=True, headers={"Accept": "application/json"})
    reply.raise_for_status()
    found = strict_json(reply.content)
    if not isinstance(found, dict):
        raise ValueError(f"{url} answers no JSON object")
    return found


def is_safe(url: str) -> bool:
    """Whether an address may be spoken to: on a secure line, or on this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        here = host == HERE or (is_address(host) and plain(host).is_loopback)
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and here))
