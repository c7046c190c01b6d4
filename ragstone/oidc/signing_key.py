"""A public key of the issuer, and the ways of signing that count with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey
# Only ways in which whoever can check a signature cannot make one.
_FAMILIES = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "Ed25519": ("EdDSA",),
    "Ed448": ("EdDSA",),
}
ALGORITHMS = frozenset(name for family in _FAMILIES.values() for name in family)
_LEAST_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key.

    Attributes:
        algorithms: What may be signed with it; the token's header only chooses among them.
    """

    public: PublicKey
    algorithms: tuple[str, ...]

    @classmethod
    def of(cls, raw: Mapping[str, object]) -> SigningKey | None:
        """The key that a JWK describes; None where it signs nothing that counts here, or cannot be read."""
        algorithms = _fitting(raw)
        if not algorithms or raw.get("use", "sig") != "sig":
            return None
        try:
            public = PyJWK(dict(raw), algorithms[0]).key
        except (PyJWTError, ValueError, TypeError):
            return None
        weak = isinstance(public, RSAPublicKey) and public.key_size < _LEAST_RSA_BITS
        return cls(public, algorithms) if isinstance(public, PublicKey) and not weak else None


def _fitting(raw: Mapping[str, object]) -> tuple[str, ...]:
    family = _FAMILIES.get(str(raw.get("crv", raw.get("kty"))), ())
    return tuple(name for name in family if raw.get("alg", name) == name)
