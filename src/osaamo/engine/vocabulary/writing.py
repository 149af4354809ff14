"""From a draft to a stored vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.records import LANGUAGES
from osaamo.engine.vocabulary.compiling import compile_lexicon
from osaamo.engine.vocabulary.draft import KINDS
from osaamo.engine.vocabulary.store import Array, join_strings, write_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from osaamo.engine.records import Language
    from osaamo.engine.vocabulary.draft import Draft, DraftConcept, DraftGroup, DraftOccupation

Parts = dict[str, dict[str, Array]]


def write_vocabulary(
    draft: Draft, folder: Path, *, lexicons: Callable[[Language], dict[str, Array] | None] | None = None
) -> dict[str, object]:
    """Stores ``draft`` in the existing ``folder`` and returns the manifest.

    ``lexicons`` gives the compiled lexicon of a language where the caller has one already, else ``None``.
    """
    parts = encode(draft)
    for language in LANGUAGES:
        made = lexicons(language) if lexicons else None
        parts[f"lexicon_{language}"] = made if made is not None else compile_lexicon(draft, language)
    facts: dict[str, object] = {
        "version": draft.name,
        "skills": len(draft.concepts),
        "occupations": len(draft.occupations),
        "groups": len(draft.groups),
        "terms": {language: len(parts[f"lexicon_{language}"]["counts"]) for language in LANGUAGES},
    }
    return write_parts(folder, parts, facts)


def encode(draft: Draft) -> Parts:
    """Everything of ``draft`` but its lexicons, as arrays."""
    index = {concept.uri: at for at, concept in enumerate(draft.concepts)}
    codes = [group.code for group in draft.groups]
    place = {code: at for at, code in enumerate(codes)}
    concepts = draft.concepts
    today = {concept.uri: concept.labels.get("en") for concept in concepts}
    collections = sorted({key for concept in concepts for key in concept.collections})
    return {
        "concepts": {
            "uris": join_strings([concept.uri for concept in concepts]),
            "kinds": np.array([KINDS.index(concept.kind) for concept in concepts], np.uint8),
            "themes": np.array([concept.theme for concept in concepts], np.int16),
            "in_v1_1": np.array([concept.in_v1_1 for concept in concepts], np.bool_),
            "group_codes": join_strings(codes),
            **_ragged("groups", [[place[code] for code in concept.groups if code in place] for concept in concepts]),
            **_ragged("broader", [[index[uri] for uri in concept.broader if uri in index] for concept in concepts]),
            "collection_names": join_strings(collections),
            **_ragged("collections", [[collections.index(key) for key in c.collections] for c in concepts]),
            **_related(draft, index),
        },
        "labels": {
            **_labels(concepts),
            # Nearly all are the label of today: "" stands for it.
            "v1_1_labels": join_strings(["" if label == today.get(uri) else label for label, uri in draft.v1_1]),
            "v1_1_index": np.array([index.get(uri, -1) for _, uri in draft.v1_1], np.int32),
        },
        "groups": {**_groups("skill", draft.groups), **_groups("isco", draft.isco)},
        "occupations": {
            "uris": join_strings([occupation.uri for occupation in draft.occupations]),
            "isco": join_strings([occupation.isco for occupation in draft.occupations]),
            **_labels(draft.occupations),
            **_profiles(draft.occupations, index),
        },
    }


def _labels(things: Sequence[DraftConcept] | Sequence[DraftOccupation]) -> dict[str, Array]:
    arrays: dict[str, Array] = {}
    for language in LANGUAGES:
        arrays[f"label_{language}"] = join_strings([thing.labels.get(language, "") for thing in things])
        lists = [thing.alternatives.get(language, ()) for thing in things]
        arrays[f"alt_{language}"] = join_strings([term for terms in lists for term in terms])
        arrays[f"alt_{language}_offsets"] = _offsets(lists)
    return arrays


def _groups(tree: str, groups: Sequence[DraftGroup]) -> dict[str, Array]:
    return {
        f"{tree}_codes": join_strings([group.code for group in groups]),
        f"{tree}_uris": join_strings([group.uri for group in groups]),
        f"{tree}_parents": join_strings([group.parent for group in groups]),
        **{
            f"{tree}_{language}": join_strings([group.labels.get(language, "") for group in groups])
            for language in LANGUAGES
        },
    }


def _related(draft: Draft, index: dict[str, int]) -> dict[str, Array]:
    rows = sorted(
        (index[skill], index[other], essential)
        for (skill, other), essential in draft.related.items()
        if skill in index and other in index
    )
    return {
        "related_from": np.array([row[0] for row in rows], np.int32),
        "related_to": np.array([row[1] for row in rows], np.int32),
        "related_essential": np.array([row[2] for row in rows], np.bool_),
    }


def _profiles(occupations: Sequence[DraftOccupation], index: dict[str, int]) -> dict[str, Array]:
    profiles = [
        sorted((index[uri], essential) for uri, essential in occupation.profile.items() if uri in index)
        for occupation in occupations
    ]
    return {
        **_ragged("profile", [[skill for skill, _ in profile] for profile in profiles]),
        "profile_essential": np.array([essential for profile in profiles for _, essential in profile], np.bool_),
    }


def _ragged(name: str, lists: Sequence[Sequence[int]]) -> dict[str, Array]:
    flat = [item for items in lists for item in items]
    return {name: np.array(flat, np.int32), f"{name}_offsets": _offsets(lists)}


def _offsets(lists: Iterable[Sequence[object]]) -> Array:
    lengths = [len(items) for items in lists]
    return np.concatenate([np.zeros(1, np.int32), np.cumsum(lengths, dtype=np.int32)])
