"""Offering files: what is read, what is set apart."""

from __future__ import annotations

import json

import pytest

from osaamo.connectors.errors import ConnectorError, MissingColumn
from osaamo.connectors.offering import OfferedSkill, read_offering

COURSE = {
    "course": "DAT101",
    "title": {"fi": "Tietokannat", "sv": "Databaser", "en": "Databases"},
    "institution": "Laurea",
    "credits": 5,
    "languages": ["FI"],
    "mode": "Online",
    "text": "Osaa SQL:n.\nOsaa mallintaa.",
    "requires": ["DAT001"],
    "skills": ["urn:sql", {"uri": "urn:model", "confidence": 0.7, "evidence": "Osaa mallintaa."}],
    "realisations": [
        {
            "starts": "2026-09-01",
            "ends": "2026-10-16",
            "seats": 30,
            "meetings": [["2026-09-01T09:00", "2026-09-01T12:00"]],
        },
        {"id": "late", "starts": "2027-01-11", "credits": 4, "audiences": ["Open"]},
    ],
}


def read(rows, name="offering.json"):
    return read_offering(json.dumps(rows).encode(), name)


def test_realisations_inherit_their_course():
    first, late = read([COURSE]).steps
    assert (first.id, first.course, first.credits, first.seats) == ("DAT101-1", "DAT101", 5.0, 30)
    assert first.meetings == (("2026-09-01T09:00", "2026-09-01T12:00"),)
    assert first.title["sv"] == "Databaser"
    assert (first.languages, first.mode, first.requires) == (("fi",), "online", ("DAT001",))
    assert first.skills == (OfferedSkill("urn:sql"), OfferedSkill("urn:model", 0.7, "Osaa mallintaa."))
    assert first.text == "Osaa SQL:n.\nOsaa mallintaa."
    assert (late.id, late.credits, late.seats, late.audiences, late.ends) == ("late", 4.0, None, ("open",), "")


def test_csv_with_lists_and_comma_credits():
    table = (
        "id;course;title_fi;credits;languages;meetings;text\n"
        'a;k;Nimi;"2,5";fi|en;2026-09-01T09:00/2026-09-01T10:00|2026-09-02T09:00/2026-09-02T10:00;Osaa SQL:n\n'
    )
    (step,) = read_offering(table.encode(), "offering.csv").steps
    assert (step.credits, step.languages, len(step.meetings), step.title["fi"]) == (2.5, ("fi", "en"), 2, "Nimi")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "", "course": ""}, "missing-id"),
        ({"credits": "many"}, "bad-credits"),
        ({"credits": None}, "bad-credits"),
        ({"credits": -1}, "bad-credits"),
        ({"credits": "nan"}, "bad-credits"),
        ({"seats": 1.5}, "bad-seats"),
        ({"seats": "full"}, "bad-seats"),
        ({"starts": "1.9.2026"}, "bad-date"),
        ({"starts": "2026-10-01", "ends": "2026-09-01"}, "ends-before-start"),
        ({"meetings": ["Mon 9-12"]}, "bad-meeting"),
        ({"meetings": [["2026-09-01T12:00", "2026-09-01T09:00"]]}, "bad-meeting"),
        ({"meetings": [3]}, "bad-meeting"),
        ({"skills": [{"confidence": 1}]}, "bad-skill"),
        ({"skills": [{"uri": "a", "confidence": 7}]}, "bad-skill"),
        ({"id": "good"}, "doubled-id"),
    ],
)
def test_a_broken_row_is_set_apart_and_the_rest_is_read(change, code):
    good = {"id": "good", "credits": 5}
    found = read([good, {"id": "bad", "credits": 5, **change}])
    assert [step.id for step in found.steps] == ["good"]
    assert [(row.line, row.code) for row in found.broken] == [(2, code)]
    assert found.broken[0].detail
    assert found.broken[0].raw


def test_a_broken_realisation_does_not_take_the_others_with_it():
    found = read([{"course": "k", "credits": 5, "realisations": [3, {"id": "b"}]}])
    assert [step.id for step in found.steps] == ["b"]
    assert [row.code for row in found.broken] == ["not-an-object"]


def test_broken_lines_of_jsonl_are_kept():
    found = read_offering(b'{"id": "a", "credits": 1}\n{oops\n', "offering.jsonl")
    assert [step.id for step in found.steps] == ["a"]
    assert [(row.line, row.code) for row in found.broken] == [(2, "not-json")]


def test_a_file_of_something_else_is_refused():
    with pytest.raises(MissingColumn, match="names no course"):
        read([{"name": "x"}])
    with pytest.raises(ConnectorError):
        read_offering(b"", "offering.json")
