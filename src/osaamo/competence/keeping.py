"""Values that are dear to make and may be some minutes old, kept in this process."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_log = logging.getLogger("osaamo.competence")


class Kept(Generic[T]):
    """A value made by ``make`` on first use, and made anew in the background once it is ``seconds`` old.

    Only the first reader waits; later ones get the old value until the new one is there.
    """

    def __init__(self, make: Callable[[], T], *, seconds: float) -> None:
        """Nothing is made yet."""
        self._make, self._seconds = make, seconds
        self._lock = threading.Lock()
        self._value: T | None = None
        self._made = 0.0
        self._renewing = False

    def get(self) -> T:
        """The value."""
        with self._lock:
            if self._value is None:
                self._value, self._made = self._make(), time.monotonic()
            elif time.monotonic() - self._made > self._seconds and not self._renewing:
                self._renewing = True
                threading.Thread(target=self._renew, daemon=True).start()
            return self._value

    def forget(self) -> None:
        """Make the value anew at the next use."""
        with self._lock:
            self._value = None

    def _renew(self) -> None:
        try:
            value = self._make()
            with self._lock:
                self._value, self._made = value, time.monotonic()
        except Exception:  # noqa: BLE001 - the old value still serves, and the next reader starts another try
            _log.exception("a kept value could not be renewed")
        finally:
            self._renewing = False
            connections.close_all()
