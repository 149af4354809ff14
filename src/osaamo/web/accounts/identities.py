"""Who a home organisation says somebody is: from released attributes to an identity, or to a reason to refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

if TYPE_CHECKING:
    from osaamo.web.settings.login import Home, Source

EPPN_CHARACTERS = 255
NAME_CHARACTERS = 120


class Refused(Exception):
    """The login cannot be accepted; ``code`` says why and has its words in ``notices.REFUSALS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as their home organisation describes them at this login.

    ``home`` and ``eppn`` are who they are. ``email`` is only for reaching them and may be somebody else's elsewhere.
    """

    home: Home
    eppn: str
    display_name: str
    email: str | None
    affiliations: frozenset[str]

    @property
    def roles(self) -> frozenset[str]:
        """The roles that the configured table gives for the affiliations; most give none."""
        return frozenset(self.home.roles[one] for one in self.affiliations if one in self.home.roles)


def identity_from(provider_id: str, released: Mapping[str, Any]) -> Identity:
    """The identity in what allauth kept of a checked response: SAML attributes, or OIDC token and user information.

    Raises:
        Refused: there is no ePPN, or the provider does not speak for the home organisation it names.
    """
    source: Source = settings.OSAAMO_LOGIN.sources[provider_id]
    attributes = _claims(released) if "id_token" in released or "userinfo" in released else released

    def values(name: str) -> list[str]:
        for known in source.names[name]:
            if found := _texts(attributes.get(known)):
                return found
        return []

    eppn = next(iter(values("eppn")), "").lower()
    name, at, scope = eppn.partition("@")
    if not (name and at and scope) or len(eppn) > EPPN_CHARACTERS:
        raise Refused("no-eppn")
    # A provider that names no home organisation may speak for the only one it has.
    named = next(iter(values("home")), "").lower()
    home = source.homes.get(named) if named else next(iter(source.homes.values())) if len(source.homes) == 1 else None
    if home is None:
        raise Refused("unknown-home")
    return Identity(
        home=home,
        eppn=eppn,
        display_name=next(iter(values("display_name")), name)[:NAME_CHARACTERS],
        email=_address(next(iter(values("email")), "")),
        affiliations=frozenset(value.lower() for value in values("affiliations")),
    )


def _claims(released: Mapping[str, Any]) -> Mapping[str, Any]:
    """The claims of both sources; user information counts only if it is about the person of the token."""
    token, more = released.get("id_token") or {}, released.get("userinfo") or {}
    if token and more and token.get("sub") != more.get("sub"):
        raise Refused("no-eppn")
    return {**token, **more}


def _texts(value: Any) -> list[str]:
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [text.strip() for text in many if isinstance(text, str) and text.strip()]


def _address(text: str) -> str | None:
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text.lower()
