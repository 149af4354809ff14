"""Open Badges 3.0: what we build, how it is secured, and what a checker finds; the standard's own cases and vectors."""

from __future__ import annotations

import copy
import datetime as dt
import json
import struct
import zlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.connectors import openbadges as ob
from osaamo.connectors.badges import read_badge
from osaamo.connectors.baking import PNG, bake_png, bake_svg
from osaamo.connectors.errors import ConnectorError, DamagedFile, TooLarge
from osaamo.connectors.openbadges_canonical import NotLinkedData, canonical, undefined_terms
from osaamo.connectors.openbadges_checking import MOST_TEXT, KnownKey, Outcome, check_badge
from osaamo.connectors.openbadges_keys import BadKeys, from_base58, new_keys, read_keys, to_base58
from osaamo.connectors.openbadges_proofs import holds, sign_embedded, sign_token
from osaamo.connectors.openbadges_status import LENGTH, encode, is_withdrawn, status_list
from osaamo.connectors.openbadges_vocabulary import use_folder

PEM = new_keys(bits=2048)
KEYS = read_keys(PEM)
OTHER_KEYS = read_keys(new_keys(bits=2048))
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ISSUER = ob.Issuer("https://osaamo.example/badges/issuers/haaga-helia", "Haaga-Helia", "https://www.haaga-helia.fi")
METHOD = f"{ISSUER.id}#{KEYS.multikey}"
KID = "https://osaamo.example/badges/keys/1"
LIST = "https://osaamo.example/badges/status/1"
AWARD = ob.Award(
    id="https://osaamo.example/badges/awards/1",
    subject="urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164",
    achievement=ob.Achievement(
        id="https://osaamo.example/badges/classes/1/2",
        name="Data-analytiikan perusteet",
        description="Osaa siivota ja kuvata aineiston.",
        criteria="Hyväksytty opintojakso ja **kolme** harjoitusta.",
        kind="Course",
        language="fi",
        version="2",
        issuer=ISSUER,
        skills=(ob.Skill("http://data.europa.eu/esco/skill/00000000-0000-0000-0000-000000000001", "data-analyysi"),),
        credits=Decimal("2.5"),
        image="https://osaamo.example/badges/classes/1/2/image.svg",
    ),
    valid_from=NOW,
    status=ob.Status(LIST, 94_567),
    evidence=(ob.Evidence("Opintojakso DA101", "Suoritettu 24.11.2026.", "https://osaamo.example/x"),),
    grade="5",
    valid_until=NOW + dt.timedelta(days=365),
)
EMBEDDED = sign_embedded(ob.credential_of(AWARD), KEYS, verification_method=METHOD, at=NOW)
TOKEN = sign_token(ob.credential_of(AWARD), KEYS, kid=KID)


def find_key(address):
    return {METHOD: KnownKey((ISSUER.id,), KEYS.multikey), KID: KnownKey((ISSUER.id,), KEYS.jwk)}.get(address)


def check(badge, *, withdrawn=False, now=NOW, find_key=find_key):
    data = badge if isinstance(badge, bytes) else (badge if isinstance(badge, str) else json.dumps(badge)).encode()
    return check_badge(data, "badge", now=now, find_key=find_key, find_status=lambda *_: withdrawn)


def failing(checked):
    return [(one.name, one.reason) for one in checked.checks if one.outcome is Outcome.FAILED]


def open_questions(checked):
    return [(one.name, one.reason) for one in checked.checks if one.outcome is Outcome.UNKNOWN]


def test_both_forms_are_valid_and_every_name_in_the_credential_is_covered() -> None:
    assert undefined_terms(ob.credential_of(AWARD)) == ()
    for form, badge in (("embedded", EMBEDDED), ("token", TOKEN)):
        checked = check(badge)
        assert (checked.form, checked.outcome) == (form, Outcome.PASSED)
        assert [one.name for one in checked.checks] == ["shape", "terms", "signature", "issuer", "time", "status"]


@pytest.mark.shared
def test_the_credential_is_as_the_schema_of_the_standard_says(shared_specs) -> None:
    from jsonschema import Draft201909Validator

    schema = json.loads(
        (shared_specs / "openbadges-v3" / "schema" / "ob_v3p0_achievementcredential_schema.json").read_text()
    )
    validator = Draft201909Validator(schema)
    assert [error.message for error in validator.iter_errors(EMBEDDED)] == []
    assert list(validator.iter_errors({**EMBEDDED, "issuer": {"name": "x"}})) != []


@pytest.mark.parametrize(
    "change",
    [
        lambda badge: badge["credentialSubject"]["achievement"].update(name="Tohtori"),
        lambda badge: badge["credentialSubject"].update(creditsEarned=60),
        lambda badge: badge["credentialSubject"]["result"][0].update(value="1"),
        lambda badge: badge["evidence"][0].update(narrative="x"),
        lambda badge: badge.update(validUntil="2099-01-01T00:00:00Z"),
        lambda badge: badge.pop("credentialStatus"),
        lambda badge: badge["proof"][0].update(created="2020-01-01T00:00:00Z"),
        lambda badge: badge["proof"][0].update(proofValue="z1"),
    ],
)
def test_any_change_breaks_the_embedded_signature(change) -> None:
    badge = copy.deepcopy(EMBEDDED)
    change(badge)
    assert failing(check(badge)) == [("signature", "changed")]


@pytest.mark.shared
@pytest.mark.usefixtures("official")
def test_a_name_that_the_signature_does_not_cover_is_told() -> None:
    badge = copy.deepcopy(EMBEDDED)
    badge["credentialSubject"]["achievement"]["honours"] = "summa cum laude"
    checked = check(badge)
    assert failing(checked) == [("terms", "uncovered")]
    assert checked.checks[1].detail == "honours"


@settings(max_examples=25)
@given(st.data())
def test_any_other_letter_in_the_payload_breaks_the_token(data) -> None:
    start, end = TOKEN.index(".") + 1, TOKEN.rindex(".")
    at = data.draw(st.integers(start, end - 1))
    other = data.draw(st.sampled_from("ABCabc012"))
    if TOKEN[at] == other:
        return
    try:
        checked = check(TOKEN[:at] + other + TOKEN[at + 1 :])
    except ConnectorError:
        return
    assert checked.outcome is Outcome.FAILED


def test_a_token_signed_for_another_issuer_or_with_another_key_fails() -> None:
    foreign = lambda _: KnownKey(("https://other.example",), KEYS.jwk)  # noqa: E731
    assert failing(check(TOKEN, find_key=foreign)) == [("issuer", "not-theirs")]
    assert failing(check(TOKEN, find_key=lambda _: KnownKey((ISSUER.id,), OTHER_KEYS.jwk))) == [
        ("signature", "changed")
    ]
    assert open_questions(check(TOKEN, find_key=lambda _: None)) == [("signature", "key"), ("issuer", "key")]


def test_withdrawal_and_time_are_told() -> None:
    assert failing(check(EMBEDDED, withdrawn=True)) == [("status", "withdrawn")]
    assert open_questions(check(EMBEDDED, withdrawn=None)) == [("status", "list")]
    assert failing(check(EMBEDDED, now=NOW - dt.timedelta(seconds=1))) == [("time", "not-yet")]
    assert failing(check(TOKEN, now=NOW + dt.timedelta(days=366))) == [("time", "expired")]


@given(st.sets(st.integers(0, LENGTH - 1), max_size=20), st.integers(0, LENGTH - 1))
def test_a_status_list_tells_exactly_what_was_withdrawn(withdrawn, other) -> None:
    credential = {"credentialSubject": {"encodedList": encode(withdrawn)}}
    assert all(is_withdrawn(credential, index) for index in withdrawn)
    assert is_withdrawn(credential, other) is (other in withdrawn)


def test_a_status_list_is_signed_and_odd_ones_are_no_answer() -> None:
    signed = sign_embedded(status_list(LIST, ISSUER.id, [7], at=NOW), KEYS, verification_method=METHOD, at=NOW)
    assert undefined_terms(signed) == ()
    assert holds(signed, signed["proof"][0], KEYS.multikey)
    assert [is_withdrawn(signed, index) for index in (7, 8, LENGTH, -1)] == [True, False, None, None]
    for encoded in ("", "u", "u####", "x", 5, None):
        assert is_withdrawn({"credentialSubject": {"encodedList": encoded}}, 0) is None


def picture():
    def chunk(kind, body):
        return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("text", [json.dumps(EMBEDDED, ensure_ascii=False), TOKEN])
def test_a_baked_picture_gives_back_what_was_baked(text) -> None:
    once = bake_png(picture(), "{}")
    assert bake_png(once, text) == bake_png(picture(), text)
    for baked in (
        bake_png(picture(), text),
        bake_svg("<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>", text).encode(),
    ):
        assert check(baked).outcome is Outcome.PASSED
        assert read_badge(baked, "badge").name == "Data-analytiikan perusteet"


def test_text_that_looks_like_xml_survives_baking() -> None:
    text = json.dumps({"a": "]]></svg><script>&amp;"})
    assert check_text(bake_svg("<svg xmlns='http://www.w3.org/2000/svg'></svg>", text)) == text


def check_text(svg):
    from osaamo.connectors.badges import badge_text

    return badge_text(svg.encode(), "badge.svg")


@pytest.mark.parametrize("broken", [b"", PNG, PNG + b"\0\0\0\1IHDR", picture()[:-12]])
def test_a_broken_picture_is_not_baked(broken) -> None:
    with pytest.raises(DamagedFile):
        bake_png(broken, "{}")


@pytest.mark.parametrize("svg", ["", "<p>", "<svg/>"])
def test_what_is_no_svg_is_not_baked(svg) -> None:
    with pytest.raises(DamagedFile):
        bake_svg(svg, "{}")


def test_keys_are_read_whole_or_not_at_all() -> None:
    pem = PEM
    embedded, token = pem.split(b"-----END PRIVATE KEY-----\n", 1)
    embedded += b"-----END PRIVATE KEY-----\n"
    assert read_keys(token + embedded).multikey == read_keys(pem).multikey
    assert "private" not in repr(read_keys(pem)).lower()
    assert read_keys(pem).jwk.keys() == {"kty", "n", "e", "kid", "alg", "use"}
    for wrong in (b"", embedded, token, pem + embedded, pem.replace(b"M", b"#", 1)):
        with pytest.raises(BadKeys):
            read_keys(wrong)


@given(st.binary(max_size=64))
def test_base58_gives_back_the_bytes(data) -> None:
    assert from_base58(to_base58(data)) == data


@pytest.mark.parametrize("text", ["", "u12", "z0OIl", "z" * 500, "zä"])
def test_what_is_no_base58_is_nothing(text) -> None:
    assert from_base58(text) is None


def test_a_badge_built_to_stop_the_checker_is_refused_quickly() -> None:
    names = [f"_:n{number}" for number in range(9)]
    nodes = [{"@id": one, "urn:x": [{"@id": other} for other in names if other != one]} for one in names]
    with pytest.raises(NotLinkedData):
        canonical({"@graph": nodes})


@pytest.mark.parametrize(
    "deep", ['{"a":' * 3000 + "1" + "}" * 3000, '{"@context":' + "[" * 900 + "]" * 900 + "}", "[1]", "{"]
)
def test_deep_and_broken_text_is_an_error_with_a_sentence(deep) -> None:
    try:
        checked = check(deep)
    except ConnectorError as error:
        checked = None
        assert str(error).endswith(".")  # noqa: PT017 - either an error or a failed check
    if checked is not None:
        assert failing(checked)[0][0] == "shape"


def test_a_huge_badge_is_refused() -> None:
    with pytest.raises(TooLarge):
        check('{"a": "' + "x" * MOST_TEXT + '"}')


@pytest.fixture
def official(shared_specs):
    """Badges are read through the official contexts."""
    use_folder(shared_specs / "openbadges-v3" / "contexts")
    yield
    use_folder(None)


@pytest.mark.shared
def test_our_table_reads_our_badges_as_the_official_contexts_do(shared_specs) -> None:
    lists = status_list("https://osaamo.example/list", ISSUER.id, [3], at=NOW)
    proof = {"@context": EMBEDDED["@context"], **EMBEDDED["proof"][0]}
    documents = [
        ob.credential_of(AWARD),
        lists,
        {name: proof[name] for name in proof if name != "proofValue"},
        EMBEDDED,
    ]
    ours = [canonical(document) for document in documents]
    use_folder(shared_specs / "openbadges-v3" / "contexts")
    try:
        assert [canonical(document) for document in documents] == ours
    finally:
        use_folder(None)


def test_a_name_we_do_not_use_is_an_open_question_without_the_official_contexts() -> None:
    badge = copy.deepcopy(EMBEDDED)
    badge["credentialSubject"]["achievement"]["honours"] = "summa cum laude"
    checked = check(badge)
    assert failing(checked) == []
    assert open_questions(checked)[0] == ("terms", "unknown-context")


def test_a_folder_without_the_files_is_refused(tmp_path) -> None:
    with pytest.raises(ConnectorError, match=r"credentials-v2\.jsonld"):
        use_folder(tmp_path)


STANDARD = {
    "simple": [],
    "simple-context-alias": [],
    "simple-context-version": [],
    "simple-did-key-method": [],
    "simple-multiple-proofs": [],
    "complete": [],
    "simple-json.png": [],
    "simple-json.svg": [],
    "simple-err-proof-method": [("signature", "key")],
    "simple-err-proof-value": [("signature", "changed")],
    "simple-err-proof-method-no-scheme": [("signature", "key")],
    "simple-err-proof-method-unknown-did-method": [("signature", "key")],
    "simple-err-proof-method-unknown-scheme": [("signature", "key")],
    "simple-err-expired": [("time", "expired")],
    "simple-err-context": [("shape", "missing")],
    "simple-err-type": [("shape", "missing")],
    "simple-err-issuer": [("shape", "missing")],
    "simple-err-issuer-type": [("shape", "missing")],
    "simple-err-credential-subject-type": [("shape", "missing")],
    "simple-noproof": [("shape", "missing")],
    "simple_v1": [("shape", "missing")],
    "credential-status-revoked": [("shape", "missing")],
    "bit-string-list/credential-status-revoked": [("status", "withdrawn")],
    "simple.jwt": [("shape", "missing")],
    "velocity.jwt": [("shape", "missing")],
}
"""The cases of the standard's validator and what fails in each. Those in the shape of 1.1 are told to be that."""


@pytest.mark.shared
@pytest.mark.usefixtures("official")
@pytest.mark.parametrize("case", STANDARD)
def test_the_cases_of_the_standards_validator(shared_specs, case) -> None:
    path = shared_specs / "openbadges-v3" / "testdata" / (case if "." in case else f"{case}.json")
    testlist = json.loads((shared_specs / "openbadges-v3" / "testdata" / "bit-string-list" / "testlist").read_text())
    checked = check_badge(
        path.read_bytes(),
        path.name,
        now=NOW,
        find_key=lambda _: None,
        find_status=lambda _, i: is_withdrawn(testlist, i),
    )
    assert failing(checked) == STANDARD[case]
    if not STANDARD[case]:
        assert [name for name, _ in open_questions(checked) if name != "status"] == ["issuer"]


@pytest.mark.shared
@pytest.mark.usefixtures("official")
def test_the_vectors_of_the_specification(shared_specs) -> None:
    badge = json.loads((shared_specs / "openbadges-v3" / "testdata" / "simple.json").read_text())
    badge["id"] = "http://example.com/credentials/3527"
    badge["issuer"] |= {"id": "https://example.edu/issuers/565049", "url": "https://www.imsglobal.org"}
    unsecured = {name: value for name, value in badge.items() if name != "proof"}
    assert (
        canonical(unsecured)
        == (shared_specs / "openbadges-v3" / "test-vectors" / "document-canon.txt").read_text().strip() + "\n"
    )
    options = {
        "@context": badge["@context"],
        "type": "DataIntegrityProof",
        "created": "2010-01-01T19:23:24Z",
        "verificationMethod": "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    assert (
        canonical(options)
        == (shared_specs / "openbadges-v3" / "test-vectors" / "proof-canon.txt").read_text().strip() + "\n"
    )
    proof = {name: value for name, value in options.items() if name != "@context"} | {
        "proofValue": "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
    }
    assert holds(unsecured, proof, "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
