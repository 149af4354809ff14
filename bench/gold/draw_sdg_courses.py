"""How the courses of ``sdg_courses.tsv`` were drawn: ``python bench/gold/draw_sdg_courses.py``.

Prints ids with how each was drawn, in the order of drawing. Needs ``../shared/data/aalto_courses`` and the reader as it
was (``sdg.v1:2026-11-943``): another reader scores otherwise and so draws others. For each goal one of the four texts it
scores highest, and of the Finnish ones also one it scores .1 to .5; the rest at random, all from one seed.
"""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from osaamo.cli.common import load_engine
from osaamo.engine import SdgReader

COURSES = Path(__file__).resolve().parents[3] / "shared" / "data" / "aalto_courses" / "courses.jsonl.gz"
SEED = 20261124
SIZES = {"sv": 30, "fi": 60}
SHORTEST, LONGEST = 200, 2500
BEST = 4
LEAST, MOST = 0.1, 0.5


def texts() -> dict[tuple[str, str], str]:
    """Outcomes and contents by id and language, once each."""
    found: dict[tuple[str, str], str] = {}
    seen = set()
    with gzip.open(COURSES, "rt", encoding="utf-8") as lines:
        for course in map(json.loads, lines):
            for language in ("fi", "sv"):
                text = "\n".join(
                    course[field][language].strip()
                    for field in ("learning_outcomes", "content")
                    if course["detected_lang"][field][language] == language
                )
                if SHORTEST <= len(text) <= LONGEST and text not in seen:
                    seen.add(text)
                    found[course["id"], language] = text
    return found


def draw(scores: dict[tuple[str, str], dict[int, float]]) -> dict[tuple[str, str], str]:
    """How each drawn text was drawn, in order; one language of a course."""
    chance, drawn = random.Random(SEED), {}

    def take(pool: list[tuple[str, str]], how: str) -> None:
        taken = {course for course, _ in drawn}
        left = [one for one in pool if one[0] not in taken]
        if left:
            drawn[chance.choice(left)] = how

    for language, size in SIZES.items():
        here = sorted(one for one in scores if one[1] == language)
        before = len(drawn)
        for goal in range(1, 18):
            taken = {course for course, _ in drawn}
            left = [one for one in here if one[0] not in taken]
            take(sorted(left, key=lambda one: -scores[one][goal])[:BEST], "top")
            if language == "fi":
                take([one for one in here if LEAST <= scores[one][goal] < MOST], "middle")
        while len(drawn) - before < size:
            take(here, "random")
    return drawn


def main() -> None:
    reader = SdgReader(load_engine())
    scores = {one: reader.probabilities(text, language=one[1]) for one, text in texts().items()}
    for (course, language), how in draw(scores).items():
        print(course, language, how, sep="\t")


if __name__ == "__main__":
    main()
