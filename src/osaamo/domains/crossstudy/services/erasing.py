"""What stays of somebody who leaves: their credits, without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.crossstudy.enums import TERMINAL, Delivery, Wish
from osaamo.domains.crossstudy.models import Enrolment, Incoming, Outgoing, Result, StudyRight
from osaamo.domains.crossstudy.services.homing import wish
from osaamo.domains.crossstudy.services.moving import in_order_of_locks
from osaamo.kernel import capacity
from osaamo.kernel.refs import ref_of
from osaamo.ports.erasing import Erased, Kept

if TYPE_CHECKING:
    from django.db.models import QuerySet

WHY_KEPT = {
    "fi": "Opintosuoritukset on säilytettävä pysyvästi (ammattikorkeakoululaki 932/2014 ja arkistolainsäädäntö).",
    "sv": "Studieprestationer ska bevaras varaktigt (yrkeshögskolelagen 932/2014 och arkivlagstiftningen).",
    "en": "Completed studies must be kept for good (Universities of Applied Sciences Act 932/2014, archives law).",
}


def held_about(person_ref: str) -> dict[str, int]:
    """The rows that lead to the person now."""
    pk = person_ref.partition(":")[2]
    own = Enrolment.objects.filter(person=pk)
    return {
        "crossstudy.Enrolment": own.count(),
        "crossstudy.Result": Result.objects.filter(enrolment__person=pk).count(),
        "crossstudy.StudyRight": StudyRight.objects.filter(person=pk).count(),
    }


@transaction.atomic
def erase(person_ref: str) -> Erased:
    """What was removed and kept: what is under way is withdrawn, what nobody else knows goes, the rest leads to nobody.

    What another institution holds is its own to erase; rows of a host that is served here lose what the message said
    of the person. Messages that still wait are sent, and emptied by the daily clearing once they arrived.
    """
    pk = person_ref.partition(":")[2]
    own = Enrolment.objects.filter(person=pk)
    _withdraw(own)
    keys = list(own.values_list("key", flat=True))
    both = Enrolment.objects.filter(key__in=keys)
    Outgoing.objects.filter(enrolment__in=both).exclude(delivery=Delivery.WAITING).update(body={})
    Incoming.objects.filter(correlation__in=keys).update(body={})
    with_result = set(Result.objects.filter(enrolment__in=own).values_list("enrolment", flat=True))
    results = Result.objects.filter(enrolment__in=own).count()
    going = own.filter(sent=0).exclude(pk__in=with_result)
    gone = going.count()
    for row in going:
        capacity.forget(holder=ref_of(row))
    going.delete()
    both.update(person=None, student={}, note={}, home_right=None)
    rights, _ = StudyRight.objects.filter(person=pk).delete()
    kept = Enrolment.objects.filter(key__in=keys, person=None).count()
    return Erased(
        removed={"crossstudy.Enrolment": gone, "crossstudy.StudyRight": rights},
        kept={"crossstudy.Enrolment": Kept(kept, WHY_KEPT), "crossstudy.Result": Kept(results, WHY_KEPT)},
    )


def _withdraw(rows: QuerySet[Enrolment]) -> None:
    """Seats and places in queues are given back; the hosts are told."""
    for row in in_order_of_locks(rows.exclude(state__in=TERMINAL).select_related("person")):
        if row.person is not None:
            wish(enrolment=row, wish=Wish.WITHDRAW, who=row.person)
