"""The atlas for the browser: land, names, and the place and label of every skill; the same for everybody."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.web.maps import UNIT


def atlas_version() -> str:
    """Changes when the vocabulary or its places change; the address of the file has it, so it may be kept for ever."""
    engine = competence.engine()
    made = hashlib.sha256(engine.vocabulary.version.encode())
    made.update(engine.atlas.places.tobytes())
    return made.hexdigest()[:16]


def atlas_file(language: str) -> bytes:
    """The atlas as gzipped JSON.

    ``islands`` have ``id``, ``name``, middle ``x`` and ``y``, radius ``r`` and ``coast``, a ring ``[x, y, x, y ...]``;
    ``places`` is ``[x, y, theme, x, y, theme ...]`` for the skills named in ``labels``. The unit square is
    :data:`osaamo.web.maps.UNIT` wide.
    """
    return _file(language, atlas_version())


@lru_cache(maxsize=12)
def _file(language: str, _version: str) -> bytes:
    engine = competence.engine()
    atlas, vocabulary = engine.atlas, engine.vocabulary
    islands = [
        {
            "id": island.theme,
            "name": _capital(island.labels.best(language)),
            "x": round(island.x * UNIT),
            "y": round(island.y * UNIT),
            "r": round(island.radius * UNIT),
            "coast": [round(value * UNIT) for point in ring for value in point],
        }
        for island, ring in zip(atlas.islands, door.coasts(atlas.islands), strict=True)
    ]
    uris = sorted(atlas.rows, key=atlas.rows.__getitem__)
    places = [value for theme, x, y in atlas.locate(uris) for value in (round(x * UNIT), round(y * UNIT), theme)]
    labels = [vocabulary.labels(uri).best(language) for uri in uris]
    text = json.dumps({"unit": UNIT, "islands": islands, "places": places, "labels": labels}, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
