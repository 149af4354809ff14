"""Parts of the engine by versioned name: an old configuration means the same for ever.

A name is ``kind`` plus version ("transformer.v1"); what is behind it is imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osaamo.engine.errors import UnknownPart

if TYPE_CHECKING:
    from collections.abc import Callable

    from osaamo.engine.config import EngineConfig

_factories: dict[tuple[str, str], Callable[[EngineConfig], Any]] = {}


def register(stage: str, name: str) -> Callable[[Callable[[EngineConfig], Any]], Callable[[EngineConfig], Any]]:
    """Decorator: the function makes the part ``name`` of ``stage`` from a configuration."""

    def keep(factory: Callable[[EngineConfig], Any]) -> Callable[[EngineConfig], Any]:
        _factories[stage, name] = factory
        return factory

    return keep


def names(stage: str) -> tuple[str, ...]:
    """The registered names of ``stage``, sorted."""
    return tuple(sorted(name for of, name in _factories if of == stage))


def make(stage: str, name: str, config: EngineConfig) -> Any:
    """The part ``name`` of ``stage``.

    Raises:
        UnknownPart: no such part is registered.
    """
    try:
        factory = _factories[stage, name]
    except KeyError:
        known = ", ".join(names(stage)) or "none"
        raise UnknownPart(f"There is no {stage} called {name!r}; there are: {known}.", stage=stage, name=name) from None
    return factory(config)
