"""Uploaded files: kept in memory, never on disk, and cut off at the size limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile

if TYPE_CHECKING:
    from django.http import HttpRequest

TOO_LARGE = "osaamo.too_large"


class BoundedUploadHandler(MemoryFileUploadHandler):
    """Takes a file up to the limit into memory; drops a larger one and remembers its field in ``request.META``."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - Django's signature
        """Always in memory: the stream's own length says nothing about one file in it."""
        self.activated = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        self.received = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece, or stop when the file is over the limit."""
        self.received += len(raw_data)
        if self.received > settings.OSAAMO_FILE_BYTES:
            mark_too_large(self.request, self.field_name)
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


def mark_too_large(request: HttpRequest, field: str) -> None:
    """Remember that a file of this request was dropped."""
    request.META[TOO_LARGE] = field


def too_large(request: HttpRequest) -> str:
    """The form field of a file that was dropped for its size, or an empty string."""
    field: str = request.META.get(TOO_LARGE, "")
    return field
