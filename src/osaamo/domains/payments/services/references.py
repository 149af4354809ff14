"""Finnish reference numbers (viitenumero) and their international form (RF, ISO 11649)."""

from __future__ import annotations

import re

_WEIGHTS = (7, 3, 1)
_NATIONAL = re.compile(r"[0-9]{4,20}")
_SHORTEST = 3


class BadReference(ValueError):
    """It is no reference number, or its check digit is wrong."""


def reference_for(number: int) -> str:
    """The reference number of something numbered from 1; different for each number.

    Raises:
        ValueError: the number is below 1.
    """
    if number < 1:
        raise ValueError("Numbers begin at 1.")
    base = f"1{number:0{_SHORTEST + 3}d}"
    return base + _check_digit(base)


def as_rf(reference: str) -> str:
    """``RF`` with two check digits before a national reference number."""
    return f"RF{98 - _remainder(f'{reference}RF00'):02d}{reference}"


def shown(reference: str) -> str:
    """In groups as on invoices: a national one of five from the right, an RF one of four from the left."""
    if reference.startswith("RF"):
        return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    backwards = reference[::-1]
    return " ".join(backwards[at : at + 5] for at in range(0, len(backwards), 5))[::-1]


def national(written: str) -> str:
    """The national reference number in what a bank or a person wrote: with spaces, leading zeros or as RF.

    Raises:
        BadReference: it is none.
    """
    plain = re.sub(r"\s", "", written).upper()
    if plain.startswith("RF"):
        if not re.fullmatch(r"RF[0-9]{6,23}", plain) or _remainder(plain[4:] + plain[:4]) != 1:
            raise BadReference("The check digits after RF are wrong.")
        plain = plain[4:]
    plain = plain.lstrip("0")
    if not _NATIONAL.fullmatch(plain) or _check_digit(plain[:-1]) != plain[-1]:
        raise BadReference("The check digit at the end is wrong.")
    return plain


def _check_digit(base: str) -> str:
    """The digit that makes the weighted sum, from the right by 7, 3 and 1, a multiple of ten."""
    total = sum(int(digit) * _WEIGHTS[at % 3] for at, digit in enumerate(reversed(base)))
    return str(-total % 10)


def _remainder(text: str) -> int:
    """The remainder by 97, letters counting from A = 10."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97
