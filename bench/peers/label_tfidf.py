"""Character TF-IDF over the labels of the skills: ``python label_tfidf.py LABELS.tsv IN.jsonl OUT.jsonl``.

``LABELS.tsv``: uri, language, label. A text's sentences (lines and full stops) are compared with every label of its
language, the best cosine of a skill counts; ten skills are shown.
"""

from __future__ import annotations

import re
import sys

import numpy as np
from protocol import answer
from sklearn.feature_extraction.text import TfidfVectorizer


def start():
    with open(sys.argv[1], encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    indexes = {}
    for language in ("fi", "sv", "en"):
        own = [(uri, label) for uri, code, label in rows if code == language]
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        indexes[language] = [uri for uri, _ in own], vectorizer, vectorizer.fit_transform([label for _, label in own]).T

    def read(row):
        uris, vectorizer, labels = indexes[row["lang"]]
        parts = [part for part in re.split(r"[\n.;]", row["text"]) if part.strip()] or [row["text"]]
        scores = (vectorizer.transform(parts) @ labels).max(axis=0).toarray().ravel()
        best = list(dict.fromkeys(uris[at] for at in np.argsort(-scores)[:400]))[:100]
        return best[:10], lambda: best

    return read


answer(start)
