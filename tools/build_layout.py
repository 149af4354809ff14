"""Build the map layout: themes, their names and a place for every skill of the packaged vocabulary.

Run after the vocabulary and the concept vectors are built: ``python tools/build_layout.py --vectors concepts.npz``.
``concepts.npz`` holds ``uris``, ``matrix`` (int8 ``[n, d]``) and ``scales`` (``[n]``). The result is the same for the
same input; it takes about a minute.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from osaamo.engine.maps import Atlas, Island, base_layout, cluster, load_atlas, name_themes, save_atlas
from osaamo.engine.records import Labels
from osaamo.engine.vocabulary.vocabulary import Vocabulary

OUT = Path(__file__).resolve().parents[1] / "src" / "osaamo" / "engine" / "data" / "layout.npz"
THEMES = 36
PLAIN = {"S", "K", "T", "L", "S1", "S2", "S3", "S4"}
"""Groups too broad or too bare to name an island."""


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


def main() -> None:
    """Write the layout and print the islands."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--themes", type=int, default=THEMES)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    vocabulary = Vocabulary.load()
    vectors = unit_vectors(args.vectors, vocabulary.uris)
    themes = cluster(vectors, args.themes)
    groups = vocabulary.groups
    chains = []
    for index in range(len(vocabulary)):
        chain: list[str] = []
        for code in vocabulary.groups_of(index):
            while code in groups and code not in chain:
                chain.append(code)
                code = groups[code].parent  # noqa: PLW2901 - same
        chains.append(chain)
    names = {code: group.labels for code, group in groups.items() if code not in PLAIN}
    codes = name_themes(themes, chains, names)
    layout = base_layout(vectors, themes)
    islands = tuple(
        Island(theme, names.get(code, Labels("muut", "övriga", "other")), float(x), float(y), float(radius))
        for theme, (code, (x, y), radius) in enumerate(zip(codes, layout.centres, layout.radii, strict=True))
    )
    rows = {uri: row for row, uri in enumerate(vocabulary.uris)}
    save_atlas(args.out, Atlas(rows, layout.places, themes, islands))
    load_atlas(args.out, vocabulary.uris)
    sizes = np.bincount(themes)
    for island, code in zip(islands, codes, strict=True):
        print(f"{sizes[island.theme]:5}  {code:8} {island.labels.en}")
    print(f"{args.out.name}: {args.out.stat().st_size:,} bytes, {len(rows):,} skills on {len(islands)} islands")


if __name__ == "__main__":
    main()
