"""What people decide on an indicator: its owner, its targets, values entered as exceptions, a status set by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from osaamo.domains.indicators.enums import Form, Status
from osaamo.domains.indicators.models import Indicator, ManualValue, StatusOverride, Target
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from osaamo.kernel.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Asked:
    """A target as somebody writes it; ``form`` says which of the other fields hold it, ``words`` is by language."""

    form: Form
    low: Decimal | None = None
    high: Decimal | None = None
    growth: Decimal | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    as_written: str = ""


@transaction.atomic
def set_owner(*, indicator: Indicator, owner: Person | None, who: Person | None) -> Indicator:
    """The indicator, now of the owner, or of nobody."""
    indicator = _locked(indicator)
    indicator.owner = owner
    _save(indicator)
    _audit("indicator.own", who, indicator, owner=f"kernel.person:{owner.pk}" if owner else "")
    return indicator


@transaction.atomic
def set_target(
    *, indicator: Indicator, year: int, asked: Asked, reason: str, who: Person | None, replaces: str = ""
) -> Target:
    """The target in force of that year and form; the one before it stays with the day it ended.

    ``replaces`` is the form of a target of the same year that the new one takes the place of; by default one of the
    same form. The same target again changes nothing.

    Raises:
        ValidationError: no reason is given, or a field the form needs is missing.
    """
    _need(reason, gettext("Say why the target changes."))
    check_asked(asked)
    indicator = _locked(indicator)
    in_force = indicator.targets.filter(year=year, ended_at__isnull=True)
    known = in_force.filter(form=asked.form).first()
    if known is not None and asked_of(known) == asked:
        return known
    old = list(in_force.filter(form__in={asked.form, replaces}))
    in_force.filter(pk__in=[row.pk for row in old]).update(ended_at=timezone.now())
    made = Target.objects.create(
        indicator=indicator,
        year=year,
        reason=reason.strip(),
        made_by=who,
        is_milestone=any(row.is_milestone for row in old),
        **asdict(asked),
    )
    _save(indicator)
    _audit("indicator.target", who, made, year=year, form=asked.form, low=asked.low, was=[row.low for row in old])
    return made


@transaction.atomic
def end_target(*, target: Target, reason: str, who: Person | None) -> None:
    """The target is in force no more; the reason is kept with it."""
    _need(reason, gettext("Say why the target changes."))
    indicator = _locked(target.indicator)
    Target.objects.filter(pk=target.pk, ended_at__isnull=True).update(ended_at=timezone.now(), reason=reason.strip())
    _save(indicator)
    _audit("indicator.target-end", who, target, year=target.year)


@transaction.atomic
def enter_value(
    *,
    indicator: Indicator,
    year: int,
    value: Decimal,
    reason: str,
    evidence: str,
    who: Person | None,
    organisation: Organisation | None = None,
) -> ManualValue:
    """The entered value, in force instead of the computed one; an earlier one for the same is withdrawn.

    Raises:
        ValidationError: there is no reason or no evidence.
    """
    _need(reason, gettext("Say why the value is entered by hand."))
    _need(evidence, gettext("Name the evidence: an address or a document."))
    indicator = _locked(indicator)
    in_force = indicator.manual_values.filter(year=year, organisation=organisation, withdrawn_at__isnull=True)
    known = in_force.first()
    if known is not None:
        if (known.value, known.reason, known.evidence) == (value, reason.strip(), evidence.strip()):
            return known
        in_force.update(withdrawn_at=timezone.now())
    made = ManualValue.objects.create(
        indicator=indicator,
        year=year,
        organisation=organisation,
        value=value,
        reason=reason.strip(),
        evidence=evidence.strip(),
        entered_by=who,
    )
    _save(indicator)
    _audit("indicator.enter", who, made, year=year, value=value, was=known.value if known else None)
    return made


@transaction.atomic
def withdraw_value(*, value: ManualValue, who: Person | None) -> None:
    """The entered value counts no more; the computed one is back."""
    indicator = _locked(value.indicator)
    if ManualValue.objects.filter(pk=value.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        _save(indicator)
        _audit("indicator.withdraw", who, value, year=value.year)


@transaction.atomic
def override_status(
    *, indicator: Indicator, status: Status, reason: str, until: date, who: Person | None
) -> StatusOverride:
    """The status set by hand, shown until the day together with the computed one; it ends an earlier one.

    Raises:
        ValidationError: there is no reason, or the day is over.
    """
    _need(reason, gettext("Say why the status is set by hand."))
    if until < timezone.localdate():
        raise ValidationError(gettext("The day is over. Give one from today on."), code="over")
    indicator = _locked(indicator)
    indicator.overrides.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    made = StatusOverride.objects.create(
        indicator=indicator, status=status, reason=reason.strip(), until=until, made_by=who
    )
    _save(indicator)
    _audit("indicator.override", who, made, status=str(status.value), until=until)
    return made


@transaction.atomic
def end_override(*, override: StatusOverride, who: Person | None) -> None:
    """The computed status counts again."""
    indicator = _locked(override.indicator)
    if StatusOverride.objects.filter(pk=override.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        _save(indicator)
        _audit("indicator.override-end", who, override)


def asked_of(target: Target) -> Asked:
    """A stored target as it was asked."""
    words = {code: text for code, text in target.words.items() if text}
    return Asked(Form(target.form), target.low, target.high, target.growth, words, target.as_written)


def check_asked(asked: Asked) -> None:
    """Nothing, where the target has the fields of its form and no other.

    Raises:
        ValidationError: it has not, with what is missing.
    """
    needed = {
        Form.RANGE: ({"low", "high"}, gettext("A range needs its lower and upper end.")),
        Form.GROWTH: ({"growth"}, gettext("Growth needs its share: 0.33 for 33 %.")),
        Form.TEXT: ({"words"}, gettext("A target in words needs the words.")),
    }.get(asked.form, ({"low"}, gettext("Give the number the target asks for.")))
    given = {name for name in ("low", "high", "growth") if getattr(asked, name) is not None}
    given |= {"words"} if any(text.strip() for text in asked.words.values()) else set()
    if given != needed[0]:
        raise ValidationError(needed[1], code="target")
    if asked.form == Form.RANGE and asked.low > asked.high:  # type: ignore[operator]
        raise ValidationError(gettext("The upper end is below the lower end."), code="range")


def _locked(indicator: Indicator) -> Indicator:
    """Nobody else changes what is said of the indicator until the transaction ends."""
    return Indicator.objects.select_for_update().get(pk=indicator.pk)


def _save(indicator: Indicator) -> None:
    indicator.updated_at = timezone.now()
    indicator.save()


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise ValidationError(message, code="needed")


def _audit(verb: str, who: Person | None, about: object, **details: object) -> None:
    audit(verb=verb, who=who, about=about, details=details)  # type: ignore[arg-type]
