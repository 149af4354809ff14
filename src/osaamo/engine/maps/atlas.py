"""The atlas: where every skill of a vocabulary lies, on which island, and what the islands are called."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.maps.layout import sunflower
from osaamo.engine.records import LANGUAGES, Labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

PACKAGED_LAYOUT = Path(__file__).resolve().parents[1] / "data" / "layout.npz"
"""The layout of the packaged vocabulary, made by ``tools/build_layout.py``."""

OTHER = -1
OTHER_LABELS = Labels("muut taidot", "övriga färdigheter", "other skills")
_OTHER_CENTRE = (1.12, 0.9)
_OTHER_RADIUS = 0.07


@dataclass(frozen=True, slots=True)
class Island:
    """A theme on the map: a disc in the unit square."""

    theme: int
    labels: Labels
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Atlas:
    """Places of skills in the unit square (x to the right, y down).

    Attributes:
        rows: row of each uri in ``places`` and ``themes``.
        places: ``[n, 2]`` floats.
        themes: ``[n]`` theme numbers.
        islands: by theme number.
    """

    rows: Mapping[str, int]
    places: NDArray[np.floating[Any]]
    themes: NDArray[np.integer[Any]]
    islands: tuple[Island, ...]

    def island(self, theme: int) -> Island:
        """The island of a theme; skills without one lie on an island of their own beside the map."""
        if 0 <= theme < len(self.islands):
            return self.islands[theme]
        return Island(OTHER, OTHER_LABELS, *_OTHER_CENTRE, _OTHER_RADIUS)

    def locate(self, uris: Sequence[str]) -> list[tuple[int, float, float]]:
        """Theme, x and y of each skill; unknown ones side by side on the island of others, in order of uri."""
        unknown = sorted({uri for uri in uris if uri not in self.rows})
        slots = sunflower(len(unknown)) * _OTHER_RADIUS * 0.8 + np.array(_OTHER_CENTRE)
        beside = {uri: (OTHER, float(x), float(y)) for uri, (x, y) in zip(unknown, slots, strict=True)}
        return [beside[uri] if uri in beside else self._place(self.rows[uri]) for uri in uris]

    def _place(self, row: int) -> tuple[int, float, float]:
        x, y = self.places[row]
        return int(self.themes[row]), float(x), float(y)


def save_atlas(path: Path, atlas: Atlas) -> None:
    """Write the atlas as a compressed npz: places as float16, themes, islands, and a hash of the uris in row order."""
    uris = sorted(atlas.rows, key=atlas.rows.__getitem__)
    islands = atlas.islands
    names = {f"name_{language}": np.array([getattr(i.labels, language) for i in islands]) for language in LANGUAGES}
    arrays: dict[str, NDArray[Any]] = {
        "uris_hash": np.array(_hash(uris)),
        "places": atlas.places.astype(np.float16),
        "themes": atlas.themes.astype(np.int16),
        "islands": np.array([[i.x, i.y, i.radius] for i in islands], np.float32).reshape(-1, 3),
        **names,
    }
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_atlas(uris: Sequence[str], path: Path = PACKAGED_LAYOUT) -> Atlas:
    """The atlas stored by :func:`save_atlas`, by default the packaged one.

    Args:
        path: the npz file.
        uris: all skills of the vocabulary in its order; those it has beyond the atlas have no place of their own.

    Raises:
        BrokenArtefact: the file is missing, damaged or made for another vocabulary.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            names = zip(*(stored[f"name_{language}"] for language in LANGUAGES), strict=True)
            islands = tuple(
                Island(theme, Labels(*map(str, labels)), float(x), float(y), float(radius))
                for theme, (labels, (x, y, radius)) in enumerate(zip(names, stored["islands"], strict=True))
            )
            places, themes = stored["places"].astype(np.float32), stored["themes"]
            made_for = str(stored["uris_hash"])
    except (OSError, KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise BrokenArtefact(
            f"The map layout {path.name} cannot be read ({error}). Build it again with tools/build_layout.py.",
            path=path.name,
        ) from error
    if len(places) != len(themes) or made_for != _hash(uris[: len(places)]):
        raise BrokenArtefact(
            f"The map layout {path.name} was made for another vocabulary. Build it again with tools/build_layout.py.",
            path=path.name,
        )
    rows = {uri: row for row, uri in enumerate(uris[: len(places)])}
    return Atlas(rows, places, themes, islands)


def _hash(uris: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(uris).encode()).hexdigest()
