"""What credits offer and hear: tutoring is an attainment, what waits for whom, and a person may be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from osaamo.domains.credits import queries, services
from osaamo.domains.credits.enums import ImportStatus, WorkStatus
from osaamo.domains.credits.queries import waiting
from osaamo.kernel.duties import holders, holds, key_of, refs_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Role
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.ports import attainments, duties, erasing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from osaamo.domains.credits.models import TutoringWork
    from osaamo.ports.attainments import Attainment


@attainments.attainments("credits.tutoring")
def tutoring(start: date, end: date) -> Iterator[Attainment]:
    """Tutoring whose hours a student union approved."""
    found = [queries.attainment_of(work) for work in queries.completed_works(start, end)]
    yield from sorted(found, key=lambda one: one.ref)


erasing.register(
    erasing.Eraser(
        "credits.rows",
        models=("credits.TutoringWork", "credits.DiaryEntry", "credits.SchoolRow"),
        erase=services.erase,
        held=services.held,
    )
)


def _of_tutoring(person: str, day: date) -> Iterator[duties.Duty]:
    """Own diaries to hand in or to look at, and one pile for who speaks for student unions."""
    key, others = key_of(person), 0
    for work in waiting.works_waiting(key, day):
        if work.person_id != key:
            others += 1
            continue
        hand_in = work.status == WorkStatus.OPEN
        yield duties.Duty(
            "credits.hand-in" if hand_in else "credits.declined",
            ref_of(work),
            f"/tutoring/work/{work.pk}/",
            said(lambda language, work=work: _to_tutor(work) % {"name": translated(work.task.name, language)}),
            work.task.ends if hand_in else None,
        )
    if others:
        yield duties.Duty(
            "credits.approve-hours",
            person,
            "/tutoring/waiting/",
            said(
                lambda _: (
                    ngettext(
                        "The hours of %(n)d tutor wait for the student union's approval.",
                        "The hours of %(n)d tutors wait for the student union's approval.",
                        others,
                    )
                    % {"n": others}
                )
            ),
        )


def _to_tutor(work: TutoringWork) -> str:
    if work.status == WorkStatus.OPEN:
        return gettext("Hand in your tutoring diary of “%(name)s”, so that its hours can be approved.")
    return gettext("The student union did not approve your hours of “%(name)s”. Read why.")


def _of_imports(key: int, day: date) -> Iterator[duties.Duty]:
    """Files of the person's schools: columns to confirm, rows to mend."""
    for file in waiting.imports_waiting().filter(holds(key, Role.PLANNER, on=day)):
        values = {"file": file.filename, "n": file.unsolved}
        if file.status == ImportStatus.MAPPING:
            code, sentence = "columns", said(lambda _, v=values: gettext("Confirm the columns of “%(file)s”.") % v)
        else:
            code, sentence = (
                "mend",
                said(
                    lambda _, v=values: (
                        ngettext(
                            "%(n)d row of “%(file)s” could not be stored. Mend it or leave it out.",
                            "%(n)d rows of “%(file)s” could not be stored. Mend them or leave them out.",
                            v["n"],
                        )
                        % v
                    )
                ),
            )
        yield duties.Duty(f"credits.{code}", ref_of(file), f"/credits/imports/{file.pk}/", sentence)


def _of_alliance(key: int, day: date) -> Iterator[duties.Duty]:
    """The alliance's counting rules to approve, and reports of credits that do not agree."""
    alliance = waiting.alliance_waiting(key, day)
    if alliance is None:
        return
    if alliance.steers and alliance.draft:
        sentence = said(lambda _: gettext("A draft of the rules by which credits are counted waits for approval."))
        yield duties.Duty("credits.approve-rules", f"credits.ruleversion:{alliance.draft}", "/credits/rules/", sentence)
    for year, count in waiting.unsettled(day).items() if alliance.plans else ():
        if count:
            yield duties.Duty(
                "credits.settle",
                f"credits.year:{year}",
                f"/credits/reconcile/?year={year}",
                said(
                    lambda _, year=year, n=count: (
                        ngettext(
                            "The institutions' reports of %(n)d credit of %(year)d differ. Settle what is counted.",
                            "The institutions' reports of %(n)d credits of %(year)d differ. Settle what is counted.",
                            n,
                        )
                        % {"n": n, "year": year}
                    )
                ),
            )


def _people(day: date) -> set[str]:
    found = refs_of(waiting.works_of_tutors(day).order_by().values_list("person", flat=True))
    unions = memberships_on(day).filter(
        role=Role.COUNSELLOR,
        person__is_active=True,
        organisation__in=waiting.submitted().order_by().values("task__union"),
    )
    found |= refs_of(unions.order_by().values_list("person", flat=True))
    places = set(waiting.imports_waiting().order_by().values_list("organisation", flat=True))
    found |= holders(places, Role.PLANNER, on=day) if places else set()
    alliance = waiting.alliance_waiting(0, day)
    if alliance is None:
        return found
    if alliance.draft:
        found |= holders([alliance.pk], Role.STEERING_MEMBER, on=day)
    if any(waiting.unsettled(day).values()):
        planners = memberships_on(day).filter(role=Role.PLANNER, person__is_active=True)
        found |= refs_of(planners.order_by().values_list("person", flat=True).distinct())
    return found


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    yield from _of_tutoring(person, day)
    yield from _of_imports(key_of(person), day)
    yield from _of_alliance(key_of(person), day)


duties.register("credits.credits", duties.Source(_people, _duties))
