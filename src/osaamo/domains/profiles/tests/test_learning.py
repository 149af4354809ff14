"""What other domains tell a profile: badges and courses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from osaamo.competence.tests.fake_engine import BASE
from osaamo.domains.profiles import services
from osaamo.domains.profiles.enums import SkillStatus
from osaamo.domains.profiles.models import Profile, ProfileSkill, Source
from osaamo.domains.profiles.tests.making import make_profile
from osaamo.kernel.models import Consent
from osaamo.kernel.refs import ref_of
from osaamo.kernel.services import withdraw_consent
from osaamo.kernel.tests.making import make_person
from osaamo.ports import learned

pytestmark = pytest.mark.django_db


def badge(person, **more):
    values = {
        "ref": "badges.credential:3",
        "person": ref_of(person),
        "kind": "badge",
        "title": "Analyysi",
        "language": "fi",
        "text": "Osaa kuvata aineiston.",
        "skills": (f"{BASE}python", f"{BASE}sql", "urn:unknown"),
        "issuer": "Laurea",
        "on": date(2026, 11, 24),
    }
    return learned.Learned(**values | more)


def test_a_badge_told_twice_is_one_source_with_the_named_skills_as_suggestions() -> None:
    profile = make_profile()
    for _ in range(2):
        learned.tell(badge(profile.person))
    source = Source.objects.get()
    assert (source.kind, source.title, source.model, source.text) == ("badge", "Analyysi", "issuer", "")
    assert sorted(profile.skills.values_list("uri", "status")) == [
        (f"{BASE}python", SkillStatus.SUGGESTED),
        (f"{BASE}sql", SkillStatus.SUGGESTED),
    ]
    assert {one.sentence for one in source.evidence.all()} == {"Analyysi – Laurea"}


def test_a_badge_taken_back_goes_and_what_the_person_accepted_stays() -> None:
    profile = make_profile()
    learned.tell(badge(profile.person))
    ProfileSkill.objects.filter(uri=f"{BASE}sql").update(status=SkillStatus.ACCEPTED)
    learned.tell(badge(profile.person, removed=True))
    assert not Source.objects.exists()
    assert list(profile.skills.values_list("uri", flat=True)) == [f"{BASE}sql"]


def test_without_profile_or_consent_nothing_is_stored() -> None:
    person = make_person()
    assert services.take_in(learned=badge(person)) is None
    assert not Profile.objects.exists()
    profile = make_profile()
    withdraw_consent(consent=Consent.objects.get(person=profile.person))
    assert services.take_in(learned=badge(profile.person)) is None
    assert services.take_in(learned=replace(badge(profile.person), person="kernel.person:999999")) is None
    assert not Source.objects.exists()


def test_a_course_whose_skills_nobody_named_is_read() -> None:
    profile = make_profile()
    course = badge(
        profile.person,
        kind="course",
        ref="crossstudy.result:7",
        skills=(),
        title="Ohjelmointi",
        text="Teen raportteja Pythonilla.",
    )
    learned.tell(course)
    assert f"{BASE}python" in set(profile.skills.values_list("uri", flat=True))
    learned.tell(replace(course, removed=True))
    assert not Source.objects.exists()
    assert not profile.skills.exists()
