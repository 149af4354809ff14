"""Realisations: written with their quotas, and led from state to state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.domains.offering.enums import NEED_REASON, NEXT_STATES, Mode, State
from osaamo.domains.offering.models import Quota, Realisation, StatusChange
from osaamo.domains.offering.services.quotas import AUDIENCE, check_quotas
from osaamo.domains.offering.services.refusals import Refused
from osaamo.kernel.models import Organisation
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from osaamo.kernel.models import Person


@transaction.atomic
def save_realisation(
    *, realisation: Realisation, quotas: Mapping[str, int] | None = None, who: Person | None
) -> Realisation:
    """The stored realisation; a new one is planned. ``quotas`` are seats by group, left as they are when left out.

    Raises:
        Refused: what :func:`check_quotas` refuses, ``dates-backwards`` or ``enrolment-backwards``.
    """
    if realisation.starts and realisation.ends and realisation.starts > realisation.ends:
        raise Refused("dates-backwards", starts=realisation.starts, ends=realisation.ends)
    if realisation.enrol_from and realisation.enrol_until and realisation.enrol_from > realisation.enrol_until:
        raise Refused("enrolment-backwards", starts=realisation.enrol_from, ends=realisation.enrol_until)
    is_new = realisation.pk is None
    organisations = {place.code: place for place in Organisation.objects.select_related("parent")}
    held = (
        quotas if quotas is not None else {} if is_new else {one.group: one.seats for one in realisation.quotas.all()}
    )
    check_quotas(held, seats=realisation.seats, organisations=organisations)
    realisation.updated_at = timezone.now()
    realisation.save()
    if quotas is not None:
        realisation.quotas.all().delete()
        Quota.objects.bulk_create(
            Quota(
                realisation=realisation,
                organisation=organisations.get(group),
                audience=group.removeprefix(AUDIENCE) if group.startswith(AUDIENCE) else "",
                seats=seats,
            )
            for group, seats in quotas.items()
        )
    if is_new:
        StatusChange.objects.create(realisation=realisation, state=State.PLANNED, by=who)
    verb = "add" if is_new else "change"
    audit(verb=f"offering.realisation.{verb}", who=who, about=realisation, organisation=realisation.host)
    return realisation


@transaction.atomic
def change_state(
    *, realisation: Realisation, state: State, reason: str = "", who: Person | None, at: datetime | None = None
) -> StatusChange:
    """The new last row of the history; what is moved online is online from then on.

    Raises:
        Refused: ``illegal-change``, or ``reason-missing``.
    """
    Realisation.objects.select_for_update(of=("self",)).get(pk=realisation.pk)
    now = State(realisation.changes.order_by("-at", "-pk").values_list("state", flat=True).first() or State.PLANNED)
    if state not in NEXT_STATES[now]:
        raise Refused("illegal-change", before=now.value, after=state.value)
    if state in NEED_REASON and not reason.strip():
        raise Refused("reason-missing")
    change = StatusChange.objects.create(
        realisation=realisation, state=state, reason=reason.strip(), by=who, at=at or timezone.now()
    )
    if state == State.MOVED_ONLINE:
        realisation.mode = Mode.ONLINE
        realisation.save(update_fields=["mode"])
    audit(
        verb="offering.realisation.state", who=who, about=realisation, organisation=realisation.host,
        details={"before": now.value, "after": state.value},
    )  # fmt: skip
    return change
