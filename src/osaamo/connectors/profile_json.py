"""A profile as one JSON file of our own; the shape is in ``docs/formats/profile.md``."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from osaamo.connectors.badge_records import BadgeRecord
from osaamo.connectors.errors import DEFAULT_LIMITS, ConnectorError, DamagedFile, Limits, TooLarge
from osaamo.connectors.json_rows import parse
from osaamo.connectors.profile_records import (
    ExportedConsent,
    ExportedGoal,
    ExportedPerson,
    ExportedPlan,
    ExportedSkill,
    ExportedSource,
    ProfileExport,
)
from osaamo.connectors.sniffing import decode
from osaamo.connectors.study_records import Attainment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.profile_records import ExportedEvidence

FORMAT = "osaamo-profile"
VERSION = 1

_T = TypeVar("_T")
_WHOLE = TypeAdapter(ProfileExport)
_PERSON = TypeAdapter(ExportedPerson)
_LISTS: dict[str, TypeAdapter[Any]] = {
    "sources": TypeAdapter(ExportedSource),
    "skills": TypeAdapter(ExportedSkill),
    "attainments": TypeAdapter(Attainment),
    "badges": TypeAdapter(BadgeRecord),
    "goals": TypeAdapter(ExportedGoal),
    "plans": TypeAdapter(ExportedPlan),
    "consents": TypeAdapter(ExportedConsent),
}
_KEYS = {"sources": "id", "skills": "uri", "goals": "id", "consents": "receipt"}
_RAW = 2000


class NotAProfile(ConnectorError):
    """The file is no profile of Osaamo, or its head cannot be read; ``pointer`` says where."""

    code = "not-a-profile"


class NewerProfile(ConnectorError):
    """The profile was written by a newer version of the software; ``version`` is that of its format."""

    code = "newer-profile"


@dataclass(frozen=True, slots=True)
class BrokenPart:
    """A part of a profile that was left out.

    ``pointer`` is a JSON pointer; ``code`` is ``wrong-value``, ``doubled`` (an id, uri or receipt occurs before),
    ``dangling`` (it points to a source or goal that is not there) or ``unknown-field``; ``raw`` the start of its JSON.
    """

    pointer: str
    code: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """A profile and what was left out of it."""

    profile: ProfileExport
    broken: tuple[BrokenPart, ...] = ()


def write_profile(profile: ProfileExport) -> bytes:
    """The profile as UTF-8 JSON, indented for people; :func:`read_profile` gives back an equal record."""
    fields = _WHOLE.dump_python(profile, mode="json")
    text = json.dumps({"format": FORMAT, "version": VERSION, **fields}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def read_profile(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> ProfileReading:
    """The profile in a file of :func:`write_profile`; a broken skill, goal ... is left out and the rest is read.

    Raises:
        TooLarge: over ``table_bytes`` (a profile may hold the texts of its sources).
        DamagedFile: it is no JSON, cut short, or nested too deep.
        NotAProfile: it is JSON of another kind, or ``person`` or ``made_at`` cannot be read.
        NewerProfile: its format is of a later version than this software knows.
        EmptyFile, WrongEncoding: as in :func:`osaamo.connectors.sniffing.decode`.
    """
    if len(data) > limits.table_bytes:
        raise TooLarge(
            f"The file is larger than {limits.table_bytes / 1_048_576:g} MB. Check that it is the right file.",
            filename=filename,
            limit=limits.table_bytes,
        )
    try:
        return _read(parse(decode(data).text), filename)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            "The file is no JSON, only half downloaded or nested too deep. Fetch it again.",
            filename=filename,
            reason=str(error),
        ) from error


def _read(raw: Any, filename: str) -> ProfileReading:
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise NotAProfile(
            f"The file is no profile: it does not say that its format is {FORMAT}. Send a file that was exported "
            "from a profile as JSON.",
            filename=filename,
            pointer="/format",
        )
    _check_version(raw.get("version"), filename)
    return _Reader(raw, filename).read()


def _check_version(version: Any, filename: str) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise NotAProfile("The profile does not tell its version.", filename=filename, pointer="/version")
    if version > VERSION:
        raise NewerProfile(
            f"The profile is of version {version} and this service reads up to {VERSION}. Update the service.",
            filename=filename,
            version=version,
        )


class _Reader:
    """Reads one profile and collects what is left out."""

    def __init__(self, raw: dict[str, Any], filename: str) -> None:
        self._raw = raw
        self._filename = filename
        self._broken: list[BrokenPart] = []

    def read(self) -> ProfileReading:
        """The profile with dangling pointers cut off, and everything left out."""
        head = {"person": self._raw.get("person"), "made_at": self._raw.get("made_at")}
        try:
            profile = _validate(_WHOLE, head)
        except ValidationError as error:
            pointer, detail = _first(error)
            raise NotAProfile(
                f"The head of the profile cannot be read at {pointer}: {detail}.",
                filename=self._filename,
                pointer=pointer,
            ) from error
        known = {"format", "version", *head, *_LISTS}
        self._note_unknown({key: None for key in self._raw if key not in known}, {}, "")
        self._note_unknown(head["person"], _PERSON.dump_python(profile.person, mode="json"), "/person")
        lists: dict[str, Any] = {name: tuple(self._items(name, adapter)) for name, adapter in _LISTS.items()}
        return ProfileReading(self._attached(replace(profile, **lists)), tuple(self._broken))

    def _items(self, name: str, adapter: TypeAdapter[_T]) -> Iterator[_T]:
        items = self._raw.get(name, [])
        if not isinstance(items, list):
            self._leave_out(f"/{name}", "wrong-value", "It is no list.", items)
            return
        seen: set[str] = set()
        for at, raw in enumerate(items):
            pointer = f"/{name}/{at}"
            try:
                item = _validate(adapter, raw)
            except ValidationError as error:
                inside, detail = _first(error)
                self._leave_out(f"{pointer}{inside}", "wrong-value", f"{detail}.", raw)
                continue
            key = str(getattr(item, _KEYS[name])) if name in _KEYS else ""
            if key and key in seen:
                self._leave_out(pointer, "doubled", f"{_KEYS[name]} {key} occurs before.", raw)
                continue
            seen.add(key)
            self._note_unknown(raw, adapter.dump_python(item, mode="json"), pointer)
            yield item

    def _attached(self, profile: ProfileExport) -> ProfileExport:
        sources = {source.id for source in profile.sources}
        goals = {goal.id for goal in profile.goals}
        for plan in profile.plans:
            if plan.goal and plan.goal not in goals:
                self._leave_out("/plans", "dangling", f"The goal {plan.goal} is not in the profile.", plan.title)
        return replace(
            profile,
            skills=tuple(
                replace(
                    skill, evidence=tuple(item for item in skill.evidence if self._stands(item, skill.uri, sources))
                )
                for skill in profile.skills
            ),
            plans=tuple(plan if plan.goal in goals else replace(plan, goal="") for plan in profile.plans),
        )

    def _stands(self, evidence: ExportedEvidence, uri: str, sources: set[str]) -> bool:
        if evidence.source not in sources:
            detail = f"The source {evidence.source} of a sentence of {uri} is not in the profile."
            self._leave_out("/skills", "dangling", detail, evidence.sentence)
            return False
        for start, end in ((evidence.start, evidence.end), (evidence.cue_start, evidence.cue_end)):
            if start is not None and end is not None and end <= start:
                detail = f"A sentence of {uri} ends at {end}, not after its start at {start}."
                self._leave_out("/skills", "wrong-value", detail, evidence.sentence)
                return False
        return True

    def _note_unknown(self, raw: Any, read: Any, pointer: str) -> None:
        """Reports every field of ``raw`` that ``read``, what was made of it, does not have."""
        if isinstance(raw, dict) and isinstance(read, dict):
            for key, value in raw.items():
                if key in read:
                    self._note_unknown(value, read[key], f"{pointer}/{key}")
                else:
                    self._leave_out(f"{pointer}/{key}", "unknown-field", "This service does not know it.", value)
        elif isinstance(raw, list) and isinstance(read, list):
            for at, (part, made) in enumerate(zip(raw, read, strict=False)):
                self._note_unknown(part, made, f"{pointer}/{at}")

    def _leave_out(self, pointer: str, code: str, detail: str, raw: Any) -> None:
        self._broken.append(BrokenPart(pointer, code, detail, json.dumps(raw, ensure_ascii=False)[:_RAW]))


def _validate(adapter: TypeAdapter[_T], raw: Any) -> _T:
    # As JSON and strictly: "5" is no grade, and a date is text.
    return adapter.validate_json(json.dumps(raw), strict=True)


def _first(error: ValidationError) -> tuple[str, str]:
    """Where the first fault is, as a JSON pointer, and what it is."""
    fault = error.errors(include_url=False, include_input=False)[0]
    return "".join(f"/{part}" for part in fault["loc"]), str(fault["msg"])
