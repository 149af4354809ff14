"""Lays imported records over a draft.

Imported labels take over; what stood there before stays as an alternative, behind the imported ones. A concept keeps
its place, and what is new goes to the end in the order of uris, so that matrices made for the packaged vocabulary
still fit. Laying the same records twice changes nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, cast

from osaamo.engine.records import LANGUAGES
from osaamo.engine.vocabulary.draft import KINDS, DraftConcept, DraftGroup, DraftOccupation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.engine.vocabulary.draft import Draft


class Record(Protocol):
    """What every imported record tells of itself; see :mod:`osaamo.connectors.vocabulary_records` for its fields."""

    @property
    def what(self) -> Literal["concept", "relation", "member", "broken"]:
        """What kind of record it is."""
        ...


class _Concept(Protocol):
    uri: str
    kind: str
    labels: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]
    skill_type: str
    code: str
    broader: tuple[str, ...]


class _Relation(Protocol):
    subject: str
    target: str
    relation: str
    essential: bool
    subject_kind: str


class _Member(Protocol):
    uri: str
    collection: str


class _Broken(Protocol):
    source: str
    line: int
    code: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that was not taken in: where it stands, a stable reason and an English sentence."""

    source: str
    line: int
    code: str
    detail: str
    raw: str = ""


@dataclass(slots=True)
class Merged:
    """What the merging did."""

    added: int = 0
    changed: int = 0
    relations: int = 0
    members: int = 0
    records: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)


class Merger:
    """Takes records one by one; :meth:`finish` lays them over the draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._skills = {concept.uri: concept for concept in draft.concepts}
        self._occupations = {occupation.uri: occupation for occupation in draft.occupations}
        self._groups = {group.uri: group for group in draft.groups if group.uri}
        self._isco = {group.uri: group for group in draft.isco if group.uri}
        self._before = {uri: _fingerprint(thing) for uri, thing in (self._skills | self._occupations).items()}
        self._broader: dict[str, list[str]] = {}
        self._profiles: dict[str, dict[str, bool]] = {}
        self._related: dict[tuple[str, str], bool] = {}
        self._collections: dict[str, set[str]] = {}
        self._merged = Merged()

    def take(self, records: Iterable[Record]) -> None:
        """Takes in ``records``."""
        for record in records:
            self._merged.records += 1
            if record.what == "concept":
                self._take_concept(cast("_Concept", record))
            elif record.what == "relation":
                self._take_relation(cast("_Relation", record))
            elif record.what == "member":
                member = cast("_Member", record)
                self._collections.setdefault(member.collection, set()).add(member.uri)
            else:
                broken = cast("_Broken", record)
                self._merged.quarantined.append(
                    Quarantined(broken.source, broken.line, broken.code, broken.detail, broken.raw)
                )

    def finish(self) -> Merged:
        """Lays everything over the draft and tells what changed."""
        self._lay_broader()
        self._lay_requirements()
        self._lay_collections()
        draft, merged = self._draft, self._merged
        places = {concept.uri: at for at, concept in enumerate(draft.concepts)}
        draft.concepts.extend(sorted((c for u, c in self._skills.items() if u not in places), key=lambda c: c.uri))
        known = {occupation.uri for occupation in draft.occupations}
        draft.occupations.extend(
            sorted((o for u, o in self._occupations.items() if u not in known), key=lambda o: o.uri)
        )
        _add_groups(draft.groups, self._groups)
        _add_groups(draft.isco, self._isco)
        for uri, thing in (self._skills | self._occupations).items():
            if uri not in self._before:
                merged.added += 1
            elif self._before[uri] != _fingerprint(thing):
                merged.changed += 1
        return merged

    def _take_concept(self, record: _Concept) -> None:
        target: DraftConcept | DraftOccupation | DraftGroup
        if record.kind == "skill":
            target = skill = self._skills.setdefault(record.uri, DraftConcept(record.uri))
            # The language groups are finer than ESCO's two types; keep what they tell.
            if record.skill_type in KINDS[1:] and skill.kind != "language":
                skill.kind = record.skill_type
        elif record.kind == "occupation":
            target = occupation = self._occupations.setdefault(record.uri, DraftOccupation(record.uri))
            occupation.isco = record.code or occupation.isco
        else:
            tree = self._groups if record.kind == "skill-group" else self._isco
            target = tree.setdefault(record.uri, DraftGroup(_group_code(record), record.uri))
        for language in LANGUAGES:
            if label := record.labels.get(language):
                others = record.alternatives.get(language, ())
                if isinstance(target, DraftGroup):
                    target.labels[language] = label
                else:
                    _lay_labels(target, language, label, others)
        if record.broader:
            self._broader.setdefault(record.uri, []).extend(record.broader)

    def _take_relation(self, record: _Relation) -> None:
        if record.relation == "broader":
            self._broader.setdefault(record.subject, []).append(record.target)
        elif record.subject_kind == "occupation":
            profile = self._profiles.setdefault(record.subject, {})
            profile[record.target] = record.essential or profile.get(record.target, False)
        else:
            self._related[record.subject, record.target] = record.essential

    def _lay_broader(self) -> None:
        for uri, targets in self._broader.items():
            above = list(dict.fromkeys(targets))
            unknown = [target for target in above if not self._is_known(target)]
            for target in unknown:
                self._unknown(uri, target)
            self._merged.relations += len(above) - len(unknown)
            if uri in self._skills:
                skill = self._skills[uri]
                skill.broader = tuple(sorted(target for target in above if target in self._skills)) or skill.broader
                codes = sorted(self._groups[target].code for target in above if target in self._groups)
                # The main group decides the theme: it stays first as long as it is still among them.
                codes.sort(key=lambda code: code not in skill.groups[:1])
                skill.groups = tuple(codes) or skill.groups
            elif uri in self._groups or uri in self._isco:
                tree = self._groups if uri in self._groups else self._isco
                tree[uri].parent = next((tree[t].code for t in above if t in tree), tree[uri].parent)
            elif uri not in self._occupations:
                self._unknown(uri, uri)

    def _lay_requirements(self) -> None:
        for uri, profile in self._profiles.items():
            known = {skill: essential for skill, essential in profile.items() if skill in self._skills}
            for skill in profile.keys() - known.keys():
                self._unknown(uri, skill)
            if uri not in self._occupations:
                self._unknown(uri, uri)
            elif known:
                # A published profile replaces ours, it does not mix with it.
                self._occupations[uri].profile = known
                self._merged.relations += len(known)
        for (skill, other), essential in self._related.items():
            missing = [uri for uri in (skill, other) if uri not in self._skills]
            if missing:
                self._unknown(skill, missing[0])
            else:
                self._draft.related[skill, other] = essential
                self._merged.relations += 1

    def _lay_collections(self) -> None:
        for key, uris in self._collections.items():
            for uri in sorted(uris - self._skills.keys() - self._occupations.keys()):
                self._unknown(key, uri)
            for uri, skill in self._skills.items():
                others = [other for other in skill.collections if other != key]
                skill.collections = tuple(sorted([*others, key] if uri in uris else others))
            self._merged.members += len(uris & self._skills.keys())

    def _is_known(self, uri: str) -> bool:
        return any(uri in known for known in (self._skills, self._occupations, self._groups, self._isco))

    def _unknown(self, subject: str, uri: str) -> None:
        self._merged.quarantined.append(
            Quarantined(
                subject, 0, "unknown-uri", f"{uri} is not in the vocabulary, so its relation was left out.", uri
            )
        )


def reasons(quarantined: Iterable[Quarantined]) -> dict[str, int]:
    """How many things were not taken in for each reason, most first."""
    return dict(Counter(item.code for item in quarantined).most_common())


def _lay_labels(target: DraftConcept | DraftOccupation, language: str, label: str, others: tuple[str, ...]) -> None:
    earlier = target.labels.get(language, "")
    terms = dict.fromkeys((*others, *target.alternatives.get(language, ()), *([earlier] if earlier else [])))
    terms.pop(label, None)
    target.labels[language] = label
    if terms:
        target.alternatives[language] = tuple(terms)


def _group_code(record: _Concept) -> str:
    code = record.code or record.uri.rsplit("/", 1)[-1]
    # ESCO writes the fields of education without the letter that its own tree of skills gives them.
    return f"K{code}" if "/isced-f/" in record.uri and not code.startswith("K") else code


def _add_groups(known: list[DraftGroup], merged: Mapping[str, DraftGroup]) -> None:
    codes = {group.code for group in known}
    known.extend(sorted((g for g in merged.values() if g.code not in codes), key=lambda group: group.code))


def _fingerprint(thing: DraftConcept | DraftOccupation) -> tuple[object, ...]:
    shared = (tuple(sorted(thing.labels.items())), tuple(sorted(thing.alternatives.items())))
    if isinstance(thing, DraftOccupation):
        return (*shared, thing.isco, tuple(sorted(thing.profile.items())))
    return (*shared, thing.kind, thing.groups, thing.broader, thing.collections)
