"""The two ways Open Badges 3.0 are secured: an embedded Data Integrity proof (eddsa-rdfc-2022) and a JWT (RS256)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from osaamo.connectors.openbadges_canonical import canonical
from osaamo.connectors.openbadges_keys import SigningKeys, from_base58, key_of, to_base58

SUITE = "eddsa-rdfc-2022"
TOKEN_ALGORITHMS = ["RS256"]


def instant(moment: dt.datetime) -> str:
    """The moment as the credentials write it: UTC, whole seconds."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign_embedded(
    credential: dict[str, Any], keys: SigningKeys, *, verification_method: str, at: dt.datetime
) -> dict[str, Any]:
    """The credential with a proof; ``verification_method`` is the address of the public key."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(at),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    signature = keys.embedded.sign(_signed_bytes(credential, proof))
    return {**credential, "proof": [{**proof, "proofValue": to_base58(signature)}]}


def holds(credential: dict[str, Any], proof: dict[str, Any], multikey: str) -> bool:
    """Whether the proof of the credential was made with the private part of the key ``multikey``.

    Raises:
        ConnectorError: the credential cannot be brought into canonical form.
    """
    key, signature = key_of(multikey), from_base58(str(proof.get("proofValue", "")))
    if key is None or signature is None or proof.get("cryptosuite") != SUITE:
        return False
    unsecured = {name: value for name, value in credential.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        key.verify(signature, _signed_bytes(unsecured, options))
    except InvalidSignature:
        return False
    return True


def sign_token(credential: dict[str, Any], keys: SigningKeys, *, kid: str) -> str:
    """The credential as a JWT; ``kid`` is the address where the public JWK is.

    The claims are the credential itself, with the registered claims that the standard asks for beside it.
    """
    claims = {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": _seconds(credential["validFrom"]),
    }
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": kid}, claims, keys.token_key, algorithms=TOKEN_ALGORITHMS)


def token_holds(token: str, jwk: dict[str, Any]) -> bool:
    """Whether the token was signed with the private part of the key; its times and issuer are not looked at."""
    try:
        jwt.decode(token, RSAKey.import_key({**jwk}), algorithms=TOKEN_ALGORITHMS)
    except (JoseError, ValueError, KeyError, TypeError):
        return False
    return True


def _signed_bytes(credential: dict[str, Any], proof: dict[str, Any]) -> bytes:
    """What is signed: sha256 of the canonical proof without its value, then sha256 of the canonical credential."""
    options = {"@context": credential.get("@context"), **proof}
    return _digest(options) + _digest(credential)


def _digest(document: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(document).encode()).digest()


def _seconds(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())
