"""Text of a Word document in reading order: paragraphs, lists, tables cell by cell, text boxes, notes, headers.

python-docx opens the package; the body is walked as XML because its own lists of paragraphs leave out content
controls, text boxes and tracked insertions.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osaamo.connectors.archives import BROKEN_ZIP, check_office_archive
from osaamo.connectors.errors import DamagedFile, EmptyFile, TooLarge
from osaamo.connectors.plaintext import BULLET, clean, has_letters, nfc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.errors import Limits

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_COUSINS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_UNREAD = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "sectPr", "tcPr")
)
_RUN_TEXT = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "",
    f"{_W}ptab": "\t",
}


@dataclass(frozen=True, slots=True)
class DocxText:
    """Text of a Word document, its title (``""`` when it has none) and notes."""

    text: str
    title: str
    notes: tuple[tuple[str, str], ...]


def read_docx(data: bytes, filename: str, *, limits: Limits) -> DocxText:
    """The text of a DOCX, DOCM, DOTX or DOTM.

    Page headers come first and footnotes, endnotes and page footers last, each text once. Deleted text of tracked
    changes is left out. Notes: ``macros-ignored``.

    Raises:
        ZipBomb, TooLarge: over ``limits``.
        UnsafeFile: it declares an XML document type.
        DamagedFile: it cannot be opened as a Word document.
        EmptyFile: it holds no text.
    """
    check_office_archive(data, limits=limits, part_bytes=limits.part_bytes)
    notes: tuple[tuple[str, str], ...] = ()
    plain, had_macros = _as_plain_document(data)
    if had_macros:
        notes = (("macros-ignored", filename),)
    document = _open(plain, filename)
    walker = _Walker(_list_styles(document))
    lines = [*_edges(document, walker, "header")]
    lines += walker.blocks(document.element.body)
    lines += _footnotes(document, walker)
    lines += _edges(document, walker, "footer")
    text = nfc(clean("\n".join(lines)))
    if not has_letters(text):
        raise EmptyFile("The Word document holds no text. Choose a file that holds text.", filename=filename)
    if len(text) > limits.characters:
        raise TooLarge(
            f"The document holds more than {limits.characters:,} characters of text. Split it.",
            filename=filename,
            limit=limits.characters,
        )
    return DocxText(text, _title(document), notes)


def _open(data: bytes, filename: str) -> Any:
    import docx  # noqa: PLC0415 - loading python-docx takes longer than starting
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - as above

    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except (
        *BROKEN_ZIP,
        KeyError,
        AttributeError,
        TypeError,
        etree.LxmlError,
        docx.exceptions.PythonDocxError,
    ) as error:
        raise _damaged(filename) from error
    if body is None:
        raise _damaged(filename)
    return document


def _damaged(filename: str) -> DamagedFile:
    return DamagedFile(
        "The Word document is damaged or only half downloaded. Fetch it again, or open it in Word or LibreOffice and "
        "save it again.",
        filename=filename,
    )


def _as_plain_document(data: bytes) -> tuple[bytes, bool]:
    """The archive with the content type of an ordinary document, and whether it held macros.

    python-docx opens only that type; templates and macro documents differ from it in nothing else that is read.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        had_macros = any(name.endswith("vbaProject.bin") for name in names)
        if _CONTENT_TYPES not in names:
            return data, had_macros
        types = archive.read(_CONTENT_TYPES)
        if not any(cousin in types for cousin in _COUSINS):
            return data, had_macros
        for cousin in _COUSINS:
            types = types.replace(cousin, _MAIN)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
            for name in dict.fromkeys(names):
                if not name.endswith("vbaProject.bin"):
                    copy.writestr(name, types if name == _CONTENT_TYPES else archive.read(name))
        return target.getvalue(), had_macros


def _list_styles(document: Any) -> frozenset[str]:
    """Ids of the paragraph styles that make list items, by their own numbering or by that of a style below."""
    try:
        styles = {style.get(f"{_W}styleId", ""): style for style in document.part.styles.element.iter(f"{_W}style")}
    except (KeyError, AttributeError):
        return frozenset()
    found: set[str] = set()
    for name in styles:
        current, seen = name, set[str]()
        while current in styles and current not in seen:
            seen.add(current)
            style = styles[current]
            if style.find(f"{_W}pPr/{_W}numPr") is not None and style.find(f"{_W}pPr/{_W}outlineLvl") is None:
                found.add(name)
            base = style.find(f"{_W}basedOn")
            current = base.get(f"{_W}val", "") if base is not None else ""
    return frozenset(name for name in found if not name.lower().startswith(("heading", "otsikko", "rubrik")))


class _Walker:
    """Turns WordprocessingML into lines of text."""

    def __init__(self, list_styles: frozenset[str]) -> None:
        self._list_styles = list_styles

    def blocks(self, container: Any) -> Iterator[str]:
        """The paragraphs and table cells of ``container``, an empty line around tables and headings."""
        for child in container:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield ""
                for cell in child.iter(f"{_W}tc"):
                    # A table inside a cell is walked as part of that cell.
                    if self._owner(cell) is child:
                        yield from self.blocks(cell)
                yield ""
            elif isinstance(child.tag, str) and child.tag not in _UNREAD:
                yield from self.blocks(child)

    @staticmethod
    def _owner(cell: Any) -> Any:
        return next(cell.iterancestors(f"{_W}tbl"), None)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        boxes: list[Any] = []
        text = "".join(self._runs(paragraph, boxes)).strip()
        if text:
            item = self._is_item(paragraph)
            heading = self._style(paragraph).lower().startswith(("heading", "otsikko", "rubrik", "title"))
            if heading:
                yield ""
            yield f"{BULLET}{text}" if item else text
            yield from () if item else ("",)
        for box in boxes:
            yield from self.blocks(box)

    def _runs(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == f"{_W}t":
                yield child.text or ""
            elif tag in _RUN_TEXT:
                yield _RUN_TEXT[tag]
            elif tag == f"{_MC}AlternateContent":
                # Choice and Fallback draw the same text box twice.
                branch = next(iter(child), None)
                if branch is not None:
                    yield from self._runs(branch, boxes)
            elif tag == f"{_W}txbxContent":
                boxes.append(child)
            elif isinstance(tag, str) and tag not in _UNREAD:
                yield from self._runs(child, boxes)

    @staticmethod
    def _style(paragraph: Any) -> str:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return "" if style is None else str(style.get(f"{_W}val", ""))

    def _is_item(self, paragraph: Any) -> bool:
        number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if number is not None:
            return bool(number.get(f"{_W}val") != "0")
        return self._style(paragraph) in self._list_styles


def _edges(document: Any, walker: _Walker, which: str) -> list[str]:
    """The lines of the page headers (or footers) that hold letters, each once."""
    lines: dict[str, None] = {}
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{which}"):
            element = getattr(relation.target_part, "element", None)
            if element is not None:
                lines |= dict.fromkeys(line for line in walker.blocks(element) if any(map(str.isalpha, line)))
    return [*lines, ""] if lines else []


def _footnotes(document: Any, walker: _Walker) -> list[str]:
    from docx.oxml.parser import parse_xml  # noqa: PLC0415 - as in _open
    from lxml import etree  # noqa: PLC0415 - as in _open

    lines: list[str] = []
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        try:
            lines += ["", *walker.blocks(parse_xml(relation.target_part.blob))]
        except etree.LxmlError as error:
            raise _damaged("") from error
    return lines


def _title(document: Any) -> str:
    for paragraph in document.element.body.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if style is not None and str(style.get(f"{_W}val", "")).lower() in {"title", "otsikko", "rubrik"}:
            text = "".join(node.text or "" for node in paragraph.iter(f"{_W}t")).strip()
            if text:
                return clean(text)
    try:
        return clean(document.core_properties.title or "")
    except (KeyError, AttributeError, ValueError):
        return ""
