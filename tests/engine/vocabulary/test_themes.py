"""Map themes: whole, even, named in three languages, stable."""

from __future__ import annotations

import csv
import sys

import pytest

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.vocabulary import theme_of, themes
from osaamo.engine.vocabulary.draft import Draft, DraftConcept, DraftGroup
from osaamo.engine.vocabulary.themes import TABLE, theme_table, themes_by_hand
from osaamo.engine.vocabulary.theming import assign_themes


def test_every_skill_has_a_theme_and_sizes_are_even(packaged):
    found = themes(packaged)
    assert len(found) == 90
    assert sum(theme.size for theme in found) == len(packaged)
    assert min(theme.size for theme in found) >= 60
    assert max(theme.size for theme in found) <= 370


def test_names_are_whole_and_unlike():
    table = theme_table()
    for language in ("fi", "sv", "en"):
        names = [getattr(labels, language) for _, labels, _ in table]
        assert all(name and name[0].isupper() and name == name.strip() for name in names)
        assert len(set(names)) == len(names)
    assert len({slug for slug, _, _ in table}) == len(table)


def test_each_group_is_in_one_theme_and_exists(packaged):
    codes = [code for _, _, groups in theme_table() for code in groups]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(packaged.groups)


def test_what_was_set_by_hand_is_in_the_package(packaged):
    for uri, theme in themes_by_hand().items():
        assert packaged.concept(uri).theme == theme


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("JavaScript", "software-development"),
        ("manage staff", "people-management"),
        ("write Finnish", "languages"),
        ("data science", "data-and-networks"),
        ("palliative care", "nursing"),
        ("badminton", "sports-and-games"),
    ],
)
def test_known_skills_stand_in_their_themes(packaged, label, slug):
    at = next(at for at in range(len(packaged)) if packaged.labels(at).en == label)
    assert theme_of(packaged, at).slug == slug


def test_ids_are_places_in_the_table(packaged):
    with TABLE.open(encoding="utf-8", newline="") as file:
        slugs = [row["slug"] for row in csv.DictReader(file, delimiter="\t")]
    assert [(theme.id, theme.slug) for theme in themes(packaged)] == list(enumerate(slugs))


def test_group_above_neighbours_and_nothing():
    draft = Draft(
        "x",
        [
            DraftConcept("urn:1", groups=("S5.1.9",), labels={"en": "program industrial robots"}),
            DraftConcept("urn:2", groups=("S6.11.2",), labels={"en": "clean offices"}),
            DraftConcept("urn:3", labels={"en": "program robots"}),
            DraftConcept("urn:4", labels={"en": "zzzzz"}),
            DraftConcept("urn:5", groups=("S5.1",), labels={"en": "set"}, theme=7),
        ],
        groups=[
            DraftGroup("S5.1.9", parent="S5.1"),
            DraftGroup("S5.1", parent="S5"),
            DraftGroup("S6.11.2", parent="S6.11"),
        ],
    )
    assign_themes(draft)
    slugs = [theme_table()[c.theme][0] if c.theme >= 0 else None for c in draft.concepts[:4]]
    assert slugs == ["software-development", "cleaning", "software-development", None]
    assert draft.concepts[4].theme == 7


def test_a_skill_without_theme(tiny):
    assert theme_of(tiny, "urn:s:rust") is None
    assert sum(theme.size for theme in themes(tiny)) == 2


def test_a_damaged_table_is_told(monkeypatch, tmp_path):
    (tmp_path / "t.tsv").write_text("slug\tfi\nx\ty\n")
    monkeypatch.setattr(sys.modules[theme_table.__module__], "TABLE", tmp_path / "t.tsv")
    theme_table.cache_clear()
    try:
        with pytest.raises(BrokenArtefact, match=r"t\.tsv"):
            theme_table()
    finally:
        theme_table.cache_clear()
