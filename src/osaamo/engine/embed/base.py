"""What every encoder offers, whatever computes its vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns short texts into unit vectors.

    Attributes:
        name: versioned name; vectors of two names must never meet in one index.
        dimension: length of a vector.
    """

    name: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors ``float32[len(texts), dimension]``, one row a text, in the order given."""
        ...
