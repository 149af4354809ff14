"""Plain records of RIPA v9; names follow the schema (``objective`` is its word for learning outcomes)."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - dataclass annotations stay resolvable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Localised:
    """``localisedString``: a text in three languages, ``""`` where there is none."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.fi or self.sv or self.en)

    def as_dict(self) -> dict[str, str]:
        """The texts keyed by language code, the empty ones left out."""
        return {key: text for key, text in (("fi", self.fi), ("sv", self.sv), ("en", self.en)) if text}


@dataclass(frozen=True, slots=True)
class OrganisationReference:
    """``organisationReference``: ``code`` is the Statistics Finland code, ``role`` 1 main or 2 other organiser."""

    code: str
    role: int
    name: Localised
    unit_name: Localised
    percent: int | None


@dataclass(frozen=True, slots=True)
class StudyElementReference:
    """What a realisation belongs to: a ``COURSE_UNIT`` or, with ``assessment_item``, an ``ASSESSMENT_ITEM``."""

    identifier: str
    organizer: str
    kind: str
    assessment_item: str = ""


@dataclass(frozen=True, slots=True)
class RealisationRecord:
    """``realisation``: one implementation of a course unit. ``None`` and ``""`` stand for what was not given.

    ``assessment_item`` is set for those that came below an assessment item of a course unit; ``fields`` are the RIPA
    fields the message held, which an update (``partial``) changes.
    """

    realisation_id: str
    identifier_code: str
    status: str
    name: Localised
    start_date: dt.date | None
    end_date: dt.date | None
    enrollment_start: dt.datetime | None
    enrollment_end: dt.datetime | None
    enrollment_closed: bool | None
    min_seats: int | None
    max_seats: int | None
    credits_min: float | None
    credits_max: float | None
    teaching_languages: tuple[str, ...]
    organisations: tuple[OrganisationReference, ...]
    study_elements: tuple[StudyElementReference, ...]
    networks: tuple[str, ...]
    assessment_item: str
    fields: tuple[str, ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class CourseUnitRecord:
    """``courseunit``: the fields Osaamo uses; credits in ECTS. ``fields`` and ``partial`` as in a realisation."""

    study_element_id: str
    identifier_code: str
    permanent_id: str
    abbreviation: str
    status: str
    name: Localised
    description: Localised
    objective: Localised
    content: Localised
    preconditions: Localised
    further_information: Localised
    credits_min: float | None
    credits_max: float | None
    organisations: tuple[OrganisationReference, ...]
    teaching_languages: tuple[str, ...]
    languages_of_completion: tuple[str, ...]
    keywords: tuple[Localised, ...]
    networks: tuple[str, ...]
    assessment_scale: int | None
    group_size: int | None
    validity_start: dt.date | None
    validity_end: dt.date | None
    sending_time: dt.datetime | None
    fields: tuple[str, ...]
    partial: bool
    realisations: tuple[RealisationRecord, ...]

    @property
    def main_organisation(self) -> OrganisationReference | None:
        """The main organiser (role 1); nothing in an update that does not name it."""
        return next((reference for reference in self.organisations if reference.role == 1), None)


@dataclass(frozen=True, slots=True)
class BrokenUnit:
    """A course unit or realisation that breaks the schema.

    Attributes:
        pointer: JSON pointer (RFC 6901) to the wrong value in the message.
        kind: which of the two it is.
        identifier: its id, or ``""`` when that is what is missing.
        code: stable reason (``missing``, ``wrong-type``, ``wrong-value``, ``not-an-object``).
        detail: an English sentence with the particulars.
        raw: the unit as decoded from JSON.
    """

    pointer: str
    kind: Literal["course-unit", "realisation"]
    identifier: str
    code: str
    detail: str
    raw: Any


@dataclass(frozen=True, slots=True)
class MappingReport:
    """What became of a message: counts, and how often each field was not mapped.

    ``unknown_fields`` are not in the schema, ``unused_fields`` are and have no use here; keys are
    ``courseUnit.learningMaterials`` and the like.
    """

    message: str
    course_units: int
    realisations: int
    broken: int
    unknown_fields: Mapping[str, int]
    unused_fields: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RipaBatch:
    """All that came out of one file; ``realisations`` are those that came outside a course unit."""

    course_units: tuple[CourseUnitRecord, ...]
    realisations: tuple[RealisationRecord, ...]
    broken: tuple[BrokenUnit, ...]
    report: MappingReport
