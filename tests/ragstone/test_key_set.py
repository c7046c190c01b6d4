"""Many threads ask for keys at once; the issuer is asked once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ragstone.errors import IssuerError
from ragstone.oidc.key_set import REST_S, KeySet
from ragstone.oidc.signing_key import SigningKey

KEY = SigningKey(Ed25519PrivateKey.generate().public_key(), ("EdDSA",))


class SlowIssuer:
    """Answers once it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.reached, self.go = threading.Event(), threading.Event()

    def __call__(self) -> Mapping[str, SigningKey]:
        self.asked += 1
        self.reached.set()
        assert self.go.wait(20)
        return {"first": KEY}


def test_all_who_come_before_there_is_a_key_wait_for_one_answer() -> None:
    issuer = SlowIssuer()
    keys = KeySet(issuer)
    with ThreadPoolExecutor(8) as pool:
        found = [pool.submit(keys.key, "first") for _ in range(8)]
        issuer.reached.wait(20)
        issuer.go.set()
        assert [one.result() for one in found] == [KEY] * 8
    assert issuer.asked == 1


def test_while_one_asks_for_an_unknown_key_nobody_else_waits() -> None:
    issuer, now = SlowIssuer(), [0.0]
    issuer.go.set()
    keys = KeySet(issuer, clock=lambda: now[0])
    keys.key("first")
    issuer.go.clear()
    issuer.reached.clear()
    now[0] += REST_S
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(keys.key, "made-up")
        issuer.reached.wait(20)
        assert (keys.key("first"), keys.key("another")) == (KEY, None)
        issuer.go.set()
        assert waiting.result() is None
    assert issuer.asked == 2


def test_an_issuer_that_is_away_is_not_asked_by_every_request() -> None:
    tries = []

    def away() -> Mapping[str, SigningKey]:
        tries.append(1)
        raise IssuerError("it is away")

    now = [0.0]
    keys = KeySet(away, clock=lambda: now[0])
    for _ in range(3):
        with pytest.raises(IssuerError, match="it is away"):
            keys.key("first")
    now[0] += REST_S
    with pytest.raises(IssuerError, match="it is away"):
        keys.key("first")
    assert len(tries) == 2
