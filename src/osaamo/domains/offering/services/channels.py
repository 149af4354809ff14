"""Reconciliation: what a channel shows against what is listed on it here, difference by difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.offering.enums import ChannelFormat, Decision, ImportFormat, MismatchKind
from osaamo.domains.offering.models import ChannelCheck, CourseUnit, Listing, Mismatch, Realisation, StudyModule
from osaamo.domains.offering.queries import listed_items
from osaamo.domains.offering.services.import_cells import course_values, realisation_values
from osaamo.domains.offering.services.import_records import MappingReport, read_records
from osaamo.domains.offering.services.items import of
from osaamo.domains.offering.services.refusals import Refused
from osaamo.kernel.refs import ref_of, resolve
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from osaamo.domains.offering.models import Channel
    from osaamo.kernel.models import Person

DECISIONS: dict[MismatchKind, tuple[Decision, ...]] = {
    MismatchKind.MISSING_THERE: (Decision.KEEP, Decision.UNLIST, Decision.IGNORE),
    MismatchKind.MISSING_HERE: (Decision.KEEP, Decision.LIST, Decision.IGNORE),
    **dict.fromkeys(
        (MismatchKind.NAME, MismatchKind.CREDITS, MismatchKind.STARTS, MismatchKind.ENDS),
        (Decision.KEEP, Decision.TAKE, Decision.IGNORE),
    ),
}
"""What can be decided of each kind of difference."""

_TEXT = 500


@dataclass(slots=True)
class _Shown:
    """What the channel shows, by id: fields of items and of realisations."""

    items: dict[str, dict[str, object]] = field(default_factory=dict)
    runs: dict[str, dict[str, object]] = field(default_factory=dict)


@transaction.atomic
def check_channel(*, channel: Channel, filename: str, data: bytes, who: Person | None) -> ChannelCheck:
    """The check of a file of what the channel shows, with every difference from what is listed here.

    Raises:
        ConnectorError: the file cannot be read.
        Refused: a row of it cannot be used; the reason names the row.
    """
    shown = _read(channel, filename, data)
    check = ChannelCheck.objects.create(channel=channel, by=who, filename=filename[-200:], shown=len(shown.items))
    found = list(_differences(channel, shown))
    Mismatch.objects.bulk_create(
        Mismatch(check_run=check, kind=kind, key=key, ref=ref, here=here[:_TEXT], there=there[:_TEXT])
        for kind, key, ref, here, there in found
    )
    differing = {key for _, key, _, _, _ in found}
    check.agreeing = len(shown.items.keys() - differing)
    check.save(update_fields=["agreeing"])
    audit(verb="offering.channel.check", who=who, about=check, details={"differences": len(found)})
    return check


@transaction.atomic
def decide(*, mismatch: Mismatch, decision: Decision, reason: str = "", who: Person | None) -> None:
    """Note what was decided of a difference, and do it where it is done here.

    Raises:
        Refused: ``decided-already``, ``no-such-decision``, ``unknown-item`` (to be listed) or what a taken value is
            refused for.
    """
    if mismatch.decision != Decision.OPEN:
        raise Refused("decided-already")
    kind = MismatchKind(mismatch.kind)
    if decision not in DECISIONS[kind]:
        raise Refused("no-such-decision", value=decision)
    row = resolve(mismatch.ref) if mismatch.ref else None
    if decision == Decision.TAKE and row is not None:
        _take(row, kind, mismatch.there)
    elif decision == Decision.UNLIST and isinstance(row, CourseUnit | StudyModule):
        row.listings.filter(channel=mismatch.check_run.channel).delete()
    elif decision == Decision.LIST:
        if not isinstance(row, CourseUnit | StudyModule):
            raise Refused("unknown-item", value=mismatch.key)
        Listing.objects.get_or_create(channel=mismatch.check_run.channel, **of(row))
    mismatch.decision, mismatch.reason = decision, reason.strip()[:_TEXT]
    mismatch.decided_by, mismatch.decided_at = who, timezone.now()
    mismatch.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    audit(verb="offering.mismatch.decide", who=who, about=mismatch, details={"decision": decision.value})


def _read(channel: Channel, filename: str, data: bytes) -> _Shown:
    form = ImportFormat.RIPA if channel.format == ChannelFormat.RIPA_V9 else ImportFormat.TABLE
    shown = _Shown()
    for record in read_records(data, filename, form, {}, MappingReport()):
        cells = {name: text.removeprefix("'") for name, text in record.cells.items()}
        try:
            if record.error:
                raise Refused(record.error, **record.values)  # noqa: TRY301 - told with its row below
            if record.kind == "course" and (key := cells.get("id") or cells.get("code")):
                wanted = {
                    name: text for name, text in cells.items() if name.startswith(("name", "credits", "languages"))
                }
                shown.items.setdefault(key, course_values(wanted))
            elif record.kind == "realisation" and (key := cells.get("realisation")):
                wanted = {name: cells[name] for name in ("starts", "ends", "status") if name in cells}
                shown.runs[key] = realisation_values(wanted) | {"course": cells.get("course", "")}
        except Refused as refusal:
            raise Refused("bad-row", line=record.line, reason=refusal.code) from refusal
    return shown


def _differences(channel: Channel, shown: _Shown) -> Iterator[tuple[MismatchKind, str, str, str, str]]:
    """Kind, key, reference, our value and theirs."""
    listed = listed_items(channel)
    known: set[str] = set()
    for key, item, runs in listed:
        there = shown.items.get(key)
        known.add(key)
        if there is None:
            yield MismatchKind.MISSING_THERE, key, ref_of(item), _name(item.name), ""
            continue
        for code, text in (there.get("name") or {}).items():
            if item.name.get(code, "") != text:
                yield MismatchKind.NAME, key, ref_of(item), f"{code}: {item.name.get(code, '')}", f"{code}: {text}"
        if "credits" in there and Decimal(str(there["credits"])) != item.credits:
            yield MismatchKind.CREDITS, key, ref_of(item), _plain(item.credits), _plain(there["credits"])
        yield from _run_differences(runs, shown)
    ours = {run.key for _, _, runs in listed for run in runs}
    for key in shown.items.keys() - known:
        item = _own(key)
        yield (
            MismatchKind.MISSING_HERE,
            key,
            ref_of(item) if item else "",
            "",
            _name(shown.items[key].get("name") or {}),
        )
    for key in shown.runs.keys() - ours:
        if shown.runs[key]["course"] in known:
            yield MismatchKind.MISSING_HERE, key, "", "", str(shown.runs[key].get("starts") or "")


def _run_differences(runs: list[Realisation], shown: _Shown) -> Iterator[tuple[MismatchKind, str, str, str, str]]:
    today = timezone.localdate()
    for run in runs:
        there = shown.runs.get(run.key)
        if there is None:
            if run.state not in {"proposed", "cancelled"} and (run.ends is None or run.ends >= today):
                yield MismatchKind.MISSING_THERE, run.key, ref_of(run), str(run.starts or ""), ""
            continue
        if run.state == "cancelled" and there.get("status") != "cancelled":
            yield MismatchKind.MISSING_HERE, run.key, ref_of(run), run.state.label, ""
        for kind, name in ((MismatchKind.STARTS, "starts"), (MismatchKind.ENDS, "ends")):
            if name in there and there[name] != getattr(run, name):
                yield kind, run.key, ref_of(run), str(getattr(run, name) or ""), str(there[name] or "")


def _own(key: str) -> CourseUnit | StudyModule | None:
    """Our item of the key, listed or not."""
    return CourseUnit.objects.filter(key=key).first() or StudyModule.objects.filter(key=key).first()


def _take(row: object, kind: MismatchKind, value: str) -> None:
    """Set the channel's value on our row."""
    if kind == MismatchKind.NAME and isinstance(row, CourseUnit | StudyModule):
        code, _, text = value.partition(": ")
        row.name = row.name | {code: text}
    elif kind == MismatchKind.CREDITS and isinstance(row, CourseUnit | StudyModule):
        row.credits = course_values({"credits": value})["credits"]
        if row.credits_max is not None and row.credits_max < row.credits:
            raise Refused("credits-backwards", least=row.credits, most=row.credits_max)
    elif isinstance(row, Realisation):
        setattr(row, kind.value, realisation_values({kind.value: value})[kind.value])
        if row.starts and row.ends and row.starts > row.ends:
            raise Refused("dates-backwards", starts=row.starts, ends=row.ends)
    row.updated_at = timezone.now()
    row.save()


def _name(name: Mapping[str, str]) -> str:
    return next((name[code] for code in ("fi", "sv", "en") if name.get(code)), "")


def _plain(number: Decimal) -> str:
    """The number without zeros at its end."""
    return f"{number.normalize():f}"
