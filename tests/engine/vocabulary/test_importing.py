"""Imports into a data directory: what takes over, what stays, and that nothing is half done."""

from __future__ import annotations

import json
import shutil

import pytest

from osaamo.connectors.vocabulary_records import BrokenRecord, ConceptRecord, MemberRecord, RelationRecord
from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.vocabulary import PACKAGED, Vocabulary
from osaamo.engine.vocabulary.importing import (
    import_records,
    stored_versions,
    stored_vocabulary,
    use_version,
)

OFFICIAL = [
    ConceptRecord("urn:g:0613", "skill-group", {"sv": "program"}, code="0613"),
    ConceptRecord("urn:g:new", "skill-group", {"en": "new group"}, code="S9"),
    ConceptRecord("urn:s:manage", "skill", {"sv": "leda anställda"}, {"sv": ("styra personal",)}, "transversal"),
    ConceptRecord("urn:s:manage", "skill", {"en": "manage staff"}, {"en": ("direct personnel",)}),
    ConceptRecord("urn:s:zz", "skill", {"en": "solder circuits"}, skill_type="skill"),
    ConceptRecord("urn:s:aa", "skill", {"en": "weld pipes"}, {"en": ("pipe welding",)}, skill_type="skill"),
    ConceptRecord("urn:o:new", "occupation", {"en": "welder"}, code="7212"),
    RelationRecord("urn:s:aa", "urn:g:new", "broader"),
    RelationRecord("urn:s:manage", "urn:g:0613", "broader"),
    RelationRecord("urn:s:manage", "urn:g:s48", "broader"),
    RelationRecord("urn:s:zz", "urn:s:aa", "requires", essential=True),
    RelationRecord("urn:o:dev", "urn:s:aa", "requires", essential=True, subject_kind="occupation"),
    RelationRecord("urn:o:dev", "urn:s:gone", "requires", essential=True, subject_kind="occupation"),
    MemberRecord("urn:s:aa", "green"),
    MemberRecord("urn:s:lost", "green"),
    BrokenRecord("skills_sv.csv", 7, "no-label", "The concept has no label.", "a,b"),
]


@pytest.fixture
def data(tiny_folder, tmp_path):
    """A data directory whose vocabulary in use is the tiny one."""
    home = tmp_path / "vocabulary"
    name = json.loads((tiny_folder / "manifest.json").read_text())["version"]
    shutil.copytree(tiny_folder, home / name)
    (home / "current").write_text(name + "\n")
    return tmp_path


def load(data):
    return Vocabulary.load(stored_vocabulary(data))


def test_official_labels_take_over_and_ours_stay(data, tiny):
    summary = import_records(OFFICIAL, into=data)
    used = load(data)
    assert summary.version == used.version != tiny.version
    assert used.version.startswith("tiny-1.official.")
    manage = used.concept("urn:s:manage")
    assert (manage.labels.sv, manage.labels.en, manage.kind) == ("leda anställda", "manage staff", "transversal")
    assert used.alternatives("urn:s:manage", "sv") == ("styra personal", "leda personal")
    assert used.alternatives("urn:s:manage", "en") == ("direct personnel", "supervise personnel")
    assert used.groups["K0613"].labels.sv == "program"


def test_indices_are_kept_and_new_ones_follow_in_the_order_of_uris(data, tiny):
    import_records(OFFICIAL, into=data)
    assert load(data).uris == (*tiny.uris, "urn:s:aa", "urn:s:zz")


def test_groups_relations_profiles_and_collections(data):
    import_records(OFFICIAL, into=data)
    used = load(data)
    assert used.groups_of("urn:s:manage") == ("S4.8", "K0613")
    assert used.groups_of("urn:s:aa") == ("S9",)
    assert used.related("urn:s:zz") == ((used.index_of("urn:s:aa"), True),)
    assert used.related("urn:s:java") == ((2, True),)
    assert used.profile("urn:o:dev") == ((used.index_of("urn:s:aa"), True),)
    assert used.occupation("urn:o:new").isco == "7212"
    assert used.collections["green"].nonzero()[0].tolist() == [used.index_of("urn:s:aa")]


def test_terms_are_compiled_anew_where_they_changed(data):
    summary = import_records(OFFICIAL, into=data)
    assert summary.recompiled == ("sv", "en")
    used = load(data)
    (entry,) = used.lexicon("en").find("pipe welding")
    assert (entry.concept, entry.source) == (used.index_of("urn:s:aa"), "alternative")
    sources = {used.concept(e.concept).uri: e.source for e in used.lexicon("sv").find("leda personal")}
    assert sources == {"urn:s:manage": "alternative"}


def test_relations_alone_compile_nothing(data):
    summary = import_records([MemberRecord("urn:s:java", "digital")], into=data)
    assert (summary.recompiled, summary.changed, summary.added) == ((), 1, 0)


def test_the_summary_counts_and_names_what_was_left_out(data):
    summary = import_records(OFFICIAL, into=data)
    assert (summary.records, summary.skills, summary.added, summary.members) == (len(OFFICIAL), 7, 3, 1)
    # manage staff (labels, kind) and software developer (profile).
    assert summary.changed == 2
    assert summary.relations == 5
    assert summary.reasons == {"unknown-uri": 2, "no-label": 1}
    assert (summary.quarantined[0].source, summary.quarantined[0].line) == ("skills_sv.csv", 7)
    kept = [json.loads(line) for line in (data / "vocabulary" / "quarantine.jsonl").read_text().splitlines()]
    assert [(row["code"], row["raw"]) for row in kept] == [
        ("no-label", "a,b"),
        ("unknown-uri", "urn:s:gone"),
        ("unknown-uri", "urn:s:lost"),
    ]


def test_the_same_records_again_change_nothing(data):
    first = import_records(OFFICIAL, into=data)
    second = import_records(OFFICIAL, into=data)
    assert second.version == first.version
    assert (second.added, second.changed, second.recompiled) == (0, 0, ())
    assert len(stored_versions(data)) == 2


def test_each_language_by_itself_ends_like_all_at_once(data, tmp_path_factory):
    other = shutil.copytree(data, tmp_path_factory.mktemp("other") / "data")
    whole = import_records(OFFICIAL, into=data)
    import_records(OFFICIAL[:3], into=other)
    assert import_records(OFFICIAL[3:], into=other).version == whole.version


def test_an_import_that_is_cut_short_changes_nothing_and_can_be_run_again(data, tiny):
    def cut():
        yield from OFFICIAL[:5]
        raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        import_records(cut(), into=data)
    assert load(data).version == tiny.version
    leftover = data / "vocabulary" / ".new-abandoned"
    leftover.mkdir()
    assert import_records(OFFICIAL, into=data).added == 3
    assert not leftover.exists()
    assert not list((data / "vocabulary").glob(".*"))


def test_a_damaged_copy_of_the_same_version_is_replaced(data):
    summary = import_records(OFFICIAL, into=data, activate=False)
    (summary.folder / "labels.npz").write_bytes(b"broken")
    again = import_records(OFFICIAL, into=data)
    assert again.version == summary.version
    assert load(data).labels("urn:s:aa").en == "weld pipes"


def test_a_damaged_vocabulary_in_use_is_told(data):
    (stored_vocabulary(data) / "labels.npz").write_bytes(b"broken")
    with pytest.raises(BrokenArtefact, match="labels"):
        import_records(OFFICIAL, into=data)


def test_another_scheme_becomes_a_vocabulary_of_its_own(data):
    records = [
        ConceptRecord("urn:y:1", "skill", {"en": "knitting"}, {"en": ("knitwork",)}),
        ConceptRecord("urn:y:2", "skill", {"en": "lace knitting"}, broader=("urn:y:1",)),
    ]
    summary = import_records(records, into=data, mode="own", name="My Crafts", activate=False)
    assert summary.version.startswith("my-crafts.")
    assert load(data).version.startswith("tiny-1.")
    use_version(data, summary.version)
    used = load(data)
    assert used.uris == ("urn:y:1", "urn:y:2")
    assert used.broader("urn:y:2") == (0,)
    assert used.concept(0).theme == -1
    assert used.lexicon("en").find("knitwork")[0].concept == 0


def test_an_own_vocabulary_needs_a_name_and_skills(tmp_path):
    with pytest.raises(ValueError, match="name"):
        import_records(OFFICIAL, into=tmp_path, mode="own")
    with pytest.raises(ValueError, match="no skill"):
        import_records([BrokenRecord("x", 1, "no-uri", "No.")], into=tmp_path, mode="own", name="x")
    assert stored_versions(tmp_path) == ()


def test_the_packaged_vocabulary_is_used_until_something_is_imported(tmp_path):
    assert stored_vocabulary(tmp_path) == PACKAGED
    assert stored_versions(tmp_path / "nowhere") == ()


def test_going_back_to_the_packaged_vocabulary(data):
    assert use_version(data, "") == PACKAGED
    assert stored_vocabulary(data) == PACKAGED
    with pytest.raises(BrokenArtefact, match="no vocabulary nothing"):
        use_version(data, "nothing")


@pytest.mark.parametrize("name", ["gone.12345678", "../outside", "..", ""])
def test_a_pointer_to_nothing_is_told(data, name):
    (data / "vocabulary" / "current").write_text(name)
    with pytest.raises(BrokenArtefact, match="Import it again"):
        stored_vocabulary(data)


@pytest.mark.slow
def test_over_the_packaged_vocabulary(tmp_path, packaged):
    uri = packaged.uris[0]
    record = ConceptRecord(uri, "skill", {"sv": "leda musiker"}, {"sv": ("orkesterledning",)}, "skill")
    summary = import_records([record], into=tmp_path)
    used = load(tmp_path)
    assert (summary.changed, summary.added, summary.recompiled) == (1, 0, ("sv",))
    assert used.uris == packaged.uris
    assert used.labels(0).sv == "leda musiker"
    assert packaged.labels(0).sv in used.alternatives(0, "sv")
    assert (used.themes == packaged.themes).all()
    assert used.lexicon("fi").keys == packaged.lexicon("fi").keys
    assert import_records([record], into=tmp_path).version == summary.version
