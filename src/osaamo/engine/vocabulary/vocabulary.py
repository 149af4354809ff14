"""The vocabulary: skills, occupations, their groups and relations, read from a stored vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.errors import UnknownSkill
from osaamo.engine.records import LANGUAGES, Concept, Labels
from osaamo.engine.vocabulary.draft import KINDS
from osaamo.engine.vocabulary.lexicon import Lexicon
from osaamo.engine.vocabulary.store import PACKAGED, Array, Part, read_manifest, read_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from osaamo.engine.records import Language

ESCO_VERSIONS = ("v1.1", "v1.2")


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation; ``isco`` is its ISCO-08 unit group."""

    uri: str
    isco: str
    labels: Labels
    alternatives: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of skills or occupations; ``parent`` is the code above it, ``""`` at the top."""

    code: str
    uri: str
    parent: str
    labels: Labels


class Vocabulary:
    """A vocabulary of skills, each known by its uri and by its index.

    Indices run from 0 to ``len - 1``. Every vocabulary made from the packaged one by an import keeps the packaged
    indices and appends what is new, so matrices made for the packaged vocabulary still fit.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        """Use :meth:`load`."""
        self.folder = folder
        self.manifest = manifest
        self.version = str(manifest["version"])
        self._parts: dict[str, Part] = {}
        self._lexicons: dict[str, Lexicon] = {}
        self._others: dict[str, tuple[list[str], Array]] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Vocabulary:
        """The vocabulary stored in the folder ``path``, by default the packaged one. Reading is lazy.

        Raises:
            BrokenArtefact: a file is missing or damaged, now or when it is first needed.
        """
        folder = path or PACKAGED
        return cls(folder, read_manifest(folder))

    def __len__(self) -> int:
        return len(self.uris)

    def __contains__(self, uri: object) -> bool:
        return uri in self._index

    @cached_property
    def uris(self) -> tuple[str, ...]:
        """The uris of all skills in index order."""
        return tuple(self._part("concepts").strings("uris"))

    @cached_property
    def _index(self) -> dict[str, int]:
        return {uri: at for at, uri in enumerate(self.uris)}

    def index_of(self, uri: str) -> int:
        """The index of the skill ``uri``.

        Raises:
            UnknownSkill: it is not in this vocabulary.
        """
        try:
            return self._index[uri]
        except KeyError:
            raise UnknownSkill(
                f"The skill {uri} is not in the vocabulary {self.version}. Search for it by name.",
                uri=uri,
            ) from None

    def concept(self, skill: int | str) -> Concept:
        """The skill with this index or uri.

        Raises:
            UnknownSkill: there is none.
        """
        at = self._place(skill)
        group = self._ragged("concepts", "groups", at)
        return Concept(
            self.uris[at],
            self.labels(at),
            KINDS[self._kinds[at]],
            self._group_codes[int(group[0])] if len(group) else "",
            int(self.themes[at]),
        )

    @cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """All skills in index order."""
        return tuple(self.concept(at) for at in range(len(self)))

    def labels(self, skill: int | str) -> Labels:
        """The preferred labels of the skill with this index or uri."""
        at = self._place(skill)
        return Labels(*(column[at] for column in self._columns))

    def alternatives(self, skill: int | str, language: Language) -> tuple[str, ...]:
        """The other labels of the skill in ``language``."""
        at = self._place(skill)
        texts, offsets = self._alternatives(language)
        return tuple(texts[offsets[at] : offsets[at + 1]])

    def groups_of(self, skill: int | str) -> tuple[str, ...]:
        """The codes of all groups that hold the skill, its main group first."""
        return tuple(self._group_codes[int(g)] for g in self._ragged("concepts", "groups", self._place(skill)))

    def broader(self, skill: int | str) -> tuple[int, ...]:
        """The indices of the skills right above this one."""
        return tuple(int(at) for at in self._ragged("concepts", "broader", self._place(skill)))

    def narrower(self, skill: int | str) -> tuple[int, ...]:
        """The indices of the skills right below this one."""
        return self._narrower.get(self._place(skill), ())

    def related(self, skill: int | str) -> tuple[tuple[int, bool], ...]:
        """The skills that this one requires: index, and whether it is essential (else optional)."""
        at = self._place(skill)
        part = self._part("concepts")
        start, end = np.searchsorted(part.numbers("related_from"), [at, at + 1])
        others = part.numbers("related_to")[start:end].tolist()
        return tuple(zip(others, part.numbers("related_essential")[start:end].tolist(), strict=True))

    def restricted(self, esco: str) -> Array:
        """A mask ``bool[len]``: which skills ESCO ``v1.1`` (or ``v1.2``) has.

        A skill of v1.2 counts as in v1.1 when the v1.1 list has its uri or a label that became its own.

        Raises:
            ValueError: the version is not one of :data:`ESCO_VERSIONS`.
        """
        if esco not in ESCO_VERSIONS:
            raise ValueError(f"ESCO {esco} is not known here. Choose one of: {', '.join(ESCO_VERSIONS)}.")
        if esco == "v1.1":
            return self._part("concepts").numbers("in_v1_1")
        return np.ones(len(self), np.bool_)

    @cached_property
    def v1_1_labels(self) -> tuple[tuple[str, int], ...]:
        """The labels of ESCO v1.1.0 in its order, each with the index of its skill, -1 where v1.2 has none."""
        part = self._part("labels")
        english = part.strings("label_en")
        return tuple(
            (label or english[at], at)
            for label, at in zip(part.strings("v1_1_labels"), part.numbers("v1_1_index").tolist(), strict=True)
        )

    @property
    def kinds(self) -> Array:
        """The kind of each skill, ``uint8[len]``: places in :data:`~osaamo.engine.vocabulary.draft.KINDS`."""
        return self._kinds

    @cached_property
    def themes(self) -> Array:
        """The theme id of each skill, ``int16[len]``; -1 where it has none."""
        return self._part("concepts").numbers("themes")

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """The groups of skills by code."""
        return self._read_groups("skill")

    @cached_property
    def isco_groups(self) -> Mapping[str, Group]:
        """The ISCO-08 groups of occupations by code."""
        return self._read_groups("isco")

    @cached_property
    def collections(self) -> Mapping[str, Array]:
        """Named collections (``digital``, ``green`` ...) as masks ``bool[len]``; filled by an import."""
        part = self._part("concepts")
        offsets = part.numbers("collections_offsets")
        owner = np.repeat(np.arange(len(self)), np.diff(offsets))
        masks = {}
        for at, name in enumerate(part.strings("collection_names")):
            mask = np.zeros(len(self), np.bool_)
            mask[owner[part.numbers("collections") == at]] = True
            masks[name] = mask
        return masks

    @cached_property
    def occupations(self) -> tuple[Occupation, ...]:
        """All occupations."""
        part = self._part("occupations")
        labels = [part.strings(f"label_{language}") for language in LANGUAGES]
        others = {
            language: (part.strings(f"alt_{language}"), part.numbers(f"alt_{language}_offsets"))
            for language in LANGUAGES
        }
        return tuple(
            Occupation(
                uri,
                isco,
                Labels(*(column[at] for column in labels)),
                {lang: tuple(texts[offs[at] : offs[at + 1]]) for lang, (texts, offs) in others.items()},
            )
            for at, (uri, isco) in enumerate(zip(part.strings("uris"), part.strings("isco"), strict=True))
        )

    def occupation(self, uri: str) -> Occupation:
        """The occupation ``uri``.

        Raises:
            UnknownSkill: it is not in this vocabulary.
        """
        return self.occupations[self._occupation_place(uri)]

    def profile(self, occupation_uri: str) -> tuple[tuple[int, bool], ...]:
        """The skills of an occupation: index, and whether it is essential. Empty where no profile is known.

        Raises:
            UnknownSkill: the occupation is not in this vocabulary.
        """
        part = self._part("occupations")
        at = self._occupation_place(occupation_uri)
        start, end = part.numbers("profile_offsets")[at : at + 2].tolist()
        return tuple(
            zip(
                part.numbers("profile")[start:end].tolist(),
                part.numbers("profile_essential")[start:end].tolist(),
                strict=True,
            )
        )

    def lexicon(self, language: Language) -> Lexicon:
        """The terms of ``language`` for matching; loaded once."""
        if language not in self._lexicons:
            self._lexicons[language] = Lexicon(self.folder, language)
        return self._lexicons[language]

    def _part(self, name: str) -> Part:
        if name not in self._parts:
            self._parts[name] = read_part(self.folder, self.manifest, name)
        return self._parts[name]

    def _place(self, skill: int | str) -> int:
        if isinstance(skill, str):
            return self.index_of(skill)
        if not 0 <= skill < len(self):
            raise UnknownSkill(
                f"The vocabulary {self.version} has {len(self):,} skills; there is no number {skill}.", uri=str(skill)
            )
        return int(skill)

    def _ragged(self, part: str, name: str, at: int) -> Array:
        opened = self._part(part)
        start, end = opened.numbers(f"{name}_offsets")[at : at + 2]
        found: Array = opened.numbers(name)[start:end]
        return found

    @cached_property
    def _kinds(self) -> Array:
        return self._part("concepts").numbers("kinds")

    @cached_property
    def _group_codes(self) -> list[str]:
        return self._part("concepts").strings("group_codes")

    @cached_property
    def _columns(self) -> tuple[Sequence[str], ...]:
        return tuple(self._part("labels").strings(f"label_{language}") for language in LANGUAGES)

    def _alternatives(self, language: Language) -> tuple[list[str], Array]:
        if language not in self._others:
            part = self._part("labels")
            self._others[language] = part.strings(f"alt_{language}"), part.numbers(f"alt_{language}_offsets")
        return self._others[language]

    @cached_property
    def _narrower(self) -> dict[int, tuple[int, ...]]:
        below: dict[int, list[int]] = {}
        for at in range(len(self)):
            for parent in self.broader(at):
                below.setdefault(parent, []).append(at)
        return {parent: tuple(children) for parent, children in below.items()}

    @cached_property
    def _occupation_index(self) -> dict[str, int]:
        return {uri: at for at, uri in enumerate(self._part("occupations").strings("uris"))}

    def _occupation_place(self, uri: str) -> int:
        try:
            return self._occupation_index[uri]
        except KeyError:
            raise UnknownSkill(
                f"The occupation {uri} is not in the vocabulary {self.version}. Search for it by name.", uri=uri
            ) from None

    def _read_groups(self, tree: str) -> dict[str, Group]:
        part = self._part("groups")
        columns = [part.strings(f"{tree}_{name}") for name in ("codes", "uris", "parents", *LANGUAGES)]
        return {
            code: Group(code, uri, parent, Labels(fi, sv, en))
            for code, uri, parent, fi, sv, en in zip(*columns, strict=True)
        }
