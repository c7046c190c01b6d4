"""Who may ask with a token: whoever the issuer says, for us, now; and never more than the token says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi.testclient import TestClient
from jwt.warnings import InsecureKeyLengthWarning

from api.app import create_app
from api.door import Door
from api.server import build_door, run
from ragstone.assistant import Assistant
from ragstone.errors import KeyringError
from ragstone.keys.key import Key, digest
from ragstone.keys.keyring import Keyring
from ragstone.oidc.issuer import Issuer
from ragstone.oidc.key_set import KeySet
from ragstone.oidc.tokens import Tokens
from ragstone.settings import ApiSettings, OidcSettings, SettingsError, load_settings
from tests.oidc_issuer import AUDIENCE, LoopbackIssuer, described, rsa_key

BONUS = {"question": "What is the board's bonus?", "as_of": "2026-11-24"}
INVALID = 'Bearer error="invalid_token"'
Forge = Callable[[LoopbackIssuer], str]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def first_key() -> RSAPrivateKey:
    return rsa_key()


@pytest.fixture(scope="module")
def other_key() -> RSAPrivateKey:
    """Nobody publishes it unless a test does."""
    return rsa_key()


@pytest.fixture
def issuer(first_key: RSAPrivateKey) -> Iterator[LoopbackIssuer]:
    with LoopbackIssuer({"first": first_key}) as running:
        yield running


@pytest.fixture
def clock() -> list[float]:
    """What the set of keys takes for the time, in seconds."""
    return [0.0]


@pytest.fixture
def tokens(issuer: LoopbackIssuer, clock: list[float]) -> Tokens:
    settings = OidcSettings(
        issuer=issuer.url, audience=AUDIENCE, groups_claim="realm_access.roles", scopes_claim="may", leeway_s=2
    )
    return Tokens(settings, KeySet(Issuer(issuer.url).keys, clock=lambda: clock[0]))


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    ring = Keyring(tmp_path / "keys.json")
    ring.add(Key(name="jana", sha256=digest("rs_jana"), created=datetime(2026, 1, 1, tzinfo=UTC)))
    return ring


@pytest.fixture
def guarded(small_assistant: Assistant, keyring: Keyring, tokens: Tokens) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: small_assistant, Door(keyring, tokens))) as opened:
        yield opened


def members_of(*groups: str) -> dict[str, Any]:
    return {"realm_access": {"roles": list(groups)}}


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_a_token_of_the_issuer_opens_and_says_whose_it_is(guarded: TestClient, issuer: LoopbackIssuer) -> None:
    told = guarded.get("/v1/me", headers=bearer(issuer.token(**members_of("board", "hr")))).json()
    assert (told["name"], told["groups"], told["keys_required"]) == ("oidc:jana", ["board", "hr"], True)
    assert told["may_name_groups"] is False
    assert 0 < datetime.fromisoformat(told["expires"]).timestamp() - time.time() <= 300


def test_a_key_opens_beside_it(guarded: TestClient) -> None:
    assert guarded.get("/v1/me", headers=bearer("rs_jana")).json()["name"] == "jana"
    refused = guarded.get("/v1/me", headers=bearer("rs_made-up"))
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, INVALID)


@pytest.mark.parametrize(
    ("algorithm", "kid"), [("RS512", "first"), ("PS256", "first"), ("ES256", "ec"), ("EdDSA", "ed")]
)
def test_every_way_of_signing_that_only_the_issuer_can_counts(
    guarded: TestClient, issuer: LoopbackIssuer, algorithm: str, kid: str
) -> None:
    issuer.keys |= {"ec": ec_key(SECP256R1()), "ed": Ed25519PrivateKey.generate()}
    token = issuer.token(kid=kid, algorithm=algorithm, aud=["account", AUDIENCE])
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 200


def unsigned(issuer: LoopbackIssuer) -> str:
    return jwt.encode(issuer.claims(), "", "none", headers={"kid": "first"})


def signed_with_the_public_key(issuer: LoopbackIssuer) -> str:
    """As a shared secret, which is what takes in a server that lets the token choose."""
    public = issuer.keys["first"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'first'})}.{encoded(issuer.claims())}"
    return f"{signed}.{encoded(hmac.new(public, signed.encode(), hashlib.sha256).digest())}"


def signed_by_another(issuer: LoopbackIssuer, **header: object) -> str:
    return jwt.encode(issuer.claims(), rsa_key(), "RS256", headers={"kid": "first", **header})


def bringing_its_own_key(issuer: LoopbackIssuer) -> str:
    key = rsa_key()
    return jwt.encode(issuer.claims(), key, "RS256", headers={"kid": "first", "jwk": described(key)})


def altered(issuer: LoopbackIssuer) -> str:
    header, _, signature = issuer.token().split(".")
    return f"{header}.{encoded(issuer.claims(**members_of('board')))}.{signature}"


def naming_no_key(issuer: LoopbackIssuer) -> str:
    return jwt.encode(issuer.claims(), issuer.keys["first"], "RS256")


def naming_an_unknown_key(issuer: LoopbackIssuer) -> str:
    return jwt.encode(issuer.claims(), issuer.keys["first"], "RS256", headers={"kid": "made-up"})


def nested(_: LoopbackIssuer) -> str:
    return f"{encoded(b'[' * 12_000)}.e30.x"


def with_a_header_of_lists(_: LoopbackIssuer) -> str:
    return f"{encoded({'alg': ['RS256'], 'kid': ['first']})}.e30.x"


REFUSED: dict[str, tuple[Forge, str]] = {
    "alg none": (unsigned, "not signed as expected"),
    "key confusion": (signed_with_the_public_key, "not signed as expected"),
    "another's key": (signed_by_another, "signature does not hold"),
    "jwk": (bringing_its_own_key, "signature does not hold"),
    "altered": (altered, "signature does not hold"),
    "no kid": (naming_no_key, "does not name its key"),
    "unknown kid": (naming_an_unknown_key, "unknown key"),
    "another audience": (lambda issuer: issuer.token(aud="account"), "for another audience, expected 'ragstone'"),
    "no audience": (lambda issuer: issuer.token(aud=None), "without the claim 'aud'"),
    "another issuer": (lambda issuer: issuer.token(iss="https://elsewhere.example"), "of another issuer"),
    "a longer issuer": (lambda issuer: issuer.token(iss=f"{issuer.url}/"), "of another issuer"),
    "no end": (lambda issuer: issuer.token(exp=None), "without the claim 'exp'"),
    "an endless end": (lambda issuer: issuer.token(exp=10**30), "end is no time"),
    "an end in words": (lambda issuer: issuer.token(exp="never"), "signature does not hold|has expired"),
    "expired": (lambda issuer: issuer.token(exp=int(time.time()) - 5), "has expired"),
    "not yet": (lambda issuer: issuer.token(nbf=int(time.time()) + 60), "not good yet"),
    "no subject": (lambda issuer: issuer.token(sub=None), "without the claim 'sub'"),
    "an empty subject": (lambda issuer: issuer.token(sub=""), "without a subject"),
    "groups that are none": (lambda issuer: issuer.token(realm_access={"roles": {"board": 1}}), "holds no texts"),
    "garbage": (lambda _: "nonsense", "can be read"),
    "dots": (lambda _: "..", "can be read"),
    "an encrypted one": (lambda _: "e30.e30.e30.e30.e30", "can be read"),
    "nested deeply": (nested, "can be read|not signed as expected"),
    "lists": (with_a_header_of_lists, "can be read|not signed as expected"),
    "endless": (lambda issuer: issuer.token(more="x" * 20_000), "not signed as expected"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_token_that_does_not_hold_opens_nothing_and_is_not_repeated(
    guarded: TestClient, issuer: LoopbackIssuer, name: str
) -> None:
    forge, why = REFUSED[name]
    token = forge(issuer)
    refused = guarded.get("/v1/documents", headers=bearer(token))
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, INVALID)
    error = refused.json()
    assert error["code"] == "unauthenticated"
    assert any(part in error["detail"] for part in why.split("|")), error["detail"]
    assert not [part for part in token.split(".") if len(part) > 3 and part in refused.text]


@pytest.mark.parametrize("field", ["jku", "x5u"])
def test_where_a_token_says_that_its_key_is_nobody_looks(
    guarded: TestClient, issuer: LoopbackIssuer, field: str
) -> None:
    token = signed_by_another(issuer, **{field: f"{issuer.url}/elsewhere"})
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 401
    assert [path for path in issuer.asked if "elsewhere" in path] == []


def test_without_either_it_is_said_what_is_wanted(guarded: TestClient) -> None:
    refused = guarded.get("/v1/me")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert "Bearer KEY or TOKEN" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("groups", "may", "asked_for", "reads"),
    [
        ((), None, [], False),
        ((), None, ["board"], False),
        (("board",), None, [], True),
        (("board", "hr"), None, ["hr"], False),
        (("hr",), "openid ragstone:ask", ["board"], False),
        ((), "openid ragstone:act-for", ["board"], True),
        ((), ["ragstone:act-for"], [], False),
        ((), "act-for", ["board"], False),
    ],
)
def test_a_body_never_widens_what_a_token_may_read(
    guarded: TestClient,
    issuer: LoopbackIssuer,
    groups: tuple[str, ...],
    may: object,
    asked_for: list[str],
    reads: bool,
) -> None:
    headers = bearer(issuer.token(may=may, **members_of(*groups)))
    found = guarded.post("/v1/search", json={**BONUS, "groups": asked_for}, headers=headers)
    assert found.status_code == 200
    assert ("90,000" in found.text) is reads


@pytest.mark.parametrize(
    ("path", "claims", "groups"),
    [
        ("groups", {"groups": ["board"]}, ["board"]),
        ("groups", {"groups": "People and Culture"}, ["People and Culture"]),
        ("groups", {}, []),
        ("resource_access.ragstone.roles", {"resource_access": {"ragstone": {"roles": ["board"]}}}, ["board"]),
        ("resource_access.my.app.roles", {"resource_access": {"my.app": {"roles": ["board"]}}}, ["board"]),
        ("https://corrow.example/groups", {"https://corrow.example/groups": ["board"]}, ["board"]),
        ("groups.inner", {"groups": ["board"]}, []),
    ],
)
def test_groups_are_found_wherever_the_issuer_puts_them(
    small_assistant: Assistant, issuer: LoopbackIssuer, path: str, claims: dict[str, Any], groups: list[str]
) -> None:
    settings = OidcSettings(issuer=issuer.url, audience=AUDIENCE, groups_claim=path)
    tokens = Tokens(settings, KeySet(Issuer(issuer.url).keys))
    with TestClient(create_app(lambda: small_assistant, Door(tokens=tokens))) as client:
        assert client.get("/v1/me", headers=bearer(issuer.token(**claims))).json()["groups"] == groups


def test_a_new_key_counts_once_the_issuer_publishes_it(
    guarded: TestClient, issuer: LoopbackIssuer, other_key: RSAPrivateKey, clock: list[float]
) -> None:
    assert guarded.get("/v1/me", headers=bearer(issuer.token())).status_code == 200
    issuer.keys = {"second": other_key}
    clock[0] += 11
    assert guarded.get("/v1/me", headers=bearer(issuer.token(kid="second"))).status_code == 200
    assert issuer.fetched == 2


def test_a_key_that_is_published_no_longer_counts_no_longer(
    guarded: TestClient, issuer: LoopbackIssuer, other_key: RSAPrivateKey, clock: list[float]
) -> None:
    token = issuer.token()
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 200
    issuer.keys = {"second": other_key}
    clock[0] += 601
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 401


def test_whatever_is_sent_the_issuer_is_asked_once_in_a_while(
    guarded: TestClient, issuer: LoopbackIssuer, clock: list[float]
) -> None:
    for _ in range(20):
        assert guarded.get("/v1/me", headers=bearer(naming_an_unknown_key(issuer))).status_code == 401
        clock[0] += 1
    assert issuer.fetched == 2


def test_a_short_outage_of_the_issuer_is_survived(
    guarded: TestClient, issuer: LoopbackIssuer, clock: list[float]
) -> None:
    token = issuer.token()
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 200
    issuer.down = True
    clock[0] += 1800
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 200
    assert guarded.get("/v1/me", headers=bearer(naming_an_unknown_key(issuer))).status_code == 401


def test_a_long_one_opens_nothing_until_it_is_over(
    guarded: TestClient, issuer: LoopbackIssuer, clock: list[float]
) -> None:
    token = issuer.token()
    guarded.get("/v1/me", headers=bearer(token))
    issuer.down = True
    clock[0] += 3601
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 503
    issuer.down = False
    clock[0] += 11
    assert guarded.get("/v1/me", headers=bearer(token)).status_code == 200


def test_without_any_key_of_the_issuer_nothing_opens_but_keys(
    guarded: TestClient, issuer: LoopbackIssuer, clock: list[float]
) -> None:
    issuer.down = True
    refused = guarded.get("/v1/documents", headers=bearer(issuer.token()))
    assert (refused.status_code, refused.json()["code"]) == (503, "issuer")
    assert "got nothing to read from the issuer" in refused.json()["detail"]
    assert guarded.get("/v1/documents", headers=bearer("rs_jana")).status_code == 200


def test_an_issuer_that_names_itself_otherwise_is_not_believed(guarded: TestClient, issuer: LoopbackIssuer) -> None:
    issuer.says = {"issuer": "https://elsewhere.example"}
    refused = guarded.get("/v1/me", headers=bearer(issuer.token()))
    assert (refused.status_code, issuer.fetched) == (503, 0)
    assert "'https://elsewhere.example'" in refused.json()["detail"]


def test_keys_over_plain_http_from_elsewhere_are_not_fetched(guarded: TestClient, issuer: LoopbackIssuer) -> None:
    issuer.says = {"jwks_uri": "http://192.0.2.1/keys"}
    assert "expected https" in guarded.get("/v1/me", headers=bearer(issuer.token())).json()["detail"]


def test_published_keys_that_cannot_sign_tokens_are_left_out(
    guarded: TestClient, issuer: LoopbackIssuer, other_key: RSAPrivateKey
) -> None:
    weak = rsa_key(1024)
    issuer.extra = [
        {**described(other_key), "kid": "encrypts", "use": "enc"},
        {**described(other_key), "kid": "wraps", "alg": "RSA-OAEP"},
        {**described(weak), "kid": "weak"},
        {"kty": "oct", "kid": "shared", "k": encoded(b"x" * 32)},
        {"kty": "RSA", "kid": "broken"}, {"kid": "bare"}, "nonsense",
    ]  # fmt: skip
    assert guarded.get("/v1/me", headers=bearer(issuer.token())).status_code == 200
    with pytest.warns(InsecureKeyLengthWarning, match="2048"):
        forged = [jwt.encode(issuer.claims(), weak, "RS256", headers={"kid": "weak"})]
    forged += [jwt.encode(issuer.claims(), other_key, "RS256", headers={"kid": kid}) for kid in ("encrypts", "wraps")]
    refused = [guarded.get("/v1/me", headers=bearer(token)).json()["detail"] for token in forged]
    assert all("unknown key" in message for message in refused)


def test_a_token_and_a_key_of_one_name_have_a_limit_each(
    small_assistant: Assistant, keyring: Keyring, tokens: Tokens, issuer: LoopbackIssuer
) -> None:
    app = create_app(lambda: small_assistant, Door(keyring, tokens), settings=ApiSettings(requests_per_minute=1))
    with TestClient(app) as client:
        assert [client.get("/v1/me", headers=bearer("rs_jana")).status_code for _ in range(2)] == [200, 429]
        assert client.get("/v1/me", headers=bearer(issuer.token())).status_code == 200


def test_no_key_is_named_as_tokens_are(keyring: Keyring) -> None:
    with pytest.raises(KeyringError, match="expected none with 'oidc:'"):
        keyring.add(Key(name="oidc:jana", sha256=digest("x"), created=datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("oidc", "why"),
    [
        ({"issuer": "https://login.example"}, "got no oidc.audience"),
        ({"issuer": "http://login.example", "audience": "a"}, "expected an https URL, or http on loopback"),
        ({"issuer": "login.example", "audience": "a"}, "expected an https URL"),
        ({"issuer": "https://login.example", "audience": "a", "jwks_url": "http://login.example/k"}, "oidc.jwks_url"),
        ({"audience": "a"}, "got no oidc.issuer"),
    ],
)
def test_a_server_whose_tokens_could_not_be_judged_does_not_start(oidc: dict[str, object], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        run(load_settings(flags={"oidc": oidc}, environment={}).settings)


def test_what_the_documentation_configures_can_work() -> None:
    page = (Path(__file__).parents[2] / "docs" / "oidc.md").read_text(encoding="utf-8")
    told = tomllib.loads(page.partition("```toml\n")[2].partition("```")[0])
    door = build_door(load_settings(flags=told, environment={}).settings)
    assert door.tokens is not None
    assert door.tokens.settings.scopes_claim == "resource_access.ragstone.roles"


def test_with_tokens_any_address_may_be_bound() -> None:
    oidc: dict[str, object] = {"issuer": "https://login.example", "audience": "a"}
    settings = load_settings(flags={"oidc": oidc, "api": {"host": "192.0.2.1"}}, environment={}).settings
    assert build_door(settings).guarded
