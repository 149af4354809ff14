"""Checks made on Office files (zip archives of XML) before any parser sees them."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from osaamo.connectors.errors import DamagedFile, EncryptedFile, TooLarge, UnsafeFile, ZipBomb

if TYPE_CHECKING:
    from osaamo.connectors.errors import Limits

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_OVERLAP = max(len(pattern) for pattern in _FORBIDDEN) - 1

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def check_office_archive(data: bytes, *, limits: Limits, part_bytes: int | None = None) -> None:
    """Nothing when ``data`` is safe to hand to a parser.

    The sizes in the directory bind: :mod:`zipfile` never hands out more bytes than they say, so their sum bounds
    what a parser can unpack. Document type definitions are refused as ECMA-376 part 2 (9.1.2) forbids them; without
    them no entity can be declared.

    Args:
        data: the whole archive.
        limits: ``unpacked_bytes`` and ``archive_members`` apply.
        part_bytes: the largest XML part, for parsers that build a tree; none by default.

    Raises:
        ZipBomb: it unpacks to more than the limit, or holds too many files.
        TooLarge: one XML part is over ``part_bytes``.
        EncryptedFile: a member needs a password.
        UnsafeFile: an XML part declares a document type.
        DamagedFile: the archive is cut short or a checksum differs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist(), limits, part_bytes)
            for member in archive.infolist():
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(archive, member)
    except BROKEN_ZIP as error:
        raise DamagedFile(
            "The file is damaged or only half downloaded: a part of it cannot be unpacked. Fetch or save it again."
        ) from error


def _check_sizes(members: list[zipfile.ZipInfo], limits: Limits, part_bytes: int | None) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes or len(members) > limits.archive_members:
        raise ZipBomb(
            f"The file unpacks to {unpacked:,} bytes in {len(members):,} parts; at most "
            f"{limits.unpacked_bytes:,} bytes in {limits.archive_members:,} parts are read. "
            "Take out pictures or split the file.",
            unpacked=unpacked,
            members=len(members),
            limit=limits.unpacked_bytes,
        )
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise EncryptedFile("The file is locked with a password. Save a copy without the password and send that.")
        if part_bytes is not None and member.filename.endswith(".xml") and member.file_size > part_bytes:
            raise TooLarge(
                f"The part {member.filename} of the file is {member.file_size:,} bytes; at most {part_bytes:,} are "
                "read. Split the document.",
                size=member.file_size,
                limit=part_bytes,
            )


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            window = tail + chunk
            if any(pattern in window for pattern in _FORBIDDEN):
                raise UnsafeFile(
                    "The file declares an XML document type, which Office files never need and attacks use. "
                    "Open it in Word, Excel or LibreOffice and save it again.",
                    part=member.filename,
                )
            tail = window[-_OVERLAP:]
