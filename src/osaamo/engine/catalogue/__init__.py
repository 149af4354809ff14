"""Search in a catalogue of courses: words in all their forms, typing errors, meaning across languages, facets."""

from functools import cache

from osaamo.engine import registry
from osaamo.engine.catalogue.facets import Facets
from osaamo.engine.catalogue.index import Found, Index, open_index
from osaamo.engine.catalogue.reasons import best_reason
from osaamo.engine.catalogue.records import Document, Reason
from osaamo.engine.catalogue.shelf import Shelf
from osaamo.engine.config import EngineConfig
from osaamo.engine.embed import Encoder

__all__ = ["Document", "Facets", "Found", "Index", "Reason", "Shelf", "best_reason", "catalogue_encoder", "open_index"]


@cache
def catalogue_encoder() -> Encoder:
    """The encoder of catalogues: the fast one, which encodes a query in about a millisecond."""
    encoder: Encoder = registry.make("encoder", "static.v1", EngineConfig())
    return encoder
