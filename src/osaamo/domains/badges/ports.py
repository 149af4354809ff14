"""What badges hear and tell: of everything completed, and what waits for whom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext, ngettext

from osaamo.connectors.openbadges_vocabulary import use_folder
from osaamo.domains.badges import queries, services
from osaamo.kernel.duties import holders, key_of, refs_of, said
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import Role
from osaamo.kernel.refs import ref_of
from osaamo.ports import attainments, duties

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from osaamo.ports.attainments import Attainment

LOOKED_AT_FOR = timedelta(days=14)
"""So long a new badge or a refusal is to be looked at."""

use_folder(Path(settings.OSAAMO_BADGE_CONTEXTS) if settings.OSAAMO_BADGE_CONTEXTS else None)


@attainments.listener("badges.issue")
def hear(attainment: Attainment) -> None:
    """Badges are given for it, or withdrawn."""
    services.hear(attainment)


def _of_teacher(person: str, day: date) -> Iterator[duties.Duty]:
    """One pile of evidence to decide on."""
    count = queries.waiting_count(key_of(person), day)
    if count:
        yield duties.Duty(
            "badges.decide",
            person,
            "/badges/claims/",
            said(
                lambda _: (
                    ngettext(
                        "%(n)d piece of evidence for a badge waits for your decision.",
                        "%(n)d pieces of evidence for badges wait for your decision.",
                        count,
                    )
                    % {"n": count}
                )
            ),
        )


def _of_learner(key: int, day: date) -> Iterator[duties.Duty]:
    """New badges, and evidence that was not enough."""
    since = day - LOOKED_AT_FOR
    for credential in queries.new_badges(since).filter(person=key):
        name = credential.version.name
        yield duties.Duty(
            "badges.look",
            ref_of(credential),
            "/badges/mine/",
            said(
                lambda language, name=name: (
                    gettext("You earned the badge “%(name)s”. Say who sees it.") % {"name": translated(name, language)}
                )
            ),
        )
    for claim in queries.declined_claims(since).filter(person=key):
        yield duties.Duty(
            "badges.again",
            ref_of(claim),
            "/badges/mine/",
            said(
                lambda language, name=claim.name: (
                    gettext("Your evidence for the badge “%(name)s” was not enough. Read the answer and hand in more.")
                    % {"name": translated(name, language)}
                )
            ),
        )


def _people(day: date) -> set[str]:
    since = day - LOOKED_AT_FOR
    found = refs_of(queries.new_badges(since).values_list("person", flat=True))
    found |= refs_of(queries.declined_claims(since).values_list("person", flat=True))
    places = set(queries.waiting_claims().values_list("badge__organisation", flat=True))
    return found | (holders(places, Role.TEACHER, Role.PLANNER, on=day) if places else set())


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    yield from _of_teacher(person, day)
    yield from _of_learner(key_of(person), day)


duties.register("badges.badges", duties.Source(_people, _duties))
