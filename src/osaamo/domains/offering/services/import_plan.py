"""What a record would change: planned against the database without writing, then written in bulk."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from osaamo.domains.offering.enums import State
from osaamo.domains.offering.models import (
    BrokenRecord,
    CourseUnit,
    DegreeProgramme,
    Label,
    Quota,
    Realisation,
    StatusChange,
)
from osaamo.domains.offering.services.import_cells import course_values, degree_values, key_of, realisation_values
from osaamo.domains.offering.services.import_degrees import Degrees
from osaamo.domains.offering.services.quotas import check_quotas
from osaamo.domains.offering.services.refusals import Refused
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.domains.offering.models import ImportRun
    from osaamo.domains.offering.services.import_records import Record

MOST_KEPT = 20_000
"""Characters kept of a broken record and of each of its cells."""

OUTCOMES = ("new", "changed", "same", "broken")


@dataclass(slots=True)
class Planned:
    """What becomes of one record.

    Attributes:
        record: the record.
        outcome: ``new``, ``changed``, ``same`` or ``broken``.
        key: of the course unit, realisation or degree programme.
        row: the row it changes, or the one it makes.
        differences: field to its old and new value.
        labels: labels of a course, as pairs of kind and code.
        quotas: of a realisation by group; ``None`` where the record says nothing of them.
        states: what is added to the history of a realisation.
        degrees: keys of all degree programmes of this institution that the course with the key belongs to afterwards;
            ``None`` where the record changes nothing of that.
        refusal: why it is broken.
    """

    record: Record
    outcome: str
    key: str = ""
    row: CourseUnit | Realisation | DegreeProgramme | None = None
    differences: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    labels: list[tuple[str, str]] = field(default_factory=list)
    quotas: dict[str, int] | None = None
    states: list[State] = field(default_factory=list)
    degrees: tuple[str, set[str]] | None = None
    refusal: Refused | None = None


class Importer:
    """Plans and writes the records of one institution; knows which keys came before in the same file."""

    def __init__(self, institution: Organisation, source: str) -> None:
        """Read the keys, codes and names of the institution's course units."""
        self._institution = institution
        self._source = source
        self._names: dict[str, dict[str, str]] = {}
        self._codes: dict[str, str] = {}
        for key, code, name in CourseUnit.objects.filter(institution=institution).values_list("key", "code", "name"):
            self._names[key], self._codes[code] = name, key
        self._organisations = {place.code: place for place in Organisation.objects.select_related("parent")}
        self._seen: dict[tuple[str, str], str] = {}
        self._degrees = Degrees(institution, source)

    def note(self, record: Record) -> None:
        """Remember a record that an earlier, stopped run took, without doing anything."""
        if not record.error:
            try:
                self._seen.setdefault((record.kind, self._key(record)), _digest(record.cells))
            except Refused:
                return

    def plan(self, batch: Sequence[Record]) -> list[Planned]:
        """What becomes of each record; nothing is written."""
        keys: dict[str, set[str]] = {"degree": set(), "course": set(), "realisation": set()}
        for record in batch:
            try:
                keys[record.kind].add(self._key(record))
            except Refused:
                continue
        courses = {row.key: row for row in CourseUnit.objects.filter(key__in=keys["course"]).prefetch_related("labels")}
        runs = {
            row.key: row
            for row in Realisation.objects.filter(key__in=keys["realisation"])
            .select_related("course", "module")
            .prefetch_related("changes", "quotas__organisation")
        }
        return [self._plan(record, courses, runs) for record in batch]

    def write(self, planned: Iterable[Planned], run: ImportRun) -> None:
        """Store what was planned, the courses first; what is broken goes to the quarantine of the run."""
        work = list(planned)
        _write_degrees([one for one in work if isinstance(one.row, DegreeProgramme)])
        _write_courses([one for one in work if isinstance(one.row, CourseUnit)])
        self._write_realisations([one for one in work if isinstance(one.row, Realisation)])
        self._degrees.write(dict(one.degrees for one in work if one.degrees is not None))
        _write_broken([one for one in work if one.outcome == "broken"], run)

    def _key(self, record: Record) -> str:
        cells = record.cells
        own = (cells.get("id") or cells.get("code")) if record.kind != "realisation" else cells.get("realisation")
        return key_of(self._institution.code, own or "")

    def _plan(self, record: Record, courses: Mapping[str, CourseUnit], runs: Mapping[str, Realisation]) -> Planned:
        try:
            if record.error:
                raise Refused(record.error, **record.values)  # noqa: TRY301 - one way out for all that is broken
            key = self._key(record)
            digest = _digest(record.cells)
            if (before := self._seen.get((record.kind, key))) is not None:
                if before != digest:
                    raise Refused("doubled-id", id=key)  # noqa: TRY301 - as above
                return Planned(record, "same", key)
            if record.kind == "degree":
                planned = self._degree(record, key)
            elif record.kind == "course":
                planned = self._course(record, key, courses.get(key))
            else:
                planned = self._realisation(record, key, runs.get(key))
        except Refused as refusal:
            return Planned(record, "broken", refusal=refusal)
        self._seen[record.kind, key] = digest
        return planned

    def _degree(self, record: Record, key: str) -> Planned:
        values = degree_values(record.cells)
        row = self._degrees.find(key)
        by_code = self._degrees.find(values.get("code", ""))
        if row is None and by_code is not None:
            # A table named it by its code before; the file that tells of the programme itself knows its id.
            row, values["key"] = by_code, key
        if row is None:
            _check_needed(values, "name")
            values.setdefault("code", key.removeprefix(f"{self._institution.code}:")[:40])
            row = DegreeProgramme(
                key=key, institution=self._institution, source=self._source, updated_at=timezone.now(), **values
            )
            planned = Planned(record, "new", key, row)
        else:
            if by_code not in (None, row):
                raise Refused("doubled-code", code=values["code"], other=by_code.key)
            planned = _changed(record, key, row, values)
        self._degrees.add(row)
        return planned

    def _belongs(self, planned: Planned, course: str, wanted: set[str]) -> None:
        """Plan that the course belongs to these degree programmes of this institution."""
        before = self._degrees.of(course)
        if before == wanted:
            return
        planned.degrees = (course, wanted)
        planned.differences["degrees"] = (self._degrees.told(before), self._degrees.told(wanted))
        if planned.outcome == "same":
            planned.outcome = "changed"
            planned.row.updated_at = timezone.now()
        self._degrees.set_of(course, wanted)

    def _course(self, record: Record, key: str, row: CourseUnit | None) -> Planned:
        values = course_values(record.cells)
        labels, status, degrees = values.pop("labels", []), values.pop("status"), values.pop("degrees", None)
        ended = status in {"cancelled", "archived"}
        if row is None:
            _check_needed(values, "name", "credits")
            values.setdefault("code", key.removeprefix(f"{self._institution.code}:")[:40])
        if "code" in values and self._codes.get(values["code"], key) != key:
            raise Refused("doubled-code", code=values["code"], other=self._codes[values["code"]])
        if row is None:
            now = timezone.now()
            row = CourseUnit(
                key=key, institution=self._institution, source=self._source, updated_at=now,
                published_at=None if ended else now, **values,
            )  # fmt: skip
            planned = Planned(record, "new", key, row, labels=labels)
        else:
            if ended and row.published_at:
                values["published_at"] = None
            if "name" in values and not values["name"]:
                raise Refused("missing", field="name")
            known = {(label.kind, label.code) for label in row.labels.all()}
            labels = [label for label in labels if label not in known]
            planned = _changed(record, key, row, values)
            planned.labels = labels
            if labels:
                planned.outcome = "changed"
                planned.differences["labels"] = ("", ", ".join(code for _, code in labels))
        if row.credits_max is not None and row.credits_max < row.credits:
            raise Refused("credits-backwards", least=row.credits, most=row.credits_max)
        self._codes[row.code], self._names[key] = key, row.name
        if degrees is not None:
            self._belongs(planned, key, self._degrees.keys(degrees))
        return planned

    def _realisation(self, record: Record, key: str, row: Realisation | None) -> Planned:
        values = realisation_values(record.cells)
        quotas, status, degrees = values.pop("quotas", None), values.pop("status"), values.pop("degrees", ())
        course = self._course_of(record.cells.get("course", ""), row)
        if "name" in values and all(
            self._names.get(course, {}).get(code) == text for code, text in values["name"].items()
        ):
            values["name"] = {}
        cancelled = status in {"cancelled", "archived"}
        if row is None:
            row = Realisation(key=key, source=self._source, updated_at=timezone.now(), **values)
            planned = Planned(
                record, "new", key, row, states=[State.PLANNED, *([State.CANCELLED] if cancelled else [])]
            )
        else:
            planned = _changed(record, key, row, values)
            if cancelled and row.state != State.CANCELLED:
                planned.outcome, planned.states = "changed", [State.CANCELLED]
                planned.differences["state"] = (row.state.value, State.CANCELLED.value)
        if row.starts and row.ends and row.starts > row.ends:
            raise Refused("dates-backwards", starts=row.starts, ends=row.ends)
        if row.enrol_from and row.enrol_until and row.enrol_from > row.enrol_until:
            raise Refused("enrolment-backwards", starts=row.enrol_from, ends=row.enrol_until)
        if quotas is not None:
            check_quotas(quotas, seats=row.seats, organisations=self._organisations)
            if planned.outcome == "new" or {quota.group: quota.seats for quota in row.quotas.all()} != quotas:
                planned.quotas = quotas
                planned.outcome = "new" if planned.outcome == "new" else "changed"
        # The course may be new in the same batch, so its row is looked up when it is written.
        planned.differences.setdefault("course", ("", course)) if planned.outcome == "new" else None
        # A run for students of a programme makes its course one of the programme's; that it is none any more, only a
        # file of courses tells.
        if degrees and course in self._names:
            self._belongs(planned, course, self._degrees.of(course) | self._degrees.keys(degrees))
        return planned

    def _course_of(self, cell: str, row: Realisation | None) -> str:
        """The key of the course a realisation is of."""
        if not cell and row is not None:
            return row.item.key
        key = key_of(self._institution.code, cell) if cell else ""
        key = key if key in self._names else self._codes.get(cell, "")
        if not key:
            raise Refused("unknown-course", value=cell)
        return key

    def _write_realisations(self, planned: list[Planned]) -> None:
        new = [one for one in planned if one.outcome == "new"]
        wanted = {one.differences["course"][1] for one in new}
        pks = dict(CourseUnit.objects.filter(key__in=wanted).values_list("key", "pk"))
        for one in new:
            one.row.course_id = pks[one.differences["course"][1]]
        Realisation.objects.bulk_create([one.row for one in new])
        _update(Realisation, planned)
        StatusChange.objects.bulk_create(
            StatusChange(realisation=one.row, state=state) for one in planned for state in one.states
        )
        with_quotas = [one for one in planned if one.quotas is not None]
        Quota.objects.filter(realisation__in=[one.row.pk for one in with_quotas]).delete()
        Quota.objects.bulk_create(
            Quota(realisation=one.row, organisation=self._organisations.get(group), seats=seats,
                  audience=group.removeprefix("audience:") if group.startswith("audience:") else "")
            for one in with_quotas
            for group, seats in one.quotas.items()
        )  # fmt: skip


def _check_needed(values: Mapping[str, Any], *names: str) -> None:
    for needed in names:
        if not values.get(needed) and values.get(needed) != 0:
            raise Refused("missing", field=needed)


def _changed(
    record: Record, key: str, row: CourseUnit | Realisation | DegreeProgramme, values: Mapping[str, Any]
) -> Planned:
    """The row with the values set, and what differs."""
    differences = {}
    for name, new in values.items():
        if (old := getattr(row, name)) != new:
            differences[name] = (old, new)
            setattr(row, name, new)
    if differences:
        row.updated_at = timezone.now()
    return Planned(record, "changed" if differences else "same", key, row, differences)


def _write_degrees(planned: list[Planned]) -> None:
    DegreeProgramme.objects.bulk_create([one.row for one in planned if one.outcome == "new"])
    _update(DegreeProgramme, planned)


def _write_courses(planned: list[Planned]) -> None:
    CourseUnit.objects.bulk_create([one.row for one in planned if one.outcome == "new"])
    _update(CourseUnit, planned)
    wanted = {label for one in planned for label in one.labels}
    if not wanted:
        return
    Label.objects.bulk_create(
        (Label(kind=kind, code=code, name={"fi": code}) for kind, code in sorted(wanted)), ignore_conflicts=True
    )
    pks = {(label.kind, label.code): label.pk for label in Label.objects.filter(code__in={code for _, code in wanted})}
    through = CourseUnit.labels.through
    through.objects.bulk_create(
        (
            through(courseunit_id=one.row.pk, label_id=pks[label])
            for one in planned
            for label in dict.fromkeys(one.labels)
        ),
        ignore_conflicts=True,
    )


def _update(model: type[CourseUnit | Realisation | DegreeProgramme], planned: list[Planned]) -> None:
    """Write the changed rows, a statement for many."""
    names = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001 - Django documents Model._meta
    changed = [one for one in planned if one.outcome == "changed"]
    fields = sorted({name for one in changed for name in one.differences if name in names} | {"updated_at"})
    if changed:
        model.objects.bulk_update([one.row for one in changed], fields, batch_size=200)


def _write_broken(planned: list[Planned], run: ImportRun) -> None:
    rows: dict[str, BrokenRecord] = {}
    for one in planned:
        record, refusal = one.record, one.refusal
        digest = hashlib.sha256(f"{record.kind}\n{_digest(record.cells)}\n{record.raw}".encode()).hexdigest()
        cells = {name: text[:MOST_KEPT] for name, text in record.cells.items()}
        rows[digest] = BrokenRecord(
            run=run, institution=run.institution, line=record.line, code=refusal.code, values=refusal.values,
            raw=record.raw[:MOST_KEPT].replace("\x00", "\ufffd"), digest=digest,
            cells={"kind": record.kind, **{name: text.replace("\x00", "\ufffd") for name, text in cells.items()}},
        )  # fmt: skip
    BrokenRecord.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _digest(cells: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(cells), sort_keys=True).encode()).hexdigest()
