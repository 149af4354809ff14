"""The engine: text in, skills with evidence out."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine import registry
from osaamo.engine.config import EngineConfig
from osaamo.engine.embed import ConceptMatrix
from osaamo.engine.extract.background import load_background
from osaamo.engine.extract.features import NAMES, Background, candidates, features
from osaamo.engine.extract.reading import read
from osaamo.engine.extract.spelling import Spelling
from osaamo.engine.extract.trees import Trees
from osaamo.engine.records import Evidence, Extraction, FoundSkill, Note, Ranked
from osaamo.engine.text import analyse, configure
from osaamo.engine.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.embed import Encoder
    from osaamo.engine.extract.reading import Reading
    from osaamo.engine.maps import Atlas
    from osaamo.engine.records import Analysis

FOLDERS = {"transformer.v1": "encoder", "static.v1": "static"}
_EVIDENCE_SENTENCES = 3
_EVIDENCE_MARGIN = 0.06
_CUE_BONUS = 0.25
_MOST_SENTENCES = 1500
"""A text with more sentences is read by the static encoder, so that a book cannot hold a worker for minutes."""


@registry.register("encoder", "transformer.v1")
def _transformer(config: EngineConfig) -> Encoder:
    from osaamo.engine.embed.onnx_encoder import OnnxEncoder  # noqa: PLC0415 - loads ONNX Runtime

    return OnnxEncoder(config.data / FOLDERS["transformer.v1"], threads=config.threads)


@registry.register("encoder", "static.v1")
def _static(config: EngineConfig) -> Encoder:
    from osaamo.engine.embed.static_encoder import StaticEncoder  # noqa: PLC0415 - only the fast tier needs it

    return StaticEncoder(config.data / FOLDERS["static.v1"])


@registry.register("ranker", "trees.v1")
def _trees(config: EngineConfig) -> Trees:
    return Trees(config.data / FOLDERS[config.encoder] / "ranker.npz", NAMES)


class Engine:
    """One loaded engine. Parts are read from disk when first needed; one instance serves many threads."""

    def __init__(self, config: EngineConfig) -> None:
        """Use :meth:`load`."""
        self.config = config
        configure(cache_dir=config.cache_dir)

    @classmethod
    def load(cls, config: EngineConfig | None = None) -> Engine:
        """The engine of ``config``, the shipped one by default."""
        return cls(config or EngineConfig())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary whose uris all results use."""
        return Vocabulary.load(self.config.vocabulary)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder of texts."""
        encoder: Encoder = registry.make("encoder", self.config.encoder, self.config)
        return encoder

    @cached_property
    def concepts(self) -> ConceptMatrix:
        """The vectors of the concepts, rows in vocabulary order."""
        shipped = ConceptMatrix(self.config.data / FOLDERS[self.config.encoder])
        if shipped.uris == self.vocabulary.uris:
            return shipped
        labels = [concept.labels for concept in self.vocabulary.concepts]
        return shipped.aligned(self.vocabulary.uris, labels, self.encoder)

    @cached_property
    def ranker(self) -> Trees:
        """The learnt ranker and its calibration."""
        ranker: Trees = registry.make("ranker", self.config.ranker, self.config)
        return ranker

    @cached_property
    def spelling(self) -> Spelling:
        """How alike sentences and names are spelled."""
        return Spelling(self.config.data / "spelling.npz", self.vocabulary)

    @cached_property
    def background(self) -> Background:
        """What is known of each concept before any text is read."""
        return load_background(self.vocabulary, self.concepts, self.config.data)

    @cached_property
    def fast(self) -> Engine:
        """The same vocabulary with the static encoder: for bulk work and very long texts."""
        if self.config.encoder == "static.v1":
            return self
        config = self.config
        engine = Engine(
            EngineConfig("static.v1", config.ranker, config.data, config.vocabulary, config.cache_dir, config.threads)
        )
        engine.__dict__["vocabulary"] = self.vocabulary
        return engine

    @cached_property
    def atlas(self) -> Atlas:
        """The fixed places of all skills on maps."""
        from osaamo.engine.maps import load_atlas  # noqa: PLC0415 - loads SciPy, which only maps need

        return load_atlas(self.vocabulary.uris)

    @property
    def model(self) -> str:
        """Names and versions of everything that shapes a result, but the vocabulary."""
        return f"{self.encoder.name}+{self.ranker.version}"

    def warm_up(self, language: str = "fi") -> None:
        """Load every part, so that the next text is answered at full speed."""
        sample = {"fi": "Opiskelija osaa ohjelmoida.", "sv": "Studenten kan programmera."}
        self.extract(sample.get(language, "The student can program."), language=language)

    def read(self, analysis: Analysis) -> Reading:
        """What the first stages see of an analysed text."""
        return read(analysis.sentences, encoder=self.encoder, concepts=self.concepts, lexicon=self.vocabulary.lexicon)

    def extract(
        self, text: str, language: str = "auto", limit: int | None = None, threshold: float | None = None
    ) -> Extraction:
        """The skills of ``text`` with at least ``threshold`` confidence (the shipped one by default), best first.

        Offsets of the evidence are into ``text``. A text without skills gives none.

        Raises:
            EmptyText: ``text`` holds no letters.
            TextTooLong: ``text`` is over the limit.
        """
        analysis = analyse(text, language)
        engine, notes = self._for(analysis)
        reading = engine.read(analysis)
        least = engine.ranker.threshold if threshold is None else threshold
        found: list[FoundSkill] = []
        if reading.sentences:
            rows, scores = engine.ranked(reading)
            confidence = engine.ranker.confidence(scores)
            for row, sure in zip(rows, confidence, strict=True):
                if sure < least or (limit is not None and len(found) >= limit):
                    break
                uri = self.vocabulary.uris[row]
                found.append(
                    FoundSkill(uri, self.vocabulary.labels(int(row)), float(sure), _evidence(text, reading, int(row)))
                )
        return Extraction(analysis.language, engine.model, self.vocabulary.version, tuple(found), notes)

    def rank(self, text: str, language: str = "auto", limit: int = 100, labels: str = "v1.2") -> tuple[Ranked, ...]:
        """The ``limit`` best concepts of the whole vocabulary for ``text``, without a threshold.

        ``labels="v1.1"`` leaves out what ESCO 1.1 did not have.
        """
        analysis = analyse(text, language)
        engine, _ = self._for(analysis)
        reading = engine.read(analysis)
        if not reading.sentences:
            return ()
        rows, scores = engine.ranked(reading)
        allowed = self.vocabulary.restricted(labels)
        # Concepts beyond the candidates follow in the order of the first stage, below the last candidate.
        rest = np.argsort(-reading.dense, kind="stable")[: limit + 2 * len(rows)]
        rest = rest[~np.isin(rest, rows)]
        floor = float(scores.min()) - 1.0
        tail = floor + reading.dense[rest] - float(reading.dense.max())
        order = np.concatenate([rows, rest])
        values = np.concatenate([scores, tail])
        kept = allowed[order]
        return tuple(
            Ranked(self.vocabulary.uris[row], float(value))
            for row, value in zip(order[kept][:limit], values[kept][:limit], strict=True)
        )

    def ranked(self, reading: Reading) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Candidate rows and their raw scores, best first, ties by row."""
        rows = candidates(reading)
        table = features(reading, rows, self.background)
        scores = self.ranker.scores(table, self.spelling.likeness(reading.sentences, rows))
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def similarity(self, uris_a: Sequence[str], uris_b: Sequence[str]) -> NDArray[np.float32]:
        """Cosines ``float32[len(uris_a), len(uris_b)]`` of concepts; 0 for unknown uris."""
        rows_a, rows_b = self.concepts.rows(list(uris_a)), self.concepts.rows(list(uris_b))
        cosines = self.concepts.vectors[rows_a] @ self.concepts.vectors[rows_b].T
        cosines[rows_a < 0] = 0
        cosines[:, rows_b < 0] = 0
        return np.asarray(cosines, np.float32)

    def _for(self, analysis: Analysis) -> tuple[Engine, tuple[Note, ...]]:
        if len(analysis.sentences) > _MOST_SENTENCES and self.config.encoder != "static.v1":
            return self.fast, (*analysis.notes, Note("long-text", str(len(analysis.sentences))))
        return self, analysis.notes


def _evidence(text: str, reading: Reading, row: int) -> tuple[Evidence, ...]:
    """The sentences that gave the concept, best first: the best one, and others nearly as good."""
    near = reading.similarities[:, row]
    named = np.array(
        [max((hit.weight for hit in hits if hit.concept == row), default=0.0) for hits in reading.hits], np.float32
    )
    strength = near + _CUE_BONUS * named
    order = np.argsort(-strength, kind="stable")[:_EVIDENCE_SENTENCES]
    best = float(strength[order[0]])
    chosen = [int(at) for at in order if strength[at] >= best - _EVIDENCE_MARGIN]
    evidence = []
    for at in chosen:
        sentence = reading.sentences[at]
        hits = [hit for hit in reading.hits[at] if hit.concept == row]
        cue = None
        if hits:
            hit = max(hits, key=lambda hit: hit.weight)
            cue = _locate(text, sentence.start, sentence.end, sentence.text[hit.start : hit.end])
        evidence.append(
            Evidence(sentence.start, sentence.end, text[sentence.start : sentence.end], cue, float(strength[at]))
        )
    return tuple(evidence)


def _locate(text: str, start: int, end: int, words: str) -> tuple[int, int] | None:
    """Where ``words`` of a cleaned sentence stand in the original, across soft hyphens and line breaks."""
    gap = r"[\s\u00ad\u200b-]*"
    pattern = gap.join(re.escape(sign) for sign in words if not sign.isspace())
    match = re.compile(pattern, re.I).search(text, start, end)
    return (match.start(), match.end()) if match else None
