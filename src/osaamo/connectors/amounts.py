"""Amounts of money as people write them: "25 000", "3.000", "1 234,50 €", "1,234.50", "-12,5", "45,00-"."""

from __future__ import annotations

import re
from decimal import Decimal

from osaamo.connectors.errors import ConnectorError

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_SIGNS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"))
_CURRENCY = re.compile(r"^(?:€|EUR)\s*|\s*(?:€|EUR|euroa?|e)$", re.IGNORECASE)
_SIGNED = re.compile(r"(?P<before>[+-]?) ?(?P<digits>\d[\d., ]*?) ?(?P<after>-?)")
_SHAPES = (
    re.compile(r"(?P<whole>\d+)(?:[.,](?P<cents>\d{1,2}))?"),
    re.compile(r"(?P<whole>[1-9]\d{0,2}(?: \d{3})+)(?:[.,](?P<cents>\d{1,2}))?"),
    re.compile(r"(?P<whole>[1-9]\d{0,2}(?:\.\d{3})+)(?:,(?P<cents>\d{1,2}))?"),
    re.compile(r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+)\.(?P<cents>\d{1,2})"),
    re.compile(r"(?P<whole>[1-9]\d{0,2}(?:,\d{3}){2,})(?P<cents>)"),
)
_TWO_WAYS = re.compile(r"(?P<whole>[1-9]\d{0,2}),(?P<rest>\d{3})")
MOST_DIGITS = 10
"""So many digits a whole part may have."""


class BadAmount(ConnectorError):
    """A text is no amount of money."""

    code = "bad-amount"


class TwoWays(BadAmount):
    """An amount can be read in two ways: ``1,234`` is a thousand and more to some, one and a bit to others.

    ``readings`` are both, as texts that can be read in one way only.
    """

    def __init__(self, message: str, *, value: str, readings: tuple[str, str]) -> None:
        super().__init__(message, value=value)
        self.readings = readings


def amount_of(text: str) -> Decimal:
    """The amount in euros and cents; a point before exactly three digits parts thousands, as in ``3.000``.

    ``1,234`` alone is refused: with a comma Finns write decimals and others thousands.

    Raises:
        TwoWays: it could be two amounts.
        BadAmount: it is none.
    """
    plain = _CURRENCY.sub("", _SPACES.sub(" ", text.translate(_SIGNS)).strip()).strip()
    signed = _SIGNED.fullmatch(plain)
    if signed is None or (signed["before"] and signed["after"]):
        raise _bad(text)
    minus = "-" if "-" in (signed["before"], signed["after"]) else ""
    for shape in _SHAPES:
        found = shape.fullmatch(signed["digits"])
        if found is not None:
            whole = re.sub(r"\D", "", found["whole"])
            if len(whole.lstrip("0")) > MOST_DIGITS:
                break
            return Decimal(f"{minus}{whole}.{(found['cents'] or '0').ljust(2, '0')}")
    unclear = _TWO_WAYS.fullmatch(signed["digits"])
    if unclear is not None:
        whole, rest = unclear["whole"], unclear["rest"]
        readings = (f"{minus}{whole} {rest}", f"{minus}{Decimal(f'{whole}.{rest}'):.2f}".replace(".", ","))
        raise TwoWays(
            f"{text[:40]!r} can be read as {readings[0]} or as {readings[1]}. Write one of them.",
            value=text[:40],
            readings=readings,
        )
    raise _bad(text)


def _bad(text: str) -> BadAmount:
    return BadAmount(f"{text[:40]!r} is no amount. Write it like 25 000 or 1 234,50.", value=text[:40])
