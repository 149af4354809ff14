"""The identity providers people may sign in with, from the TOML file named by ``OSAAMO_LOGIN``.

The file says who may speak for whom; ``docs/operations.md`` describes it. Secrets stand in the environment only.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PROVIDER_ID = re.compile(r"[a-z0-9-]{1,40}")
_SAML_NAMES = {
    "eppn": ("urn:oid:1.3.6.1.4.1.5923.1.1.1.6",),
    "home": ("urn:oid:1.3.6.1.4.1.25178.1.2.9",),
    "display_name": ("urn:oid:2.16.840.1.113730.3.1.241",),
    "email": ("urn:oid:0.9.2342.19200300.100.1.3",),
    "affiliations": ("urn:oid:1.3.6.1.4.1.5923.1.1.1.1",),
}
_OIDC_NAMES = {
    "eppn": ("eduperson_principal_name", "eduPersonPrincipalName"),
    "home": ("schac_home_organization", "schacHomeOrganization"),
    "display_name": ("name",),
    "email": ("email",),
    "affiliations": ("eduperson_affiliation", "eduPersonAffiliation"),
}


@dataclass(frozen=True, slots=True)
class Home:
    """A home organisation: the code of ours it stands for, and the role that each of its affiliations gives."""

    organisation: str
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """What one provider is believed: the home organisations it speaks for, by domain, and its attributes' names."""

    homes: Mapping[str, Home]
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Login:
    """``providers`` for allauth's ``SOCIALACCOUNT_PROVIDERS``, and ``sources`` by the provider's id."""

    providers: dict[str, Any]
    sources: dict[str, Source]


def login_from(path: Path | None, environment: Mapping[str, str]) -> Login:
    """The providers of the file; none without a file.

    Raises:
        ImproperlyConfigured: the file cannot be read, or an entry lacks something it needs.
    """
    if path is None:
        return Login({}, {})
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("provider", [])
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"OSAAMO_LOGIN names a file that cannot be read: {error}") from error
    apps: dict[str, list[dict[str, Any]]] = {"saml": [], "openid_connect": []}
    sources: dict[str, Source] = {}
    for entry in entries:
        key = _needed(entry, "id")
        if not _PROVIDER_ID.fullmatch(key) or key in sources:
            raise ImproperlyConfigured(f"The id {key!r} must be unique, of small letters, digits and hyphens.")
        protocol = _needed(entry, "protocol")
        if protocol == "saml":
            apps["saml"].append(_saml(entry, environment))
        elif protocol == "oidc":
            apps["openid_connect"].append(_oidc(entry, environment))
        else:
            raise ImproperlyConfigured(f"The protocol of {key!r} must be saml or oidc.")
        sources[key] = _source(entry, _SAML_NAMES if protocol == "saml" else _OIDC_NAMES)
    return Login({name: {"APPS": found} for name, found in apps.items() if found}, sources)


def _saml(entry: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    idp: dict[str, Any] = {"entity_id": _needed(entry, "entity_id")}
    if "metadata_url" in entry:
        idp["metadata_url"] = entry["metadata_url"]
    else:
        idp |= {"sso_url": _needed(entry, "sso_url"), "x509cert": _needed(entry, "certificate")}
    advanced: dict[str, Any] = {
        "reject_idp_initiated_sso": True,
        "want_assertion_signed": entry.get("want_assertion_signed", False),
        "want_assertion_encrypted": entry.get("want_assertion_encrypted", False),
    }
    # The key signs our requests and opens what is encrypted to us.
    if environment.get("OSAAMO_SAML_KEY"):
        advanced |= {
            "private_key": environment["OSAAMO_SAML_KEY"],
            "x509cert": environment.get("OSAAMO_SAML_CERTIFICATE", ""),
            "authn_request_signed": True,
            "metadata_signed": True,
        }
    elif advanced["want_assertion_encrypted"]:
        raise ImproperlyConfigured("want_assertion_encrypted needs OSAAMO_SAML_KEY and OSAAMO_SAML_CERTIFICATE.")
    return {
        "provider_id": entry["id"],
        "client_id": entry["id"],
        "name": _needed(entry, "name"),
        "settings": {
            "idp": idp,
            "sp": {"entity_id": entry["sp_entity_id"]} if "sp_entity_id" in entry else {},
            "attribute_mapping": {"uid": list(_SAML_NAMES["eppn"])},
            "advanced": advanced,
        },
    }


def _oidc(entry: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    variable = f"OSAAMO_OIDC_SECRET_{entry['id'].upper().replace('-', '_')}"
    if not environment.get(variable):
        raise ImproperlyConfigured(f"Set {variable} to the client secret of the provider {entry['id']!r}.")
    return {
        "provider_id": entry["id"],
        "client_id": _needed(entry, "client_id"),
        "secret": environment[variable],
        "name": _needed(entry, "name"),
        "settings": {
            "server_url": _needed(entry, "issuer"),
            "scope": entry.get("scope", ["openid", "profile", "email"]),
            "oauth_pkce_enabled": True,
        },
    }


def _source(entry: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> Source:
    homes = {
        _needed(home, "domain").lower(): Home(_needed(home, "organisation"), dict(home.get("roles", {})))
        for home in entry.get("home", [])
    }
    if not homes:
        raise ImproperlyConfigured(f"The provider {entry['id']!r} speaks for no home organisation.")
    own = entry.get("attributes", {})
    if unknown := own.keys() - names.keys():
        raise ImproperlyConfigured(f"The provider {entry['id']!r} names unknown attributes: {sorted(unknown)}.")
    return Source(homes, {name: (own[name],) if name in own else known for name, known in names.items()})


def _needed(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise ImproperlyConfigured(f"An entry of the login file lacks {name!r}: {entry.get('id', entry)}.")
    return value
