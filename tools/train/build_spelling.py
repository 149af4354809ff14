"""Count how rare each character n-gram is among the names of the vocabulary, for the spelling stage.

python tools/train/build_spelling.py --out DIR/spelling.npz
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from osaamo.engine.extract.spelling import BUCKETS, grams
from osaamo.engine.records import LANGUAGES
from osaamo.engine.vocabulary import Vocabulary


def main() -> None:
    """Write smoothed inverse document frequencies (float16) of each language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    vocabulary = Vocabulary.load()
    tables = {}
    for language in LANGUAGES:
        counts = np.zeros(BUCKETS)
        names = {
            name
            for row in range(len(vocabulary))
            for name in (getattr(vocabulary.labels(row), language), *vocabulary.alternatives(row, language))
            if name
        }
        _, buckets, _ = grams(sorted(names))
        np.add.at(counts, buckets, 1)
        tables[language] = (np.log((1 + len(names)) / (1 + counts)) + 1).astype(np.float16)
        print(f"{language}: {len(names)} names")
    np.savez_compressed(options.out, **tables)


if __name__ == "__main__":
    main()
