"""Study records: what is read from each kind of file, what is set apart, and what is refused."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import re
from pathlib import Path

import connector_files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study_files import (
    ELMO,
    ELMO_COURSE,
    VIRTA,
    koski,
    koski_course,
    ripa_credit,
    ripa_message,
    virta_attainment,
)

from osaamo.connectors.errors import (
    ConnectorError,
    DamagedFile,
    EmptyFile,
    TooLarge,
    UnsafeFile,
    WrongEncoding,
)
from osaamo.connectors.study_record import Attainment, MissingStudyColumns, NotAStudyRecord, read_study_record

BOMB = """<?xml version="1.0"?>
<!DOCTYPE elmo [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1"><x>&b;</x></elmo>"""
STEALING = """<?xml version="1.0"?>
<!DOCTYPE elmo [<!ENTITY file SYSTEM "file:///etc/hostname">]>
<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1"><x>&file;</x></elmo>"""


def read(content, name="record"):
    if isinstance(content, dict | list):
        content = json.dumps(content, ensure_ascii=False)
    return read_study_record(content.encode() if isinstance(content, str) else content, name)


def elmo(*courses):
    return ELMO.replace("{courses}", "".join(courses))


def virta(*attainments):
    return VIRTA.replace("{attainments}", "".join(attainments))


def codes(result):
    return [item.code for item in result.set_aside]


# ELMO


def test_elmo_course_with_all_its_fields():
    result = read(elmo(ELMO_COURSE))
    assert (result.kind, result.set_aside) == ("elmo", ())
    assert (result.record.person_name, result.record.institution) == ("Aino Maria Esimerkki", "Esimerkkikorkeakoulu")
    assert result.record.attainments == (
        Attainment(
            code="PALV001",
            name={"fi": "Palvelumuotoilu", "sv": "Tjänstedesign"},
            credits=5.0,
            grade="4",
            date=dt.date(2026, 5, 31),
            institution="Esimerkkikorkeakoulu",
            language="fi",
            learning_outcomes={"en": "You can interview.", "fi": "Osaat haastatella.\n\nOsaat kokeilla."},
            source_id="PALV001",
            kind="course",
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<status>passed</status>", "<status>failed</status>", "not-passed"),
        ("<status>passed</status>", "<status>in-progress</status>", "not-passed"),
        ("<status>passed</status><resultLabel>4</resultLabel>", "<resultLabel>Hylätty</resultLabel>", "not-passed"),
        ("<value>5</value>", "<value>viisi</value>", "bad-credits"),
        ("<value>5</value>", "<value>-5</value>", "bad-credits"),
        ("<value>5</value>", "<value>nan</value>", "bad-credits"),
        ("2026-05-31", "2026-02-31", "bad-date"),
    ],
)
def test_elmo_what_is_set_apart_leaves_the_rest(old, new, code):
    assert old in ELMO_COURSE
    other = ELMO_COURSE.replace("PALV001", "OTHER").replace("Palvelumuotoilu", "Toinen")
    result = read(elmo(ELMO_COURSE.replace(old, new), other))
    assert [attainment.code for attainment in result.record.attainments] == ["OTHER"]
    assert [(item.code, item.name, item.where) for item in result.set_aside] == [
        (code, "Palvelumuotoilu", "learningOpportunitySpecification[1]")
    ]


def test_elmo_other_credit_scheme_is_no_credits():
    (attainment,) = read(elmo(ELMO_COURSE.replace("ECTS", "points"))).record.attainments
    assert attainment.credits is None


def test_elmo_nested_deeper_than_python_recurses():
    depth = 20_000
    opening = "<learningOpportunitySpecification><hasPart>"
    closing = "</hasPart></learningOpportunitySpecification>"
    result = read(elmo(opening * depth + ELMO_COURSE + closing * depth))
    assert [attainment.code for attainment in result.record.attainments] == ["PALV001"]
    assert codes(result) == ["missing"] * depth


@pytest.mark.shared
def test_elmo_example_of_the_specification(shared_specs):
    result = read_study_record((shared_specs / "elmo" / "example.xml").read_bytes(), "example.xml")
    assert (result.kind, result.set_aside) == ("elmo", ())
    assert (result.record.person_name, result.record.institution) == (
        "Wojciech Łukasz Rygielski",
        "University of Warsaw",
    )
    assert [(a.kind, a.code, a.credits, a.grade, a.date) for a in result.record.attainments] == [
        ("degree", "MNM2-BIO", 120.0, "", dt.date(2009, 6, 15)),
        ("course", "EKSTERN", 15.0, "Innpasset", None),
        ("course", "1000-217bMRJ", 6.0, "45.1", dt.date(2015, 3, 17)),
        ("", "", None, "C", None),
    ]
    compilers, html = result.record.attainments[2:]
    assert compilers.name == {"pl": "Budowa kompilatorów", "en": "Compiler construction"}
    assert compilers.learning_outcomes["en"].startswith("This can contain a multiline description.\n\n")
    assert html.name == {"und": "The importance of <br> in HTML"}


@pytest.mark.shared
def test_our_elmo_fits_the_schema(shared_specs):
    from lxml import etree

    folder = shared_specs / "elmo"

    class Offline(etree.Resolver):
        def resolve(self, url, _public_id, context):
            if url.endswith("xml.xsd"):
                stub = (
                    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
                    'targetNamespace="http://www.w3.org/XML/1998/namespace"><xs:attribute name="lang" type="xs:string"/>'
                    "</xs:schema>"
                )
                return self.resolve_string(stub, context)
            for part, name in (
                ("xmldsig", "xmldsig-core-schema.xsd"),
                ("EUROPASS", "EUROPASS_ISOCountries_V1.1.xsd"),
                ("types-address", "ewp-address-schema.xsd"),
                ("architecture", "ewp-common-types.xsd"),
            ):
                if part in url:
                    return self.resolve_filename(str(folder / "references" / name), context)
            return None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Offline())
    schema = etree.XMLSchema(etree.parse(str(folder / "schema.xsd"), parser))
    schema.assertValid(etree.fromstring(elmo(ELMO_COURSE).encode()))


# VIRTA


def test_virta_courses_modules_degrees_and_own_scales():
    scale = (
        '<virta:Muu><virta:Asteikko avain="11"><virta:AsteikkoArvosana avain="77"><virta:Koodi>OIV</virta:Koodi>'
        "</virta:AsteikkoArvosana></virta:Asteikko><virta:Koodi>{}</virta:Koodi></virta:Muu>"
    )
    result = read(
        virta(
            virta_attainment("a"),
            virta_attainment("b", grade=scale.format("77")),
            virta_attainment("c", grade=scale.format("78")),
            virta_attainment(
                "d",
                grade="<virta:EiKaytossa>Arvosana ei kaytossa</virta:EiKaytossa>",
                more='<virta:Sisaltyvyys sisaltyvaOpintosuoritusAvain="a"/>',
            ),
            virta_attainment("e", kind="1", credits_="210.000000"),
        )
    )
    assert (result.kind, result.set_aside) == ("virta", ())
    assert (result.record.person_name, result.record.institution) == ("Aino Esimerkki", "02629")
    assert result.record.attainments[0] == Attainment(
        code="TX00CK66",
        name={"fi": "Tietokannat a", "en": "Databases a"},
        credits=5.0,
        grade="4",
        date=dt.date(2025, 12, 19),
        institution="02629",
        language="fi",
        source_id="a",
        kind="course",
    )
    assert [(a.source_id, a.grade, a.kind, a.credits) for a in result.record.attainments[1:]] == [
        ("b", "OIV", "course", 5.0),
        ("c", "", "course", 5.0),
        ("d", "", "module", 5.0),
        ("e", "4", "degree", 210.0),
    ]


def test_virta_failed_doubled_and_broken_are_set_apart():
    result = read(
        virta(
            virta_attainment("a"),
            virta_attainment("b", grade="<virta:Viisiportainen>HYL</virta:Viisiportainen>"),
            virta_attainment("c", credits_="x"),
            virta_attainment("a").replace('avain="a"', 'avain="copy"'),
            virta_attainment("d").replace("virta:Nimi", "virta:Muunimi"),
        )
    )
    assert [a.source_id for a in result.record.attainments] == ["a"]
    assert [(item.code, item.where) for item in result.set_aside] == [
        ("not-passed", "Opintosuoritus[2]"),
        ("bad-credits", "Opintosuoritus[3]"),
        ("missing-name", "Opintosuoritus[5]"),
        ("doubled", "Opintosuoritus[4]"),
    ]


# RIPA


def test_ripa_completed_credit():
    result = read(ripa_message(ripa_credit()))
    assert (result.kind, result.set_aside) == ("ripa", ())
    assert (result.record.person_name, result.record.institution) == ("Aino Maria Esimerkki", "Sample University")
    assert result.record.attainments == (
        Attainment(
            code="PALV001",
            name={"fi": "Palvelumuotoilu", "sv": "Tjänstedesign"},
            credits=5.0,
            grade="4",
            date=dt.date(2026, 5, 31),
            institution="Sample University",
            language="fi",
            learning_outcomes={"fi": "Osaat haastatella.\nKokeilut", "sv": "Försök"},
            source_id="hh-1",
            kind="course",
        ),
    )


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"completedCreditStatus": "UNFINISHED"}, "not-passed", ""),
        ({"transaction": "REMOVAL"}, "removed", ""),
        ({"assessment": {"grade": {"code": "HYL"}}}, "not-passed", ""),
        ({"completionDate": "31.5.2026"}, "wrong-value", "/completionDate"),
        ({"scope": "5"}, "wrong-type", "/scope"),
        ({"scope": -1}, "wrong-value", "/scope"),
        ({"completedCreditName": {"values": {}}}, "missing", "/completedCreditName"),
        ({"completedCreditName": "nimi"}, "wrong-type", "/completedCreditName"),
        ({"completedCreditTarget": None}, "missing", "/completedCreditTarget/completedCreditTargetId"),
    ],
)
def test_ripa_what_is_set_apart_leaves_the_rest(changes, code, where):
    result = read(ripa_message(ripa_credit(**changes), ripa_credit(scope=3), 7))
    assert [a.credits for a in result.record.attainments] == [3.0]
    assert [(item.code, item.where) for item in result.set_aside] == [
        (code, f"/completedCredits/0{where}"),
        ("not-an-object", "/completedCredits/2"),
    ]


def test_ripa_school_without_a_name_is_its_code():
    credit = ripa_credit(organisationResponsibleForCompletion={"organisationTkCode": "10066"})
    assert read(ripa_message(credit)).record.institution == "10066"
    assert read(ripa_message(ripa_credit(organisationResponsibleForCompletion=None))).record.institution == "10056"


@pytest.mark.shared
def test_our_ripa_credit_fits_the_schema(shared_specs):
    from test_ripa import schema_validator

    validator = schema_validator(shared_specs / "ristiinopiskelu-v9" / "schemas", "common/completedCredit.json")
    assert not list(validator.iter_errors(ripa_credit()))
    assert list(validator.iter_errors(ripa_credit(scope="5")))


# KOSKI


def test_koski_parts_follow_their_wholes_and_the_last_assessment_counts():
    degree = koski_course("671103", "Tutkinto", parts=[koski_course("A1", "Tietokannat", grade="4")])
    degree |= {"tyyppi": {"koodiarvo": "korkeakoulututkinto"}, "arviointi": None, "vahvistus": {"päivä": "2026-06-01"}}
    result = read(koski(degree, koski_course("B", "Kokonaisuus", parts=[koski_course("B1", "Osa")])))
    assert (result.kind, result.set_aside) == ("koski", ())
    assert (result.record.person_name, result.record.institution) == ("Aino Esimerkki", "Esimerkkikorkeakoulu")
    assert [(a.kind, a.code, a.grade, a.date) for a in result.record.attainments] == [
        ("degree", "671103", "", dt.date(2026, 6, 1)),
        ("course", "A1", "4", dt.date(2025, 12, 19)),
        ("module", "B", "5", dt.date(2025, 12, 19)),
        ("course", "B1", "5", dt.date(2025, 12, 19)),
    ]
    assert result.record.attainments[1] == Attainment(
        code="A1",
        name={"fi": "Tietokannat", "en": "Tietokannat (en)"},
        credits=5.0,
        grade="4",
        date=dt.date(2025, 12, 19),
        institution="Esimerkkikorkeakoulu",
        language="fi",
        kind="course",
    )


def test_koski_unfinished_failed_and_other_units():
    other_unit = {
        "tunniste": {"koodiarvo": "K"},
        "nimi": {"sv": "Kurs"},
        "laajuus": {"arvo": 2, "yksikkö": {"koodiarvo": "6"}},
    }
    result = read(
        koski(
            koski_course("A", "Kesken", arviointi=None),
            koski_course("B", "Hylätty", arviointi=[{"arvosana": {"koodiarvo": "x"}, "hyväksytty": False}]),
            koski_course("C", "Hylätty", grade="HYL"),
            koski_course("D", "Pisteet", koulutusmoduuli=other_unit),
            koski_course("E", "", koulutusmoduuli={"tunniste": {"koodiarvo": "E"}}),
            "rikki",
        )
    )
    assert [(a.name, a.credits) for a in result.record.attainments] == [({"sv": "Kurs"}, None)]
    assert codes(result) == ["not-passed", "not-passed", "not-passed", "missing-name", "not-an-object"]
    assert result.set_aside[-1].where == "/opiskeluoikeudet/0/suoritukset/5"


# tables


TABLES = {
    "fi": (
        "Tunniste;Opintojakson nimi;Laajuus (op);Arvosana;Suorituspvm;Korkeakoulu;Suorituskieli;Osaamistavoitteet\n"
        "TX1;Tietokannat;2,5 op;4;31.5.2026;Laurea;suomi;Osaa SQL:n\n"
    ),
    "sv": (
        "Kod;Studieperiodens namn (fi);Studiepoäng;Vitsord;Datum;Högskola;Språk;Lärandemål fi\n"
        "TX1;Tietokannat;2,5 sp;4;31.05.2026;Laurea;finska;Osaa SQL:n\n"
    ),
    "en": (
        "code,name_fi,credits,grade,completionDate,institution,language,learning_outcomes_fi\n"
        'TX1,Tietokannat,"2.5",4,2026-05-31,Laurea,fi,Osaa SQL:n\n'
    ),
}


@pytest.mark.parametrize("language", TABLES)
def test_table_headers_in_three_languages(language):
    (attainment,) = read(TABLES[language], "opinnot.csv").record.attainments
    (name,) = attainment.name.values()
    (outcomes,) = attainment.learning_outcomes.values()
    assert (attainment.code, name, attainment.credits, attainment.grade) == ("TX1", "Tietokannat", 2.5, "4")
    assert (attainment.date, attainment.institution) == (dt.date(2026, 5, 31), "Laurea")
    assert (attainment.language, outcomes) == ("fi", "Osaa SQL:n")


def test_table_names_in_several_languages_and_the_better_header_wins():
    table = "Nimi;Opintojakson nimi;Nimi (sv);name_en;op\nRyhmä A;Tietokannat;Databaser;Databases;5\n"
    (attainment,) = read(table, "a.csv").record.attainments
    assert attainment.name == {"und": "Tietokannat", "sv": "Databaser", "en": "Databases"}


def test_xlsx_with_dates_numbers_and_formulas():
    def fill(sheet):
        sheet.append(["Nimi", "Laajuus", "Arvosana", "Suorituspäivä"])
        sheet.append(["Tietokannat", 5, 4, dt.datetime(2026, 5, 31)])  # noqa: DTZ001 - Excel knows no zones
        sheet.append(["Verkot", "=2+3", 4, dt.datetime(2026, 5, 31)])  # noqa: DTZ001 - same

    result = read(connector_files.xlsx(fill), "opinnot.xlsx")
    (attainment,) = result.record.attainments
    assert (attainment.credits, attainment.grade, attainment.date) == (5.0, "4", dt.date(2026, 5, 31))
    assert [(item.code, item.where) for item in result.set_aside] == [("formula-without-value", "line 3")]


def test_csv_with_formulas_doubled_failed_and_broken_rows():
    table = (
        "Name;Credits;Grade;Date;Remarks\n"
        "Databases;5;4;2026-05-31;=1+1\n"
        "=HYPERLINK(0);5;4;2026-05-31;\n"
        "@SUM(A1);5;4;2026-05-31;\n"
        "+cmd|' /C calc'!A0;5;4;2026-05-31;\n"
        "Databases;5;4;2026-05-31;again\n"
        "Networks;5;0;2026-05-31;\n"
        ";5;4;2026-05-31;\n"
        "Ethics;many;4;2026-05-31;\n"
        "Law;5;4;31.2.2026;\n"
        "Law;5;4;spring;\n"
        "Swimming;5;-;;\n"
    )
    result = read(table, "record.csv")
    assert [next(iter(a.name.values())) for a in result.record.attainments] == ["Databases", "Swimming"]
    assert result.record.attainments[1].grade == ""
    assert sorted((item.where, item.code) for item in result.set_aside) == [
        ("line 10", "bad-date"),
        ("line 11", "bad-date"),
        ("line 3", "formula"),
        ("line 4", "formula"),
        ("line 5", "formula"),
        ("line 6", "doubled"),
        ("line 7", "not-passed"),
        ("line 8", "missing-name"),
        ("line 9", "bad-credits"),
    ]


@pytest.mark.parametrize(
    ("header", "header_read"),
    [("Auto;Väri;Arvosana", "Arvosana"), ("Nimi;Väri;Koko", "Nimi"), ("Auto;Colour;Size", "–")],
)
def test_unknown_headers_say_which_were_read_and_which_are_needed(header, header_read):
    with pytest.raises(MissingStudyColumns) as caught:
        read(f"{header}\n1;2;3\n", "autot.csv")
    assert caught.value.values["columns"] == header.replace(";", ", ")
    assert caught.value.values["read"] == header_read
    assert "Needed are the name of the course (Nimi, Namn or Name)" in str(caught.value)


# what is refused


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.xml", EmptyFile),
        (b"\xef\xbb\xbf \n", "a.csv", EmptyFile),
        (BOMB, "a.xml", UnsafeFile),
        (STEALING, "a.xml", UnsafeFile),
        (elmo(ELMO_COURSE)[:-20], "a.xml", DamagedFile),
        (virta(virta_attainment("a"))[:900], "a.xml", DamagedFile),
        (json.dumps(ripa_message(ripa_credit()))[:-5], "a.json", DamagedFile),
        ("{" * 100_000, "a.json", DamagedFile),
        ("<kirjasto><kirja/></kirjasto>", "a.xml", NotAStudyRecord),
        ('<elmo xmlns="https://example.org/other"/>', "a.xml", NotAStudyRecord),
        ('{"courseUnits": []}', "a.json", NotAStudyRecord),
        ("<!DOCTYPE html><html><p>Opinnot</p></html>", "a.html", NotAStudyRecord),
        ("# Opinnot\n", "a.md", NotAStudyRecord),
        (elmo(ELMO_COURSE).encode("latin-1"), "a.xml", WrongEncoding),
        (elmo(ELMO_COURSE).replace("UTF-8", "x-none"), "a.xml", WrongEncoding),
        (codecs.BOM_UTF16_LE + elmo(ELMO_COURSE).encode("utf-16-le") + b"\x00", "a.xml", WrongEncoding),
    ],
)
def test_bad_files_are_refused_with_a_reason(content, name, error):
    with pytest.raises(error) as caught:
        read(content, name)
    assert str(caught.value).endswith(".")


def test_a_file_of_50_mb_is_refused_unread():
    with pytest.raises(TooLarge) as caught:
        read_study_record(b"<" * (50 * 1024 * 1024), "a.xml")
    assert caught.value.values["limit"] == 10 * 1024 * 1024


def test_a_tree_that_would_fill_the_memory_is_refused():
    with pytest.raises(TooLarge):
        read(elmo("<a/>" * 500_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_tables_in_the_encodings_offices_save(encoding):
    table = "Nimi;Opintopisteet;Suorituspäivä\nPäätöksenteko työyhteisössä;5;31.5.2026\n"
    (attainment,) = read(table.encode(encoding), "opinnot.csv").record.attainments
    assert (attainment.name, attainment.date) == ({"und": "Päätöksenteko työyhteisössä"}, dt.date(2026, 5, 31))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_xml_in_the_encoding_it_declares(encoding):
    content = elmo(ELMO_COURSE).replace("UTF-8", encoding).encode(encoding)
    (attainment,) = read(content).record.attainments
    assert attainment.name["sv"] == "Tjänstedesign"


def test_no_identity_number_comes_out():
    for content in (
        elmo(ELMO_COURSE),
        virta(virta_attainment("a")),
        ripa_message(ripa_credit()),
        koski(koski_course("A", "Kurssi")),
    ):
        result = read(content)
        assert result.record.attainments
        assert "010190" not in repr(result)
        assert "1990" not in repr(result)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from(["", "<elmo ", "{", '{"completedCredits": [', "Nimi;op\n", "PK\x03\x04"])
)
def test_any_bytes_give_a_record_or_a_known_error(data, start):
    try:
        names = [attainment.name for attainment in read_study_record(start.encode() + data, "file").record.attainments]
        code = ""
    except ConnectorError as error:
        names, code = [], error.code
    assert all(names)
    assert code != ConnectorError.code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_value_in_any_field_breaks_one_attainment_at_most(data):
    credit = ripa_credit()
    credit[data.draw(st.sampled_from(sorted(credit)))] = data.draw(JSON)
    course = koski_course("A", "Kurssi")
    course[data.draw(st.sampled_from(sorted(course)))] = data.draw(JSON)
    whole = ripa_credit(scope=3.5)
    assert read(ripa_message(credit, whole)).record.attainments[-1].credits == 3.5
    assert read(koski(course, koski_course("B", "Toinen"))).record.attainments[-1].code == "B"


DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "formats" / "study-record.md"
FIELDS = {
    "name": lambda attainment: next(iter(attainment.name.values())),
    "code": lambda attainment: attainment.code,
    "credits": lambda attainment: attainment.credits,
    "grade": lambda attainment: attainment.grade,
    "date": lambda attainment: attainment.date,
    "institution": lambda attainment: attainment.institution,
    "language": lambda attainment: attainment.language,
    "learning outcomes": lambda attainment: next(iter(attainment.learning_outcomes.values()), ""),
    "key in the source": lambda attainment: attainment.source_id,
}


def documented_headers():
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        what, *columns = [cell.strip() for cell in line.strip("|").split("|")]
        if what in FIELDS:
            yield from ((what, header) for column in columns for header in column.split(", "))


@pytest.mark.parametrize(("what", "header"), list(documented_headers()))
def test_every_documented_header_is_read(what, header):
    values = {"credits": "5", "date": "2026-05-31", "language": "fi"}
    value = values.get(what, "arvo")
    rest = {"name": ("Nimi", "Kurssi"), "credits": ("op", "1")}
    table = [(header, value), *(pair for field, pair in rest.items() if field != what)]
    columns = ";".join(name for name, _ in table)
    (attainment,) = read(f"{columns}\n{';'.join(cell for _, cell in table)}\n", "a.csv").record.attainments
    assert str(FIELDS[what](attainment)) == {"credits": "5.0"}.get(what, value)


def test_the_example_in_the_documentation_is_read_whole():
    (example,) = re.findall(r"```csv\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    result = read(example, "opinnot.csv")
    assert [(a.code, a.credits, a.grade) for a in result.record.attainments] == [
        ("TX00CK66", 5.0, "4"),
        ("PALV001", 2.5, "HYV"),
    ]
    assert result.set_aside == ()
