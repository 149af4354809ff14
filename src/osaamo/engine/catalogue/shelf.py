"""Something costly to make, kept while it is made anew: an older one is better than waiting."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")
_log = logging.getLogger(__name__)


class Shelf(Generic[Made]):
    """Holds the latest of what ``make`` gives for a stamp.

    Whoever comes first waits; later, when the stamp has changed, the old one is given and a thread makes the new one.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        """``make`` may run in a thread of its own."""
        self._make = make
        self._kept: tuple[str, Made] | None = None
        self._making = threading.Lock()

    def get(self, stamp: str, *, wait: bool = False) -> Made:
        """What was made for ``stamp``; or for an earlier one while the new one is being made, unless to ``wait``."""
        kept = self._kept
        if wait and kept is not None and kept[0] != stamp:
            return self.renew(stamp)
        if kept is None:
            with self._making:
                if self._kept is None:
                    self._kept = (stamp, self._make())
                return self._kept[1]
        if kept[0] != stamp and self._making.acquire(blocking=False):
            threading.Thread(target=self._renew, args=(stamp,), name="shelf", daemon=True).start()
        return kept[1]

    def renew(self, stamp: str) -> Made:
        """Make it now and wait for it."""
        with self._making:
            made = self._make()
            self._kept = (stamp, made)
        return made

    def _renew(self, stamp: str) -> None:
        try:
            self._kept = (stamp, self._make())
        except Exception:  # noqa: BLE001 - whatever it is, it is logged
            # The old one stays; the next request tries again.
            _log.exception("Making a new version failed; the older one stays in use.")
        finally:
            self._making.release()
