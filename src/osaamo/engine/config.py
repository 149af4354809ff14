"""What an engine is made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PACKAGED_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Names of the parts and where their files lie.

    Attributes:
        encoders: of ``"transformer.v1"`` (exact) and ``"static.v1"`` (thousands of sentences a second). Of several
            the mean of their scores counts; the first leads: it finds the evidence and calibrates.
        ranker: ``"trees.v1"``.
        data: folder of the shipped weights.
        vocabulary: folder of an imported vocabulary, ``None`` for the packaged one.
        cache_dir: folder of caches, ``None`` for the user's cache folder.
        threads: threads of the encoder; more than one helps only on an idle machine.
    """

    encoders: tuple[str, ...] = ("transformer.v1", "static.v1")
    ranker: str = "trees.v1"
    data: Path = PACKAGED_DATA
    vocabulary: Path | None = None
    cache_dir: Path | None = None
    threads: int = 1
