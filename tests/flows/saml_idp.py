"""A real SAML identity provider for tests: pysaml2 signs the answers with a key made for the run."""

import base64
import datetime as dt
import os
import shutil
import zlib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from defusedxml.ElementTree import fromstring
from saml2 import BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_TRANSIENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

NAMES = {
    "eppn": "eduPersonPrincipalName",
    "home": "schacHomeOrganization",
    "name": "displayName",
    "mail": "mail",
    "affiliation": "eduPersonAffiliation",
}


def need_xmlsec():
    """The path of the program that pysaml2 signs with; skips without it, and fails on CI, which must have it."""
    found = shutil.which("xmlsec1")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("xmlsec1 is missing; .ci/run must install Debian's package xmlsec1.")
        pytest.skip("no xmlsec1: install Debian's package xmlsec1, with which pysaml2 signs")
    return found


def key_pair(folder: Path, name: str) -> tuple[Path, Path]:
    """A new private key and its self-signed certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    private, public = folder / f"{name}.key", folder / f"{name}.crt"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return private, public


class IdentityProvider:
    """An institution's provider. It reads our request, and answers it signed."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.entity_id = f"https://idp.{name}.example/metadata"
        self.sso_url = f"https://idp.{name}.example/sso"
        self._folder = folder
        self._key, self._certificate = key_pair(folder, name)
        self._xmlsec = need_xmlsec()
        self._server = None

    @property
    def certificate(self) -> str:
        lines = self._certificate.read_text().splitlines()
        return "".join(line for line in lines if "CERTIFICATE" not in line)

    def meet(self, *services: bytes) -> None:
        """Learn services from their own metadata."""
        files = []
        for number, metadata in enumerate(services):
            files.append(self._folder / f"service-{number}-of-{self.name}.xml")
            files[-1].write_bytes(metadata)
        configuration = {
            "entityid": self.entity_id,
            "xmlsec_binary": self._xmlsec,
            "key_file": str(self._key),
            "cert_file": str(self._certificate),
            "metadata": {"local": [str(file) for file in files]},
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(self.sso_url, BINDING_HTTP_REDIRECT)]},
                    "policy": {"default": {"lifetime": {"minutes": 5}, "name_form": NAME_FORMAT_URI}},
                }
            },
        }
        self._server = Server(config=IdPConfig().load(configuration))

    def answer(
        self, address: str, person: dict, *, audience: str = "", sign_response=True, sign_assertion=False, **more
    ) -> str:
        """The base64 answer to the request in ``address``, to be posted to the service."""
        query = parse_qs(urlsplit(address).query)
        request = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15)
        asked = fromstring(request)
        made = self._server.create_authn_response(
            identity={NAMES[name]: value for name, value in person.items()},
            in_response_to=more.get("in_response_to", asked.get("ID")),
            destination=asked.get("AssertionConsumerServiceURL"),
            sp_entity_id=audience or asked.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer").text,
            name_id=NameID(format=NAMEID_FORMAT_TRANSIENT, text=more.get("name_id", "_transient")),
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
            sign_response=sign_response,
            sign_assertion=sign_assertion,
            encrypt_assertion=False,
            sign_alg=more.get("sign_alg", SIG_RSA_SHA256),
            digest_alg=more.get("digest_alg", DIGEST_SHA256),
        )
        return base64.b64encode(str(made).encode()).decode()
