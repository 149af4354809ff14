"""The themes of maps: about ninety fields of skills with names in three languages.

Themes are groups of ESCO merged or split by hand to even sizes (``data/themes.tsv``: the codes of each theme; the
longest code above a skill's main group decides). Skills without a group take the theme of their neighbours when the
vocabulary is built (:mod:`.theming`); where reading them showed a wrong one, ``data/themes_by_hand.tsv`` says
better. The theme of each skill is stored with the vocabulary, so ids are stable: a theme's id is its place in the
table, and new ones go last.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.records import Labels

if TYPE_CHECKING:
    from osaamo.engine.vocabulary.vocabulary import Vocabulary

_DATA = Path(__file__).resolve().parents[1] / "data"
TABLE = _DATA / "themes.tsv"
BY_HAND = _DATA / "themes_by_hand.tsv"


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme; ``size`` is the number of skills in it, ``groups`` the ESCO groups it is made of."""

    id: int
    slug: str
    labels: Labels
    size: int
    groups: tuple[str, ...]


@cache
def theme_table() -> tuple[tuple[str, Labels, tuple[str, ...]], ...]:
    """Slug, names and group codes of each theme, by id.

    Raises:
        BrokenArtefact: the table is missing or has other columns.
    """
    return tuple(
        (row["slug"], Labels(row["fi"], row["sv"], row["en"]), tuple(row["groups"].split()))
        for row in _rows(TABLE, ("slug", "fi", "sv", "en", "groups"))
    )


@cache
def themes_by_hand() -> dict[str, int]:
    """Uri to theme id of the skills whose theme was set by hand.

    Raises:
        BrokenArtefact: the table is missing, has other columns or names an unknown theme.
    """
    ids = {slug: at for at, (slug, _, _) in enumerate(theme_table())}
    try:
        return {row["uri"]: ids[row["slug"]] for row in _rows(BY_HAND, ("uri", "slug"))}
    except KeyError as error:
        raise BrokenArtefact(f"{BY_HAND.name} names the unknown theme {error}. Reinstall.", path=BY_HAND.name) from None


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, ValueError) as error:
        raise BrokenArtefact(f"The table {path.name} is missing or damaged. Reinstall.", path=path.name) from error
    if not all(row.get(column) is not None for row in rows for column in columns):
        raise BrokenArtefact(f"The table {path.name} is damaged. Reinstall.", path=path.name)
    return rows


def themes(vocabulary: Vocabulary) -> tuple[Theme, ...]:
    """All themes by id, with the number of skills that ``vocabulary`` has in each."""
    table = theme_table()
    known = vocabulary.themes[vocabulary.themes >= 0]
    sizes = np.bincount(known, minlength=len(table)).tolist()
    return tuple(
        Theme(at, slug, labels, size, groups)
        for at, ((slug, labels, groups), size) in enumerate(zip(table, sizes, strict=False))
    )


def theme_of(vocabulary: Vocabulary, skill: int | str) -> Theme | None:
    """The theme of the skill with this index or uri; nothing where it has none."""
    at = vocabulary.concept(skill).theme
    return themes(vocabulary)[at] if at >= 0 else None
