"""Open Badges: what is read from pictures, JSON and JWT, and what is refused."""

from __future__ import annotations

import base64
import datetime as dt
import json
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.connectors.badges import Alignment, BadgeElsewhere, BadgeRecord, NotABadge, read_badge
from osaamo.connectors.errors import ConnectorError, DamagedFile, EmptyFile, TooLarge, UnsafeFile, ZipBomb

ESCO = "http://data.europa.eu/esco/skill/00000000-0000-0000-0000-000000000001"
VERSION_3 = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "https://example.org/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://example.org/issuer", "type": ["Profile"], "name": "Esimerkkikorkeakoulu"},
    "validFrom": "2026-05-31T22:30:00Z",
    "validUntil": "2029-05-31T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "type": ["Achievement"],
            "name": "Tiimityö",
            "description": "Toimii ryhmässä.",
            "criteria": {"id": "https://example.org/criteria", "narrative": "Kolme projektia."},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetUrl": ESCO,
                    "targetName": "työskennellä tiimeissä",
                    "targetFramework": "ESCO",
                },
                {"type": ["Alignment"], "targetUrl": ESCO, "targetName": "sama"},
                {"type": ["Alignment"], "targetName": "ei osoitetta"},
            ],
        },
    },
}
READ_3 = BadgeRecord(
    name="Tiimityö",
    description="Toimii ryhmässä.",
    criteria="Kolme projektia.",
    criteria_url="https://example.org/criteria",
    issuer="Esimerkkikorkeakoulu",
    issued_on=dt.date(2026, 5, 31),
    expires_on=dt.date(2029, 5, 31),
    alignments=(Alignment(ESCO, "työskennellä tiimeissä", "ESCO"),),
    source_id="https://example.org/credentials/1",
    version="3.0",
)
VERSION_2 = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://example.org/assertions/1",
    "recipient": {"type": "email", "hashed": True, "identity": "sha256$0"},
    "issuedOn": "2020-02-29T10:00:00+00:00",
    "badge": {
        "type": "BadgeClass",
        "name": "Tiimityö",
        "description": "Toimii ryhmässä.",
        "criteria": {"narrative": "Kolme projektia."},
        "issuer": {"type": "Issuer", "name": "Esimerkkikorkeakoulu", "url": "https://example.org"},
        "alignment": [{"targetName": "tiimityö", "targetUrl": ESCO}],
    },
    "verification": {"type": "hosted"},
}


def chunk(kind, body):
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*texts):
    """A picture of one pixel with the given text chunks."""
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            *texts,
            chunk(b"IDAT", zlib.compress(b"\x00\x00")),
            chunk(b"IEND", b""),
        )
    )


def baked(text, *, keyword=b"openbadgecredential", compressed=False):
    body = zlib.compress(text.encode()) if compressed else text.encode()
    return chunk(b"iTXt", keyword + b"\x00" + bytes([compressed, 0]) + b"\x00\x00" + body)


def jwt(payload):
    parts = ({"alg": "RS256"}, payload)
    return ".".join(
        [*(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts), "c2ln"]
    )


def svg(inside):
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:ob="https://purl.imsglobal.org/ob/v3p0" xmlns:old="http://openbadges.org">'
        f"{inside}<g/></svg>"
    ).encode()


TEXT_3 = json.dumps(VERSION_3, ensure_ascii=False)
TOKEN_3 = jwt(VERSION_3)


@pytest.mark.parametrize(
    "data",
    [
        TEXT_3.encode(),
        b"\xef\xbb\xbf" + TEXT_3.encode(),
        TOKEN_3.encode() + b"\n",
        jwt({"vc": VERSION_3, "iss": "x"}).encode(),
        png(baked(TEXT_3)),
        png(baked(TEXT_3, compressed=True)),
        png(baked(TOKEN_3)),
        svg(f"<ob:credential><![CDATA[{TEXT_3}]]></ob:credential>"),
        svg(f'<ob:credential verify="{TOKEN_3}"/>'),
    ],
    ids=["json", "json-mark", "jwt", "jwt-vc", "png", "png-packed", "png-jwt", "svg", "svg-jwt"],
)
def test_version_3_reads_alike_from_every_file(data):
    assert read_badge(data, "badge") == READ_3


def test_version_1_1_of_the_credential_has_other_dates():
    old = {key: value for key, value in VERSION_3.items() if key not in {"validFrom", "validUntil"}}
    record = read_badge(json.dumps(old | {"issuanceDate": "2010-01-01T00:00:00Z"}).encode(), "badge.json")
    assert (record.issued_on, record.expires_on) == (dt.date(2010, 1, 1), None)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(VERSION_2).encode(),
        png(baked(json.dumps(VERSION_2), keyword=b"openbadges")),
        png(chunk(b"tEXt", b"openbadges\x00" + json.dumps(VERSION_2).encode())),
        svg(f"<old:assertion><![CDATA[{json.dumps(VERSION_2)}]]></old:assertion>"),
        svg(f'<old:assertion verify="{jwt(VERSION_2)}"/>'),
    ],
    ids=["json", "png", "png-text", "svg", "svg-jws"],
)
def test_version_2_reads_alike_from_every_file(data):
    assert read_badge(data, "badge") == BadgeRecord(
        name="Tiimityö",
        description="Toimii ryhmässä.",
        criteria="Kolme projektia.",
        issuer="Esimerkkikorkeakoulu",
        issued_on=dt.date(2020, 2, 29),
        alignments=(Alignment(ESCO, "tiimityö"),),
        source_id="https://example.org/assertions/1",
        version="2.0",
    )


def test_no_badge_is_ever_called_verified():
    assert READ_3.verified is False
    claimed = VERSION_3 | {"verified": True, "proof": [{"type": "DataIntegrityProof"}]}
    assert read_badge(json.dumps(claimed).encode(), "badge.json").verified is False


@pytest.mark.parametrize(
    "badge", ["https://example.org/badge/1", json.dumps(VERSION_2 | {"badge": "https://example.org/badge/1"})]
)
def test_an_address_is_not_fetched_but_told(badge):
    with pytest.raises(BadgeElsewhere) as caught:
        read_badge(png(baked(badge, keyword=b"openbadges")), "badge.png")
    assert caught.value.values["url"] == "https://example.org/badge/1"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b" ", EmptyFile),
        (b"hello there", NotABadge),
        (b"a.b.c", NotABadge),
        (b"{}", NotABadge),
        (json.dumps(VERSION_3 | {"credentialSubject": {"achievement": {}}, "name": 7}).encode(), NotABadge),
        (json.dumps(VERSION_3 | {"type": ["VerifiableCredential", "EndorsementCredential"]}).encode(), NotABadge),
        (TEXT_3[:-9].encode(), DamagedFile),
        (png(), NotABadge),
        (png(baked(TEXT_3))[:90], DamagedFile),
        (png(baked(TEXT_3)).replace(b"Tiimi", b"Toimi"), DamagedFile),
        (png(baked("x" * (1 << 21), compressed=True)), ZipBomb),
        (png(chunk(b"iTXt", b"openbadges\x00\x01\x00\x00\x00not packed")), DamagedFile),
        (png(chunk(b"iTXt", b"openbadges\x00\x00\x00\x00\x00\xff\xff")), DamagedFile),
        (svg(""), NotABadge),
        (svg("<ob:credential/>"), NotABadge),
        (svg(f"<ob:credential><![CDATA[{TEXT_3}]]></ob:credential>")[:-9], DamagedFile),
        (b'<!DOCTYPE svg [<!ENTITY a "a">]><svg>&a;</svg>', UnsafeFile),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * (50 << 20), TooLarge),
    ],
)
def test_bad_files_are_refused_with_a_reason(data, error):
    with pytest.raises(error) as caught:
        read_badge(data, "badge")
    assert str(caught.value).endswith(".")


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([VERSION_3, VERSION_2]), st.data())
def test_any_value_in_any_field_gives_a_badge_or_a_known_error(badge, data):
    broken = badge | {data.draw(st.sampled_from(sorted(badge))): data.draw(VALUES)}
    try:
        name, code = read_badge(json.dumps(broken).encode(), "badge.json").name, ""
    except ConnectorError as error:
        name, code = "", error.code
    assert name == "Tiimityö" or code in {"not-a-badge", "badge-elsewhere"}


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "simple.json",
        "simple-json.svg",
        "simple-jwt.svg",
        "simple-json.png",
        "simple-jwt.png",
        "simple_v1.json",
    ],
)
def test_test_data_of_the_specification(shared_specs, name):
    record = read_badge((shared_specs / "openbadges-v3" / "testdata" / name).read_bytes(), name)
    assert (record.name, record.issuer, record.issued_on, record.version) == (
        "Teamwork",
        "Example Corp",
        dt.date(2010, 1, 1),
        "3.0",
    )
    assert record.criteria.startswith("Team members are nominated")


@pytest.mark.shared
def test_complete_badge_of_the_specification(shared_specs):
    record = read_badge((shared_specs / "openbadges-v3" / "testdata" / "complete.json").read_bytes(), "complete.json")
    assert (record.name, record.issuer) == ("1EdTech University Degree", "1EdTech University")
    assert record.criteria == "# Degree Requirements\nStudents must complete..."
    assert [alignment.framework for alignment in record.alignments] == [
        "1EdTech University Program and Course Catalog"
    ] * 2


@pytest.mark.shared
def test_our_badge_fits_the_schema(shared_specs):
    from jsonschema import Draft201909Validator

    path = shared_specs / "openbadges-v3" / "schema" / "ob_v3p0_achievementcredential_schema.json"
    proof = {"type": "DataIntegrityProof"}
    subject = VERSION_3["credentialSubject"]
    achievement = subject["achievement"] | {
        "id": "https://example.org/achievement",
        "alignment": subject["achievement"]["alignment"][:2],
    }
    badge = VERSION_3 | {"proof": [proof], "credentialSubject": subject | {"achievement": achievement}}
    validator = Draft201909Validator(json.loads(path.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(badge)] == []
