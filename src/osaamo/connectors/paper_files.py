"""A paper as a file of a form, with the writer fetched when it is first needed: each costs a start most of a second."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.connectors.papers import Paper

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}
"""The forms a paper can have, and the media type of each."""

_WRITERS = {"pdf": "pdf", "pptx": "slides", "docx": "docx", "xlsx": "workbook"}


def file_of(paper: Paper, form: str) -> bytes:
    """The paper as a file of one of the forms of :data:`MEDIA_TYPES`; the same paper gives the same bytes.

    Raises:
        KeyError: there is no such form.
    """
    writer = getattr(import_module(f"osaamo.connectors.papers_{form}"), _WRITERS[form])
    written: bytes = writer(paper)
    return written
