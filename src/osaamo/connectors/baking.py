"""The text baked into badge pictures, read and written as Open Badges 2.0 and 3.0 (section 5.3) tell."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from osaamo.connectors.errors import DamagedFile, ZipBomb
from osaamo.connectors.xml_trees import local_name, namespace, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORDS = (b"openbadgecredential", b"openbadges")
_SPACE = "https://purl.imsglobal.org/ob/v3p0"
_SVG = {
    (_SPACE, "credential"),
    ("http://openbadges.org", "assertion"),
    ("https://openbadges.org", "assertion"),
}


def baked_in_png(data: bytes, filename: str, *, most: int) -> str:
    """The text of the badge in a PNG, ``""`` when there is none. At most ``most`` bytes are unpacked.

    Raises:
        DamagedFile: the picture is cut short, or a checksum differs.
        ZipBomb: the text unpacks to more than ``most`` bytes.
    """
    at = len(PNG)
    found: dict[bytes, str] = {}
    while at < len(data):
        if at + 12 > len(data):
            raise _damaged(filename)
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        if at + 12 + size > len(data):
            raise _damaged(filename)
        if kind in {b"iTXt", b"tEXt"}:
            if struct.unpack_from(">I", data, at + 8 + size)[0] != zlib.crc32(kind + body):
                raise _damaged(filename)
            keyword, _, rest = body.partition(b"\x00")
            if keyword in _KEYWORDS:
                found.setdefault(keyword, _text(kind, rest, filename, most))
        if kind == b"IEND":
            break
        at += 12 + size
    else:
        raise _damaged(filename)
    return next((found[keyword] for keyword in _KEYWORDS if keyword in found), "")


def baked_in_svg(data: bytes, filename: str) -> str:
    """The text of the badge in an SVG, from the element's content or its attribute ``verify``; ``""`` for none.

    Raises:
        ConnectorError: as :func:`osaamo.connectors.xml_trees.parse_xml`.
    """
    for element in parse_xml(data, filename).iter():
        if (namespace(element), local_name(element)) in _SVG:
            return _content(element)
    return ""


def bake_png(picture: bytes, text: str) -> bytes:
    """The PNG with the badge in it, in place of any other: an uncompressed ``iTXt`` before the end of the picture.

    Raises:
        DamagedFile: the picture is no whole PNG.
    """
    if not picture.startswith(PNG):
        raise _damaged("")
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(picture):
        size, kind = struct.unpack_from(">I4s", picture, at)
        whole = picture[at : at + 12 + size]
        keyword = whole[8:].partition(b"\x00")[0]
        if kind == b"IEND":
            body = _KEYWORDS[0] + b"\x00\x00\x00\x00\x00" + text.encode()
            chunk = struct.pack(">I4s", len(body), b"iTXt") + body
            return b"".join([*kept, chunk, struct.pack(">I", zlib.crc32(chunk[4:])), whole])
        if kind not in {b"iTXt", b"tEXt"} or keyword not in _KEYWORDS:
            kept.append(whole)
        at += 12 + size
    raise _damaged("")


def bake_svg(picture: str, text: str) -> str:
    """The SVG with the badge as the first child of its root.

    Raises:
        DamagedFile: there is no ``svg`` element.
    """
    start = picture.find("<svg")
    end = picture.find(">", start)
    if start < 0 or end < 0 or picture[end - 1] == "/":
        raise _damaged("")
    inside = f'<openbadges:credential xmlns:openbadges="{_SPACE}">{_cdata(text)}</openbadges:credential>'
    return f"{picture[: end + 1]}{inside}{picture[end + 1 :]}"


def _cdata(text: str) -> str:
    """The text so that no letter of it is taken for XML."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _content(element: Element) -> str:
    return "".join(element.itertext()).strip() or element.get("verify", "").strip()


def _text(kind: bytes, rest: bytes, filename: str, most: int) -> str:
    compressed = False
    if kind == b"iTXt":
        # compression flag, compression method, language NUL, translated keyword NUL, text
        compressed = rest[:1] == b"\x01"
        _, _, rest = rest[2:].partition(b"\x00")
        _, _, rest = rest.partition(b"\x00")
    if compressed:
        unpacker = zlib.decompressobj()
        try:
            rest = unpacker.decompress(rest, most)
        except zlib.error as error:
            raise _damaged(filename) from error
        if unpacker.unconsumed_tail:
            raise ZipBomb(
                f"The badge in the picture unpacks to more than {most:,} bytes. Fetch it again from its issuer.",
                filename=filename,
                limit=most,
            )
    try:
        return rest.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _damaged(filename) from error


def _damaged(filename: str) -> DamagedFile:
    return DamagedFile(
        "The picture is damaged or only half downloaded. Fetch the badge again from its issuer.", filename=filename
    )
