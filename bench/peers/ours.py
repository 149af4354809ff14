"""Our engine as one of the peers: ``python ours.py EFFORT IN.jsonl OUT.jsonl``."""

from __future__ import annotations

import sys

from protocol import answer

from osaamo.cli.common import load_engine


def start():
    engine = load_engine(sys.argv[1])
    for language in ("fi", "sv", "en"):
        engine.warm_up(language)

    def read(row):
        shown = [skill.uri for skill in engine.extract(row["text"], language=row["lang"]).skills]
        return shown, lambda: [skill.uri for skill in engine.rank(row["text"], language=row["lang"])]

    return read


answer(start)
