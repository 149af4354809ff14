"""The engine: text in, skills with evidence out."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine import registry
from osaamo.engine.config import EngineConfig
from osaamo.engine.embed import ConceptMatrix
from osaamo.engine.embed.remembering import Remembering
from osaamo.engine.extract.background import load_background
from osaamo.engine.extract.features import NAMES
from osaamo.engine.extract.reading import wording
from osaamo.engine.extract.spelling import Spelling
from osaamo.engine.extract.tier import Tier, pooled
from osaamo.engine.extract.trees import Trees
from osaamo.engine.records import LANGUAGES, Evidence, Extraction, FoundSkill, Note, Ranked
from osaamo.engine.text import analyse, configure, prefetch, words
from osaamo.engine.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from osaamo.engine.embed import Encoder
    from osaamo.engine.extract.reading import Reading
    from osaamo.engine.maps import Atlas
    from osaamo.engine.records import Analysis, Language

FOLDERS = {"transformer.v1": "encoder", "static.v1": "static"}
_FAST = ("static.v1",)
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
    return Trees(config.data / FOLDERS[config.encoders[0]] / "ranker.npz", NAMES)


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
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers whose mean ranks the concepts, the leading one first."""
        return tuple(self._tier(name) for name in self.config.encoders)

    @property
    def encoder(self) -> Encoder:
        """The encoder of the leading tier."""
        return self.tiers[0].encoder

    @property
    def concepts(self) -> ConceptMatrix:
        """The vectors of the concepts by the leading encoder, rows in vocabulary order."""
        return self.tiers[0].concepts

    @property
    def ranker(self) -> Trees:
        """The ranker of the leading tier; its calibration and threshold are those of the whole engine."""
        return self.tiers[0].ranker

    @cached_property
    def spelling(self) -> Spelling:
        """How alike sentences and names are spelled."""
        return Spelling(self.config.data / "spelling.npz", self.vocabulary)

    @cached_property
    def fast(self) -> Engine:
        """The same vocabulary with the static encoder: for bulk work and very long texts."""
        if self.config.encoders == _FAST:
            return self
        engine = Engine(replace(self.config, encoders=_FAST))
        engine.__dict__["vocabulary"] = self.vocabulary
        engine.__dict__["spelling"] = self.spelling
        if _FAST[0] in self.config.encoders:
            engine.__dict__["tiers"] = (self.tiers[self.config.encoders.index(_FAST[0])],)
        return engine

    @cached_property
    def remembering(self) -> Engine:
        """The same parts for texts that are read anew at every change: vectors of sentences are kept for a while.

        A vector may differ in its last digits from one made beside other sentences, so measured runs do not use it.
        """
        engine = Engine(self.config)
        engine.__dict__["vocabulary"] = self.vocabulary
        engine.__dict__["spelling"] = self.spelling
        engine.__dict__["tiers"] = tuple(replace(tier, encoder=Remembering(tier.encoder)) for tier in self.tiers)
        return engine

    @cached_property
    def atlas(self) -> Atlas:
        """The fixed places of all skills on maps."""
        from osaamo.engine.maps import load_atlas  # noqa: PLC0415 - loads SciPy, which only maps need

        return load_atlas(self.vocabulary.uris)

    @property
    def model(self) -> str:
        """Names and versions of everything that shapes a result, but the vocabulary."""
        return "+".join([*(tier.encoder.name for tier in self.tiers), self.ranker.version])

    def warm_up(self, language: Language = "fi") -> None:
        """Load every part, so that the next text is answered at full speed."""
        self.spelling.prepare(language)
        sample = {"fi": "Opiskelija osaa ohjelmoida.", "sv": "Studenten kan programmera."}
        self.extract(sample.get(language, "The student can program."), language=language)

    def read(self, analysis: Analysis) -> tuple[Reading, ...]:
        """What each tier sees of an analysed text; none when there is nothing to read in it."""
        for language in LANGUAGES:
            prefetch((w for s in analysis.sentences if s.language == language for w in words(s.text)), language)
        # The Finnish transducer starts in a process of its own while the weights are read here.
        tiers = self.tiers
        worded = wording(analysis.sentences, self.vocabulary.lexicon)
        return tuple(tier.read(worded) for tier in tiers) if worded.sentences else ()

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
        readings = engine.read(analysis)
        least = engine.ranker.threshold if threshold is None else threshold
        found: list[FoundSkill] = []
        if readings:
            rows, scores = engine.ranked(readings)
            confidence = engine.ranker.confidence(scores)
            for row, sure in zip(rows, confidence, strict=True):
                if sure < least or (limit is not None and len(found) >= limit):
                    break
                uri = self.vocabulary.uris[row]
                evidence = _evidence(text, readings[0], int(row))
                found.append(FoundSkill(uri, self.vocabulary.labels(int(row)), float(sure), evidence))
        return Extraction(analysis.language, engine.model, self.vocabulary.version, tuple(found), notes)

    def rank(self, text: str, language: str = "auto", limit: int = 100, labels: str = "v1.2") -> tuple[Ranked, ...]:
        """The ``limit`` best concepts of the whole vocabulary for ``text``, without a threshold.

        ``labels="v1.1"`` leaves out what ESCO 1.1 did not have.
        """
        analysis = analyse(text, language)
        engine, _ = self._for(analysis)
        readings = engine.read(analysis)
        if not readings:
            return ()
        rows, scores = engine.ranked(readings)
        allowed = self.vocabulary.restricted(labels)
        # Concepts beyond the candidates follow in the order of the first stage, below the last candidate.
        dense = np.mean([reading.dense for reading in readings], axis=0)
        rest = np.argsort(-dense, kind="stable")[: limit + 2 * len(rows)]
        rest = rest[~np.isin(rest, rows)]
        floor = float(scores.min()) - 1.0
        tail = floor + dense[rest] - float(dense.max())
        order = np.concatenate([rows, rest])
        values = np.concatenate([scores, tail])
        kept = allowed[order]
        return tuple(
            Ranked(self.vocabulary.uris[row], float(value))
            for row, value in zip(order[kept][:limit], values[kept][:limit], strict=True)
        )

    def ranked(self, readings: Sequence[Reading]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Candidate rows and the mean of the tiers' raw scores, best first, ties by row."""
        rows = pooled(readings)
        spelled = self.spelling.likeness(readings[0].sentences, rows)
        each = [tier.scores(reading, rows, spelled) for tier, reading in zip(self.tiers, readings, strict=True)]
        scores = np.mean(each, axis=0)
        order = np.lexsort((rows, -scores))
        return rows[order], scores[order]

    def similarity(self, uris_a: Sequence[str], uris_b: Sequence[str]) -> NDArray[np.float32]:
        """Cosines ``float32[len(uris_a), len(uris_b)]`` of concepts; 0 for unknown uris."""
        rows_a, rows_b = self.concepts.rows(list(uris_a)), self.concepts.rows(list(uris_b))
        cosines = self.concepts.vectors[rows_a] @ self.concepts.vectors[rows_b].T
        cosines[rows_a < 0] = 0
        cosines[:, rows_b < 0] = 0
        return np.asarray(cosines, np.float32)

    def vectors(self, uris: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors ``float32[len(uris), dimension]`` of concepts by the leading encoder; zeros for unknown uris."""
        rows = self.concepts.rows(list(uris))
        return np.where(rows[:, None] >= 0, self.concepts.vectors[rows], np.float32(0))

    def _for(self, analysis: Analysis) -> tuple[Engine, tuple[Note, ...]]:
        if len(analysis.sentences) > _MOST_SENTENCES and self.config.encoders != _FAST:
            return self.fast, (*analysis.notes, Note("long-text", str(len(analysis.sentences))))
        return self, analysis.notes

    def _tier(self, name: str) -> Tier:
        config = replace(self.config, encoders=(name,))
        encoder: Encoder = registry.make("encoder", name, config)
        concepts = ConceptMatrix(config.data / FOLDERS[name])
        if concepts.uris != self.vocabulary.uris:
            labels = [concept.labels for concept in self.vocabulary.concepts]
            concepts = concepts.aligned(self.vocabulary.uris, labels, encoder)
        ranker: Trees = registry.make("ranker", config.ranker, config)
        return Tier(encoder, concepts, ranker, load_background(self.vocabulary, concepts, config.data))


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
