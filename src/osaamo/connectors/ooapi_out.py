"""An offering as Open Education API records, versions 5 and 6: what a consumer elsewhere reads of ours.

The records in are plain and know no version. Version 5 has one teaching language of three letters, days and requires
a description and both days of a run; version 6 has several languages, moments and almost nothing required. Where the
standard requires a text we do not have, the name stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

LANGUAGES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
"""Tags of the three languages of texts."""

LETTERS3 = {"fi": "fin", "sv": "swe", "en": "eng"}
"""ISO 639-2 codes, as version 5 writes teaching languages."""

UNKNOWN3 = "und"
MODES_5 = {"online": "online", "campus": "on campus", "blended": "hybrid"}
MODES_6 = {"online": "online", "campus": "presential", "blended": "blended"}
_LEVELS = {"master": "master", "bachelor": "bachelor", "open": "bachelor", "specialisation": "undefined"}
_DEGREES = {6: "bachelor", 7: "master"}
_CONSUMER = "alliance"


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation; ``kind`` is ``root``, ``institute`` or ``department``. Ids are UUIDs as text, as below."""

    id: str
    code: str
    kind: str
    name: Mapping[str, str]
    short_name: str
    parent: str = ""
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alliance:
    """How the alliance offers something to its own students: the name it goes by there, and where one enrols."""

    name: str
    enrol_url: str
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A course, or (``programme``) a path, an intensive, another module or a degree programme.

    ``joint`` when the alliance shares it. ``degree`` is the level of a degree programme in the European Qualifications
    Framework, 0 where it is not known; ``None`` for what leads to no degree.
    """

    id: str
    kind: str
    key: str
    code: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    outcomes: Mapping[str, str]
    admission: Mapping[str, str]
    credits: float | None
    level: str
    languages: tuple[str, ...]
    modes: tuple[str, ...]
    link: str
    place: Place
    programmes: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    joint: Alliance | None = None
    degree: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A realisation. ``state`` is one of version 6: ``concept``, ``active``, ``inactive`` or ``cancelled``."""

    id: str
    key: str
    name: Mapping[str, str]
    unit: Unit
    place: Place
    state: str
    languages: tuple[str, ...] = ()
    mode: str = ""
    campus: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None
    enrol_from: dt.datetime | None = None
    enrol_until: dt.datetime | None = None
    seats: int | None = None
    enrolled: int | None = None
    waiting: int | None = None


class Version5:
    """Records of version 5.0."""

    @staticmethod
    def place(place: Place, expanded: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An Organization; ``expanded`` replaces ids of ``parent`` and ``children`` by records."""
        record = {
            "organizationId": place.id,
            "primaryCode": {"codeType": "identifier", "code": place.code},
            "organizationType": place.kind,
            "name": _texts(place.name),
            "shortName": place.short_name,
        }
        more = {"parent": place.parent, "children": list(place.children)}
        return _whole(record | more | dict(expanded or {}))

    @classmethod
    def unit(cls, unit: Unit, expand: Collection[str] = ()) -> dict[str, Any]:
        """A Course or Program; ``expand`` may name ``organization``."""
        programme = unit.kind == "programme"
        record: dict[str, Any] = {
            ("programId" if programme else "courseId"): unit.id,
            "primaryCode": {"codeType": "identifier", "code": unit.key},
            "otherCodes": [{"codeType": "programCode" if programme else "productId", "code": unit.code}],
            "name": _texts(unit.name),
            "abbreviation": unit.code,
            "description": _texts(unit.description) or _texts(unit.name),
            "teachingLanguage": LETTERS3.get(unit.languages[0], UNKNOWN3) if unit.languages else UNKNOWN3,
            "studyLoad": _load(unit),
            "modeOfDelivery": [MODES_5[mode] for mode in unit.modes],
            "level": _level(unit),
            "learningOutcomes": [_texts(unit.outcomes)] if any(unit.outcomes.values()) else None,
            "admissionRequirements": _texts(unit.admission),
            "link": unit.link,
            "levelOfQualification": str(unit.degree) if unit.degree else None,
            "organization": cls.place(unit.place) if "organization" in expand else unit.place.id,
            "consumers": [_consumer(unit.joint, "enrollment")] if unit.joint else None,
        }
        if programme:
            record |= {
                "programType": "minor" if unit.degree is None else "program",
                "qualificationAwarded": "None" if unit.degree is None else None,
                "sector": "higher professional education",
            }
        else:
            record["programs"] = list(unit.programmes)
        return _whole(record)

    @classmethod
    def run(cls, run: Run, expand: Collection[str] = ()) -> dict[str, Any]:
        """A CourseOffering or ProgramOffering; both its days must be known."""
        assert run.starts is not None and run.ends is not None  # noqa: S101, PT018 - asked for by is_told
        kind = "program" if run.unit.kind == "programme" else "course"
        languages = run.languages or run.unit.languages
        return _whole({
            "offeringId": run.id,
            "primaryCode": {"codeType": "offeringCode", "code": run.key},
            "offeringType": kind,
            "name": _texts(run.name),
            "abbreviation": run.unit.code,
            "description": _texts(run.unit.description) or _texts(run.name),
            "teachingLanguage": LETTERS3.get(languages[0], UNKNOWN3) if languages else UNKNOWN3,
            "modeOfDelivery": [MODES_5[run.mode]] if run.mode else None,
            "maxNumberStudents": run.seats,
            "enrolledNumberStudents": run.enrolled,
            "pendingNumberStudents": run.waiting,
            "resultExpected": True,
            "link": run.unit.link,
            "startDate": run.starts.isoformat(),
            "endDate": run.ends.isoformat(),
            "enrollStartDate": run.enrol_from.date().isoformat() if run.enrol_from else None,
            "enrollEndDate": run.enrol_until.date().isoformat() if run.enrol_until else None,
            kind: cls.unit(run.unit) if kind in expand else run.unit.id,
            "organization": cls.place(run.place) if "organization" in expand else run.place.id,
            "consumers": [_consumer(run.unit.joint, "enrollment")] if run.unit.joint else None,
        })  # fmt: skip

    @staticmethod
    def is_told(run: Run) -> bool:
        """Whether version 5 can say it: one without days cannot be an offering there."""
        return run.starts is not None and run.ends is not None


class Version6:
    """Records of version 6.0."""

    @staticmethod
    def place(place: Place, expanded: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An Organisation; ``expanded`` adds ``parent`` and ``children`` beside their ids."""
        return _whole({
            "organisationId": place.id,
            "primaryCode": {"codeType": "identifier", "code": place.code},
            "organisationType": place.kind,
            "name": _texts(place.name),
            "shortName": place.short_name,
            "parentId": place.parent,
            "childIds": list(place.children),
        } | dict(expanded or {}))  # fmt: skip

    @classmethod
    def unit(cls, unit: Unit, expand: Collection[str] = ()) -> dict[str, Any]:
        """A Course or Programme; ``expand`` may name ``organisation``."""
        programme = unit.kind == "programme"
        record: dict[str, Any] = {
            ("programmeId" if programme else "courseId"): unit.id,
            "primaryCode": {"codeType": "identifier", "code": unit.key},
            "otherCodes": [{"codeType": "product_id", "code": unit.code}],
            "name": _texts(unit.name),
            "abbreviation": unit.code,
            "description": _texts(unit.description),
            "teachingLanguages": list(unit.languages),
            "studyLoad": [_load(unit)] if _load(unit) else None,
            "modesOfDelivery": [MODES_6[mode] for mode in unit.modes],
            "level": _level(unit),
            "admissionRequirements": _texts(unit.admission),
            "link": unit.link,
            "organisationId": unit.place.id,
            "organisation": cls.place(unit.place) if "organisation" in expand else None,
            "consumer": _consumer(unit.joint, "enrolment") if unit.joint else None,
        }
        if programme:
            record["programmeType"] = "minor" if unit.degree is None else "programme"
            record["levelOfQualification"] = f"eqf_{unit.degree}" if unit.degree else None
        else:
            record["programmeIds"] = list(unit.programmes)
        return _whole(record)

    @classmethod
    def run(cls, run: Run, expand: Collection[str] = ()) -> dict[str, Any]:
        """A CourseOffering or ProgrammeOffering."""
        programme = run.unit.kind == "programme"
        kind = "programme" if programme else "course"
        return _whole({
            ("programmeOfferingId" if programme else "courseOfferingId"): run.id,
            "primaryCode": {"codeType": "offering_code", "code": run.key},
            "name": _texts(run.name),
            "abbreviation": run.unit.code,
            "state": run.state,
            "description": _texts(run.unit.description),
            "teachingLanguages": list(run.languages or run.unit.languages),
            "modesOfDelivery": [MODES_6[run.mode]] if run.mode else None,
            "maxNumberStudents": run.seats,
            "enrolledNumberStudents": run.enrolled,
            "pendingNumberStudents": run.waiting,
            "resultExpected": True,
            "link": run.unit.link,
            "startDateTime": f"{run.starts.isoformat()}T00:00:00Z" if run.starts else None,
            "endDateTime": f"{run.ends.isoformat()}T23:59:59Z" if run.ends else None,
            "enrolmentPeriods": [_period(run)] if run.enrol_from else None,
            f"{kind}Id": run.unit.id,
            kind: cls.unit(run.unit) if kind in expand else None,
            "organisationId": run.place.id,
            "consumer": _consumer(run.unit.joint, "enrolment") if run.unit.joint else None,
        })  # fmt: skip

    @staticmethod
    def is_told(run: Run) -> bool:  # noqa: ARG004 - as version 5
        """Version 6 can say all."""
        return True


def _period(run: Run) -> dict[str, Any]:
    assert run.enrol_from is not None  # noqa: S101 - asked by the caller
    until = run.enrol_until.isoformat() if run.enrol_until else None
    return _whole({"startDateTime": run.enrol_from.isoformat(), "endDateTime": until, "enrolmentUrl": run.unit.link})


def _level(unit: Unit) -> str:
    return _DEGREES.get(unit.degree, "undefined") if unit.degree is not None else _LEVELS.get(unit.level, "undefined")


def _load(unit: Unit) -> dict[str, Any] | None:
    return None if unit.credits is None else {"studyLoadUnit": "ects", "value": unit.credits}


def _consumer(joint: Alliance, spelling: str) -> dict[str, Any]:
    """After the profile EDUXCHANGE of two Dutch alliances, with ours in the place of theirs."""
    return {
        "consumerKey": _CONSUMER,
        "alliances": [
            _whole({
                "name": joint.name,
                "theme": joint.theme,
                "selection": False,
                "type": "broadening",
                "visibleForOwnStudents": True,
                f"{spelling}ForOwnStudents": "url",
                f"{spelling}Url": joint.enrol_url,
            })
        ],
    }  # fmt: skip


def is_for(consumer: str, unit: Unit) -> bool:
    """Whether a unit is meant for a consumer: everything without one, what is joint for the alliance, else nothing."""
    return not consumer or (consumer == _CONSUMER and unit.joint is not None)


def _texts(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"language": tag, "value": texts[code]} for code, tag in LANGUAGES.items() if texts.get(code)]


def _whole(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what is empty; zero and false stay."""
    return {key: value for key, value in record.items() if value not in (None, "", [])}
