"""The format on disk: deterministic, checked, lazy."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.vocabulary import Vocabulary
from osaamo.engine.vocabulary.store import Part, content_hash, join_strings, pack, split_strings
from osaamo.engine.vocabulary.writing import write_vocabulary

LINES = st.lists(st.text(st.characters(blacklist_characters="\n", blacklist_categories=["Cs"])))


@given(LINES)
def test_strings_come_back(strings):
    assert split_strings(join_strings(strings).tobytes()) == strings


def test_a_line_feed_inside_a_string_is_refused():
    with pytest.raises(ValueError, match="newline"):
        join_strings(["a\nb"])


@given(LINES, st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_a_part_comes_back_and_its_bytes_depend_on_its_content_alone(strings, numbers):
    arrays = {"texts": join_strings(strings), "numbers": np.array(numbers, np.int32)}
    data = pack(arrays)
    assert data == pack(dict(reversed(arrays.items())))
    part = Part("x.npz", data)
    assert part.strings("texts") == strings
    assert part.numbers("numbers").tolist() == numbers
    assert "texts" in part
    assert "other" not in part


def test_the_content_hash_sees_names_types_and_values():
    base = {"p": {"a": np.array([1, 2], np.int32)}}
    others = [
        {"q": {"a": np.array([1, 2], np.int32)}},
        {"p": {"b": np.array([1, 2], np.int32)}},
        {"p": {"a": np.array([1, 2], np.int64)}},
        {"p": {"a": np.array([1, 3], np.int32)}},
        {"p": {"a": np.array([[1, 2]], np.int32)}},
    ]
    assert len({content_hash(parts) for parts in [base, *others]}) == 6


def test_equal_drafts_give_equal_files(draft, tiny_folder, tmp_path):
    manifest = write_vocabulary(draft, tmp_path)
    names = sorted(path.name for path in tiny_folder.iterdir())
    assert names == sorted(path.name for path in tmp_path.iterdir())
    assert all((tiny_folder / name).read_bytes() == (tmp_path / name).read_bytes() for name in names)
    assert manifest["version"] == f"tiny-1.{manifest['content'][:8]}"


def test_another_label_gives_another_version(draft, tiny, tmp_path):
    draft.concepts[0].labels["en"] = "Java (programming)"
    assert write_vocabulary(draft, tmp_path)["version"] != tiny.version


@pytest.mark.parametrize("name", ["concepts.npz", "labels.npz", "lexicon_en.npz"])
def test_a_changed_byte_is_noticed(tiny_folder, tmp_path, name):
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(BrokenArtefact, match=name):
        use_all(folder)


@pytest.mark.parametrize("name", ["concepts.npz", "labels.npz", "lexicon_en.npz", "manifest.json"])
def test_a_missing_file_is_noticed(tiny_folder, tmp_path, name):
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    (folder / name).unlink()
    with pytest.raises(BrokenArtefact, match=name):
        use_all(folder)


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 0}', ""])
def test_a_manifest_of_another_kind_is_noticed(tiny_folder, tmp_path, text):
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    (folder / "manifest.json").write_text(text)
    with pytest.raises(BrokenArtefact):
        Vocabulary.load(folder)


def test_english_alone_needs_no_other_lexicon_nor_occupations(tiny_folder, tmp_path):
    folder = shutil.copytree(tiny_folder, tmp_path / "copy")
    for name in ("lexicon_fi", "lexicon_sv", "occupations", "groups"):
        (folder / f"{name}.npz").unlink()
    vocabulary = Vocabulary.load(folder)
    assert vocabulary.lexicon("en").find("manage staff")[0].concept == vocabulary.index_of("urn:s:manage")
    assert vocabulary.labels(1).sv == "leda personal"
    with pytest.raises(BrokenArtefact, match="lexicon_sv"):
        vocabulary.lexicon("sv")


def use_all(folder):
    vocabulary = Vocabulary.load(folder)
    vocabulary.labels(vocabulary.index_of("urn:s:java"))
    vocabulary.lexicon("en")
