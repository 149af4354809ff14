"""AI functions a domain runs, for the people they touch and for the public AI register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class AiUse:
    """One AI function in plain words.

    The mappings hold one text for each of ``fi``, ``sv`` and ``en``. ``part`` names the engine part that runs;
    its version is read from the result, so that the register never claims another one.
    """

    key: str
    title: Mapping[str, str]
    purpose: Mapping[str, str]
    data: Mapping[str, str]
    oversight: Mapping[str, str]
    part: str


_uses: dict[str, AiUse] = {}


def register(use: AiUse) -> AiUse:
    """The same use, now registered.

    Raises:
        ValueError: another use has its key, or a text is missing in one of the three languages.
    """
    for name in ("title", "purpose", "data", "oversight"):
        missing = [code for code in ("fi", "sv", "en") if not getattr(use, name).get(code)]
        if missing:
            raise ValueError(f"The AI use {use.key!r} has no {name} in {', '.join(missing)}.")
    known = _uses.setdefault(use.key, use)
    if known != use:
        raise ValueError(f"Two AI uses are called {use.key!r}; rename one.")
    return use


def all_uses() -> tuple[AiUse, ...]:
    """Every registered use in order of key."""
    return tuple(_uses[key] for key in sorted(_uses))
