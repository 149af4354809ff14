"""The pages of a profile, as their owner, a stranger and a counsellor meet them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone, translation

from osaamo import engine as door
from osaamo.competence import offered
from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import BASE
from osaamo.connectors.profile_json import read_profile, write_profile
from osaamo.domains.profiles import exports, queries
from osaamo.domains.profiles.enums import Purpose
from osaamo.domains.profiles.models import Erasure, ProfileSkill, ShareLink
from osaamo.domains.profiles.services import aim_at_ad, begin_profile, erase, restore
from osaamo.domains.profiles.tests.fakes import ANALYST, FakeEngineWithOccupations, search_with_occupations
from osaamo.domains.profiles.tests.making import CV, make_case, make_profile
from osaamo.kernel.models import AuditEntry, Consent, Person, Role, ViewEntry
from osaamo.kernel.queries import has_consent
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.traces import leftovers
from osaamo.ports import erasing, seats
from osaamo.ports.erasing import Erased, Eraser, Kept

pytestmark = pytest.mark.django_db
AD = "Hallitset SQL:n ja koneoppimisen. Laadit budjetin ja vedät palvelumuotoilun työpajan."


@pytest.fixture(autouse=True)
def _occupations(_fake_engine, monkeypatch):
    monkeypatch.setattr(door, "search", search_with_occupations)
    with engine_replaced(FakeEngineWithOccupations()):
        yield


@pytest.fixture
def owner(client):
    profile = make_profile(CV)
    client.force_login(profile.person)
    return profile


def to(name, *args):
    with translation.override("en"):
        return reverse(name, args=args)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_nothing_is_kept_before_one_agrees(client):
    person = make_person()
    client.force_login(person)
    assert client.post(to("me-add"), {"kind": "cv", "text": CV}).url == to("me")
    assert "I agree" in words(client.get(to("me")))
    client.post(to("me"))
    assert person.profile.sources.count() == 0
    assert Consent.objects.get(person=person).text.startswith("I agree that this service keeps my skills")


def test_a_pasted_cv_becomes_suggestions_with_their_sentences(client, owner):
    page = words(client.get(to("me")))
    assert "Teen raportteja Pythonilla ja SQL-kyselyillä." in page
    assert "too few job ads to say" in page


def test_a_file_is_read(client, owner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("club.txt", "Vedän työpajoja.".encode())
    client.post(to("me-add"), {"kind": "hobby", "file": file, "keep_text": "on"})
    source = owner.sources.get(title="club.txt")
    assert (source.kind, source.text) == ("hobby", "Vedän työpajoja.")


def test_a_study_record_becomes_completed_studies_and_skills(client, owner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    table = "code;name;credits;grade;date\nML1;Koneoppiminen;5;4;2025-05-20\nSW1;Ruotsi;3;5;2024-12-01\n"
    file = SimpleUploadedFile("record.csv", table.encode())
    response = client.post(to("me-add"), {"kind": "transcript", "file": file})
    assert response.status_code == 302, words(response)
    rows = owner.attainments.values_list("code", "credits", "grade", "completed_on")
    assert [tuple(map(str, row)) for row in rows] == [
        ("ML1", "5.0", "4", "2025-05-20"), ("SW1", "3.0", "5", "2024-12-01"),
    ]  # fmt: skip
    assert owner.skills.filter(uri=BASE + "machine-learning", status="suggested").exists()
    assert queries.passed_by(owner) == ("ML1", "SW1")
    client.post(to("me-remove-source", owner.sources.get(kind="transcript").pk))
    assert not owner.attainments.exists()


def test_a_badge_becomes_skills_with_its_criteria_as_evidence(client, owner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    badge = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://example.fi", "type": ["Profile"], "name": "School"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": {
            "id": "urn:uuid:1", "type": ["Achievement"], "name": "Workshop leader", "description": "Leads.",
            "criteria": {"narrative": "Has led a workshop in service design."},
        }},
    }  # fmt: skip
    file = SimpleUploadedFile("badge.json", json.dumps(badge).encode())
    assert client.post(to("me-add"), {"kind": "badge", "file": file}).status_code == 302
    evidence = owner.skills.get(uri=BASE + "service-design").evidence.get()
    assert evidence.sentence == "Has led a workshop in service design."
    assert evidence.source.kind == "badge"


def test_a_transcript_that_is_only_text_is_read_as_text(client, owner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("record.txt", b"Koneoppiminen 5 op. Suoritettu 20.5.2025.")
    assert client.post(to("me-add"), {"kind": "transcript", "file": file}).status_code == 302
    assert owner.skills.filter(uri=BASE + "machine-learning").exists()
    assert not owner.attainments.exists()


@pytest.mark.parametrize("given", [{"kind": "cv", "text": "  "}, {"kind": "cv"}])
def test_an_empty_text_is_answered_with_what_to_do(client, owner, given):
    response = client.post(to("me-add"), given)
    assert response.status_code == 422
    assert "Paste a few sentences" in words(response)


def test_too_large_a_file_is_answered_with_what_to_do(client, owner, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.OSAAMO_FILE_BYTES = 10
    response = client.post(to("me-add"), {"kind": "cv", "file": SimpleUploadedFile("cv.txt", b"x" * 11)})
    assert response.status_code == 422
    assert "too large" in words(response)


def test_accept_reject_and_grade(client, owner):
    skill = owner.skills.get(uri=BASE + "python")
    client.post(to("me-skill", skill.pk), {"grade": "4"})
    skill.refresh_from_db()
    assert (skill.status, skill.grade) == ("accepted", 4)
    client.post(to("me-skill", skill.pk), {"status": "rejected"})
    skill.refresh_from_db()
    assert (skill.status, skill.grade) == ("rejected", None)
    client.post(to("me-skill", skill.pk), {"status": "added", "grade": "9"})
    skill.refresh_from_db()
    assert (skill.status, skill.grade) == ("rejected", None)


def test_an_occupation_becomes_the_goal(client, owner):
    client.post(to("me-goal"), {"occupation": ANALYST})
    goal = owner.goals.get()
    assert {row["uri"]: row["weight"] for row in goal.wanted} == {
        BASE + "sql": 1.0, BASE + "statistics": 1.0, BASE + "python": 0.4,
    }  # fmt: skip
    assert "data analyst" in words(client.get(to("me-gap")))


def test_only_occupations_with_known_skills_are_offered(client, owner):
    page = words(client.get(to("me-goal"), {"q": "data"}))
    assert "Choose : data analyst" in page
    assert "No occupation with a known skill list" in words(client.get(to("me-goal"), {"q": "poet"}))


def test_a_skill_is_found_by_name_and_added(client, owner):
    assert "Swedish" in words(client.get(to("me-add-skill"), {"q": "swed"}))
    client.post(to("me-add-skill"), {"uri": BASE + "swedish"})
    assert owner.skills.get(uri=BASE + "swedish").status == "added"
    assert client.post(to("me-add-skill"), {"uri": "nothing"}).status_code == 422


def test_a_goal_without_skills_says_so(client, owner):
    response = client.post(to("me-goal"), {"text": "Hei vaan kaikille."})
    assert response.status_code == 422
    assert "No skills are known of this goal" in words(response)
    assert not owner.goals.exists()


@pytest.mark.usefixtures("offering")
def test_an_ad_of_another_domain_becomes_the_goal(client, owner):
    ad = apps.get_model("foresight.jobad").objects.get(key="ad-fi")
    client.post(to("me-goal"), {"ref": f"foresight.jobad:{ad.pk}"})
    assert owner.goals.get().title == "Data-analyytikko"
    assert client.post(to("me-goal"), {"ref": "foresight.jobad:0"}).status_code == 422


def test_what_if_leaves_a_source_out(client, owner):
    aim_at_ad(profile=owner, text="Osaat SQL.")
    assert "100 %" in words(client.get(to("me-gap")))
    page = words(client.get(to("me-gap"), {"without": owner.sources.get().pk}))
    assert "0 % of the goal is covered (now 100 %)" in page


@pytest.fixture
def planned(client, owner, offering):
    aim_at_ad(profile=owner, text=AD)
    response = client.post(to("me-path"), {"plan": "best"})
    assert response.status_code == 302
    return owner.plans.get()


def test_a_path_is_saved_once_and_its_next_version_beside_it(client, owner, planned):
    first = planned.versions.get()
    assert {step["id"] for step in first.steps} == {"ml-1", "sd-1"}
    assert all(step["source"].startswith("offering.courseunit:") for step in first.steps)
    client.post(to("me-path"), {"plan": "best"})
    assert planned.versions.count() == 1
    client.post(to("me-path"), {"plan": "best", "avoid": "sd-1"})
    assert [version.number for version in planned.versions.all()] == [2, 1]
    assert [step["id"] for step in planned.versions.first().steps] == ["ml-1"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seats": 0}, "is full"),
        ({"starts": "2099-01-18"}, "has changed"),
        (None, "no longer offered"),
    ],
)
def test_a_saved_plan_warns(client, planned, change, told):
    page = to("me-plan", planned.pk)
    assert told not in words(client.get(page))
    row = apps.get_model("offering.realisation").objects.filter(key="ml-1")
    row.update(**change) if change else row.delete()
    assert told in words(client.get(page))


def test_a_saved_plan_warns_at_once_of_a_realisation_that_was_cancelled(client, planned):
    row = apps.get_model("offering.realisation").objects.get(key="ml-1")
    row.changes.create(state="cancelled", reason="Too few enrolled.")
    assert "no longer offered" in words(client.get(to("me-plan", planned.pk)))


def test_a_saved_plan_warns_when_the_last_free_seat_is_taken(client, planned, monkeypatch):
    row = apps.get_model("offering.realisation").objects.get(key="ml-1")
    free = {ref_of(row): seats.Seats(1)}
    monkeypatch.setattr(seats, "_sources", {"a": lambda refs: {ref: free[ref] for ref in refs if ref in free}})
    assert "is full" not in words(client.get(to("me-plan", planned.pk)))
    free[ref_of(row)] = seats.Seats(0)
    assert "is full" in words(client.get(to("me-plan", planned.pk)))


def test_other_paths_come_with_the_first_path_and_after_a_trial_when_asked_for(client, owner, offering):
    aim_at_ad(profile=owner, text=AD)
    asked = "Show other paths too"
    assert asked not in words(client.get(to("me-path")))
    assert asked in words(client.get(to("me-path"), {"avoid": "sd-1"}))
    assert asked not in words(client.get(to("me-path"), {"avoid": "sd-1", "others": "1"}))


def test_what_was_tried_on_a_path_is_forgotten_with_its_person(
    client, owner, planned, django_capture_on_commit_callbacks
):
    line = queries.trials_of(owner)
    assert [name for name in offered._trials._lines if name.startswith(line)]
    with django_capture_on_commit_callbacks(execute=True):
        erase(person=owner.person)
    assert not [name for name in offered._trials._lines if name.startswith(line)]


def test_a_plan_leaves_as_calendar_and_document(client, planned):
    calendar = client.get(to("me-plan-ics", planned.pk)).content.decode()
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20990111" in calendar
    assert "DTEND;VALUE=DATE:20990313" in calendar, "an all-day event ends on the day after its last"
    assert client.get(to("me-plan-pdf", planned.pk)).content.startswith(b"%PDF")


def share(client, *content, days=7):
    client.post(to("me-share"), {"title": "For Anna", "content": content, "days": days})
    return re.search(r"/shared/[\w-]+", client.get(to("me-data")).content.decode()).group()


def test_a_link_shows_what_was_chosen_and_counts_looks(client, owner):
    client.post(to("me-skill", owner.skills.get(uri=BASE + "python").pk), {"grade": "4"})
    address = "/en" + share(client, "skills") + "/"
    assert "/shared/" not in client.get(to("me-data")).content.decode(), "the address is shown once"
    client.get(address)
    assert owner.links.get().views == 0, "one's own look is not counted"
    client.logout()
    page = words(client.get(address))
    assert "Python" in page
    assert "Own grade" not in page
    assert "Teen raportteja" not in page
    assert "SQL" not in page, "a suggestion nobody accepted is not shown"
    link = owner.links.get()
    assert link.views == 1
    assert ViewEntry.objects.get(about=owner.person).purpose == "share-link"
    assert link.digest not in address


def test_a_closed_or_expired_link_shows_nothing(client, owner):
    address = "/en" + share(client, "skills", "goal") + "/"
    ShareLink.objects.update(expires_at="2020-01-01T00:00Z")
    assert client.get(address).status_code == 404
    ShareLink.objects.update(expires_at="2099-01-01T00:00Z")
    assert client.get(address).status_code == 200
    client.post(to("me-revoke", owner.links.get().pk))
    assert client.get(address).status_code == 404


def test_withdrawing_the_consent_closes_every_reader_at_once(client, owner):
    address = "/en" + share(client, "skills") + "/"
    consent = Consent.objects.get(person=owner.person, purpose=Purpose.PROFILE)
    client.post(to("me-withdraw", consent.pk))
    assert not has_consent(owner.person, "profile", "osaamo")
    assert client.get(address).status_code == 404
    assert "Your profile rests" in words(client.get(to("me")))
    assert client.get(to("me-export")).status_code == 200, "one's data stays one's own"
    client.post(to("me-agree"), {"purpose": "profile", "school": ""})
    assert client.get(address).status_code == 200


def test_the_receipt_tells_what_was_agreed(client, owner):
    consent = Consent.objects.get(person=owner.person)
    page = words(client.get(to("me-receipt", consent.pk)))
    assert str(consent.receipt) in page
    assert "tämä palvelu" in page or "this service keeps my skills" in page


def test_everything_leaves_and_comes_back_without_loss(client, owner, planned):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.post(to("me-skill", owner.skills.get(uri=BASE + "python").pk), {"grade": "4"})
    client.post(to("me-skill", owner.skills.get(uri=BASE + "sql").pk), {"status": "rejected"})
    table = SimpleUploadedFile("record.csv", b"code;name;credits;date\nSW1;Ruotsi;3;2024-12-01\n")
    client.post(to("me-add"), {"kind": "transcript", "file": table, "keep_text": "on"})
    make_case(profile=owner)
    file = client.get(to("me-export")).content
    before = exports.profile_export(owner)
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        assert read_profile(packed.read("profile.json"), "").profile.skills == before.skills
        skills = json.loads(packed.read("tyomarkkinatori.json"))["experienceDescription"]["skills"]
        assert [skill["uri"] for skill in skills] == [BASE + "python"], "only what the person stands by"
        assert "python" in packed.read("elm.jsonld").decode()
        assert json.loads(packed.read("record.json"))["guidance"][0]["message"] == "Mitä seuraavaksi?"
    other = begin_profile(person=make_person(), language="fi")
    client.force_login(other.person)
    client.post(to("me-import"), {"file": SimpleUploadedFile("osaamo-profile.zip", file)})
    assert told(exports.profile_export(other)) == told(before)
    assert other.attainments.get().source == other.sources.get(kind="transcript")


def test_a_plan_whose_steps_are_none_of_ours_is_left_out(client, owner, planned):
    export = exports.profile_export(owner)
    version = export.plans[0].versions[0]
    wrong = [
        replace(export.plans[0], versions=(replace(version, steps=steps),))
        for steps in [({"id": "x"},), ({**version.steps[0], "starts": "soon"},), ({**version.steps[0], "closes": 1},)]
    ]
    document = write_profile(replace(export, plans=(*wrong, export.plans[0])))
    restored = restore(profile=owner, document=document, filename="profile.json")
    assert (restored.left_out, owner.plans.count()) == (3, 1)
    assert client.get(to("me-plan", owner.plans.get().pk)).status_code == 200


def told(export):
    """What an export tells of a person's doings, with the numbers of rows replaced by their places."""
    sources = {one.id: str(at) for at, one in enumerate(export.sources)}
    goals = {one.id: str(at) for at, one in enumerate(export.goals)}
    return {
        "sources": [replace(one, id=sources[one.id]) for one in export.sources],
        "skills": [
            replace(one, evidence=tuple(replace(line, source=sources[line.source]) for line in one.evidence))
            for one in export.skills
        ],
        "attainments": export.attainments,
        "goals": [replace(one, id=goals[one.id]) for one in export.goals],
        "plans": [replace(one, goal=goals[one.goal]) for one in export.plans],
    }


@pytest.mark.parametrize(
    "document", [b"", b"[]", b"{}", b'{"format": "osaamo-profile", "version": 1}', b"PK\x05\x06" + bytes(18)]
)
def test_a_wrong_file_changes_nothing(client, owner, document):
    from django.core.files.uploadedfile import SimpleUploadedFile

    before = told(exports.profile_export(owner))
    client.post(to("me-import"), {"file": SimpleUploadedFile("x.json", document)})
    assert told(exports.profile_export(owner)) == before


def test_erasing_leaves_no_trace_in_any_table(client, owner, planned):
    _, case = make_case(profile=owner)
    share(client, "skills")
    client.post(to("me-erase"), {})
    assert ProfileSkill.objects.exists(), "nothing is erased before one is sure"
    person = owner.person
    traces = [person.email, person.display_name, str(person.key), f"kernel.person:{person.pk}", "Teen raportteja"]
    traces.append(case.message)
    response = client.post(to("me-erase"), {"sure": "yes"})
    receipt = Erasure.objects.get()
    assert response.url == to("erased", receipt.number)
    assert receipt.rows["profiles.Profile"] == 1
    assert "Everything is erased" in words(client.get(response.url))
    assert leftovers(traces, person.pk) == []


def test_what_a_domain_must_keep_is_on_the_receipt_with_its_reason(client, owner, monkeypatch):
    person, asked = owner.person, []
    why = {"fi": "Kirjanpitolaki.", "sv": "Bokföringslagen.", "en": "The Accounting Act."}

    def erase(ref):
        asked.append((ref, Person.objects.filter(pk=person.pk).exists()))
        return Erased({"payments.Order": 2}, {"payments.Invoice": Kept(3, why)})

    eraser = Eraser("t.invoices", ("payments.Invoice",), erase, lambda _ref: {"payments.Order": 2})
    monkeypatch.setattr(erasing, "_erasers", {"t.invoices": eraser})
    client.post(to("me-erase"), {"sure": "yes"})
    receipt = Erasure.objects.get()
    assert asked == [(f"kernel.person:{person.pk}", True)], "asked once, before the person is gone"
    assert receipt.rows["payments.Order"] == 2
    assert receipt.kept["payments.Invoice"] == {"count": 3, "reason": why}
    assert "The Accounting Act." in words(client.get(to("erased", receipt.number)))


def test_what_cannot_be_erased_somewhere_is_erased_nowhere(owner, monkeypatch):
    def fail(_ref):
        raise RuntimeError

    monkeypatch.setattr(erasing, "_erasers", {"t": Eraser("t", (), fail, lambda _ref: {})})
    with pytest.raises(RuntimeError):
        erase(person=owner.person)
    assert Person.objects.filter(pk=owner.person.pk).exists()
    assert owner.skills.exists()
    assert not Erasure.objects.exists()


def test_the_trace_walk_finds_what_is_there(owner):
    assert leftovers([owner.person.email], owner.person.pk)


def test_guidance_from_asking_to_closing(client, owner):
    from osaamo.kernel.tests.making import make_organisation

    school = make_organisation()
    given = {"organisation": school.pk, "need": "path", "message": "Help"}
    assert client.post(to("me-guidance"), given).status_code == 422, "no guidance without consent"
    client.post(to("me-guidance"), {**given, "agree": "on"})
    case = owner.person.guidance.get()
    counsellor = make_person(Role.COUNSELLOR, school)
    client.force_login(counsellor)
    assert client.get(to("case", case.pk)).status_code == 404, "not a client yet"
    client.post(to("take-case", case.pk))
    page = words(client.get(to("case", case.pk)))
    assert "Python" in page
    client.post(to("case", case.pk), {"note": "Talked about SQL."})
    client.post(to("case", case.pk), {"step": "Enrol", "due_on": "2026-12-01"})
    client.post(to("case", case.pk), {"on": "2027-01-15"})
    entry = ViewEntry.objects.get(about=owner.person)
    assert (entry.viewer, entry.organisation, entry.purpose) == (counsellor, school, "guidance")
    client.force_login(owner.person)
    assert "Talked about SQL." in words(client.get(to("me-guidance")))
    assert counsellor.display_name in words(client.get(to("me-viewed")))
    client.post(to("me-tick", case.agreed.get().pk), {"done": "yes"})
    assert case.agreed.get().done_at is not None
    consent = Consent.objects.get(person=owner.person, purpose="guidance")
    client.post(to("me-withdraw", consent.pk))
    client.force_login(counsellor)
    assert client.get(to("case", case.pk)).status_code == 404
    assert owner.person.display_name not in words(client.get(to("queue")))


def test_a_case_is_handed_back_and_taken_by_another_counsellor(client, owner):
    counsellor, case = make_case(profile=owner)
    case.notes.create(author=counsellor, text="Talked about SQL.")
    client.force_login(counsellor)
    assert client.get(to("hand-back-case", case.pk)).status_code == 405
    assert client.post(to("hand-back-case", case.pk)).url == to("queue")
    assert client.get(to("case", case.pk)).status_code == 404
    case.refresh_from_db()
    assert (case.status, case.counsellor, case.follow_up_on) == ("asked", None, None)
    entry = AuditEntry.objects.filter(verb="guidance.hand-back").get()
    assert (entry.who, entry.ref) == (counsellor, f"profiles.guidancecase:{case.pk}")
    other = make_person(Role.COUNSELLOR, case.organisation)
    client.force_login(other)
    assert case.message in words(client.get(to("queue")))
    client.post(to("take-case", case.pk))
    assert "Talked about SQL." in words(client.get(to("case", case.pk)))


def test_a_case_shows_the_map_over_the_goal_and_over_job_ads(client, owner, offering):
    aim_at_ad(profile=owner, text="Data-analyytikko\nOsaat SQL:n ja koneoppimisen.")
    counsellor, case = make_case(profile=owner)
    client.force_login(counsellor)
    page = client.get(to("case", case.pk)).content.decode()
    maps = dict(re.findall(r'<article class="own-map" aria-labelledby="over-(\w+)">(.*?)</article>', page, re.DOTALL))
    assert set(maps) == {"aim", "market"}
    for name, shown in maps.items():
        assert f'id="map-{name}-title"' in shown
    assert "Data-analyytikko" in maps["aim"]
    counts = [int(count) for count in re.findall(r"<b>(\d+)</b></li>", maps["aim"])]
    assert counts[0] + counts[2] == 2, "the goal asks for two skills"
    lacking = re.search(r"Your client lacks</h4><ul[^>]*>(.*?)</ul>", maps["aim"])[1]
    assert "machine learning" in lacking
    assert 'machine learning <span class="muted">100 %' in maps["market"]
    large = re.search(r'href="([^"]*/map/[^"]*)"', maps["market"])[1].replace("&amp;", "&")
    assert f"a=profiles.client%2F{case.pk}" in large
    assert "This layer is not there" not in client.get(large).content.decode()


def test_a_client_is_laid_over_the_path_the_counsellor_chooses(client, owner, offering):
    paths = apps.get_model("offering.studymodule").objects
    for key, course in (("p1", "ml"), ("p2", "sd")):
        row = apps.get_model("offering.courseunit").objects.get(key=course)
        path = paths.create(
            key=key, institution=row.institution, code=key, kind="path", name={"en": f"Path {key}"}, credits=5,
            published_at=timezone.now(),
        )  # fmt: skip
        path.parts.create(course=row)
    _, case = make_case(profile=owner)
    client.force_login(case.counsellor)
    first = words(client.get(to("case", case.pk)))
    assert "Path p1" in first
    chosen = client.get(to("case", case.pk), {"over": "offering.module/p2"}).content.decode()
    assert '<option value="offering.module/p2" selected>' in chosen
    assert re.search(r'<h3 id="over-aim">([^<]*)', chosen)[1] == "Path p2"
    elsewhere = client.get(to("case", case.pk), {"over": f"profiles.goal/{case.pk}"}).content.decode()
    assert re.search(r'<h3 id="over-aim">([^<]*)', elsewhere)[1] == "Path p1", "only what is offered can be chosen"


def test_only_counsellors_see_the_queue(client, owner):
    assert client.get(to("queue")).status_code == 403
    client.logout()
    assert client.get(to("queue")).status_code == 302


def test_a_stranger_gets_nothing_at_any_address(client, owner, planned):
    """Every address of the domain with a row in it, asked by another student: not found."""
    _, case = make_case(profile=owner)
    goal, link = owner.goals.first(), ShareLink.objects.create(
        profile=owner, digest="0" * 64, title="x", expires_at="2099-01-01T00:00Z"
    )  # fmt: skip
    rows = {
        "me-read": owner.sources.first(), "me-remove-source": owner.sources.first(), "me-skill": owner.skills.first(),
        "me-change-goal": goal, "me-plan": planned, "me-plan-ics": planned, "me-plan-pdf": planned,
        "me-withdraw": Consent.objects.filter(person=owner.person).first(),
        "me-receipt": Consent.objects.filter(person=owner.person).first(), "me-revoke": link,
        "me-end-guidance": case, "hand-back-case": case, "me-tick": case.agreed.create(text="x"), "case": case, "take-case": case,
    }  # fmt: skip
    from osaamo.domains.profiles.urls import urlpatterns

    assert {one.name for one in urlpatterns if "pk" in one.pattern.converters} == set(rows)
    stranger = make_profile(CV).person
    before = told(exports.profile_export(owner))
    for who in (stranger, make_person(Role.COUNSELLOR), make_person(Role.IT_ADMIN)):
        if who != stranger:
            begin_profile(person=who, language="fi")
        client.force_login(who)
        for name, row in rows.items():
            for method in (client.get, client.post):
                assert method(to(name, row.pk)).status_code in {404, 405}, (name, who)
    assert told(exports.profile_export(owner)) == before


def test_no_page_of_a_profile_is_for_visitors(client):
    from osaamo.domains.profiles.urls import urlpatterns

    open_to_all = {"shared", "erased", "mydata-report"}
    for one in urlpatterns:
        if one.name not in open_to_all:
            address = to(one.name, *([1] if one.pattern.converters else []))
            assert client.get(address).url.startswith("/"), one.name
            assert client.post(address).status_code == 302, one.name


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_pages_open_in_each_language(client, owner, planned, language):
    with translation.override(language):
        pages = [reverse(name) for name in (
            "me", "me-add", "me-add-skill", "me-goal", "me-gap", "me-path", "me-data", "me-viewed", "me-guidance",
            "me-erase", "mydata-report",
        )]  # fmt: skip
        pages += [reverse("me-plan", args=[planned.pk])]
        pages += [reverse("me-goal") + "?q=data&skill=python&uri=" + BASE + "sql"]
    for page in pages:
        assert client.get(page).status_code == 200, page
