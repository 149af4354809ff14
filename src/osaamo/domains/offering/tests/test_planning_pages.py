"""The planner's pages: a module, its realisation, its states; a channel; an import with a row to mend."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from osaamo.domains.offering import services
from osaamo.domains.offering.models import (
    BrokenRecord,
    Channel,
    CourseUnit,
    ImportRun,
    Mismatch,
    Realisation,
    StudyModule,
)
from osaamo.domains.offering.tests.making import make_course, make_module, make_realisation
from osaamo.kernel.models import AuditEntry, Role
from osaamo.kernel.tests.making import make_organisation, make_person, run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def laurea():
    return make_organisation("laurea", parent=make_organisation("3amk", kind="alliance"))


@pytest.fixture
def planner(laurea):
    return make_person(Role.PLANNER, laurea)


@pytest.fixture
def page(client, planner):
    client.force_login(planner)

    def ask(name, *args, data=None, **query):
        path = reverse(name, args=args)
        return client.get(path, query) if data is None else client.post(path, data)

    return ask


MODULE = {
    "name_fi": "Polku", "code": "P1", "kind": "path", "credits": "15", "optional_credits": "5", "is_joint": "on",
    "audiences": ["degree", "open"], "learning_outcomes_fi": "Osaa.", "tags": "HAUS, Uusi", "goals": ["4", "9"],
    "rdi_project": "Hanke", "rdi_authors": "A, B", "budget_lines": "BL-LEARN-3", "promise_en": "You will.",
}  # fmt: skip


def test_a_planner_writes_publishes_and_runs_a_path(page, laurea, planner):
    first, second = make_course(laurea), make_course(laurea)
    channel = Channel.objects.create(code="site", name={"en": "Site"}, format="site-json")
    data = MODULE | {"parts": f"{first.key}\n? {second.key}", "channels": [channel.pk], "owners": "3amk: 40"}
    answer = page("plan-new", "modules", "laurea", data=data)
    module = StudyModule.objects.get()
    assert answer.headers["Location"] == reverse("plan-item", args=["modules", module.pk])
    assert (module.key, module.name, module.budget_lines, module.is_published) == (
        "laurea:P1", {"fi": "Polku"}, ["BL-LEARN-3"], False,
    )  # fmt: skip
    assert [(part.course, part.is_optional) for part in module.parts.all()] == [(first, False), (second, True)]
    assert [one.goal for one in module.sdgassessments.all()] == [4, 9]
    assert [one.confirmed_by for one in module.sdgassessments.all()] == [planner, planner]
    assert [(str(link), link.authors) for link in module.rdilinks.all()] == [("Hanke", ["A", "B"])]
    assert sorted(label.code for label in module.labels.all()) == ["haus", "uusi"]
    assert [listing.channel for listing in module.listings.all()] == [channel]
    assert page("plan-item", "modules", module.pk, data=data).status_code == 302, "saving again is fine"
    assert module.parts.count() == 2
    page("plan-publish", "modules", module.pk, data={"publish": "yes"})
    module.refresh_from_db()
    assert module.is_published
    run = {
        "key": "P1-1",
        "starts": "2027-03-01",
        "ends": "2027-05-01",
        "seats": "20",
        "quotas": "laurea:5",
        "languages": "fi en",
    }
    page("plan-new-run", "modules", module.pk, data=run)
    made = Realisation.objects.get()
    assert (made.key, made.starts, made.languages, made.state) == (
        "laurea:P1-1",
        date(2027, 3, 1),
        ["fi", "en"],
        "planned",
    )
    page("plan-state", made.pk, data={"state": "cancelled", "reason": ""})
    assert Realisation.objects.get().state == "planned", "cancelling needs a reason"
    page("plan-state", made.pk, data={"state": "cancelled", "reason": "Too few."})
    change = Realisation.objects.get().changes.last()
    assert (change.state, change.reason, change.by) == ("cancelled", "Too few.", planner)
    assert "Too few." in page("plan-run", made.pk).content.decode()
    assert AuditEntry.objects.filter(verb="offering.realisation.state", who=planner).count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name_fi": ""}, "Give the name in at least one language."),
        ({"credits": "12", "credits_max": "10"}, "The credits go from 12 to 10."),
        ({"parts": "nobody"}, "There is no course “nobody”."),
        ({"owners": "nowhere: 40"}, "No organisation has the code “nowhere”."),
        ({"owners": "3amk: many"}, "“many” in owners is not a whole number"),
        ({"owners": "laurea: 40"}, "laurea answers for it already."),
        ({"optional_credits": "50"}, "50 credits are to be chosen, but the optional parts give 0."),
        ({"code": "TAKEN"}, "The code TAKEN belongs to"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(page, laurea, fields, said):
    taken = make_module("path", laurea, code="TAKEN")
    answer = page("plan-new", "modules", "laurea", data=MODULE | {"optional_credits": "0"} | fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert list(StudyModule.objects.all()) == [taken]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"quotas": "laurea:15\naudience:open:2"}, "These quotas overlap"),
        ({"quotas": "laurea:21"}, "The quotas sum to 21 seats, but there are 20."),
        ({"ends": "2026-01-01"}, "before it starts"),
        ({"meetings": "Monday"}, "“Monday” is not a meeting."),
        ({"languages": "Klingon"}, "is not a language"),
    ],
)
def test_a_wrong_realisation_is_not_stored(page, laurea, fields, said):
    module = make_module("path", laurea)
    answer = page(
        "plan-new-run", "modules", module.pk, data={"key": "1", "starts": "2027-03-01", "seats": "20"} | fields
    )
    assert (answer.status_code, Realisation.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_a_planner_of_another_school_changes_nothing(page, client):
    theirs = make_course(make_organisation("metropolia"))
    run = make_realisation(theirs)
    assert page("plan-item", "courses", theirs.pk).status_code == 403, "it is published, so they know of it"
    assert page("plan-publish", "courses", theirs.pk, data={"publish": "no"}).status_code == 403
    assert page("plan-state", run.pk, data={"state": "cancelled", "reason": "x"}).status_code == 403
    assert page("plan-new", "courses", "metropolia").status_code == 403
    assert page("plan-item", "courses", make_course(theirs.institution, draft=True).pk).status_code == 403
    client.force_login(make_person(Role.STUDENT))
    assert page("plan-item", "courses", make_course(theirs.institution, draft=True).pk).status_code == 404
    assert [page(name).status_code for name in ("plan-overview", "plan-channels", "imports")] == [403, 403, 403]


def test_the_overview_finds_by_words_and_state(page, laurea):
    make_course(laurea, name={"fi": "Kemia"})
    make_course(laurea, name={"fi": "Fysiikka"}, draft=True)
    make_course(make_organisation(), name={"fi": "Kemia muualla"})
    body = page("plan-overview", kind="courses", q="kemia").content.decode()
    assert ("Kemia" in body, "Fysiikka" in body, "muualla" in body) == (True, False, False)
    body = page("plan-overview", kind="courses", shown="draft").content.decode()
    assert ("Kemia" in body, "Fysiikka" in body) == (False, True)


def test_a_channel_is_compared_and_a_difference_decided(page, laurea):
    channel = Channel.objects.create(code="portal", name={"en": "Portal"}, format="open-csv")
    course = make_course(laurea)
    services.set_channels(item=course, channels=[channel], who=None)
    file = page("plan-channel-file", "portal")
    assert course.key in file.content.decode("utf-8-sig")
    wrong = SimpleUploadedFile("a.csv", f"id;name_fi;credits\n{course.key};Toinen;5\n".encode())
    answer = page("plan-channel", "portal", data={"file": wrong})
    mismatch = Mismatch.objects.get()
    assert answer.headers["Location"] == reverse("plan-check", args=[mismatch.check_run_id])
    page("plan-decide", mismatch.pk, data={"decision": "take", "reason": "ok"})
    course.refresh_from_db()
    assert course.name["fi"] == "Toinen"
    assert "Theirs is right" in page("plan-check", mismatch.check_run_id).content.decode()


def test_a_table_is_mapped_tried_imported_and_mended(page, laurea, planner):
    table = b"Koodi;Nimi;op;Muuta\nK1;Kemia;3;x\nK2;Fysiikka;monta;y\n"
    data = {"institution": laurea.pk, "format": "table", "file": SimpleUploadedFile("a.csv", table)}
    answer = page("imports", data=data)
    run = ImportRun.objects.get()
    assert answer.headers["Location"] == reverse("import-run", args=[run.pk])
    assert "Muuta" in page("import-run", run.pk).content.decode()
    page("import-columns", run.pk, data={"column-0": "code", "column-1": "name", "column-2": "credits"})
    body = page("import-run", run.pk, **{"try": 1}).content.decode()
    assert "“monta” is not a number of credits." in body
    assert CourseUnit.objects.count() == 0
    page("import-start", run.pk, data={})
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.read, run.new, run.broken) == ("done", 2, 1, 1)
    broken = BrokenRecord.objects.get()
    answer = page("import-broken", broken.pk, data={"cell-credits": "useita"})
    assert (answer.status_code, "useita" in answer.content.decode()) == (422, True)
    page("import-broken", broken.pk, data={"cell-credits": "4"})
    assert CourseUnit.objects.get(code="K2").credits == 4
    assert BrokenRecord.objects.get().decided_by == planner


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(page, laurea):
    data = {"institution": laurea.pk, "format": "table", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")}
    answer = page("imports", data=data)
    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)
    assert 'role="alert"' in answer.content.decode()
    run = services.receive_file(
        institution=laurea, who=None, form="ripa", filename="a.json", data=json.dumps([1]).encode()
    )
    page("import-start", run.pk, data={})
    run_jobs()
    body = page("import-run", run.pk).content.decode()
    assert "The file is not a course unit in the RIPA format." in body
