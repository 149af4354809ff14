"""The official ESCO download: one zip of CSV files per language.

Layout of v1.1 and v1.2 (``xx`` is the language): ``skills_xx``, ``skillGroups_xx``, ``occupations_xx``,
``ISCOGroups_xx``, ``occupationSkillRelations_xx``, ``skillSkillRelations_xx``, ``broaderRelationsSkillPillar_xx``,
``broaderRelationsOccPillar_xx`` and collections (``digitalSkillsCollection_xx``, ``greenSkillsCollection_xx`` ...).
Files with other names are passed over: none of them adds a concept or a relation. Nothing is unpacked to disk.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from osaamo.connectors.archives import BROKEN_ZIP
from osaamo.connectors.csv_rows import read_csv
from osaamo.connectors.errors import (
    ConnectorError,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    Limits,
    MissingColumn,
    TooLarge,
    UnsafeFile,
    WrongEncoding,
    ZipBomb,
)
from osaamo.connectors.esco_rows import COLLECTION_COLUMNS, TABLES, Table, read_member
from osaamo.connectors.rows import Broken, Row
from osaamo.connectors.vocabulary_records import RAW_LENGTH, BrokenRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.vocabulary_records import VocabularyRecord


class NotEsco(ConnectorError):
    """The zip holds none of the files of an ESCO download."""

    code = "not-esco"


ESCO_LIMITS = replace(
    Limits(), file_bytes=100 << 20, unpacked_bytes=400 << 20, part_bytes=150 << 20, archive_members=200, rows=1_000_000
)
"""Limits for ESCO zips: the largest published one unpacks to about 50 MB."""

_NAME = re.compile(r"(?P<table>[A-Za-z]+)_(?P<language>[a-z]{2})\.csv")
_COLLECTION = re.compile(r"(?P<key>\w+?)(?:Skills|Occupations)?Collection")
_ENCRYPTED = 0x1
_HEAD = 1 << 16


def read_esco_zip(source: Path | BinaryIO, *, limits: Limits = ESCO_LIMITS) -> Iterator[VocabularyRecord]:
    """The concepts, relations and collections of one ESCO zip, then what could not be read as ``BrokenRecord``.

    Skills come first, so that relations follow what they relate. ``source`` is a path or a seekable stream.

    Raises:
        NotEsco: the zip holds no ESCO table.
        MissingColumn: a table lacks a column; ``values`` name ``filename`` and ``column``.
        WrongEncoding: a table is not UTF-8.
        ZipBomb, TooLarge: it is over a limit of ``limits``.
        UnsafeFile: a name in the zip points outside it.
        DamagedFile: it is no zip, or only half downloaded.
        EncryptedFile: it needs a password.
        ConnectorError: it cannot be opened.
    """
    name = source.name if isinstance(source, Path) else str(getattr(source, "name", "the zip"))
    try:
        stream: BinaryIO = source.open("rb") if isinstance(source, Path) else source
    except OSError as error:
        raise ConnectorError(
            f"The file {name} cannot be opened: {error.strerror}. Check its name and rights.", filename=name
        ) from error
    try:
        _check_size(stream, name, limits)
        with _opened(stream, name) as archive:
            members = _members(archive, name, limits)
            budget = limits.rows
            for table, language, member in members:
                data = _unpack(archive, member, name, limits)
                for record in _read_table(data, member.filename, table, language, limits):
                    budget -= 1
                    if budget < 0:
                        raise TooLarge(
                            f"{name} has more than {limits.rows:,} rows. It cannot be an ESCO download.",
                            filename=name,
                            limit=limits.rows,
                        )
                    yield record
    finally:
        if isinstance(source, Path):
            stream.close()


def _check_size(stream: BinaryIO, name: str, limits: Limits) -> None:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not size:
        raise EmptyFile(f"{name} is empty. Fetch it again.", filename=name)
    if size > limits.file_bytes:
        raise TooLarge(
            f"{name} is {size:,} bytes; at most {limits.file_bytes:,} are read. Take the CSV download of one language.",
            filename=name,
            size=size,
            limit=limits.file_bytes,
        )


def _opened(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except BROKEN_ZIP as error:
        raise DamagedFile(
            f"{name} is no zip file, or only half downloaded. Fetch it again from the ESCO portal.", filename=name
        ) from error


def _members(archive: zipfile.ZipFile, name: str, limits: Limits) -> list[tuple[Table, str, zipfile.ZipInfo]]:
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > limits.archive_members or unpacked > limits.unpacked_bytes:
        raise ZipBomb(
            f"{name} unpacks to {unpacked:,} bytes in {len(infos):,} files; at most {limits.unpacked_bytes:,} bytes "
            f"in {limits.archive_members:,} files are read. It cannot be an ESCO download.",
            filename=name,
            unpacked=unpacked,
            members=len(infos),
            limit=limits.unpacked_bytes,
        )
    found = []
    for info in infos:
        path = info.filename.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or re.match("[A-Za-z]:", path):
            raise UnsafeFile(
                f"{name} holds the name {info.filename!r}, which points outside the zip. Do not trust this file; "
                "fetch it from the ESCO portal.",
                filename=name,
                part=info.filename,
            )
        if (known := _known(path.rsplit("/", 1)[-1])) is not None:
            if info.flag_bits & _ENCRYPTED:
                raise EncryptedFile(f"{name} is locked with a password. Save it without one.", filename=name)
            if info.file_size > limits.part_bytes:
                raise TooLarge(
                    f"{info.filename} in {name} is {info.file_size:,} bytes; at most {limits.part_bytes:,} are read.",
                    filename=info.filename,
                    size=info.file_size,
                    limit=limits.part_bytes,
                )
            found.append((*known, info))
    if not found:
        raise NotEsco(
            f"{name} holds none of the files of an ESCO download, such as skills_fi.csv. Choose, on the ESCO portal, "
            "the classification as CSV.",
            filename=name,
        )
    return sorted(found, key=lambda row: (row[0].order, row[2].filename))


def _known(filename: str) -> tuple[Table, str] | None:
    if not (parts := _NAME.fullmatch(filename)):
        return None
    if table := TABLES.get(parts["table"]):
        return table, parts["language"]
    if collection := _COLLECTION.fullmatch(parts["table"]):
        return Table(9, COLLECTION_COLUMNS, read_member(collection["key"])), parts["language"]
    return None


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    try:
        with archive.open(member) as part:
            data = part.read(limits.part_bytes + 1)
    except BROKEN_ZIP as error:
        raise DamagedFile(
            f"{member.filename} in {name} cannot be unpacked: the zip is damaged or only half downloaded. "
            "Fetch it again from the ESCO portal.",
            filename=name,
            part=member.filename,
        ) from error
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongEncoding(
            f"{member.filename} in {name} is not UTF-8 (line {line}). ESCO publishes UTF-8: take the file as it was "
            "downloaded, or save it as UTF-8.",
            filename=member.filename,
            line=line,
        ) from error
    if b"\x00" in data[:_HEAD]:
        raise WrongEncoding(
            f"{member.filename} in {name} looks like UTF-16. Save it as UTF-8.", filename=member.filename, line=1
        )
    return data


def _read_table(data: bytes, filename: str, table: Table, language: str, limits: Limits) -> Iterator[VocabularyRecord]:
    if not data.strip():
        raise EmptyFile(f"{filename} is empty. Fetch the zip again.", filename=filename)
    _check_columns(data, filename, table)
    stream: io.BufferedReader = io.BufferedReader(io.BytesIO(data))
    # The header alone tells the delimiter: rows with empty columns at the end would blur it.
    for row in read_csv(stream, data[: data.find(b"\n") + 1] or data, filename, limits=limits):
        if isinstance(row, Broken):
            yield BrokenRecord(filename, row.line, row.code, row.detail, row.raw[:RAW_LENGTH])
        else:
            yield _named(table.read(row, language), row, filename)


def _check_columns(data: bytes, filename: str, table: Table) -> None:
    header = data.split(b"\n", 1)[0].decode("utf-8-sig").strip().replace('"', "")
    delimiter = max(",;\t|", key=header.count)
    names = {name.strip() for name in header.split(delimiter)}
    for column in table.columns:
        if column not in names:
            raise MissingColumn(
                f"{filename} has no column {column!r}. Take the file as it was downloaded from the ESCO portal.",
                filename=filename,
                column=column,
            )


def _named(record: VocabularyRecord, row: Row, filename: str) -> VocabularyRecord:
    if isinstance(record, BrokenRecord):
        raw = ",".join(str(value) for value in row.cells.values())
        return replace(record, source=filename, line=row.line, raw=raw[:RAW_LENGTH])
    return record
