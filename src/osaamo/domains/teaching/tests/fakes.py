"""A designer and a reader of goals that find what the fake engine finds; outcomes are read by the real engine."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np

from osaamo.competence.tests.fake_engine import BASE, FakeEngine
from osaamo.engine import DraftReading, TwinItem, outcomes_of

GOALS = {4: "taught", 13: "climate"}


def vector_of(draft):
    """All that speaks of databases means the same, and all the rest something else."""
    found = FakeEngine().extract(f"{draft.title}. {draft.outcomes}").skills
    return np.eye(2, dtype=np.float32)[0 if BASE + "databases" in {skill.uri for skill in found} else 1]


class FakeDesigner:
    """Skills by their words; no level, and nothing said of how the parts meet."""

    def read(self, draft, *, language="auto"):
        skills = []
        for part in ("title", "outcomes", "content"):
            for found in FakeEngine().extract(draft.part(part)).skills:
                if found.uri not in {one.uri for one in skills}:
                    evidence = [
                        SimpleNamespace(part=part, start=e.start, end=e.end, text=e.text, cue=e.cue)
                        for e in found.evidence
                    ]
                    skills.append(
                        SimpleNamespace(
                            uri=found.uri, label=found.label, confidence=found.confidence, evidence=tuple(evidence)
                        )
                    )
        return DraftReading(
            language="fi" if language == "auto" else language,
            skills=tuple(skills),
            outcomes=outcomes_of(draft.outcomes, language),
            eqf=SimpleNamespace(level=None, confidence=0.5, reasons=()),
            consistency=SimpleNamespace(
                links=(), never_taught=(), never_assessed=(), never_promised=(), cannot_say={"assessment": "empty"}
            ),
            vector=vector_of(draft),
            model="fake.v1",
        )

    def item(self, key, draft, **_more):
        return TwinItem(key, (), vector_of(draft))


class FakeGoals:
    """A goal is served where its word stands."""

    model = "fake-sdg.v1"

    def read(self, text, **_more):
        served = []
        for number, word in GOALS.items():
            for match in re.finditer(rf"[^.\n]*{word}[^.\n]*\.?", text, re.IGNORECASE):
                sentence = SimpleNamespace(
                    start=match.start(), end=match.end(), text=match.group(), share=0.9, target=f"{number}.3"
                )
                advice = SimpleNamespace(
                    change=SimpleNamespace(value="one-sentence"), start=match.start(), end=match.end(), of=3,
                    target="", words=(),
                )  # fmt: skip
                served.append(
                    SimpleNamespace(
                        number=number,
                        probability=0.8,
                        sentences=(sentence,),
                        targets=(SimpleNamespace(code=f"{number}.3"),),
                        advice=(advice,),
                    )
                )
                break
        return SimpleNamespace(served=tuple(served), near=(), probabilities={}, model=self.model)
