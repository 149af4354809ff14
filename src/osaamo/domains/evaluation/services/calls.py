"""Calls for proposals: the dates of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.evaluation.models import Call
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.kernel.models import Organisation, Person


@transaction.atomic
def make_call(*, organisation: Organisation, who: Person | None, values: Mapping[str, Any]) -> Call:
    """The new call of the organisation."""
    call = Call.objects.create(organisation=organisation, **values)
    audit(verb="call.make", who=who, about=call, organisation=organisation, details={"opens": call.opens_on})
    return call


@transaction.atomic
def change_call(*, call: Call, who: Person | None, values: Mapping[str, Any]) -> Call:
    """The call with new dates; proposals that wait for its gate wait for the new day."""
    for name, value in values.items():
        setattr(call, name, value)
    call.save()
    call.proposals.filter(stage="idea", status="in_review").update(next_on=call.gate_on)
    audit(verb="call.change", who=who, about=call, organisation=call.organisation, details={"gate": call.gate_on})
    return call
