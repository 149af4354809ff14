"""One front to all readers of study records: bytes and a file name in, attainments out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osaamo.connectors.elmo import is_elmo, read_elmo
from osaamo.connectors.errors import DEFAULT_LIMITS, DamagedFile, EmptyFile, Limits, TooLarge
from osaamo.connectors.json_rows import parse
from osaamo.connectors.koski import is_koski, read_koski
from osaamo.connectors.ripa_study_record import is_ripa_study_record, read_ripa_study_record
from osaamo.connectors.sniffing import decode, kind_of
from osaamo.connectors.study_records import (
    Attainment,
    MissingStudyColumns,
    NotAStudyRecord,
    ReadResult,
    SetAside,
    StudyRecord,
)
from osaamo.connectors.study_table import read_study_table
from osaamo.connectors.virta import is_virta, read_virta
from osaamo.connectors.xml_trees import local_name, parse_xml

if TYPE_CHECKING:
    from osaamo.connectors.sniffing import Kind

__all__ = [
    "Attainment",
    "MissingStudyColumns",
    "NotAStudyRecord",
    "ReadResult",
    "SetAside",
    "StudyRecord",
    "read_study_record",
]

_NOT_READ: frozenset[Kind] = frozenset(("pdf", "docx", "html", "markdown"))


def read_study_record(data: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> ReadResult:
    """The study record in ELMO XML, VIRTA XML, RIPA v9 JSON, KOSKI JSON, CSV or Excel; content decides which.

    A record without any attainment is a result too: the face should say so.

    Args:
        data: the file.
        filename: its name, for messages.
        limits: ``file_bytes`` for every kind: a person's record is small, and XML and JSON are parsed as a whole.

    Raises:
        TooLarge: over ``file_bytes``.
        NotAStudyRecord: a file of another kind; ``values["found"]`` says which.
        MissingStudyColumns: a table whose headers do not name a course and something about it.
        ConnectorError: others of its kinds, for empty, damaged, unsafe or wrongly encoded files.
    """
    if len(data) > limits.file_bytes:
        raise TooLarge(
            f"The file is larger than {limits.file_bytes / 1_048_576:g} MB. A study record is smaller: check that it "
            "is the right file.",
            filename=filename,
            limit=limits.file_bytes,
        )
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start:
        raise EmptyFile("The file is empty. Choose a study record.", filename=filename)
    if start.startswith(b"<") and not start.lower().startswith((b"<!doctype html", b"<html")):
        return _read_xml(data, filename)
    if start.startswith(b"{"):
        return _read_json(data, filename)
    kind = kind_of(data, filename)
    if kind in _NOT_READ:
        raise _unknown(kind.upper(), filename)
    return read_study_table(data, filename, limits=limits)


def _read_xml(data: bytes, filename: str) -> ReadResult:
    root = parse_xml(data, filename)
    if is_elmo(root):
        return read_elmo(root, filename)
    if is_virta(root):
        return read_virta(root, filename)
    raise _unknown(f"XML with the root <{local_name(root)}>", filename)


def _read_json(data: bytes, filename: str) -> ReadResult:
    try:
        message: Any = parse(decode(data).text)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            "The file is no JSON or only half downloaded. Fetch it again.", filename=filename, reason=str(error)
        ) from error
    if is_ripa_study_record(message):
        return read_ripa_study_record(message, filename)
    if is_koski(message):
        return read_koski(message, filename)
    raise _unknown("JSON of another kind", filename)


def _unknown(found: str, filename: str) -> NotAStudyRecord:
    return NotAStudyRecord(
        f"The file is {found}, no study record that is read here. Send ELMO or VIRTA XML, RIPA or KOSKI JSON, or a "
        "table (CSV or Excel) with a row for each course.",
        filename=filename,
        found=found,
    )
