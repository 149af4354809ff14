"""``osaamo vocabulary``: what is known, searching it, and importing official or own vocabularies."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from osaamo.cli.common import folder_from, print_json, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.vocabulary_records import VocabularyRecord
    from osaamo.engine import ImportSummary, Vocabulary

_SHOWN_FAULTS = 10
_WRONG_USE = 2

_data_dir_option = click.option(
    "--data-dir", type=click.Path(path_type=Path, file_okay=False),
    help="Folder of imported vocabularies; without it OSAAMO_DATA_DIR, else the user's data folder.",
)  # fmt: skip


def data_dir(given: Path | None = None) -> Path:
    """The folder of imported vocabularies: as given, else ``OSAAMO_DATA_DIR``, else the platform's data folder."""
    from platformdirs import user_data_path

    return given or folder_from("OSAAMO_DATA_DIR") or user_data_path("osaamo")


@click.group()
def vocabulary() -> None:
    """Look at, search and extend the vocabulary of skills and occupations.

    \b
    osaamo vocabulary info
    osaamo vocabulary search projektinhallinnan
    osaamo vocabulary import esco-fi.zip esco-sv.zip esco-en.zip
    """


@vocabulary.command()
@_data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def info(data_dir: Path | None, *, as_json: bool) -> None:
    """Say which vocabulary is in use, what it holds and which others are stored.

    \b
    osaamo vocabulary info
    osaamo vocabulary info --json
    """
    from osaamo.engine import LANGUAGES, stored_versions

    with told():
        folder = _folder(data_dir)
        used = _load(folder)
        skills = [used.labels(at) for at in range(len(used))]
        facts: dict[str, Any] = {
            "version": used.version,
            "folder": str(used.folder),
            "skills": len(used),
            "occupations": len(used.occupations),
            "profiles": sum(1 for occupation in used.occupations if used.profile(occupation.uri)),
            "groups": len(used.groups),
            "labels": {language: sum(bool(getattr(label, language)) for label in skills) for language in LANGUAGES},
            "alternatives": {
                language: sum(len(used.alternatives(at, language)) for at in range(len(used))) for language in LANGUAGES
            },
            "terms": used.manifest["terms"],
            "collections": {name: int(mask.sum()) for name, mask in sorted(used.collections.items())},
            "stored": list(stored_versions(folder)),
        }
    if as_json:
        print_json(facts)
        return
    click.echo(f"Vocabulary   {facts['version']}")
    click.echo(f"Folder       {facts['folder']}")
    click.echo(f"Skills       {facts['skills']:,} in {facts['groups']:,} groups")
    click.echo(f"Occupations  {facts['occupations']:,}, {facts['profiles']:,} of them with a skill profile")
    for language in LANGUAGES:
        click.echo(
            f"  {language}         {facts['labels'][language]:,} labels, {facts['alternatives'][language]:,} "
            f"alternatives, {facts['terms'][language]:,} terms to match"
        )
    for name, size in facts["collections"].items():
        click.echo(f"Collection   {name}: {size:,} skills")
    for version in facts["stored"]:
        click.echo(f"Stored       {version}{' (in use)' if version == used.folder.name else ''}")
    click.echo("This service uses the ESCO classification of the European Commission (modified).")


@vocabulary.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--own", metavar="NAME",
    help="Make a vocabulary of its own from the files instead of adding to the one in use.",
)  # fmt: skip
@click.option("--scheme", default="", metavar="URI", help="Turtle: read only the concepts of this concept scheme.")
@click.option("--activate/--keep-current", default=True, show_default=True, help="Use the result from now on, or not.")
@_data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with everything that was left out.")
def import_command(
    files: tuple[Path, ...], own: str | None, scheme: str, data_dir: Path | None, *, activate: bool, as_json: bool
) -> None:
    """Import official ESCO zips (one per language), SKOS vocabularies (.ttl) or tables (.csv).

    ESCO zips come from https://esco.ec.europa.eu/en/use-esco/download (classification, CSV). Their labels take
    over, Osaamo's own terms stay as further variants, relations and collections are added. Importing the same
    files again changes nothing. A row that cannot be used is left out and listed; the rest goes on.

    \b
    osaamo vocabulary import esco-en.zip esco-fi.zip esco-sv.zip
    osaamo vocabulary import yso-skos.ttl --own yso --scheme http://www.yso.fi/onto/yso/
    osaamo vocabulary import school-terms.csv
    """
    from itertools import chain

    from osaamo.engine import import_records

    with told(), _right_use():
        summary = import_records(
            chain.from_iterable(_read(path, scheme) for path in files),
            into=_folder(data_dir),
            mode="own" if own is not None else "merge",
            name=own or "",
            activate=activate,
        )
    if as_json:
        print_json(_as_record(summary))
    else:
        _print(summary)


@vocabulary.command()
@click.argument("term", nargs=-1, required=True)
@click.option(
    "--language", type=click.Choice(["auto", "fi", "sv", "en"]), default="auto", show_default=True,
    help="Look among labels of one language, or of all.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Show at most this many.")
@click.option("--occupations", is_flag=True, help="Look among occupations too.")
@_data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def search(
    term: tuple[str, ...], language: str, limit: int, data_dir: Path | None, *, occupations: bool, as_json: bool
) -> None:
    """Find skills by name: inflected forms, compounds, beginnings of words and typing errors are understood.

    \b
    osaamo vocabulary search projektinhallinnan
    osaamo vocabulary search machine lerning --limit 3
    osaamo vocabulary search sairaanhoitaja --occupations --json
    """
    from osaamo.engine import search as search_vocabulary

    with told():
        used = _load(_folder(data_dir))
        hits = search_vocabulary(used, " ".join(term), language, limit, occupations=occupations)  # type: ignore[arg-type]
    if as_json:
        print_json(
            {
                "vocabulary": used.version,
                "term": " ".join(term),
                "hits": [
                    {
                        "uri": hit.uri,
                        "kind": hit.kind,
                        "label": hit.labels.as_dict(),
                        "matched": hit.matched,
                        "score": hit.score,
                    }
                    for hit in hits
                ],
            }
        )
        return
    if not hits:
        click.echo(f"Nothing in the vocabulary is like {' '.join(term)!r}. Try a shorter or a more general term.")
    for hit in hits:
        names = " · ".join(label for label in (hit.labels.fi, hit.labels.sv, hit.labels.en) if label)
        occupation = " [occupation]" if hit.kind == "occupation" else ""
        click.echo(f"{hit.score:.2f}  {names}{occupation}")
        click.echo(f"      {hit.uri}   matched: {hit.matched}")


@vocabulary.command()
@click.argument("version", default="")
@_data_dir_option
def use(version: str, data_dir: Path | None) -> None:
    """Use another stored vocabulary from now on; without VERSION the one that ships with Osaamo.

    \b
    osaamo vocabulary use
    osaamo vocabulary use yso.0f3a9c21
    """
    from osaamo.engine import use_version

    with told():
        used = _load(_folder(data_dir), use_version(_folder(data_dir), version))
    click.echo(f"In use now: {used.version}")


def _folder(given: Path | None) -> Path:
    return data_dir(given)


def _load(folder: Path, stored: Path | None = None) -> Vocabulary:
    from osaamo.engine import Vocabulary, stored_vocabulary

    return Vocabulary.load(stored or stored_vocabulary(folder))


@contextmanager
def _right_use() -> Iterator[None]:
    """A request that cannot be met as it stands, as one sentence and exit code 2."""
    try:
        yield
    except ValueError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(_WRONG_USE)


def _read(path: Path, scheme: str) -> Iterator[VocabularyRecord]:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        from osaamo.connectors.esco import read_esco_zip

        return read_esco_zip(path)
    if suffix in (".ttl", ".turtle"):
        from osaamo.connectors.skos import read_skos

        return read_skos(path, scheme=scheme)
    if suffix in (".csv", ".tsv", ".xlsx"):
        from osaamo.connectors.vocabulary_csv import read_vocabulary_csv

        return read_vocabulary_csv(path)
    raise ValueError(f"{path.name}: vocabularies are read from .zip (ESCO), .ttl (SKOS) and .csv files.")


def _as_record(summary: ImportSummary) -> dict[str, Any]:
    return {
        "version": summary.version,
        "folder": str(summary.folder),
        "skills": summary.skills,
        "added": summary.added,
        "changed": summary.changed,
        "relations": summary.relations,
        "members": summary.members,
        "records": summary.records,
        "recompiled": list(summary.recompiled),
        "left_out": summary.reasons,
        "quarantined": [
            {"source": q.source, "line": q.line, "code": q.code, "detail": q.detail, "raw": q.raw}
            for q in summary.quarantined
        ],
    }


def _print(summary: ImportSummary) -> None:
    click.echo(f"Vocabulary   {summary.version}")
    click.echo(f"Records      {summary.records:,} read, {len(summary.quarantined):,} left out")
    click.echo(
        f"Skills       {summary.skills:,}; {summary.added:,} added, {summary.changed:,} changed (with occupations)"
    )
    click.echo(f"Relations    {summary.relations:,}, {summary.members:,} places in collections")
    for fault in summary.quarantined[:_SHOWN_FAULTS]:
        where = f"{fault.source}, line {fault.line}" if fault.line else fault.source
        click.echo(f"Left out     {where}: {fault.detail} [{fault.code}]")
    if len(summary.quarantined) > _SHOWN_FAULTS:
        more = len(summary.quarantined) - _SHOWN_FAULTS
        click.echo(f"             and {more:,} more: {summary.folder.parent / 'quarantine.jsonl'}")
