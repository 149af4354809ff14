"""Stores an imported vocabulary in a data directory.

Layout: ``<data>/vocabulary/<version>/`` for each stored vocabulary, ``<data>/vocabulary/current`` with the name of
the one in use, ``<data>/vocabulary/quarantine.jsonl`` with what the last import left out. A vocabulary is written
beside and renamed when whole, and ``current`` is replaced in one step: an import that is cut short changes nothing
and can be run again. One import at a time.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.records import LANGUAGES
from osaamo.engine.vocabulary.draft import Draft
from osaamo.engine.vocabulary.merging import Merger, Quarantined, reasons
from osaamo.engine.vocabulary.reading import draft_of, lexicon_arrays
from osaamo.engine.vocabulary.store import MANIFEST, PACKAGED, read_manifest
from osaamo.engine.vocabulary.vocabulary import Vocabulary
from osaamo.engine.vocabulary.writing import write_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from osaamo.engine.records import Language
    from osaamo.engine.vocabulary.merging import Merged, Record
    from osaamo.engine.vocabulary.store import Array

__all__ = ["ImportSummary", "import_records", "stored_versions", "stored_vocabulary", "use_version"]

FOLDER = "vocabulary"
CURRENT = "current"
QUARANTINE = "quarantine.jsonl"
OFFICIAL = ".official"
_UNFINISHED = ".new-"

Mode = Literal["merge", "own"]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did.

    Attributes:
        version: of the vocabulary that is stored now.
        folder: where it is stored.
        skills: how many skills it has.
        added: skills and occupations that are new.
        changed: skills and occupations that differ from before.
        relations: relations taken in.
        members: skills placed in collections.
        records: records read.
        recompiled: languages whose terms changed, so that their lexicon was made anew.
        quarantined: what was left out, in the order met.
    """

    version: str
    folder: Path
    skills: int
    added: int
    changed: int
    relations: int
    members: int
    records: int
    recompiled: tuple[str, ...]
    quarantined: tuple[Quarantined, ...]

    @property
    def reasons(self) -> dict[str, int]:
        """How many things were left out for each reason."""
        return reasons(self.quarantined)


def import_records(
    records: Iterable[Record], *, into: Path, mode: Mode = "merge", name: str = "", activate: bool = True
) -> ImportSummary:
    """Stores what ``records`` hold in the data directory ``into``.

    ``merge`` lays them over the vocabulary in use (the packaged one at first); ``own`` makes a vocabulary of them
    alone, called ``name``. The same records twice give the same version. With ``activate`` the result is used from
    now on.

    Raises:
        BrokenArtefact: the vocabulary in use is damaged.
        ValueError: ``own`` without a ``name``, or no skill among the records.
    """
    base = Vocabulary.load(stored_vocabulary(into)) if mode == "merge" else None
    if base is not None:
        draft = draft_of(base)
        draft.name = draft.name.removesuffix(OFFICIAL) + OFFICIAL
    else:
        draft = Draft(_plain_name(name))
    terms = {language: _terms(draft, language) for language in LANGUAGES}
    merger = Merger(draft)
    merger.take(records)
    merged = merger.finish()
    if not draft.concepts:
        why = f" First fault: {merged.quarantined[0].detail}" if merged.quarantined else ""
        raise ValueError(f"Nothing was imported: the files hold no skill that can be used.{why}")
    if base is not None:
        from osaamo.engine.vocabulary.theming import assign_themes  # noqa: PLC0415 - scipy loads slowly

        assign_themes(draft)
    recompiled = tuple(language for language in LANGUAGES if base is None or terms[language] != _terms(draft, language))
    folder, version = _store(draft, into / FOLDER, base, recompiled)
    _keep_quarantine(into / FOLDER, merged)
    if activate:
        _replace(into / FOLDER / CURRENT, folder.name + "\n")
    return ImportSummary(
        version=version,
        folder=folder,
        skills=len(draft.concepts),
        added=merged.added,
        changed=merged.changed,
        relations=merged.relations,
        members=merged.members,
        records=merged.records,
        recompiled=recompiled,
        quarantined=tuple(merged.quarantined),
    )


def stored_vocabulary(data: Path) -> Path:
    """The folder of the vocabulary in use: the one activated in the data directory, else the packaged one.

    Raises:
        BrokenArtefact: the data directory names a vocabulary that is not there.
    """
    pointer = data / FOLDER / CURRENT
    try:
        chosen = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return PACKAGED
    folder = data / FOLDER / chosen
    if not _is_plain(chosen) or not (folder / MANIFEST).is_file():
        raise BrokenArtefact(
            f"The vocabulary {chosen} in {data} is gone. Import it again, or remove {pointer} to use the packaged one.",
            path=str(pointer),
        )
    return folder


def stored_versions(data: Path) -> tuple[str, ...]:
    """The versions of all imported vocabularies in the data directory, in alphabetical order."""
    folder = data / FOLDER
    if not folder.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / MANIFEST).is_file()))


def use_version(data: Path, version: str) -> Path:
    """Activates the stored vocabulary ``version``, or the packaged one for ``""``, and returns its folder.

    Raises:
        BrokenArtefact: there is no such vocabulary.
    """
    pointer = data / FOLDER / CURRENT
    if not version:
        pointer.unlink(missing_ok=True)
        return PACKAGED
    if version not in stored_versions(data):
        known = ", ".join(stored_versions(data)) or "none"
        raise BrokenArtefact(f"There is no vocabulary {version} in {data}. Stored: {known}.", path=str(data))
    _replace(pointer, version + "\n")
    return data / FOLDER / version


def _store(draft: Draft, home: Path, base: Vocabulary | None, recompiled: tuple[str, ...]) -> tuple[Path, str]:
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob(f"{_UNFINISHED}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=home))
    try:

        def stored(language: Language) -> dict[str, Array] | None:
            return lexicon_arrays(base, language) if base is not None and language not in recompiled else None

        version = str(write_vocabulary(draft, unfinished, lexicons=stored)["version"])
        folder = home / version
        # The version names the content, so what is there already is the same, unless it is damaged.
        if folder.exists() and not _is_whole(folder):
            shutil.rmtree(folder)
        if not folder.exists():
            unfinished.chmod(0o755)
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder, version


def _is_whole(folder: Path) -> bool:
    from osaamo.engine.vocabulary.store import read_part  # noqa: PLC0415

    try:
        manifest = read_manifest(folder)
        for name in manifest["parts"]:
            read_part(folder, manifest, name)
    except BrokenArtefact:
        return False
    return True


def _keep_quarantine(home: Path, merged: Merged) -> None:
    lines = [json.dumps(asdict(item), ensure_ascii=False) for item in merged.quarantined]
    _replace(home / QUARANTINE, "".join(f"{line}\n" for line in lines))


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def _terms(draft: Draft, language: Language) -> list[tuple[str, str, tuple[str, ...]]]:
    told = ((c.uri, c.labels.get(language, ""), c.alternatives.get(language, ())) for c in draft.concepts)
    return [row for row in told if row[1] or row[2]]


def _plain_name(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not plain:
        raise ValueError("A vocabulary of its own needs a name.")
    return plain


def _is_plain(name: str) -> bool:
    return bool(name) and name not in {".", ".."} and "/" not in name and "\\" not in name
