"""What counsellors and students must do now, and that the page of each opens to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from osaamo.domains.profiles import services
from osaamo.domains.profiles.enums import Need
from osaamo.domains.profiles.models import GuidanceNote, PlanVersion, ProfileSkill, SavedPlan, ShareLink
from osaamo.domains.profiles.tests.making import CV, make_case, make_profile
from osaamo.kernel.models import Consent, Role
from osaamo.kernel.refs import ref_of
from osaamo.kernel.services import withdraw_consent
from osaamo.kernel.tests.making import make_person
from osaamo.ports import duties, offers
from osaamo.ports.offers import Offer

pytestmark = pytest.mark.django_db

SOURCE = duties._sources["profiles.profiles"]
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def noon(days):
    """The middle of the day so many days from today."""
    return timezone.make_aware(datetime.combine(TODAY + days * DAY, time(12)))


def told(person):
    """Code, English sentence and last day of what the person must do; they are asked for, and each page opens."""
    found = list(SOURCE.of(ref_of(person), TODAY))
    client = Client()
    client.force_login(person)
    assert [client.get(f"/en{one.url}").status_code for one in found] == [200] * len(found)
    assert all(set(one.sentence) == {"fi", "sv", "en"} for one in found)
    assert not found or ref_of(person) in SOURCE.people(TODAY)
    return [(one.code.partition(".")[2], one.sentence["en"], one.due_on) for one in found]


def test_who_has_nothing_has_nothing_to_do():
    assert told(make_person()) == told(make_person(Role.COUNSELLOR)) == told(make_profile().person) == []
    assert SOURCE.people(TODAY) == set()


def test_the_queue_waits_for_the_counsellors_of_the_school():
    counsellor, case = make_case(taken=False)
    elsewhere = make_person(Role.COUNSELLOR)
    one = "1 request for guidance waits for a counsellor: “I am planning my studies”."
    assert [told(person) for person in (counsellor, elsewhere, case.person)] == [[("take", one, None)], [], []]
    services.ask_guidance(
        person=make_profile().person, organisation=case.organisation, need=Need.STUCK, message="", language="fi"
    )
    two = "2 requests for guidance wait for a counsellor, the most pressing: “My studies have stopped”."
    assert told(counsellor) == [("take", two, None)]
    withdraw_consent(consent=Consent.objects.get(person=case.person, purpose="guidance"))
    one = "1 request for guidance waits for a counsellor: “My studies have stopped”."
    assert told(counsellor) == [("take", one, None)]
    said = f"You withdrew the consent that your guidance at {case.organisation.short_name} needs."
    assert [words.startswith(said) for _, words, _ in told(case.person)] == [True]


def test_clients_wait_for_an_answer_and_for_the_day_that_was_set():
    counsellor, case = make_case()
    colleague = make_person(Role.COUNSELLOR, case.organisation)
    said = [("answer", "1 client you took waits for your first note or step.", None)]
    assert [told(person) for person in (counsellor, colleague)] == [said, []]
    services.set_follow_up(case=case, who=counsellor, on=TODAY + DAY)
    services.add_note(case=case, author=counsellor, text="Private words")
    assert told(counsellor) == []
    school = case.organisation.short_name
    assert told(case.person) == [("note", f"Your counsellor at {school} wrote to you.", None)]
    services.set_follow_up(case=case, who=counsellor, on=TODAY)
    assert told(counsellor) == [("follow-up", "Follow up on guidance: “I am planning my studies”.", TODAY)]
    GuidanceNote.objects.update(at=timezone.now() - 15 * DAY)
    services.agree_step(case=case, author=counsellor, text="Apply abroad", due_on=TODAY + 7 * DAY)
    later = services.agree_step(case=case, author=counsellor, text="Call the union", due_on=TODAY + 8 * DAY)
    step = ("step", "You agreed with your counsellor: “Apply abroad”.", TODAY + 7 * DAY)
    assert told(case.person) == [step]
    assert later.done_at is None
    services.end_case(case=case, who=counsellor)
    assert told(case.person) == told(counsellor) == []


def test_new_suggestions_are_checked_while_the_profile_is_kept():
    profile = make_profile(CV)
    count = profile.skills.count()
    assert told(profile.person) == [("check", f"{count} suggested skills wait: say which are yours.", None)]
    ProfileSkill.objects.exclude(pk=profile.skills.first().pk).update(since=timezone.now() - 31 * DAY)
    assert told(profile.person) == [("check", "1 suggested skill waits: say whether it is yours.", None)]
    withdraw_consent(consent=Consent.objects.get(person=profile.person))
    assert told(profile.person) == []
    assert SOURCE.people(TODAY) == set()


def test_a_link_that_ends_is_told_of():
    profile = make_profile()
    for number, days in enumerate((1, 2, 9)):
        ends = noon(days)
        ShareLink.objects.create(profile=profile, digest=f"{number:064d}", title="To a firm", expires_at=ends)
    ShareLink.objects.filter(digest=f"{0:064d}").update(revoked_at=timezone.now())
    said = "1 link that shows your profile ends soon. Make another if it is still needed."
    assert told(profile.person) == [("link", said, TODAY + 2 * DAY)]


@pytest.fixture
def planned(monkeypatch):
    """A person with a saved plan of one step, and what one can enrol on, by key."""
    known = {}
    found = lambda keys: {key: known[key] for key in keys if key in known}  # noqa: E731
    monkeypatch.setattr(offers, "_key_sources", {"sample.run": found})
    plan = SavedPlan.objects.create(profile=make_profile(), title="Analyst")
    step = {
        "id": "run-1", "course": "c1", "title": {"fi": "Tilastot", "sv": "", "en": "Statistics"},
        "institution": "Laurea", "credits": 5.0, "starts": "2099-01-01", "ends": "2099-05-01", "mode": "online",
        "campus": "", "languages": ["fi"], "meetings": [], "closes": [], "neededFor": [],
        "reason": {"code": "closes", "text": "", "values": {}},
    }  # fmt: skip
    for number, ends in ((1, ""), (2, "2099-05-01")):
        PlanVersion.objects.create(
            plan=plan, number=number, steps=[step | {"ends": ends, "id": f"run-{number}"}], credits=5,
            coverage_before=0, coverage_after=1,
        )  # fmt: skip
    offer = Offer("sample.run:2", "run-2", "c1", {"fi": "Tilastot", "en": "Statistics"}, "laurea", Decimal(5))
    known["run-1"] = replace(offer, ref="sample.run:1", key="run-1", cancelled=True)
    return plan.profile.person, known, offer


def test_steps_of_the_newest_plan_open_close_and_are_cancelled(planned):
    person, known, offer = planned
    expected = {
        (("enrol_from", 14),): ("opens", f"opens on {(TODAY + 14 * DAY):%-d %b %Y}.", None),
        (("enrol_from", 15),): None,
        (("enrol_from", -1), ("enrol_until", 3)): ("closes", "closes soon. Enrol, if you have not yet.", 3),
        (("enrol_until", 4),): None,
        (("enrol_until", -1),): None,
    }
    for given, told_of in expected.items():
        known["run-2"] = replace(offer, **{name: noon(days) for name, days in given})
        if told_of is None:
            assert told(person) == []
        else:
            code, words, days = told_of
            said = f"Enrolment on “Statistics” of your study plan {words}"
            assert told(person) == [(code, said, None if days is None else TODAY + days * DAY)]
    known["run-2"] = replace(offer, cancelled=True)
    said = "“Statistics” of your study plan is not held. Plan again to replace it."
    assert told(person) == [("cancelled", said, None)]
    assert told(make_profile().person) == []


def test_it_is_cheap(planned, django_assert_max_num_queries):
    person, known, offer = planned
    known["run-2"] = replace(offer, cancelled=True)
    counsellor, _ = make_case(profile=person.profile)
    for _ in range(3):
        make_case()
    for one, most, count in ((person, 3, 1), (counsellor, 2, 1), (make_person(), 2, 0)):
        with django_assert_max_num_queries(most):
            assert len(list(SOURCE.of(ref_of(one), TODAY))) == count
    with django_assert_max_num_queries(3):
        assert SOURCE.people(TODAY) >= {ref_of(person), ref_of(counsellor)}
