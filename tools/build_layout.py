"""Build the map layout: a place for every skill of the packaged vocabulary, on the island of its theme.

Run after the vocabulary (with its themes) and the concept vectors are built:
``python tools/build_layout.py --vectors concepts.npz``. ``concepts.npz`` holds ``uris``, ``matrix`` (int8 ``[n, d]``)
and ``scales`` (``[n]``). The result is the same for the same input; it takes about half a minute.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from osaamo.engine.maps import Atlas, Island, base_layout, load_atlas, save_atlas
from osaamo.engine.vocabulary.themes import themes as themes_of
from osaamo.engine.vocabulary.vocabulary import Vocabulary

OUT = Path(__file__).resolve().parents[1] / "src" / "osaamo" / "engine" / "data" / "layout.npz"


def unit_vectors(path: Path, uris: tuple[str, ...]) -> np.ndarray:
    """The vectors of ``uris`` in that order, float32 ``[n, d]``."""
    with np.load(path, allow_pickle=False) as stored:
        rows = {str(uri): row for row, uri in enumerate(stored["uris"])}
        matrix = stored["matrix"].astype(np.float32) * stored["scales"].astype(np.float32)[:, None]
    missing = [uri for uri in uris if uri not in rows]
    if missing:
        raise SystemExit(f"{path} lacks {len(missing)} skills of the vocabulary, for example {missing[0]}.")
    vectors = matrix[[rows[uri] for uri in uris]]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def settled(themes: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """The themes with -1 replaced by the theme whose mean vector is nearest."""
    known = sorted({int(theme) for theme in themes} - {-1})
    means = np.stack([vectors[themes == theme].mean(axis=0) for theme in known])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    lost = np.flatnonzero(themes < 0)
    found = themes.copy()
    found[lost] = np.array(known, themes.dtype)[(vectors[lost] @ means.T).argmax(axis=1)]
    return found


def main() -> None:
    """Write the layout and print the islands."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    vocabulary = Vocabulary.load()
    named = themes_of(vocabulary)
    empty = [theme.slug for theme in named if not theme.size]
    if empty:
        raise SystemExit(
            f"The vocabulary has no skill in {', '.join(empty)}. Build it again: tools/build_vocabulary.py."
        )
    vectors = unit_vectors(args.vectors, vocabulary.uris)
    themes = settled(vocabulary.themes, vectors)
    layout = base_layout(vectors, themes)
    islands = tuple(
        Island(theme.id, theme.labels, float(x), float(y), float(radius))
        for theme, (x, y), radius in zip(named, layout.centres, layout.radii, strict=True)
    )
    rows = {uri: row for row, uri in enumerate(vocabulary.uris)}
    save_atlas(args.out, Atlas(rows, layout.places, themes, islands))
    load_atlas(vocabulary.uris, args.out)
    print(f"{args.out.name}: {args.out.stat().st_size:,} bytes, {len(rows):,} skills on {len(islands)} islands")


if __name__ == "__main__":
    main()
