"""What a permission test with its twin is: who may, and somebody much like them who may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Asked = Callable[[], tuple[Any, Any]]
"""Makes a user and a row."""


@dataclass(frozen=True, slots=True)
class Twin:
    """The two cases of one action; ``denied`` is left out only for what everybody may."""

    allowed: Asked
    denied: Asked | None
