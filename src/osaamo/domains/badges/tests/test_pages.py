"""The pages and addresses of badges: who sees what, what is handed in, what checkers fetch."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from osaamo.competence.services import engine_replaced
from osaamo.competence.tests.fake_engine import FakeEngine, fake_search
from osaamo.connectors.badges import read_badge
from osaamo.connectors.openbadges import Evidence
from osaamo.connectors.openbadges_status import is_withdrawn
from osaamo.domains.badges import exports, services
from osaamo.domains.badges.enums import Reason, RuleKind
from osaamo.domains.badges.models import BadgeClass, Claim, Credential
from osaamo.domains.badges.tests.making import make_badge
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    cache.clear()
    with translation.override("en"), engine_replaced(FakeEngine()):
        yield


@pytest.fixture
def award():
    evidence = [Evidence("Raportti", "Salainen näyttö", "https://example.org/raportti")]
    return services.issue(badge=make_badge(kind="evidence"), person=make_person(), rule=None, evidence=evidence)


def page(client, name, **kwargs):
    return client.get(reverse(name, kwargs=kwargs))


def test_nobody_sees_a_badge_before_its_holder_says_so(client, award) -> None:
    key = award.key
    addresses = [("badge-award", {}), *(("badge-file", {"form": form}) for form in exports.FORMS)]

    def seen():
        return [page(client, name, key=key, **more).status_code for name, more in addresses]

    def fetched():
        address = reverse("badge-credential", args=[key])
        return client.get(address, headers={"accept": "application/json"}, follow=True).status_code

    assert (seen(), fetched()) == ([404] * 5, 404)
    services.share(credential=award, is_shared=True, shows_evidence=False)
    assert (seen(), fetched()) == ([200, 403, 403, 403, 403], 403)
    html = page(client, "badge-award", key=key).content.decode()
    assert "Salainen" not in html
    assert "Kolme hyväksyttyä harjoitusta." in html
    services.share(credential=award, is_shared=True, shows_evidence=True)
    assert (seen(), fetched()) == ([200] * 5, 200)
    assert "Salainen näyttö" in page(client, "badge-award", key=key).content.decode()
    services.share(credential=award, is_shared=False, shows_evidence=True)
    assert (seen(), fetched()) == ([404] * 5, 404)


def test_the_holder_shares_and_another_cannot(client, award) -> None:
    client.force_login(make_person())
    assert client.post(reverse("badge-share", args=[award.pk]), {"shared": "badge"}).status_code == 404
    client.force_login(award.person)
    client.post(reverse("badge-share", args=[award.pk]), {"shared": "evidence"})
    award.refresh_from_db()
    assert (award.is_shared, award.shows_evidence) == (True, True)
    client.post(reverse("badge-share", args=[award.pk]), {"shared": "x"})
    award.refresh_from_db()
    assert (award.is_shared, award.shows_evidence) == (False, False)
    assert "Merkki" in page(client, "badges-mine").content.decode()


@pytest.mark.parametrize("form", exports.FORMS)
def test_a_file_taken_along_is_valid_at_the_checker_and_read_as_a_source(client, award, form) -> None:
    data, kind = exports.file_of(award, form)
    assert read_badge(data, f"badge.{form}").alignments[0].url == "http://data.europa.eu/esco/skill/fake-python"
    answer = client.post(reverse("badge-check"), {"file": SimpleUploadedFile(f"b.{form}", data, kind)})
    assert answer.context["checked"].outcome.value == "passed"
    assert b'<h2 id="verdict">Valid</h2>' in answer.content
    services.withdraw(credential=award, reason=Reason.MISTAKE, who=None)
    answer = client.post(reverse("badge-check"), {"file": SimpleUploadedFile(f"b.{form}", data, kind)})
    assert b"Its issuer has withdrawn it." in answer.content


def test_a_changed_badge_is_told_to_be_changed(client, award) -> None:
    document = json.loads(json.dumps(award.document))
    document["credentialSubject"]["achievement"]["name"] = "<script>alert(1)</script>"
    answer = client.post(reverse("badge-check"), {"text": json.dumps(document)})
    assert b"It was changed after it was signed" in answer.content
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "hello"},
        {"text": "{"},
        {"text": "[1]"},
        {"text": "https://example.org/badge"},
        {"text": "x" * 300_001},
        {"text": "a.b.c"},
        {"file": SimpleUploadedFile("b.svg", b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg>&b;</svg>")},
        {"file": SimpleUploadedFile("b.png", b"\x89PNG\r\n\x1a\n")},
        {"file": SimpleUploadedFile("b.json", b" ")},
        {"text": '{"@context": {"@import": "http://127.0.0.1/"}, "type": "x"}'},
    ],
)
def test_what_is_no_badge_gets_a_sentence(client, given) -> None:
    answer = client.post(reverse("badge-check"), given)
    html = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert ('role="alert"' in html) or ("Not valid" in html)


def test_a_stranger_context_is_named_and_never_fetched(client, award) -> None:
    document = award.document | {"@context": [*award.document["@context"], "http://127.0.0.1:1/context"]}
    html = client.post(reverse("badge-check"), {"text": json.dumps(document)}).content.decode()
    assert "http://127.0.0.1:1/context" in html
    assert "Not everything could be checked" in html


def test_a_planner_makes_a_badge_and_says_how_it_is_earned(client, monkeypatch) -> None:
    monkeypatch.setattr("osaamo.engine.search", fake_search)
    place = make_organisation("laurea")
    client.force_login(make_person(Role.PLANNER, place))
    texts = {
        f"{part}_{code}": f"{part} {code}"
        for part in ("name", "description", "criteria")
        for code in ("fi", "sv", "en")
    }
    values = texts | {"kind": "Course", "organisation": "laurea", "skills": "Python\nSQL\npython", "credits": "2.5"}
    bad = client.post(reverse("badge-new"), values | {"skills": "xyzzy", "name_sv": ""})
    assert bad.status_code == 422
    assert sorted(bad.context["form"].errors) == ["name_sv", "skills"]
    assert client.post(reverse("badge-new"), values).status_code == 302
    badge = BadgeClass.objects.get()
    assert [skill["labels"]["en"] for skill in badge.current.skills] == ["Python", "SQL"]
    assert badge.current.name == {"fi": "name fi", "sv": "name sv", "en": "name en"}
    assert "It cannot be earned now." in page(client, "badge-class", key=badge.key).content.decode()
    rule = {"kind": "grade", "course": "da101", "least_grade": "3", "since": "2026-01-01"}
    assert client.post(reverse("badge-add-rule", args=[badge.pk]), rule | {"course": ""}).status_code == 422
    assert client.post(reverse("badge-add-rule", args=[badge.pk]), rule).status_code == 302
    made = badge.rules.get()
    assert (made.kind, made.course, made.least_grade) == (RuleKind.GRADE, "da101", 3)
    assert client.post(reverse("badge-change", args=[badge.pk]), values | {"name_fi": "Uusi"}).status_code == 302
    assert badge.versions.count() == 2
    client.post(reverse("badge-end-rule", args=[made.pk]))
    made.refresh_from_db()
    assert made.ended_at is not None
    client.post(reverse("badge-change", args=[badge.pk]), {"do": "retire"})
    badge.refresh_from_db()
    assert badge.retired_at is not None
    client.force_login(make_person(Role.PLANNER))
    assert page(client, "badge-change", pk=badge.pk).status_code == 403
    assert client.post(reverse("badge-end-rule", args=[made.pk])).status_code == 403
    client.force_login(make_person(Role.STUDENT))
    assert page(client, "badge-new").status_code == 403


def test_evidence_goes_to_a_teacher_of_the_place_who_decides(client) -> None:
    place = make_organisation()
    badge, learner, teacher = make_badge(place, kind="evidence"), make_person(), make_person(Role.TEACHER, place)
    address = reverse("badge-class", args=[badge.key])
    assert client.post(address, {"text": "Raportti"}).status_code == 302
    assert not Claim.objects.exists()
    client.force_login(learner)
    assert client.post(address, {"text": " "}).status_code == 422
    assert client.post(address, {"text": "Raportti", "url": "javascript:alert(1)"}).status_code == 422
    assert client.post(address, {"text": "Raportti", "url": "https://example.org"}).status_code == 302
    claim = Claim.objects.get()
    assert page(client, "badge-claims").status_code == 403
    client.force_login(make_person(Role.TEACHER))
    assert "Raportti" not in page(client, "badge-claims").content.decode()
    assert client.post(reverse("badge-decide", args=[claim.pk]), {"decision": "approve"}).status_code == 404
    client.force_login(teacher)
    assert "Raportti" in page(client, "badge-claims").content.decode()
    client.post(reverse("badge-decide", args=[claim.pk]), {"decision": "decline"})
    assert Claim.objects.get().decided_at is None
    client.post(reverse("badge-decide", args=[claim.pk]), {"decision": "approve"})
    award = Credential.objects.get()
    assert award.person == learner
    answer = client.post(reverse("badge-withdraw", args=[award.key]), {"reason": "removed", "note": "x"})
    assert answer.status_code == 302
    assert Credential.objects.get().withdrawn_at is None
    client.post(reverse("badge-withdraw", args=[award.key]), {"reason": "mistake", "note": "Väärä merkki"})
    client.force_login(learner)
    assert "Väärä merkki" in page(client, "badge-award", key=award.key).content.decode()


def test_what_checkers_fetch(client, award) -> None:
    place = award.badge.organisation
    issuer = client.get(f"/badges/issuers/{place.code}").json()
    method = award.document["proof"][0]["verificationMethod"]
    assert issuer["id"] == award.document["issuer"]["id"] == method.partition("#")[0]
    assert method in issuer["assertionMethod"]
    kids = [key["kid"] for key in client.get("/badges/jwks.json").json()["keys"]]
    assert client.get(f"/badges/keys/{kids[0]}").json()["kid"] == kids[0]
    status = award.document["credentialStatus"]
    path = status["statusListCredential"].removeprefix("https://testserver")
    assert is_withdrawn(client.get(path).json(), int(status["statusListIndex"])) is False
    services.withdraw(credential=award, reason=Reason.ASKED, who=None)
    assert is_withdrawn(client.get(path).json(), int(status["statusListIndex"])) is True
    achievement = award.document["credentialSubject"]["achievement"]
    path = achievement["id"].removeprefix("https://testserver")
    assert client.get(path, headers={"accept": "application/ld+json"}).json()["id"] == achievement["id"]
    assert client.get(path, headers={"accept": "text/html"}).status_code == 302
    picture = client.get(achievement["image"]["id"].removeprefix("https://testserver"))
    assert picture.headers["Content-Type"] == "image/svg+xml"
    for missing in ("/badges/status/2", "/badges/status/0", "/badges/keys/x", "/badges/issuers/x"):
        assert client.get(missing).status_code == 404


def test_a_name_cannot_break_out_of_the_picture() -> None:
    badge = make_badge(name="</text><script>alert('a\"b&')</script>")
    svg = exports.picture(badge.current, "fi")
    assert "<script" not in svg
    assert exports.picture_png(svg).startswith(b"\x89PNG")


def test_the_catalogue_shows_what_can_be_earned(client) -> None:
    badge = make_badge(kind="grade", course="da101", name="Analyysi")
    assert "Analyysi" in page(client, "badges").content.decode()
    services.retire(badge=badge, who=make_person())
    assert "Analyysi" not in page(client, "badges").content.decode()
