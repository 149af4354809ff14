"""Course units and realisations of the Ristiinopiskelupalvelu (RIPA) message schemas, version 9.

Source: CSC, github.com/CSCfi/Ristiinopiskelupalvelu, ``messageschemas/v9`` (``courseunit``, ``realisation``,
``common``). Only what Osaamo reads is validated; persons (``personReferences``) are never read.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from osaamo.connectors.errors import DEFAULT_LIMITS, DamagedFile, Limits, NotRipa, TooLarge
from osaamo.connectors.json_rows import parse
from osaamo.connectors.ripa_records import (
    BrokenUnit,
    CourseUnitRecord,
    Localised,
    MappingReport,
    OrganisationReference,
    RealisationRecord,
    RipaBatch,
    StudyElementReference,
)
from osaamo.connectors.ripa_values import Invalid, Values
from osaamo.connectors.sniffing import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BrokenUnit",
    "CourseUnitRecord",
    "Localised",
    "MappingReport",
    "OrganisationReference",
    "RealisationRecord",
    "RipaBatch",
    "StudyElementReference",
    "read_ripa",
]

# Fields of the schema that Osaamo has no use for yet; all others are read or unknown.
_UNUSED_UNIT = frozenset(
    (
        *("creditsDescription", "missing", "createdTime", "updatedTime", "classificationCodes", "personReferences"),
        *("targetGroups", "organisationSpecificDescriptions", "minEduGuidanceArea", "learningMaterials"),
        *("examBookEnquiry", "parents", "onlyEnrollableWithParent"),
    )
)
_UNUSED_REALISATION = frozenset(
    (
        *("selections", "questionSets", "personReferences", "location", "organisationSpecificDescriptions"),
        *("groupSelections", "groupQuotas", "minEduGuidanceArea"),
    )
)


def read_ripa(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> RipaBatch:
    """The course units and realisations of a RIPA v9 message, of a plain array of them, or of a single one.

    Messages: ``createCourseUnitRequest`` and ``createRealisationRequest`` (lists), ``updateCourseUnitRequest`` and
    ``updateRealisationRequest`` (one each; only the fields named in ``fields`` of the record are given). A unit or
    realisation that breaks the schema comes in ``broken`` with a JSON pointer and a reason; a broken realisation does
    not break its course unit.

    Raises:
        TooLarge: over ``table_bytes`` or ``rows``.
        DamagedFile: the file is not JSON.
        NotRipa: the JSON is none of the above.
        EmptyFile, WrongEncoding: as in :func:`osaamo.connectors.sniffing.decode`.
    """
    if len(data) > limits.table_bytes:
        raise TooLarge(
            f"The file is larger than {limits.table_bytes / 1_048_576:g} MB. Split it.",
            filename=filename,
            limit=limits.table_bytes,
        )
    try:
        message = parse(decode(data).text)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            "The file is no JSON or only half downloaded. Fetch it again.", filename=filename, reason=str(error)
        ) from error
    reader = _Reader()
    kind = reader.read(message)
    if kind is None:
        raise NotRipa(
            "The JSON is no RIPA v9 message: it has none of courseUnits, courseUnit, realisations, realisation, "
            "studyElementId or realisationId. Export course units or realisations and send that.",
            filename=filename,
        )
    count = len(reader.units) + len(reader.realisations) + len(reader.broken)
    if count > limits.rows:
        raise TooLarge(
            f"The message holds more than {limits.rows:,} units. Split it.", filename=filename, limit=limits.rows
        )
    return reader.batch(kind)


class _Reader:
    """Collects records, broken units and what was not mapped."""

    def __init__(self) -> None:
        self.units: list[CourseUnitRecord] = []
        self.realisations: list[RealisationRecord] = []
        self.broken: list[BrokenUnit] = []
        self._unknown: Counter[str] = Counter()
        self._unused: Counter[str] = Counter()

    def read(self, message: Any) -> str | None:
        """The kind of ``message``, or nothing when it is not RIPA."""
        if isinstance(message, list):
            return self._read_array(message)
        if not isinstance(message, dict):
            return None
        if "studyElementId" in message:
            self._unit(message, "", partial=False)
            return "course-unit"
        if "realisationId" in message:
            self._standalone(message, "", partial=False)
            return "realisation"
        kind: str | None = None
        for name, value in message.items():
            if name == "courseUnits" and isinstance(value, list):
                kind = "createCourseUnitRequest"
                self._each(value, "/courseUnits", unit=True)
            elif name == "realisations" and isinstance(value, list):
                kind = kind or "createRealisationRequest"
                self._each(value, "/realisations", unit=False)
            elif name == "courseUnit" and isinstance(value, dict):
                kind = "updateCourseUnitRequest"
                self._unit(value, "/courseUnit", partial=True)
            elif name == "realisation" and isinstance(value, dict):
                kind = "updateRealisationRequest"
                self._standalone(value, "/realisation", partial=True)
            else:
                self._unknown[f"message.{name}"] += 1
        return kind

    def batch(self, kind: str) -> RipaBatch:
        """Everything collected, with the report of what was not mapped."""
        nested = sum(len(unit.realisations) for unit in self.units)
        report = MappingReport(
            message=kind,
            course_units=len(self.units),
            realisations=len(self.realisations) + nested,
            broken=len(self.broken),
            unknown_fields=dict(sorted(self._unknown.items())),
            unused_fields=dict(sorted(self._unused.items())),
        )
        return RipaBatch(tuple(self.units), tuple(self.realisations), tuple(self.broken), report)

    def _read_array(self, items: list[Any]) -> str | None:
        objects = [item for item in items if isinstance(item, dict)]
        if any("studyElementId" in item for item in objects):
            self._each(items, "", unit=True)
            return "course-units"
        if any("realisationId" in item for item in objects):
            self._each(items, "", unit=False)
            return "realisations"
        return None

    def _each(self, items: Iterable[Any], pointer: str, *, unit: bool) -> None:
        for at, item in enumerate(items):
            where = f"{pointer}/{at}"
            if not isinstance(item, dict):
                self._quarantine(Invalid("not-an-object", "It is no JSON object.", ""), where, item, unit=unit)
            elif unit and "realisationId" in item and "studyElementId" not in item:
                self._standalone(item, where, partial=False)
            elif unit:
                self._unit(item, where, partial=False)
            else:
                self._standalone(item, where, partial=False)

    def _quarantine(self, error: Invalid, pointer: str, raw: Any, *, unit: bool) -> None:
        identifier = ""
        if isinstance(raw, dict):
            found = raw.get("studyElementId" if unit else "realisationId")
            identifier = found if isinstance(found, str) else ""
        self.broken.append(
            BrokenUnit(
                pointer=f"{pointer}{error.pointer}",
                kind="course-unit" if unit else "realisation",
                identifier=identifier,
                code=error.code,
                detail=error.detail,
                raw=raw,
            )
        )

    def _account(self, values: Values, kind: str, unused: frozenset[str]) -> None:
        for name in values.untouched():
            (self._unused if name in unused else self._unknown)[f"{kind}.{name}"] += 1

    def _standalone(self, raw: dict[str, Any], pointer: str, *, partial: bool) -> None:
        record = self._realisation(raw, pointer, partial=partial)
        if record is not None:
            self.realisations.append(record)

    def _unit(self, raw: dict[str, Any], pointer: str, *, partial: bool) -> None:
        values = Values(raw)
        try:
            record = _course_unit(values, partial=partial)
            nested = values.array("realisations")
            options = values.array("completionOptions")
            items = _assessment_items(options)
        except Invalid as error:
            self._quarantine(error, pointer, raw, unit=True)
            return
        self._account(values, "courseUnit", _UNUSED_UNIT)
        realisations = [
            self._realisation(item, f"{pointer}/realisations/{at}", nested=True) for at, item in enumerate(nested)
        ]
        realisations += [
            self._realisation(item, f"{pointer}{path}", nested=True, assessment_item=name) for path, name, item in items
        ]
        self.units.append(record(tuple(found for found in realisations if found is not None)))

    def _realisation(
        self, raw: Any, pointer: str, *, partial: bool = False, nested: bool = False, assessment_item: str = ""
    ) -> RealisationRecord | None:
        if not isinstance(raw, dict):
            self._quarantine(Invalid("not-an-object", "It is no JSON object.", ""), pointer, raw, unit=False)
            return None
        values = Values(raw)
        try:
            record = _realisation(values, partial=partial, nested=nested, assessment_item=assessment_item)
        except Invalid as error:
            self._quarantine(error, pointer, raw, unit=False)
            return None
        self._account(values, "realisation", _UNUSED_REALISATION)
        return record


class _Unit:
    """A course unit that still waits for its realisations."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def __call__(self, realisations: tuple[RealisationRecord, ...]) -> CourseUnitRecord:
        return CourseUnitRecord(**self._fields, realisations=realisations)


def _course_unit(values: Values, *, partial: bool) -> _Unit:
    values.one_of("type", ("COURSE_UNIT",))
    credits_min, credits_max = values.span("creditsMin", "creditsMax")
    return _Unit(
        {
            "study_element_id": values.identifier("studyElementId"),
            "identifier_code": values.text("studyElementIdentifierCode"),
            "permanent_id": values.text("studyElementPermanentId"),
            "abbreviation": values.text("abbreviation"),
            "status": values.one_of("status", ("ACTIVE", "CANCELLED", "ARCHIVED")),
            "name": values.localised("name", required=not partial),
            "description": values.localised("description"),
            "objective": values.localised("objective"),
            "content": values.localised("content"),
            "preconditions": values.localised("preconditions"),
            "further_information": values.localised("furtherInformation"),
            "credits_min": credits_min,
            "credits_max": credits_max,
            "organisations": values.organisations(required=not partial),
            "teaching_languages": values.languages("teachingLanguage"),
            "languages_of_completion": values.languages("languagesOfCompletion"),
            "keywords": values.keywords("keywords"),
            "networks": values.networks("cooperationNetworks"),
            "assessment_scale": values.integer("assessmentScale"),
            "group_size": values.integer("groupSize"),
            "validity_start": values.date("validityStartDate"),
            "validity_end": values.date("validityEndDate"),
            "sending_time": values.moment("sendingTime"),
            "fields": values.names(),
            "partial": partial,
        }
    )


def _assessment_items(options: list[Any]) -> list[tuple[str, str, Any]]:
    """Pointer, id of the assessment item and raw realisation of those that hang below completion options."""
    found: list[tuple[str, str, Any]] = []
    for at, option in enumerate(options):
        if not isinstance(option, dict):
            raise Invalid("not-an-object", "A completion option is no JSON object.", f"/completionOptions/{at}")
        for below, item in enumerate(Values(option, f"/completionOptions/{at}").array("assessmentItems")):
            path = f"/completionOptions/{at}/assessmentItems/{below}"
            if not isinstance(item, dict):
                raise Invalid("not-an-object", "An assessment item is no JSON object.", path)
            inner = Values(item, path)
            name = inner.identifier("assessmentItemId")
            found += [(f"{path}/realisations/{at_}", name, raw) for at_, raw in enumerate(inner.array("realisations"))]
    return found


def _realisation(values: Values, *, partial: bool, nested: bool, assessment_item: str) -> RealisationRecord:
    credits_min, credits_max = values.span("creditsMin", "creditsMax")
    seats_min, seats_max = values.seats("minSeats", "maxSeats")
    start, end = values.period("startDate", "endDate")
    return RealisationRecord(
        realisation_id=values.identifier("realisationId"),
        identifier_code=values.text("realisationIdentifierCode"),
        status=values.one_of("status", ("ACTIVE", "CANCELLED", "ARCHIVED")),
        name=values.localised("name", required=not partial),
        start_date=start,
        end_date=end,
        enrollment_start=values.moment("enrollmentStartDateTime"),
        enrollment_end=values.moment("enrollmentEndDateTime"),
        enrollment_closed=values.flag("enrollmentClosed"),
        min_seats=seats_min,
        max_seats=seats_max,
        credits_min=credits_min,
        credits_max=credits_max,
        teaching_languages=values.languages("teachingLanguage"),
        organisations=values.organisations(required=not partial),
        study_elements=values.references("studyElementReferences", required=not (partial or nested)),
        networks=values.networks("cooperationNetworks"),
        assessment_item=assessment_item,
        fields=values.names(),
        partial=partial,
    )
