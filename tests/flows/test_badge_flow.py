"""From tutoring to a credit, a badge and a skill in the profile: four domains that know nothing of each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from osaamo.domains.badges.models import Credential
from osaamo.domains.badges.tests.making import keys, make_badge
from osaamo.domains.credits import queries, services
from osaamo.domains.credits.tests.making import make_alliance, make_rules, make_task, make_work, speaker
from osaamo.domains.profiles.models import Source
from osaamo.domains.profiles.services import begin_profile
from osaamo.kernel.models import AuditEntry
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    places = make_alliance()
    make_rules(places["3amk"])
    return places["laurea"]


def approve(work):
    entries = list(work.entries.values_list("pk", flat=True))
    return services.decide_work(work=work, who=speaker(work.task.union), approved=entries)


def test_approved_tutoring_is_a_credit_a_badge_and_a_suggested_skill(place, settings) -> None:
    settings.OSAAMO_BADGE_KEYS = keys()
    task = make_task(place)
    badge = make_badge(place, kind="grade", course=task.key)
    work = make_work(task, hours=(9, 9, 9), submitted=True)
    profile = begin_profile(person=work.person, language="fi")
    approve(work)
    award = Credential.objects.get()
    assert (award.badge, award.person, award.source_ref) == (badge, work.person, f"credits.tutoringwork:{work.pk}")
    assert queries.year_of(2026).totals["laurea"] == Decimal(1)
    source = Source.objects.get(profile=profile)
    assert (source.kind, source.title) == ("badge", badge.current.name[award.language])
    assert list(profile.skills.values_list("uri", "status")) == [(badge.current.skills[0]["uri"], "suggested")]


def test_without_a_signing_key_the_credit_is_stored_all_the_same(place, settings) -> None:
    settings.OSAAMO_BADGE_KEYS = b""
    task = make_task(place)
    make_badge(place, kind="grade", course=task.key)
    approve(make_work(task, hours=(9, 9, 9), submitted=True))
    assert queries.year_of(2026).total == 1
    assert not Credential.objects.exists()


def test_nothing_of_it_happens_without_a_profile_or_half_way(place, settings, monkeypatch) -> None:
    settings.OSAAMO_BADGE_KEYS = keys()
    task = make_task(place)
    make_badge(place, kind="grade", course=task.key)
    work = make_work(task, hours=(9, 9, 9), submitted=True)
    monkeypatch.setattr("osaamo.domains.badges.services.issuing.sign_token", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve(work)
    work.refresh_from_db()
    assert (work.status, Credential.objects.count()) == ("submitted", 0)
    assert not AuditEntry.objects.filter(verb="tutoring.decide").exists()
    monkeypatch.undo()
    settings.OSAAMO_BADGE_KEYS = keys()
    approve(work)
    assert (Credential.objects.count(), Source.objects.count()) == (1, 0)
    assert list(queries.completed_works(date(2026, 1, 1), date(2027, 1, 1)))
    assert make_person().badges.count() == 0
