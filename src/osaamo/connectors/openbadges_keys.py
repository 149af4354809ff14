"""Keys of Open Badges: the two private keys of an issuer, and public keys as Multikey and JWK.

Embedded signatures (eddsa-rdfc-2022) need Ed25519; the JWT form needs RS256, the one algorithm every checker has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import base58
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc.jwk import RSAKey

_PEM = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)
_ED25519 = b"\xed\x01"
"""The multicodec of an Ed25519 public key."""

_LEAST_RSA_BITS = 2048
_RSA_BITS = 3072


class BadKeys(ValueError):
    """The text does not hold one Ed25519 and one RSA private key; the message says what is wrong, and no key."""


@dataclass(frozen=True, slots=True, repr=False)
class SigningKeys:
    """The private keys of an issuer. They have no representation, so that no log shows them."""

    embedded: Ed25519PrivateKey
    token: RSAPrivateKey

    @property
    def multikey(self) -> str:
        """The public key of embedded signatures, as a Multikey (``z6Mk...``)."""
        return multikey_of(self.embedded.public_key())

    @property
    def jwk(self) -> dict[str, Any]:
        """The public key of tokens as a JWK; its ``kid`` is the thumbprint of RFC 7638."""
        key = self.token_key
        return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": "RS256", "use": "sig"}

    @property
    def token_key(self) -> RSAKey:
        """The private key of tokens as joserfc takes it."""
        pem = self.token.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return RSAKey.import_key(pem)


def read_keys(pem: bytes) -> SigningKeys:
    """The keys in PEM: two blocks, one after the other, in any order.

    Raises:
        BadKeys: they are not there, encrypted, doubled, or too short.
    """
    found: list[Any] = []
    for block in _PEM.findall(pem):
        try:
            found.append(load_pem_private_key(block, password=None))
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise BadKeys("A private key is damaged or needs a password.") from error
    embedded = [key for key in found if isinstance(key, Ed25519PrivateKey)]
    token = [key for key in found if isinstance(key, RSAPrivateKey)]
    if len(embedded) != 1 or len(token) != 1:
        raise BadKeys("There must be one Ed25519 and one RSA private key in PEM, and no second of a kind.")
    if token[0].key_size < _LEAST_RSA_BITS:
        raise BadKeys(f"The RSA key must have {_LEAST_RSA_BITS} bits or more.")
    return SigningKeys(embedded[0], token[0])


def new_keys(*, bits: int = _RSA_BITS) -> bytes:
    """Two new private keys in PEM, as :func:`read_keys` reads them; ``bits`` is the length of the RSA key."""
    return b"".join(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        for key in (Ed25519PrivateKey.generate(), generate_private_key(public_exponent=65537, key_size=bits))
    )


def multikey_of(key: Ed25519PublicKey) -> str:
    """The Multikey of a public key."""
    return to_base58(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def key_of(multikey: str) -> Ed25519PublicKey | None:
    """The public key of a Multikey, or ``None`` when it is none of Ed25519."""
    data = from_base58(multikey)
    if data is None or not data.startswith(_ED25519) or len(data) != len(_ED25519) + 32:
        return None
    return Ed25519PublicKey.from_public_bytes(data[len(_ED25519) :])


def to_base58(data: bytes) -> str:
    """The bytes in multibase base58btc."""
    return "z" + base58.b58encode(data).decode("ascii")


def from_base58(text: str, *, most: int = 200) -> bytes | None:
    """The bytes of a multibase base58btc text of at most ``most`` characters, else ``None``."""
    if not text.startswith("z") or len(text) > most:
        return None
    try:
        return base58.b58decode(text[1:])
    except ValueError:
        return None
