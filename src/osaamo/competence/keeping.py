"""Values that are dear to make and may be a minute old, kept in this process."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakSet

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

_log = logging.getLogger("osaamo.competence")
_all: WeakSet[Kept] = WeakSet()


class Kept(Generic[T]):
    """A value made by ``make`` on first use, and once it is ``seconds`` old looked after in the background.

    Only the first reader waits; later ones get the old value until the new one is there. Where ``mark`` is given, a
    value whose mark is what it was is still right and is kept, at most ``longest`` seconds. A mark is cheap to ask for
    (a count, the time of the last change).
    """

    def __init__(
        self,
        make: Callable[[], T],
        *,
        seconds: float,
        mark: Callable[[], Hashable] | None = None,
        longest: float = float("inf"),
    ) -> None:
        """Nothing is made yet."""
        self._make, self._seconds, self._mark, self._longest = make, seconds, mark, longest
        self._lock = threading.Lock()
        self._value: T | None = None
        self._of: Hashable = None
        self._at = self._checked = 0.0
        self._renewing = False
        _all.add(self)

    def get(self) -> T:
        """The value."""
        with self._lock:
            if self._value is None:
                self._of, self._value = self._made()
                self._at = self._checked = time.monotonic()
            elif time.monotonic() - self._checked > self._seconds and not self._renewing:
                self._renewing = True
                threading.Thread(target=self._renew, daemon=True).start()
            return self._value

    def forget(self) -> None:
        """Make the value anew at the next use."""
        with self._lock:
            self._value = None

    def _made(self) -> tuple[Hashable, T]:
        # Asked for first: what changes while the value is made is then seen at the next look.
        mark = self._mark() if self._mark else None
        return mark, self._make()

    def _is_right(self) -> bool:
        return self._mark is not None and time.monotonic() - self._at < self._longest and bool(self._mark() == self._of)

    def _renew(self) -> None:
        try:
            if not self._is_right():
                mark, value = self._made()
                with self._lock:
                    self._of, self._value, self._at = mark, value, time.monotonic()
        except Exception:  # noqa: BLE001 - the old value still serves, and a later reader starts another try
            _log.exception("a kept value could not be renewed")
        finally:
            # After a failure too: a database that is away is not asked by every reader.
            self._checked = time.monotonic()
            self._renewing = False
            connections.close_all()


def forget_all() -> None:
    """Make every kept value anew at its next use: after an import, and between tests."""
    for kept in list(_all):
        kept.forget()
