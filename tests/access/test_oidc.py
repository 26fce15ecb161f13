"""Sign-in by a provider: the good round trip, and every answer of it that must let nobody in."""

from __future__ import annotations

import base64
import json
import ssl
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import trustme
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from dashboard import clock
from dashboard.access import oidc
from dashboard.access.bounded import CAP
from dashboard.access.oidc import DENIED, DOUBTFUL, DOWN, MISSING, OVER, Way, WayError, way
from dashboard.access.rounds import Round
from dashboard.settings import Provider, Settings
from tests.faults.faulty import bomb, endless, faulty, silent
from tests.identity_provider import CLIENT, FIRST, OTHER, SECRET, Identity, providing

pytestmark = pytest.mark.sweep

BACK = "http://localhost:8050/sign-in/oidc/back"
SOON = 0.5
"""Seconds for one answer, where it is awaited in vain."""


@pytest.fixture
def identity():
    with providing(Identity(back=BACK)) as found:
        yield found


def through(identity: Identity, **given) -> Way:
    words = {"issuer": identity.url, "client": CLIENT} | given.pop("provider", {})
    return Way(**{"provider": Provider(**words), "secret": SECRET, "back": BACK} | given)


def began(**given) -> Round:
    return Round(**{"address": "10.1.2.3", "onward": "/wall", "begun": 0.0} | given)


def returned(through_: Way, round_: Round, **other: str) -> dict[str, str]:
    """What the provider's redirect says to a browser that followed the way out."""
    reply = requests.get(through_.out(round_), allow_redirects=False, timeout=5)
    return dict(parse_qsl(urlsplit(reply.headers["Location"]).query)) | other


def came(identity: Identity, **given) -> str:
    """The account at the end of a whole round."""
    round_, through_ = began(), through(identity, **given)
    return through_.account(round_, returned(through_, round_))


def refused(identity: Identity, **given) -> WayError:
    with pytest.raises(WayError) as error:
        came(identity, **given)
    return error.value


def test_who_has_signed_in_there_comes_back_with_an_account(identity):
    assert came(identity) == "chief"
    assert identity.asked == ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]


def test_what_the_provider_says_of_itself_is_asked_for_once_an_hour(identity):
    at = [0.0]
    through_ = through(identity, monotonic=lambda: at[0])
    for minutes in (0, 30, 61):
        at[0] = minutes * 60
        round_ = began()
        assert through_.account(round_, returned(through_, round_)) == "chief"
    assert identity.asked.count("/keys") == 2
    assert identity.asked.count("/.well-known/openid-configuration") == 2


def test_the_way_out_carries_challenge_state_and_nonce_and_nothing_that_is_secret(identity):
    round_ = began()
    url = through(identity).out(round_)
    said = dict(parse_qsl(urlsplit(url).query))
    assert (said["state"], said["nonce"], said["redirect_uri"]) == (round_.state, round_.nonce, BACK)
    assert said["code_challenge_method"] == "S256"
    assert round_.verifier not in url
    assert SECRET not in url


def test_no_two_rounds_share_state_nonce_or_verifier():
    rounds = [began() for _ in range(20)]
    assert len({word for one in rounds for word in (one.state, one.nonce, one.verifier)}) == 60


@pytest.mark.parametrize(
    "methods", [["client_secret_post"], ["client_secret_post", "client_secret_basic"], None]
)
def test_the_secret_travels_as_the_provider_wants_it(identity, methods):
    identity.says = {"token_endpoint_auth_methods_supported": methods}
    assert came(identity) == "chief"


def test_another_claim_may_be_the_account(identity):
    identity.claims = lambda claims: claims | {"employee": "no-0417"}
    assert came(identity, provider={"claim": "employee"}) == "no-0417"


@pytest.mark.parametrize("value", [None, "", 417, ["chief"], {"a": 1}])
def test_a_token_without_an_account_lets_nobody_in(identity, value):
    identity.account = value
    assert refused(identity).words == DOUBTFUL


@pytest.mark.parametrize("state", ["", "another", "\N{SNOWMAN}"])
def test_another_state_lets_nobody_in_and_the_code_is_not_even_shown(identity, state):
    round_, through_ = began(), through(identity)
    said = returned(through_, round_, state=state)
    with pytest.raises(WayError) as error:
        through_.account(round_, said)
    assert error.value.words == OVER
    assert "/token" not in identity.asked


def test_the_code_of_another_browser_lets_nobody_in(identity):
    through_ = through(identity)
    mine, theirs = began(), began()
    code = returned(through_, theirs)["code"]
    with pytest.raises(WayError, match="invalid_grant"):
        through_.account(mine, returned(through_, mine, code=code))


def test_a_code_counts_once(identity):
    round_, through_ = began(), through(identity)
    said = returned(through_, round_)
    assert through_.account(round_, said) == "chief"
    with pytest.raises(WayError) as error:
        through_.account(round_, said)
    assert error.value.words == DENIED


def test_what_the_provider_refuses_is_refused_in_our_words_and_told_without_its_own(identity):
    round_, through_ = began(), through(identity)
    with pytest.raises(WayError) as error:
        through_.account(round_, {"state": round_.state, "error": "access_denied\r\nroot signed in"})
    assert error.value.words == DENIED
    assert "\n" not in str(error.value)
    assert identity.asked == []


def test_an_answer_that_names_another_provider_is_refused(identity):
    round_, through_ = began(), through(identity)
    with pytest.raises(WayError, match="another provider"):
        through_.account(round_, returned(through_, round_, iss="https://id.evil.example"))
    assert through_.account(round_, returned(through_, round_, iss=identity.url)) == "chief"


def at(**span: float) -> int:
    return int((clock.now() + timedelta(**span)).timestamp())


FALSE = {
    "wrong_nonce": {"nonce": "another"},
    "no_nonce": {"nonce": None},
    "other_issuer": {"iss": "https://id.evil.example"},
    "no_issuer": {"iss": None},
    "other_audience": {"aud": "another-program"},
    "other_audience_through_us": {"aud": "another-program", "azp": CLIENT},
    "no_audience": {"aud": None},
    "other_party": {"azp": "another-program"},
    "shared_audience_without_party": {"aud": ["another-program", "third"]},
    "expired": {"exp": at(minutes=-2)},
    "no_expiry": {"exp": None},
    "expiry_is_no_number": {"exp": "tomorrow"},
    "issued_in_the_future": {"iat": at(days=1)},
    "not_yet": {"nbf": at(days=1)},
    "no_subject": {"sub": None},
    "for_another_access_token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


@pytest.mark.parametrize("changed", FALSE.values(), ids=FALSE)
def test_a_token_that_is_false_in_one_claim_lets_nobody_in(identity, changed):
    def altered(claims):
        return {name: value for name, value in (claims | changed).items() if value is not None}

    identity.claims = altered
    assert refused(identity).words == DOUBTFUL


def test_a_clock_that_differs_by_less_than_a_minute_shuts_nobody_out(identity):
    identity.claims = lambda claims: claims | {"exp": at(seconds=-30), "iat": at(seconds=30)}
    assert came(identity) == "chief"


def plain(part: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(claims, _):
    return f"{plain({'alg': 'none', 'typ': 'JWT'})}.{plain(claims)}."


def by_secret(claims, _):
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET.encode() * 2))


def by_public_key(claims, _):
    """The old confusion: the public key taken for a shared secret."""
    return jwt.encode(
        {"alg": "HS256", "kid": "first"}, claims, OctKey.import_key(json.dumps(FIRST.as_dict()))
    )


def by_another(claims, _):
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, OTHER)


def by_its_own(claims, _):
    """A token that brings the key to check it with."""
    return jwt.encode({"alg": "RS256", "jwk": OTHER.as_dict(private=False)}, claims, OTHER)


def altered(claims, identity):
    head, _, signature = identity.signed(claims).split(".")
    return f"{head}.{plain(claims | {'preferred_username': 'boss'})}.{signature}"


FORGED = [unsigned, by_secret, by_public_key, by_another, by_its_own, altered]


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: forged.__name__)
def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(identity, forged):
    identity.token = forged
    assert refused(identity).words == DOUBTFUL


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 5000, None, 7, ["a"], {"a": 1}])
def test_what_is_no_token_lets_nobody_in(identity, token):
    identity.token = lambda claims, self: token
    assert refused(identity).words == DOUBTFUL


def test_no_shared_secret_and_no_missing_signature_is_on_the_list():
    assert not [name for name in oidc.ALGORITHMS if name.startswith(("HS", "none"))]


def test_other_signatures_of_the_list_are_believed(identity):
    key = ECKey.generate_key("P-256", parameters={"kid": "curve", "use": "sig", "alg": "ES256"})
    identity.published = [FIRST, key]
    identity.token = lambda claims, self: jwt.encode({"alg": "ES256", "kid": "curve"}, claims, key)
    assert came(identity) == "chief"


def test_new_keys_of_the_provider_are_asked_for_though_not_at_every_strange_token(identity):
    at = [0.0]
    through_ = through(identity, monotonic=lambda: at[0])

    def come():
        round_ = began()
        return through_.account(round_, returned(through_, round_))

    assert come() == "chief"
    identity.key, identity.published = OTHER, [OTHER]
    with pytest.raises(WayError, match="kid"):
        come()
    at[0] = oidc.AGAIN + 1
    assert come() == "chief"
    assert identity.asked.count("/keys") == 2


def test_a_provider_that_calls_itself_otherwise_is_not_believed(identity):
    identity.says = {"issuer": f"{identity.url}/"}
    assert "calls itself" in refused(identity).why


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "url",
    ["http://id.example.gov.cn/x", "javascript:alert(1)", "", None, "//id.example", "file:///etc/passwd"],
)
def test_a_provider_is_followed_to_secure_addresses_only(identity, name, url):
    identity.says = {name: url}
    error = refused(identity)
    assert error.words == DOUBTFUL
    assert name in error.why


@pytest.mark.parametrize(
    ("path", "status", "body", "words"),
    [
        ("/.well-known/openid-configuration", 503, b"", DOWN),
        ("/.well-known/openid-configuration", 404, b"{}", DOWN),
        ("/.well-known/openid-configuration", 200, b"<html>", DOUBTFUL),
        ("/.well-known/openid-configuration", 200, b"[]", DOUBTFUL),
        ("/.well-known/openid-configuration", 302, b"http://127.0.0.1:9/", DOUBTFUL),
        ("/.well-known/openid-configuration", 200, b'{"a": "' + b"x" * 300_000 + b'"}', DOUBTFUL),
        ("/token", 503, b"", DOWN),
        ("/token", 429, b"<html>", DOWN),
        ("/token", 200, b"<html>", DOUBTFUL),
        ("/token", 200, b"[]", DOUBTFUL),
        ("/token", 200, b"{}", DOUBTFUL),
        ("/token", 307, b"http://127.0.0.1:9/", DOUBTFUL),
        ("/token", 400, b'{"error": "invalid_grant", "error_description": "x\\ny"}', DENIED),
        ("/token", 200, b'{"id_token": "' + b"x" * 300_000 + b'"}', DOUBTFUL),
        ("/keys", 500, b"", DOWN),
        ("/keys", 200, b'{"keys": []}', DOUBTFUL),
        ("/keys", 200, b'{"keys": "none"}', DOUBTFUL),
        ("/keys", 200, b'{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}', DOUBTFUL),
        ("/keys", 200, b"[" * 100_000, DOUBTFUL),
        ("/keys", 200, b"{}", DOUBTFUL),
    ],
)
def test_whatever_else_the_provider_answers_nobody_is_let_in(identity, path, status, body, words):
    identity.answers = {path: (status, body)}
    error = refused(identity)
    assert error.words == words
    assert "\n" not in error.why
    assert len(error.why) <= 200


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_an_answer_is_given_up_beyond_its_cap_and_read_below_it(identity, path):
    identity.answers = {path: (200, b" " * (CAP + 1))}
    assert "larger than 256 kB" in refused(identity).why
    identity.answers = {path: (200, b" " * CAP)}
    assert "larger" not in refused(identity).why


def test_a_provider_that_is_not_there_is_told_so():
    with providing() as gone:
        pass
    assert refused(gone).words == DOWN


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_byte_now_and_then_does_not_outlive_the_deadline_and_the_provider_is_left_alone(identity, path):
    identity.hanging = {path}
    through_ = through(identity, patience=SOON)
    begun, round_ = clock.monotonic(), began()
    with pytest.raises(WayError) as error:
        through_.account(round_, returned(through_, round_))
    assert error.value.words == DOWN
    asked = len(identity.asked)
    with pytest.raises(WayError, match="kept others waiting"):
        through_.out(began())
    assert len(identity.asked) == asked
    assert clock.monotonic() - begun < 10 * SOON


@pytest.mark.parametrize("answer", [silent, endless, bomb(64)], ids=["silent", "endless", "bomb"])
def test_no_provider_costs_more_than_its_time_and_its_bytes(answer):
    with faulty(**{".well-known/openid-configuration": answer}) as server:
        provider = Provider(issuer=server.url("").rstrip("/"), client=CLIENT)
        begun = clock.monotonic()
        with pytest.raises(WayError):
            Way(provider=provider, secret=SECRET, back=BACK, patience=SOON).out(began())
        assert clock.monotonic() - begun < 10 * SOON


def test_a_provider_that_keeps_others_waiting_does_not_cost_the_wall_its_threads(identity, monkeypatch):
    monkeypatch.setattr(oidc, "QUEUE", 0.0)
    through_ = through(identity)
    with through_.turn(), through_.turn(), pytest.raises(WayError, match="waiting"):
        through_.out(began())
    assert through_.out(began())


def test_a_provider_of_the_sites_own_authority_is_believed_with_its_file_and_only_then(tmp_path):
    authority, secure = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(secure)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with providing(Identity(back=BACK), secure=secure) as identity:
        assert through(identity, ca_file=tmp_path / "ca.pem").out(began()).startswith("https://localhost:")
        error = refused(identity)
    assert error.words == DOWN
    assert "name that authority's file in the setting ca_file" in error.why


def test_a_file_without_certificates_is_told_to_the_operator(identity, tmp_path):
    empty = tmp_path / "ca.pem"
    empty.touch()
    assert "ca_file" in refused(identity, ca_file=empty).why


def test_the_settings_describe_the_way_and_its_return():
    chosen = Settings(
        public_address="https://jiequan.example.gov.cn",
        oidc={"issuer": "https://id.example.gov.cn", "client": CLIENT},
        secrets={"oidc": SECRET},
        ca_file=Path("ca.pem"),
    )
    found = way(chosen)
    assert found.back == "https://jiequan.example.gov.cn/sign-in/oidc/back"
    assert (found.secret, found.ca_file) == (SECRET, Path("ca.pem"))
    assert SECRET not in repr(found)
    assert way(Settings()) is None


def test_without_authlib_a_configured_provider_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "authlib", None)
    with pytest.raises(WayError) as error:
        way(Settings(oidc={"issuer": "https://id.example.gov.cn", "client": CLIENT}))
    assert error.value.words == MISSING
    assert "jiequan[oidc]" in str(error.value)
