"""What belongs into a person's profile without being typed there: a badge, a completed course."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Learned:
    """Something a person learned.

    Attributes:
        ref: its row (``badges.credential:3``); the same thing told again has the same ``ref``.
        person: reference of the person (``kernel.person:5``).
        kind: ``badge`` or ``course``.
        title: as the profile shows it.
        language: ``fi``, ``sv`` or ``en``: the language of ``title`` and ``text``.
        text: what was learned, from which skills are read.
        skills: uris of skills that the issuer names; they need no reading.
        issuer: name of who says so.
        on: the day.
        removed: it was taken back.
    """

    ref: str
    person: str
    kind: str
    title: str
    language: str
    text: str
    skills: tuple[str, ...]
    issuer: str
    on: date
    removed: bool = False


Listener = Callable[[Learned], None]
"""Hears of something learned, inside the transaction that stores it; may hear it twice."""

_listeners: dict[str, Listener] = {}


def listener(name: str) -> Callable[[Listener], Listener]:
    """A decorator that registers who wants to hear, under ``name`` (``profiles.sources``).

    Raises:
        ValueError: another listener has the name.
    """

    def register(listen: Listener) -> Listener:
        known = _listeners.setdefault(name, listen)
        if known is not listen:
            raise ValueError(f"Two listeners to what is learned are called {name!r}; rename one.")
        return listen

    return register


def tell(learned: Learned) -> None:
    """Let every listener know, in order of name; called inside the transaction that stores what was learned."""
    for name in sorted(_listeners):
        _listeners[name](learned)
