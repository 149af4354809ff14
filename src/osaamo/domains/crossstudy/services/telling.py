"""Results as the other domains hear of them: credits to count, badges to give, courses for the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.crossstudy.enums import Audience, ResultStatus, Side
from osaamo.domains.crossstudy.models import Enrolment, Result
from osaamo.kernel.i18n import translated
from osaamo.kernel.refs import ref_of
from osaamo.ports import attainments, learned
from osaamo.ports.attainments import Attainment
from osaamo.ports.learned import Learned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

ERASED = "kernel.person:erased"


def counts_here(enrolment: Enrolment) -> bool:
    """Whether its results are told by this row: the home's, unless the home is elsewhere or there is none."""
    return enrolment.side == Side.HOME or enrolment.home is None or not enrolment.home.is_here


def attainment(result: Result) -> Attainment:
    """The result as the other domains know it."""
    enrolment = result.enrolment
    return Attainment(
        ref=ref_of(result),
        person=ref_of(enrolment.person) if enrolment.person is not None else ERASED,
        of=enrolment.offer_ref,
        course=enrolment.course_key,
        title=enrolment.title,
        kind="study" if enrolment.audience == Audience.DEGREE else "open",
        home=enrolment.home.organisation.code if enrolment.home is not None else "",
        host=enrolment.host.organisation.code,
        audience=enrolment.audience,
        credits=result.credits,
        grade=result.grade,
        passed=result.passed,
        on=result.completed_on,
        removed=result.status != ResultStatus.VALID,
    )


def tell(result: Result) -> None:
    """Let the others know of a new, changed or removed result of somebody who has an account here."""
    enrolment = result.enrolment
    if not counts_here(enrolment) or enrolment.person is None:
        return
    attainments.tell(attainment(result))
    if not result.passed:
        return
    language = result.language if result.language in {"fi", "sv", "en"} else "en"
    title = translated(enrolment.title, language)
    learned.tell(
        Learned(
            ref=ref_of(result),
            person=ref_of(enrolment.person),
            kind="course",
            title=title,
            language=language,
            text=title,
            skills=(),
            issuer=translated(enrolment.host.organisation.name, language),
            on=result.completed_on,
            removed=result.status != ResultStatus.VALID,
        )
    )


def completed(start: date, end: date) -> Iterator[Attainment]:
    """What stands of all results of the days, in order of reference."""
    rows = Result.objects.filter(status=ResultStatus.VALID, completed_on__gte=start, completed_on__lt=end)
    related = ("enrolment__home__organisation", "enrolment__host__organisation", "enrolment__person")
    for result in rows.select_related(*related).order_by("pk").iterator():
        if counts_here(result.enrolment):
            yield attainment(result)
