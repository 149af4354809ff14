"""Degree programmes: read from tables and OOAPI, followed on re-import, kept by planners, found, and told to others."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from osaamo.domains.offering import services
from osaamo.domains.offering.enums import BrokenState
from osaamo.domains.offering.models import BrokenRecord, CourseUnit, DegreeProgramme
from osaamo.domains.offering.services.import_cells import degrees_of
from osaamo.domains.offering.tests.making import make_course, make_degree, make_module
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.ports.supply import Degree, taught

pytestmark = pytest.mark.django_db

COURSE = {"id": "A1", "name": {"fi": "Tietokannat"}, "credits": 5, "text": "SQL."}
NURSING, MINOR = "b1f5a1a4-0000-4000-8000-000000000001", "b1f5a1a4-0000-4000-8000-000000000002"


@pytest.fixture
def laurea():
    return make_organisation("laurea", parent=make_organisation("3amk", kind="alliance"))


def load(institution, data, *, form="json", name="a.json"):
    data = data.encode() if isinstance(data, str) else json.dumps(data).encode()
    run = services.receive_file(institution=institution, who=None, form=form, filename=name, data=data)
    return services.run_import(run=run)


def counts(run):
    return run.read, run.new, run.changed, run.same, run.broken


def of(code="A1"):
    return [row.code for row in CourseUnit.objects.get(code=code).degrees.all()]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("HOTRA; MATKA", ["HOTRA", "MATKA"]),
        ("HOTRA, MATKA", ["HOTRA", "MATKA"]),
        ("Hoitotyö, monimuoto", ["Hoitotyö, monimuoto"]),
        ("Hoitotyö, monimuoto|HOTRA,MATKA", ["Hoitotyö, monimuoto", "HOTRA", "MATKA"]),
        (" ; ", []),
    ],
)
def test_a_cell_lists_programmes_by_code_or_by_name(cell, words):
    assert degrees_of(cell) == words


def test_a_course_belongs_to_the_programmes_its_row_names_and_the_links_follow_a_new_file(laurea):
    rows = [COURSE | {"programs": ["HOTRA", "MATKA"]}]
    assert counts(load(laurea, rows)) == (1, 1, 0, 0, 0)
    assert of() == ["HOTRA", "MATKA"]
    made = DegreeProgramme.objects.get(code="HOTRA")
    assert (made.key, made.name, made.title["sv"], made.source) == ("laurea:HOTRA", {}, "HOTRA", "json")
    assert counts(load(laurea, rows)) == (1, 0, 0, 1, 0)

    run = services.receive_file(
        institution=laurea, who=None, form="json", filename="a.json",
        data=json.dumps([COURSE | {"programs": ["matka", "RUOKAT"]}]).encode(),
    )  # fmt: skip
    tried = services.try_run(run=run)
    assert tried.changes[0].differences == {"degrees": ("HOTRA, MATKA", "MATKA, RUOKAT")}
    assert DegreeProgramme.objects.count() == 2, "a dry run writes nothing"
    before = CourseUnit.objects.get().updated_at
    assert counts(services.run_import(run=run)) == (1, 0, 1, 0, 0)
    assert of() == ["MATKA", "RUOKAT"]
    assert CourseUnit.objects.get().updated_at > before
    assert counts(load(laurea, [COURSE])) == (1, 0, 0, 1, 0), "a file without the column says nothing of programmes"
    assert of() == ["MATKA", "RUOKAT"]
    assert counts(load(laurea, [COURSE | {"programs": []}])) == (1, 0, 1, 0, 0)
    assert of() == []


def test_rows_of_the_same_course_name_one_programme_each(laurea):
    table = (
        "id;nimi;op;kuvaus;toteutus;alkaa;tutkinto-ohjelma\n"
        "A1;Tietokannat;5;SQL.;A1-1;2027-01-11;Hoitotyö\n"
        "A1;Tietokannat;5;SQL.;A1-2;2027-08-30;Sosiaaliala, päivä\n"
    )
    assert counts(load(laurea, table, form="table", name="a.csv")) == (4, 3, 0, 1, 0)
    assert of() == ["Hoitotyö", "sosiaaliala-paiva"]
    assert DegreeProgramme.objects.get(code="sosiaaliala-paiva").name == {"fi": "Sosiaaliala, päivä"}
    assert counts(load(laurea, table, form="table", name="a.csv")) == (4, 0, 0, 4, 0)


def test_a_run_for_students_of_a_programme_adds_it_and_takes_none_away(laurea):
    load(laurea, [COURSE | {"programs": ["HOTRA"]}])
    table = "course_code;implementation_code;begins;program\nA1;A1-1;2027-01-11;MATKA\n"
    assert counts(load(laurea, table, form="table", name="a.csv")) == (1, 1, 0, 0, 0)
    assert of() == ["HOTRA", "MATKA"]
    assert counts(load(laurea, table, form="table", name="a.csv")) == (1, 0, 0, 1, 0)
    assert counts(load(laurea, table.replace("MATKA", "HELI"), form="table", name="a.csv")) == (1, 0, 1, 0, 0)
    assert of() == ["HELI", "HOTRA", "MATKA"]


def test_an_import_leaves_the_programmes_of_other_schools_alone(laurea):
    load(laurea, [COURSE | {"programs": ["HOTRA"]}])
    elsewhere = make_degree("ICT", make_organisation("metropolia"), CourseUnit.objects.get())
    load(laurea, [COURSE | {"programs": ["MATKA"]}])
    assert {row.key for row in CourseUnit.objects.get().degrees.all()} == {"laurea:MATKA", elsewhere.key}


def test_a_name_that_is_too_long_sets_the_course_apart_and_it_can_be_mended(laurea):
    assert counts(load(laurea, [COURSE | {"programs": ["x y" * 100]}])) == (1, 0, 0, 0, 1)
    broken = BrokenRecord.objects.get()
    assert (broken.code, broken.values["field"], DegreeProgramme.objects.count()) == ("too-long", "degrees", 0)
    cells = {name: text for name, text in broken.cells.items() if name != "kind"}
    services.mend(broken=broken, cells=cells | {"degrees": "HOTRA"}, who=None)
    assert of() == ["HOTRA"]


def name(text):
    return [{"language": "fi-FI", "value": text}]


def v5(**more):
    return {
        "courseId": "c1", "primaryCode": {"codeType": "identifier", "code": "C1"}, "name": name("Hoitotyö"),
        "studyLoad": {"studyLoadUnit": "ects", "value": 5}, **more,
    }  # fmt: skip


def programme(id_=NURSING, **more):
    return {
        "programId": id_, "primaryCode": {"codeType": "identifier", "code": "SHG"}, "programType": "program",
        "name": [*name("Sairaanhoitaja"), {"language": "en-GB", "value": "Nurse"}], "levelOfQualification": "6",
        "studyLoad": {"studyLoadUnit": "ects", "value": 210}, **more,
    }  # fmt: skip


def test_ooapi_5_tells_programmes_in_full_or_by_id(laurea):
    minor = programme(MINOR, programType="minor")
    assert counts(load(laurea, {"items": [v5(programs=[programme(), minor])]}, form="ooapi")) == (2, 2, 0, 0, 0)
    row = DegreeProgramme.objects.get()
    assert (row.key, row.code, row.level, row.credits, row.name) == (
        f"laurea:{NURSING}", "SHG", 6, Decimal("210.0"), {"fi": "Sairaanhoitaja", "en": "Nurse"},
    )  # fmt: skip
    assert of("C1") == ["SHG"]
    by_id = {"items": [v5(programs=[NURSING, MINOR])]}
    assert counts(load(laurea, by_id, form="ooapi")) == (1, 0, 0, 1, 0), "an id nobody explains makes no programme"
    assert counts(load(laurea, {"items": [v5(programs=[])]}, form="ooapi")) == (1, 0, 1, 0, 0)
    assert of("C1") == []


def test_ooapi_6_tells_programmes_beside_their_ids_and_a_list_of_programmes_sets_minors_apart(laurea):
    six = {
        "programmeId": NURSING, "primaryCode": {"codeType": "identifier", "code": "SHG"},
        "programmeType": "programme", "name": name("Sairaanhoitaja"), "levelOfQualification": "eqf_7",
    }  # fmt: skip
    course = v5(studyLoad=[{"studyLoadUnit": "ects", "value": 5}], programmeIds=[NURSING])
    minor = six | {"programmeId": MINOR, "programmeType": "minor"}
    assert counts(load(laurea, {"items": [six, minor]}, form="ooapi")) == (2, 1, 0, 0, 1)
    assert BrokenRecord.objects.get().code == "row-no-degree"
    assert counts(load(laurea, {"items": [course]}, form="ooapi")) == (1, 1, 0, 0, 0)
    assert (of("C1"), DegreeProgramme.objects.get().level) == (["SHG"], 7)
    renamed = six | {"name": name("Hoitotyö")}
    assert counts(load(laurea, {"items": [renamed]}, form="ooapi")) == (1, 0, 1, 0, 0)
    assert DegreeProgramme.objects.get().name == {"fi": "Hoitotyö"}


def test_a_bad_level_of_a_programme_is_set_apart_and_mended_as_a_programme(laurea):
    load(laurea, {"items": [programme(levelOfQualification="x9")]}, form="ooapi")
    broken = BrokenRecord.objects.get()
    assert (broken.code, broken.cells["kind"], broken.state) == ("unknown-word", "degree", BrokenState.OPEN)
    cells = {field: text for field, text in broken.cells.items() if field != "kind"}
    services.mend(broken=broken, cells=cells | {"level": "master"}, who=None)
    assert DegreeProgramme.objects.get().level == 7


def test_a_programme_known_by_its_code_gets_the_id_that_ooapi_tells(laurea):
    load(laurea, [COURSE | {"programs": ["SHG"]}])
    load(laurea, {"items": [programme()]}, form="ooapi")
    assert DegreeProgramme.objects.get().key == f"laurea:{NURSING}"
    assert of() == ["SHG"]
    assert counts(load(laurea, [COURSE | {"programs": ["SHG"]}])) == (1, 0, 0, 1, 0)


def test_ripa_knows_no_programme_and_takes_none_away(laurea):
    unit = {
        "studyElementId": "R1", "studyElementIdentifierCode": "R1", "name": {"values": {"fi": "Hoitotyö"}},
        "creditsMin": 5, "creditsMax": 5, "teachingLanguage": ["fi"],
        "organisationReferences": [{"organisationRole": 1, "target": {"organisationTkCode": "10066"}}],
    }  # fmt: skip
    assert load(laurea, [unit], form="ripa").new == 1
    make_degree("care", laurea, CourseUnit.objects.get())
    assert load(laurea, [unit], form="ripa").broken == 0
    assert of("R1") == ["care"]


def test_supply_tells_the_programmes_of_courses_and_modules(laurea):
    course, module = make_course(laurea), make_module("path", laurea)
    care = make_degree("care", laurea, course, module)
    make_degree("alpha", laurea, course, level=None, name={})
    found = {one.kind: one.degrees for one in taught()}
    told = Degree(care.key, {"fi": "care", "en": "care degree"}, "laurea", 6)
    bare = Degree("laurea:alpha", dict.fromkeys(("fi", "sv", "en"), "alpha"), "laurea")
    assert found == {"course": (bare, told), "path": (told,)}


@pytest.fixture
def planner(client, laurea):
    person = make_person(Role.PLANNER, laurea)
    client.force_login(person)
    return person


@pytest.mark.usefixtures("planner")
def test_a_planner_makes_a_programme_and_puts_a_course_into_it(client, laurea):
    course = make_course(laurea)
    with translation.override("en"):
        page = reverse("plan-new-degree", args=["laurea"])
        assert client.post(page, {"code": "SHG", "level": "6"}).status_code == 422, "it needs a name"
        told = {"code": "SHG", "level": "6", "name_fi": "Sairaanhoitaja", "name_en": "Nurse", "credits": "210"}
        assert client.post(page, told).status_code == 302
        degree = DegreeProgramme.objects.get()
        assert (degree.key, degree.level, degree.credits) == ("laurea:SHG", 6, 210)
        again = client.post(page, told)
        assert "belongs to laurea:SHG already" in again.content.decode()
        edit = reverse("plan-item", args=["courses", course.pk])
        form = client.get(edit).context["form"]
        assert form["degrees"].field.choices == [(degree.pk, "Nurse (SHG)")]
        values = {field.name: field.value() for field in form if field.value() not in (None, False)}
        assert client.post(edit, values | {"degrees": [degree.pk]}).status_code == 302
        assert of(course.code) == ["SHG"]
        listed = client.get(reverse("plan-degrees")).context["rows"]
        assert [(row.code, row.courses, row.modules) for row in listed] == [("SHG", 1, 0)]
        client.post(reverse("plan-remove-degree", args=[degree.pk]))
        assert DegreeProgramme.objects.exists(), "a course belongs to it"
        assert client.post(edit, values).status_code == 302
        assert of(course.code) == []
        client.post(reverse("plan-remove-degree", args=[degree.pk]))
    assert not DegreeProgramme.objects.exists()


@pytest.mark.usefixtures("planner")
def test_a_programme_without_a_name_stands_first_and_one_of_another_school_cannot_be_changed(client, laurea):
    make_degree("a", laurea)
    make_degree("z", laurea, name={})
    other = make_degree("b", make_organisation("metropolia"))
    with translation.override("en"):
        page = client.get(reverse("plan-degrees"))
        assert [row.code for row in page.context["rows"]] == ["z", "a"]
        assert "no name yet" in page.content.decode()
        assert client.get(reverse("plan-degree", args=[other.pk])).status_code == 404


def test_the_search_finds_by_programme_with_counts_and_the_page_of_a_course_names_it(client, laurea):
    course, _other = make_course(laurea, name={"en": "Wounds"}), make_course(laurea)
    make_degree("care", laurea, course)
    with translation.override("en"):
        page = client.get(reverse("studies"))
        group = next(one for one in page.context["groups"] if one.facet == "degree")
        assert [(one.value, one.name, one.count) for one in group.first] == [
            ("laurea:care", f"care degree, {laurea.short_name}", 1)
        ]
        found = client.get(reverse("studies"), {"degree": "laurea:care"}).content.decode()
        assert "Wounds" in found
        assert "care degree" in client.get(reverse("study-course", args=[course.pk])).content.decode()
