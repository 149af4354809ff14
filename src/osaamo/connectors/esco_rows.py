"""One row of each ESCO table as a plain record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osaamo.connectors.vocabulary_records import (
    BrokenRecord,
    ConceptRecord,
    MemberRecord,
    RelationRecord,
    is_uri,
    split_labels,
)

if TYPE_CHECKING:
    from osaamo.connectors.rows import Row
    from osaamo.connectors.vocabulary_records import Kind, VocabularyRecord

Reader = Callable[["Row", str], "VocabularyRecord"]


@dataclass(frozen=True, slots=True)
class Table:
    """How one table is read: its place in the order, the columns it must have, and what makes a record of a row."""

    order: int
    columns: tuple[str, ...]
    read: Reader


COLLECTION_COLUMNS = ("conceptUri",)

_SKILL_TYPES = {"knowledge": "knowledge", "skill/competence": "skill", "skill": "skill", "": ""}
_ESSENTIAL = {"essential": True, "optional": False}


def read_member(collection: str) -> Reader:
    """A reader for the rows of the collection of this name (``digital`` of ``digitalSkillsCollection``)."""

    def read(row: Row, language: str) -> VocabularyRecord:
        del language
        uri = _text(row.cells, "conceptUri")
        return MemberRecord(uri, collection) if is_uri(uri) else _no_uri(uri, "conceptUri")

    return read


def _concept(kind: Kind, code_column: str = "") -> Reader:
    def read(row: Row, language: str) -> VocabularyRecord:
        cells = row.cells
        uri = _text(cells, "conceptUri")
        if not is_uri(uri):
            return _no_uri(uri, "conceptUri")
        label = " ".join(_text(cells, "preferredLabel").split())
        if not label:
            return _broken("no-label", f"The concept {uri} has no preferredLabel.")
        skill_type = _text(cells, "skillType")
        if skill_type not in _SKILL_TYPES:
            return _broken("unknown-kind", f"The skillType {skill_type!r} is not known.")
        others = dict.fromkeys((*split_labels(_text(cells, "altLabels")), *split_labels(_text(cells, "hiddenLabels"))))
        others.pop(label, None)
        return ConceptRecord(
            uri=uri,
            kind=kind,
            labels={language: label},
            alternatives={language: tuple(others)},
            skill_type=_skill_type(skill_type, cells),
            code=_text(cells, code_column).rsplit("/", 1)[-1].removeprefix("C") if code_column else "",
            scheme="esco",
        )

    return read


def _skill_type(written: str, cells: Mapping[str, Any]) -> str:
    # ESCO marks transversal skills by how widely they are reused, not by type.
    if written != "knowledge" and _text(cells, "reuseLevel") == "transversal":
        return "transversal"
    return _SKILL_TYPES[written]


def _occupation_skill(row: Row, language: str) -> VocabularyRecord:
    del language
    return _requires(row, "occupationUri", "skillUri", subject_kind="occupation")


def _skill_skill(row: Row, language: str) -> VocabularyRecord:
    del language
    return _requires(row, "originalSkillUri", "relatedSkillUri", subject_kind="skill")


def _requires(row: Row, subject_column: str, target_column: str, *, subject_kind: Any) -> VocabularyRecord:
    subject, target = _text(row.cells, subject_column), _text(row.cells, target_column)
    for column, uri in ((subject_column, subject), (target_column, target)):
        if not is_uri(uri):
            return _no_uri(uri, column)
    relation = _text(row.cells, "relationType")
    if relation not in _ESSENTIAL:
        return _broken("bad-relation", f"The relationType {relation!r} is neither essential nor optional.")
    return RelationRecord(subject, target, "requires", _ESSENTIAL[relation], subject_kind)


def _broader(row: Row, language: str) -> VocabularyRecord:
    del language
    subject, target = _text(row.cells, "conceptUri"), _text(row.cells, "broaderUri")
    for column, uri in (("conceptUri", subject), ("broaderUri", target)):
        if not is_uri(uri):
            return _no_uri(uri, column)
    return RelationRecord(subject, target, "broader")


def _text(cells: Mapping[str, Any], column: str) -> str:
    return str(cells.get(column) or "").strip()


def _no_uri(uri: str, column: str) -> BrokenRecord:
    if not uri:
        return _broken("no-uri", f"The column {column} is empty.")
    return _broken("bad-uri", f"The column {column} holds {uri[:80]!r}, which is no uri.")


def _broken(code: str, detail: str) -> BrokenRecord:
    return BrokenRecord("", 0, code, detail)


_LABELLED = ("conceptUri", "preferredLabel", "altLabels")

TABLES: Mapping[str, Table] = {
    "skillGroups": Table(0, (*_LABELLED, "code"), _concept("skill-group", "code")),
    "ISCOGroups": Table(1, (*_LABELLED, "code"), _concept("occupation-group", "code")),
    "skills": Table(2, (*_LABELLED, "skillType"), _concept("skill")),
    "occupations": Table(3, (*_LABELLED, "iscoGroup"), _concept("occupation", "iscoGroup")),
    "broaderRelationsSkillPillar": Table(4, ("conceptUri", "broaderUri"), _broader),
    "broaderRelationsOccPillar": Table(5, ("conceptUri", "broaderUri"), _broader),
    "skillSkillRelations": Table(6, ("originalSkillUri", "relationType", "relatedSkillUri"), _skill_skill),
    "occupationSkillRelations": Table(7, ("occupationUri", "relationType", "skillUri"), _occupation_skill),
}
"""The tables of concepts and relations, by file name without language."""
