"""What teaching holds about people, drafts of courses and places in those of others; and what waits for teachers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from osaamo.domains.teaching.models import Draft, Share
from osaamo.domains.teaching.queries import waiting
from osaamo.domains.teaching.services import erase_drafts
from osaamo.kernel.duties import end_of, holders, key_of, refs_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.refs import ref_of
from osaamo.ports import duties, erasing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date


def _key(person: str) -> int:
    return int(person.rpartition(":")[2])


def _erase(person: str) -> erasing.Erased:
    return erasing.Erased(removed=erase_drafts(person=_key(person)))


def _held(person: str) -> Mapping[str, int]:
    rows = {"teaching.Draft": Draft.objects, "teaching.Share": Share.objects}
    return {label: count for label, found in rows.items() if (count := found.filter(person=_key(person)).count())}


erasing.register(erasing.Eraser("teaching.drafts", ("teaching.Draft", "teaching.Share"), _erase, _held))


def _of_drafts(drafts: Iterable[Draft], person: str, places: set[int], day: date) -> Iterator[duties.Duty]:
    """Drafts of colleagues to read, and one pile of own ones that nobody wrote for long."""
    key, left = key_of(person), []
    for draft in drafts:
        written = timezone.localdate(draft.saved_at)
        if draft.person_id == key:
            if written <= day - waiting.LEFT_FOR:
                left.append(draft)
        elif draft.institution_id in places and written > day - waiting.READ_FOR:
            yield duties.Duty(
                "teaching.read",
                ref_of(draft),
                f"/teaching/drafts/{draft.pk}/",
                said(
                    lambda language, draft=draft: (
                        gettext("A colleague shared the draft “%(title)s” with you. Read it and say what you think.")
                        % {"title": translated(draft.title, language) or gettext("Untitled draft")}
                    )
                ),
            )
    if left:
        yield duties.Duty(
            "teaching.finish",
            person,
            f"/teaching/drafts/{left[0].pk}/" if len(left) == 1 else "/teaching/",
            said(
                lambda _: (
                    ngettext(
                        "%(n)d draft of yours has been untouched for a month. Finish or delete it.",
                        "%(n)d drafts of yours have been untouched for a month. Finish or delete them.",
                        len(left),
                    )
                    % {"n": len(left)}
                )
            ),
        )


def _of_goals(person: str, places: Iterable[Organisation], courses: set[str]) -> Iterator[duties.Duty]:
    """One pile of goals of the UN to judge: a planner's are the institution's, a teacher's those they design."""
    planned = {place.code for place in places if place.planned}
    if not planned and not courses:
        return
    own = {place.code for place in places}
    found = waiting.unjudged()
    of_school = sum(one.institution in planned for one in found.values())
    mine = [one for ref in courses if (one := found.get(ref)) and one.institution in own]
    count = of_school or len(mine)
    if not count:
        return
    words = urlencode({"q": mine[0].key}) if not of_school and len(mine) == 1 else ""
    yield duties.Duty(
        "teaching.judge",
        person,
        f"/teaching/goals/?{words}" if words else "/teaching/goals/",
        said(lambda _: (_says_school(count) if of_school else _says_own(count)) % {"n": count}),
    )


def _says_school(count: int) -> str:
    return ngettext(
        "The goals of the UN suggested for %(n)d course of your institution wait to be confirmed or rejected.",
        "The goals of the UN suggested for %(n)d courses of your institution wait to be confirmed or rejected.",
        count,
    )


def _says_own(count: int) -> str:
    return ngettext(
        "The goals of the UN suggested for %(n)d course you design wait to be confirmed or rejected.",
        "The goals of the UN suggested for %(n)d courses you design wait to be confirmed or rejected.",
        count,
    )


def _people(day: date) -> set[str]:
    asks = Q(saved_at__lt=end_of(day - waiting.LEFT_FOR)) | ~Q(course_ref="")
    found = refs_of(Draft.objects.filter(asks).order_by().values_list("person", flat=True).distinct())
    invited = Share.objects.filter(draft__saved_at__gte=end_of(day - waiting.READ_FOR))
    found |= refs_of(invited.order_by().values_list("person", flat=True).distinct())
    schools = Organisation.objects.filter(code__in={one.institution for one in waiting.unjudged().values()})
    return found | holders(schools.order_by().values("pk"), Role.PLANNER, on=day)


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    key = key_of(person)
    places = list(waiting.working_places(key, day))
    if not places:
        return
    drafts = list(waiting.drafts_around(key))
    yield from _of_drafts(drafts, person, {place.pk for place in places}, day)
    yield from _of_goals(person, places, {one.course_ref for one in drafts if one.person_id == key and one.course_ref})


duties.register("teaching.drafts", duties.Source(_people, _duties))
