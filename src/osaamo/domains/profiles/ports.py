"""What profiles hear of other domains, and what waits for students and their counsellors."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from osaamo.domains.profiles import queries, services
from osaamo.domains.profiles.enums import SERVICE, CaseStatus, Need, Purpose, SkillStatus
from osaamo.domains.profiles.models import (
    AgreedStep,
    GuidanceCase,
    GuidanceNote,
    PlanVersion,
    Profile,
    ProfileSkill,
    ShareLink,
)
from osaamo.kernel.duties import ONE_DAY, end_of, holders, holds, how_many, key_of, refs_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Consent, Role
from osaamo.kernel.refs import ref_of
from osaamo.ports import duties, learned, offers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from osaamo.ports.learned import Learned
    from osaamo.ports.offers import Offer

LOOKED_AT_FOR = timedelta(days=14)
"""So long a counsellor's note is to be read."""

CHECKED_FOR = timedelta(days=30)
"""So long suggested skills are to be looked at."""

STEPS_AHEAD = timedelta(days=7)
LINKS_AHEAD = timedelta(days=3)
OPENS_AHEAD = timedelta(days=14)
CLOSES_AHEAD = timedelta(days=3)
"""So long before its day each is told."""


@learned.listener("profiles.sources")
def take_in(what: Learned) -> None:
    """A badge or course comes into the profile of who keeps one."""
    services.take_in(learned=what)


def _cases(key: int, day: date) -> QuerySet[GuidanceCase]:
    """The person's own cases, and those that wait for them or are with them as a counsellor.

    ``consents`` says whether the client agrees now, ``answered`` whether anything was noted or agreed on. ``noted_at``
    is when others wrote last; ``next_text`` and ``next_on`` are of the next step that was agreed on.
    """
    waits = Q(status=CaseStatus.ASKED) & ~Q(person=key)
    counselled = queries.agreed_cases().filter(holds(key, Role.COUNSELLOR, on=day))
    counselled = counselled.filter(waits | Q(status=CaseStatus.OPEN, counsellor=key))
    own = Q(person=key, person__is_active=True) & ~Q(status=CaseStatus.CLOSED)
    notes = GuidanceNote.objects.filter(case=OuterRef("pk"))
    steps = AgreedStep.objects.filter(case=OuterRef("pk"))
    by_others = notes.exclude(author=key).order_by("-at")
    due = steps.filter(done_at__isnull=True, due_on__lte=day + STEPS_AHEAD).order_by("due_on", "pk")
    consent = Consent.objects.filter(
        person=OuterRef("person"),
        purpose=Purpose.GUIDANCE,
        recipient=OuterRef("organisation__code"),
        withdrawn_at__isnull=True,
    )
    rows = GuidanceCase.objects.filter(own | Q(pk__in=counselled.order_by().values("pk")))
    return rows.select_related("organisation").annotate(
        consents=Exists(consent),
        answered=Q(Exists(notes)) | Q(Exists(steps)),
        noted_at=Subquery(by_others.values("at")[:1]),
        next_text=Subquery(due.values("text")[:1]),
        next_on=Subquery(due.values("due_on")[:1]),
    )


def _of_counsellor(cases: list[GuidanceCase], person: str, day: date) -> Iterator[duties.Duty]:
    """The queue, the most pressing need first; clients who wait for a first word; days to follow up."""
    waiting = [case for case in cases if case.status == CaseStatus.ASKED]
    if waiting:
        need = min((Need(case.need) for case in waiting), key=list(Need).index)
        sentence = said(lambda _: _of_queue(len(waiting)) % {"n": len(waiting), "need": need.label})
        yield duties.Duty("profiles.take", person, "/guidance/", sentence)
    own = [case for case in cases if case.status == CaseStatus.OPEN]
    silent = sum(not case.answered for case in own)
    if silent:
        yield duties.Duty(
            "profiles.answer",
            person,
            "/guidance/",
            said(
                lambda _: (
                    ngettext(
                        "%(n)d client you took waits for your first note or step.",
                        "%(n)d clients you took wait for your first notes or steps.",
                        silent,
                    )
                    % {"n": silent}
                )
            ),
        )
    for case in own:
        if case.follow_up_on and case.follow_up_on <= day:
            need = Need(case.need)
            sentence = said(lambda _, need=need: gettext("Follow up on guidance: “%(need)s”.") % {"need": need.label})
            yield duties.Duty("profiles.follow-up", ref_of(case), f"/guidance/{case.pk}/", sentence, case.follow_up_on)


def _of_queue(count: int) -> str:
    return ngettext(
        "%(n)d request for guidance waits for a counsellor: “%(need)s”.",
        "%(n)d requests for guidance wait for a counsellor, the most pressing: “%(need)s”.",
        count,
    )


def _of_guided(cases: list[GuidanceCase], day: date) -> Iterator[duties.Duty]:
    """What guidance asks of the person themselves."""
    for case in cases:
        values = {"school": case.organisation.short_name, "text": case.next_text}
        told: list[tuple[str, Callable[[], str], date | None]] = []
        if not case.consents:
            told.append(("consent", _says_consent, None))
        if case.noted_at and timezone.localdate(case.noted_at) > day - LOOKED_AT_FOR:
            told.append(("note", _says_note, None))
        if case.next_text:
            told.append(("step", _says_step, case.next_on))
        for code, says, on in told:
            sentence = said(lambda _, says=says, values=values: says() % values)
            yield duties.Duty(f"profiles.{code}", ref_of(case), "/me/guidance/", sentence, on)


def _says_consent() -> str:
    return gettext("You withdrew the consent that your guidance at %(school)s needs. Agree again, or end the guidance.")


def _says_note() -> str:
    return gettext("Your counsellor at %(school)s wrote to you.")


def _says_step() -> str:
    return gettext("You agreed with your counsellor: “%(text)s”.")


def _profiles(day: date) -> QuerySet[Profile]:
    """The profiles that are kept with consent: how many skills are ``unchecked``, how many ``ending_links``.

    Old suggestions are no duty: who wanted to has looked at them.
    """
    consent = Consent.objects.filter(
        person=OuterRef("person"), purpose=Purpose.PROFILE, recipient=SERVICE, withdrawn_at__isnull=True
    )
    fresh = ProfileSkill.objects.filter(status=SkillStatus.SUGGESTED, since__gte=end_of(day - CHECKED_FOR))
    links = ShareLink.objects.filter(
        revoked_at__isnull=True, expires_at__gte=end_of(day - ONE_DAY), expires_at__lt=end_of(day + LINKS_AHEAD)
    )
    first = links.filter(profile=OuterRef("pk")).order_by().values("profile").annotate(ends=Min("expires_at"))
    return Profile.objects.filter(Exists(consent), person__is_active=True).annotate(
        unchecked=how_many(fresh, "profile"),
        ending_links=how_many(links, "profile"),
        link_ends=Subquery(first.values("ends")),
        has_plan=Exists(PlanVersion.objects.filter(plan__profile=OuterRef("pk"))),
    )


def _of_profile(profile: Profile) -> Iterator[duties.Duty]:
    if profile.unchecked:
        yield duties.Duty(
            "profiles.check",
            ref_of(profile),
            "/me/",
            said(
                lambda _: (
                    ngettext(
                        "%(n)d suggested skill waits: say whether it is yours.",
                        "%(n)d suggested skills wait: say which are yours.",
                        profile.unchecked,
                    )
                    % {"n": profile.unchecked}
                )
            ),
        )
    if profile.ending_links:
        yield duties.Duty(
            "profiles.link",
            ref_of(profile),
            "/me/data/",
            said(
                lambda _: (
                    ngettext(
                        "%(n)d link that shows your profile ends soon. Make another if it is still needed.",
                        "%(n)d links that show your profile end soon. Make others if they are still needed.",
                        profile.ending_links,
                    )
                    % {"n": profile.ending_links}
                )
            ),
            timezone.localdate(profile.link_ends),
        )


def _of_plans(profile: Profile, day: date) -> Iterator[duties.Duty]:
    """What became of the steps of the saved plans: not held any more, or one can enrol soon, or not for long."""
    newer = PlanVersion.objects.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    rows = PlanVersion.objects.filter(~Exists(newer), plan__profile=profile).order_by("plan")
    plans = {
        step["id"]: row.plan_id
        for row in rows
        for step in row.steps
        if not step["ends"] or step["ends"] >= day.isoformat()
    }
    for key, offer in sorted(offers.find_by_keys(sorted(plans)).items()):
        told = _became(offer, day)
        if told is not None:
            code, says, on = told
            yield duties.Duty(
                f"profiles.{code}",
                offer.ref,
                f"/me/plans/{plans[key]}/",
                said(lambda language, says=says, offer=offer: says() % _named(offer, language)),
                on,
            )


DAYS = {"fi": "j.n.Y", "sv": "j.n.Y", "en": "j M Y"}
"""How a day is written."""


def _named(offer: Offer, language: str) -> dict[str, str]:
    opens = _day(offer.enrol_from)
    day = date_format(opens, DAYS[language]) if opens else ""
    return {"title": translated(offer.title, language), "day": day}


def _became(offer: Offer, day: date) -> tuple[str, Callable[[], str], date | None] | None:
    """What is told of a step of a plan, and the last day to do it."""
    if offer.cancelled:
        return "cancelled", _says_cancelled, None
    opens, closes = _day(offer.enrol_from), _day(offer.enrol_until)
    if opens and opens > day:
        return ("opens", _says_opens, None) if opens <= day + OPENS_AHEAD else None
    if closes and day <= closes <= day + CLOSES_AHEAD:
        return "closes", _says_closes, closes
    return None


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _says_cancelled() -> str:
    return gettext("“%(title)s” of your study plan is not held. Plan again to replace it.")


def _says_closes() -> str:
    return gettext("Enrolment on “%(title)s” of your study plan closes soon. Enrol, if you have not yet.")


def _says_opens() -> str:
    return gettext("Enrolment on “%(title)s” of your study plan opens on %(day)s.")


def _people(day: date) -> set[str]:
    kept = _profiles(day).filter(Q(unchecked__gt=0) | Q(ending_links__gt=0) | Q(has_plan=True))
    found = refs_of(kept.order_by().values_list("person", flat=True))
    under_way = list(
        GuidanceCase.objects.exclude(status=CaseStatus.CLOSED)
        .order_by()
        .values_list("person", "counsellor", "organisation", "status")
    )
    for person, counsellor, _, _ in under_way:
        found |= refs_of((person, counsellor))
    places = {place for _, _, place, status in under_way if status == CaseStatus.ASKED}
    return found | (holders(places, Role.COUNSELLOR, on=day) if places else set())


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    key = key_of(person)
    cases = list(_cases(key, day).order_by("asked_at", "pk"))
    yield from _of_counsellor([case for case in cases if case.person_id != key], person, day)
    # The pages of one's own profile and guidance open only while one agrees that it is kept.
    profile = _profiles(day).filter(person=key).first()
    if profile is None:
        return
    yield from _of_guided([case for case in cases if case.person_id == key], day)
    yield from _of_profile(profile)
    if profile.has_plan:
        yield from _of_plans(profile, day)


duties.register("profiles.profiles", duties.Source(_people, _duties))
