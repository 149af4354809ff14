"""A memory of what was used lately, of a bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping


T = TypeVar("T")


class Recent(Generic[T]):
    """Values by name: those used last, at least ``size`` of them and at most twice as many.

    Two generations: what is used moves to the younger one, and when that is full, the older one is forgotten. Threads
    may share it; a value may then be forgotten early, never be wrong.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._young: dict[str, T] = {}
        self._old: dict[str, T] = {}

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())

    def get(self, name: str) -> T | None:
        """The value of ``name``, used herewith; ``None`` when it is not remembered."""
        value = self._young.get(name)
        if value is None and (value := self._old.get(name)) is not None:
            self.put(name, value)
        return value

    def put(self, name: str, value: T) -> None:
        """Remember a value."""
        if len(self._young) >= self._size:
            self._young, self._old = {}, self._young
        self._young[name] = value

    def update(self, values: Mapping[str, T]) -> None:
        """Remember many values."""
        for name, value in values.items():
            self.put(name, value)
