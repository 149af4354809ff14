"""Reminders: what somebody must do, put into words when it is sent, and a note that it was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from osaamo.domains.steering.models import Reminder
from osaamo.domains.steering.queries import todo_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from datetime import date

    from osaamo.domains.steering.queries import Todo
    from osaamo.kernel.models import Person

EVERY = timedelta(days=7)
"""The same things are told of again after so long; something new, at the next round."""


@transaction.atomic
def remind(*, person: Person, on: date) -> Reminder | None:
    """The note of what the person was reminded of on the day; ``None`` where there was nothing new to say.

    A person without an address is not written to; the note says so, and the list is on their page.
    """
    if Reminder.objects.filter(person=person, on=on).exists():
        return None
    with translation.override(person.preferred_language):
        todo = todo_of(person, on)
        about = [[item.code, item.ref] for item in todo]
        lately = Reminder.objects.filter(person=person, on__gt=on - EVERY).values_list("about", flat=True)
        known = {tuple(item) for items in lately for item in items}
        if not about or known.issuperset(map(tuple, about)):
            return None
        made = Reminder.objects.create(person=person, on=on, about=about, was_sent=bool(person.email))
        if person.email:
            send_mail(_subject(todo), _words(todo, on), None, [person.email])
    audit(verb="plan.reminded", who=None, about=made, details={"items": len(about), "sent": made.was_sent})
    return made


def _subject(todo: list[Todo]) -> str:
    return ngettext("The plan: %(count)s thing to do", "The plan: %(count)s things to do", len(todo)) % {
        "count": len(todo)
    }


def _words(todo: list[Todo], on: date) -> str:
    lines = [gettext("This waits for you in the alliance's plan:"), ""]
    for item in todo:
        due = f" ({item.due_on.isoformat()})" if item.due_on else ""
        late = f"{gettext('LATE')}: " if item.is_late(on) else ""
        lines += [f"- {late}{item.sentence}{due}", f"  {urljoin(settings.OSAAMO_ADDRESS, item.url)}"]
    page = urljoin(settings.OSAAMO_ADDRESS, reverse("steering-mine"))
    return "\n".join([*lines, "", gettext("Your whole list: %(url)s") % {"url": page}])
