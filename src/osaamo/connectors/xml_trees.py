"""XML from strangers as an element tree: no entities, no outside files, encodings checked before parsing."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from osaamo.connectors.errors import DamagedFile, EmptyFile, TooLarge, UnsafeFile, WrongEncoding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_MOST_TAGS = 500_000
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_xml(data: bytes, filename: str = "") -> Element:
    """The root element of an XML document; comments and processing instructions are dropped.

    A document type without own declarations is allowed (SVG files have one) and never fetched.

    Raises:
        EmptyFile: there are no bytes.
        TooLarge: it has so many tags that the tree would fill the memory.
        WrongEncoding: the bytes are not what the XML declaration (UTF-8 without one) says.
        UnsafeFile: it declares entities, as "billion laughs" and file-stealing attacks do.
        DamagedFile: it is no well-formed XML, or cut short; ``values`` name the ``line``.
    """
    if not data.strip():
        raise EmptyFile("The file is empty. Choose a file that holds data.", filename=filename)
    if data.count(b"<") > _MOST_TAGS:
        raise TooLarge(
            f"The file has more than {_MOST_TAGS:,} XML tags. Check that it is the right file.",
            filename=filename,
            limit=_MOST_TAGS,
        )
    encoding = _check_encoding(data, filename)
    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise UnsafeFile(
            "The file declares XML entities, which study records and badges never need and attacks use. "
            "Fetch it again from the service it comes from.",
            filename=filename,
        ) from error
    except ParseError as error:
        line = error.position[0]
        raise DamagedFile(
            f"The XML is broken or cut short at line {line}. Fetch the file again.", filename=filename, line=line
        ) from error
    except (ValueError, LookupError) as error:
        # Expat knows no multi-byte encodings beside UTF-8 and UTF-16.
        raise _wrong_encoding(encoding, filename) from error
    return root


def local_name(element: Element) -> str:
    """The name of ``element`` without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    """The namespace of ``element``, ``""`` for none."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """The children called ``name`` in the namespace of ``element``."""
    return element.iterfind(f"{{{namespace(element)}}}{name}" if namespace(element) else name)


def child(element: Element, *names: str) -> Element | None:
    """The first descendant at the path ``names``, or nothing."""
    found: Element | None = element
    for name in names:
        found = next(children(found, name), None) if found is not None else None
    return found


def text_at(element: Element, *names: str) -> str:
    """The text at the path ``names`` with runs of white space as one space, or ``""``."""
    found = child(element, *names)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _check_encoding(data: bytes, filename: str) -> str:
    if data.startswith(_WIDE_MARKS):
        encoding = "utf-16"
    else:
        declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
        encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise _wrong_encoding(encoding, filename) from error
    return encoding


def _wrong_encoding(encoding: str, filename: str) -> WrongEncoding:
    return WrongEncoding(
        f"The file is not readable as {encoding}, the encoding it claims. Fetch it again, or save it as UTF-8.",
        filename=filename,
        encoding=encoding,
    )
