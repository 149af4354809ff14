"""What becomes of credits when a person erases their account."""

from __future__ import annotations

from django.db import transaction

from osaamo.domains.credits import queries
from osaamo.domains.credits.enums import WorkStatus
from osaamo.domains.credits.models import DiaryEntry, SchoolRow, TutoringWork
from osaamo.kernel.models import Person
from osaamo.kernel.refs import resolve
from osaamo.ports.erasing import Erased, Kept

KEPT = {
    "fi": "Opintopisteet lasketaan tilastoihin. Rivistä ei näe, kenen ne ovat.",
    "sv": "Studiepoängen räknas i statistiken. Av raden syns inte vems de är.",
    "en": "The credits count in the statistics. The row does not tell whose they are.",
}


@transaction.atomic
def erase(person_ref: str) -> Erased:
    """Rows of schools and approved tutoring stay as credits of nobody; everything else of the person goes."""
    person = resolve(person_ref)
    if not isinstance(person, Person):
        return Erased()
    works = TutoringWork.objects.filter(person=person)
    removed, by_label = works.exclude(status=WorkStatus.APPROVED).delete()
    approved = works.filter(status=WorkStatus.APPROVED)
    diaries, _ = DiaryEntry.objects.filter(work__in=approved).delete()
    kept_works = approved.update(person=None, answer="")
    kept_rows = _rows_of(person).update(learner="")
    counts = dict(by_label) if removed else {}
    counts["credits.DiaryEntry"] = counts.get("credits.DiaryEntry", 0) + diaries
    return Erased(
        removed={label: count for label, count in counts.items() if count},
        kept={"credits.TutoringWork": Kept(kept_works, KEPT), "credits.SchoolRow": Kept(kept_rows, KEPT)},
    )


def held(person_ref: str) -> dict[str, int]:
    """How many rows lead to the person now."""
    person = resolve(person_ref)
    if not isinstance(person, Person):
        return {}
    return {
        "credits.TutoringWork": TutoringWork.objects.filter(person=person).count(),
        "credits.DiaryEntry": DiaryEntry.objects.filter(work__person=person).count(),
        "credits.SchoolRow": _rows_of(person).count(),
    }


def _rows_of(person: Person):  # noqa: ANN202 - a queryset
    identifier = person.eppn or person.email
    digest = queries.learner_digest(identifier) if identifier else ""
    return SchoolRow.objects.filter(learner=digest).exclude(learner="")
