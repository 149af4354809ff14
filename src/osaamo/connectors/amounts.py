"""Amounts of money as people write them: "25 000", "3.000", "1 234,50 €", "1,234.50", "-12,5", "45,00-"."""

from __future__ import annotations

import re
from decimal import Decimal

from osaamo.connectors.errors import ConnectorError

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_SIGNS = str.maketrans({"−": "-", "–": "-"})
_SHAPES = (
    re.compile(r"(?P<whole>\d+)(?:[.,](?P<cents>\d{1,2}))?"),
    re.compile(r"(?P<whole>\d{1,3}(?: \d{3})+)(?:[.,](?P<cents>\d{1,2}))?"),
    re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+)(?:,(?P<cents>\d{1,2}))?"),
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)\.(?P<cents>\d{1,2})"),
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3}){2,})(?P<cents>)"),
)
MOST_DIGITS = 12


class BadAmount(ConnectorError):
    """A text is no amount of money, or can be read in two ways (``1,234``)."""

    code = "bad-amount"


def amount_of(text: str) -> Decimal:
    """The amount in euros and cents; a point or comma before exactly three digits parts thousands, as in ``3.000``.

    ``1,234`` alone is refused: with a comma Finns write decimals and others thousands.

    Raises:
        BadAmount: it is no amount, or could be two.
    """
    plain = _SPACES.sub(" ", text.translate(_SIGNS)).replace("€", "").strip()
    plain = re.sub(r"\s*(?:EUR|euroa?)$", "", plain, flags=re.IGNORECASE).strip()
    minus = plain.startswith("-") or plain.endswith("-")
    digits = plain.strip("-+ ")
    for shape in _SHAPES:
        found = shape.fullmatch(digits)
        if found is not None:
            whole = re.sub(r"\D", "", found["whole"])
            if len(whole) > MOST_DIGITS:
                break
            value = Decimal(f"{whole}.{(found['cents'] or '0').ljust(2, '0')}")
            return -value if minus else value
    raise BadAmount(
        f"{text[:40]!r} is no amount. Write it like 25 000 or 1 234,50.",
        value=text[:40],
    )
