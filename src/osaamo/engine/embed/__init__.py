"""Encoders and the vectors of the concepts."""

from osaamo.engine.embed.base import Encoder
from osaamo.engine.embed.concepts import ConceptMatrix

__all__ = ["ConceptMatrix", "Encoder"]
