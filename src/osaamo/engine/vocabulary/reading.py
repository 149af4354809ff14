"""From a stored vocabulary back to a draft, to build on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.engine.records import LANGUAGES
from osaamo.engine.vocabulary.draft import KINDS, Draft, DraftConcept, DraftGroup, DraftOccupation
from osaamo.engine.vocabulary.store import read_part

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osaamo.engine.records import Labels, Language
    from osaamo.engine.vocabulary.store import Array
    from osaamo.engine.vocabulary.vocabulary import Group, Vocabulary

_LEXICON = ("keys", "counts", "concepts", "sources", "strict", "cases", "case_texts", "weights")


def draft_of(vocabulary: Vocabulary) -> Draft:
    """Everything ``vocabulary`` holds but its lexicons, which are made from it.

    Raises:
        BrokenArtefact: a file is missing or damaged.
    """
    members: dict[int, list[str]] = {}
    for key, mask in vocabulary.collections.items():
        for at in mask.nonzero()[0].tolist():
            members.setdefault(at, []).append(key)
    old = vocabulary.restricted("v1.1")
    uris = vocabulary.uris
    return Draft(
        name=str(vocabulary.manifest["version"]).rsplit(".", 1)[0],
        concepts=[
            DraftConcept(
                uri=uri,
                kind=KINDS[vocabulary.kinds[at]],
                groups=vocabulary.groups_of(at),
                labels=_filled(vocabulary.labels(at)),
                alternatives={
                    language: texts for language in LANGUAGES if (texts := vocabulary.alternatives(at, language))
                },
                broader=tuple(uris[above] for above in vocabulary.broader(at)),
                theme=int(vocabulary.themes[at]),
                in_v1_1=bool(old[at]),
                collections=tuple(members.get(at, ())),
            )
            for at, uri in enumerate(uris)
        ],
        occupations=[
            DraftOccupation(
                uri=occupation.uri,
                isco=occupation.isco,
                labels=_filled(occupation.labels),
                alternatives={language: texts for language, texts in occupation.alternatives.items() if texts},
                profile={uris[skill]: essential for skill, essential in vocabulary.profile(occupation.uri)},
            )
            for occupation in vocabulary.occupations
        ],
        groups=_groups(vocabulary.groups.values()),
        isco=_groups(vocabulary.isco_groups.values()),
        related={
            (uri, uris[other]): essential for at, uri in enumerate(uris) for other, essential in vocabulary.related(at)
        },
        v1_1=[(label, uris[at] if at >= 0 else "") for label, at in vocabulary.v1_1_labels],
    )


def lexicon_arrays(vocabulary: Vocabulary, language: Language) -> dict[str, Array]:
    """The stored lexicon of ``language`` as it was written.

    Raises:
        BrokenArtefact: the file is missing or damaged.
    """
    part = read_part(vocabulary.folder, vocabulary.manifest, f"lexicon_{language}")
    return {name: part.numbers(name) for name in _LEXICON}


def _filled(labels: Labels) -> dict[str, str]:
    return {language: text for language, text in labels.as_dict().items() if text}


def _groups(groups: Iterable[Group]) -> list[DraftGroup]:
    return [DraftGroup(group.code, group.uri, group.parent, _filled(group.labels)) for group in groups]
