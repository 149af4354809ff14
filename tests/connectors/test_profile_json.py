"""The profile in our own JSON: what goes out comes back, and what is broken is told."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from profile_making import ESCO, PROFILE, profiles

from osaamo.connectors.errors import ConnectorError, DamagedFile, EmptyFile, TooLarge
from osaamo.connectors.profile_json import NewerProfile, NotAProfile, ProfileReading, read_profile, write_profile
from osaamo.connectors.profile_records import ProfileExport

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "formats" / "profile.md"


def changed(change):
    """The full profile as JSON with ``change`` made to it."""
    raw = json.loads(write_profile(PROFILE))
    change(raw)
    return read_profile(json.dumps(raw).encode(), "profile.json")


def test_a_full_profile_comes_back_without_loss():
    assert read_profile(write_profile(PROFILE), "profile.json") == ProfileReading(PROFILE)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(profiles())
def test_any_profile_comes_back_without_loss(profile):
    assert read_profile(write_profile(profile), "profile.json") == ProfileReading(profile)


@pytest.mark.parametrize(
    ("change", "pointer", "code", "attribute", "left"),
    [
        (lambda raw: raw["skills"][0].update(grade=6), "/skills/0/grade", "wrong-value", "skills", 2),
        (lambda raw: raw["skills"][0].update(grade="4"), "/skills/0/grade", "wrong-value", "skills", 2),
        (lambda raw: raw["skills"][1].update(status="mine"), "/skills/1/status", "wrong-value", "skills", 2),
        (lambda raw: raw["skills"][2].pop("uri"), "/skills/2/uri", "wrong-value", "skills", 2),
        (lambda raw: raw["skills"].append(raw["skills"][0]), "/skills/3", "doubled", "skills", 3),
        (lambda raw: raw["skills"].append(7), "/skills/3", "wrong-value", "skills", 3),
        (lambda raw: raw["attainments"][0].update(date="19.12.2025"), "/attainments/0/date", "wrong-value", "attainments", 1),
        (lambda raw: raw["badges"][0].update(verified=True), "/badges/0/verified", "wrong-value", "badges", 0),
        (lambda raw: raw["consents"][0].update(given_at="2026-11-24T08:30:00"), "/consents/0/given_at", "wrong-value", "consents", 0),
        (lambda raw: raw.update(consents={}), "/consents", "wrong-value", "consents", 0),
    ],
)  # fmt: skip
def test_a_broken_part_is_left_out_with_its_place_and_the_rest_is_read(change, pointer, code, attribute, left):
    reading = changed(change)
    assert [(part.pointer, part.code) for part in reading.broken] == [(pointer, code)]
    assert len(getattr(reading.profile, attribute)) == left
    assert reading.profile.person == PROFILE.person


def test_unknown_fields_are_told_and_the_rest_is_read():
    def change(raw):
        raw["mood"] = "good"
        raw["person"]["shoe_size"] = 38
        raw["skills"][0]["evidence"][1]["colour"] = {"a": 1}

    reading = changed(change)
    assert reading.profile == PROFILE
    assert sorted((part.pointer, part.code, part.raw) for part in reading.broken) == [
        ("/mood", "unknown-field", "null"),
        ("/person/shoe_size", "unknown-field", "38"),
        ("/skills/0/evidence/1/colour", "unknown-field", '{"a": 1}'),
    ]


def test_what_points_to_nothing_is_cut_off():
    def change(raw):
        del raw["sources"][1]
        raw["goals"] = []

    reading = changed(change)
    assert [part.code for part in reading.broken] == ["dangling", "dangling"]
    assert [evidence.source for evidence in reading.profile.skills[0].evidence] == ["s1"]
    assert reading.profile.plans[0].goal == ""
    assert reading.profile.plans[0].versions == PROFILE.plans[0].versions


@pytest.mark.parametrize("key", ["end", "cue_end"])
def test_evidence_that_ends_before_it_starts_is_left_out_alone(key):
    reading = changed(lambda raw: raw["skills"][0]["evidence"][0].update({"start": 5, "cue_start": 5, key: 5}))
    assert [(part.code, part.raw) for part in reading.broken] == [("wrong-value", '"Osaan SQL:n."')]
    assert [evidence.sentence for evidence in reading.profile.skills[0].evidence] == ["Tein tietokannan."]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"[]", NotAProfile),
        (b'{"format": "other"}', NotAProfile),
        (b'{"format": "osaamo-profile"}', NotAProfile),
        (b'{"format": "osaamo-profile", "version": 1, "person": {"name": "A"}}', NotAProfile),
        (b'{"format": "osaamo-profile", "version": 1, "person": 3, "made_at": "2026-11-24T08:30:00Z"}', NotAProfile),
        (b'{"format": "osaamo-profile", "version": 2}', NewerProfile),
        (write_profile(PROFILE)[:-9], DamagedFile),
        (b"[" * 200_000, DamagedFile),
        (write_profile(PROFILE).replace(b'"credits_max": 30', b'"deep": ' + b"[" * 960 + b"]" * 960), DamagedFile),
        (b" " * (50 << 20) + b"{}", TooLarge),
    ],
)
def test_bad_files_are_refused_with_a_reason(data, error):
    with pytest.raises(error) as caught:
        read_profile(data, "profile.json")
    assert isinstance(caught.value, ConnectorError)


def test_the_example_in_the_documentation_is_a_profile():
    (example,) = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    reading = read_profile(example.encode(), "profile.md")
    assert reading.broken == ()
    assert all(getattr(reading.profile, field.name) for field in fields(ProfileExport))


def test_every_field_is_documented():
    documented = set(re.findall(r"`([a-z_]+)`", DOCUMENT.read_text(encoding="utf-8")))
    assert _fields(ProfileExport) - documented == set()


def _fields(record):
    names = set()
    for name, hint in get_type_hints(record).items():
        names.add(name)
        for part in (hint, *get_args(hint)):
            if is_dataclass(part):
                names |= _fields(part)
    return names


def test_esco_uris_stand_as_they_are():
    assert f'"{ESCO}1"' in write_profile(PROFILE).decode()
