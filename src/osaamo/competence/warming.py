"""What a server makes before the first request needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.competence.services import engine
from osaamo.engine import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

_more: list[Callable[[], None]] = []


def at_warm_up(make: Callable[[], None]) -> Callable[[], None]:
    """A decorator: the function is called after the engine is loaded, when a server warms up."""
    _more.append(make)
    return make


def warm_up() -> None:
    """Load the engine in all languages, then call what was registered, in order."""
    for language in LANGUAGES:
        engine().warm_up(language)
    for make in _more:
        make()
