"""Rows of JSON Lines and of JSON arrays, item by item, with broken lines set apart."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from osaamo.connectors.errors import DamagedFile, NotATable, TooLarge, WrongEncoding
from osaamo.connectors.rows import Broken, Row
from osaamo.connectors.sniffing import detect_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.errors import Limits

_CHUNK = 1 << 16
_SPACE = " \t\r\n\ufeff"
_PROBED_LINES = 20
# NaN and Infinity are no JSON, but data frames write them for empty cells.
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_NOT_JSON = (ValueError, RecursionError)


def read_json(stream: io.BufferedReader, head: bytes, filename: str, *, limits: Limits) -> Iterator[Row | Broken]:
    """The objects of ``stream``, whose first bytes are also in ``head``.

    A file that starts with ``[`` is one array. Otherwise each line is an object (JSON Lines), unless no line at the
    start is one: then the file is a single object and gives its longest list of objects, or itself as the only row.

    Raises:
        NotATable: there are no objects.
        DamagedFile: an array or object breaks off or is not JSON; after a break inside an array nothing can follow.
        TooLarge: an item of an array is over ``cell_characters``, or a single object over ``file_bytes``.
        WrongEncoding: the file is not text.
    """
    encoding = _encoding(head)
    start = head.decode(encoding, errors="replace").lstrip(_SPACE)
    if start.startswith("["):
        yield from _array(stream, encoding, filename, limits)
    elif start.startswith("{") and _is_lines(start):
        yield from _lines(stream, encoding, limits)
    elif start.startswith("{"):
        yield from _object(stream, encoding, filename, limits)
    else:
        raise NotATable(
            "The file holds no JSON objects. Send an array of objects, or one object a line (JSON Lines).",
            filename=filename,
        )


def parse(text: str) -> Any:
    """The value of a JSON text; NaN and Infinity become ``None``, lone surrogates U+FFFD.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it nests too deep.
    """
    value = _DECODER.decode(text.strip(_SPACE))
    return _without_surrogates(value) if "\\ud" in text.lower() else value


def _encoding(head: bytes) -> str:
    if head.isascii() and b"\x00" not in head:
        return "utf-8"
    encoding = detect_encoding(head[: head.rfind(b"\n") + 1] or head)
    # JSON is UTF-8 unless a mark or zero bytes say otherwise (RFC 8259, 8.1).
    return encoding if encoding.startswith("utf") else "utf-8"


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_without_surrogates(part) for part in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(part) for key, part in value.items()}
    return value


def _is_lines(start: str) -> bool:
    """Whether one of the first lines is an object of its own; the last line may be cut and is not asked."""
    lines = start.splitlines()
    if len(lines) == 1:
        return True
    for line in lines[:_PROBED_LINES]:
        try:
            if line.startswith("{") and isinstance(parse(line), dict):
                return True
        except _NOT_JSON:
            continue
    return len(lines[0]) > 1 and sum(line.startswith("{") for line in lines[:_PROBED_LINES]) > 1


def _lines(stream: io.BufferedReader, encoding: str, limits: Limits) -> Iterator[Row | Broken]:
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="\n")
    number = 0
    while line := text.readline(limits.cell_characters + 1):
        number += 1
        if len(line) > limits.cell_characters:
            while (rest := text.readline(limits.cell_characters)) and not rest.endswith("\n"):
                pass
            detail = f"It is longer than {limits.cell_characters:,} characters."
            yield Broken(number, "line-too-long", detail, _printable(line[: limits.cell_characters]))
        elif line.strip(_SPACE):
            yield _row(line, number)


def _row(line: str, number: int) -> Row | Broken:
    raw = line.strip("\r\n\ufeff")
    if any("\udc80" <= char <= "\udcff" for char in raw):
        return Broken(number, "wrong-encoding", "It holds bytes that are not UTF-8.", _printable(raw))
    try:
        value = parse(line)
    except _NOT_JSON as error:
        return Broken(number, "not-json", f"{_reason(error)}.", raw)
    if not isinstance(value, dict):
        return Broken(number, "not-an-object", "It is JSON, but no object in braces.", raw)
    return Row(number, value)


def _printable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "It nests too deep" if isinstance(error, RecursionError) else "It holds a value that cannot be read"


def _array(stream: io.BufferedReader, encoding: str, filename: str, limits: Limits) -> Iterator[Row | Broken]:
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    reader = _Items(text, filename, limits)
    number = 0
    for value in reader:
        number += 1
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            raw = json.dumps(value, ensure_ascii=False)
            yield Broken(number, "not-an-object", "It is JSON, but no object in braces.", raw)
    if not number:
        raise NotATable("The JSON array is empty. Send an array of objects.", filename=filename)


class _Items:
    """The items of a top-level JSON array, decoded one at a time from a growing buffer."""

    def __init__(self, text: io.TextIOWrapper, filename: str, limits: Limits) -> None:
        self._text = text
        self._filename = filename
        self._limit = limits.cell_characters
        self._buffer = ""
        self._ended = False

    def __iter__(self) -> Iterator[Any]:
        self._skip()
        self._buffer = self._buffer[1:]
        self._skip()
        if self._buffer.startswith("]"):
            return
        while True:
            yield self._item()
            self._skip()
            mark, self._buffer = self._buffer[:1], self._buffer[1:]
            if mark == "]":
                self._skip()
                if self._buffer:
                    raise self._damaged("text after the end of the array")
                return
            if mark != ",":
                raise self._damaged("no comma between items" if mark else "the end is missing")
            self._skip()

    def _item(self) -> Any:
        step = _CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer)
            except RecursionError as error:
                raise self._damaged("it nests too deep") from error
            except ValueError as error:
                if self._ended:
                    raise self._damaged(_reason(error)) from error
            else:
                # A number at the end of the buffer may go on in the next chunk.
                if end < len(self._buffer) or self._ended:
                    escaped = "\\ud" in self._buffer[:end].lower()
                    self._buffer = self._buffer[end:]
                    return _without_surrogates(value) if escaped else value
            if len(self._buffer) > self._limit:
                raise TooLarge(
                    f"An item of the JSON array is broken or longer than {self._limit:,} characters. Send JSON Lines.",
                    filename=self._filename,
                    limit=self._limit,
                )
            self._more(step)
            # Doubling keeps the repeated decoding of a long item linear.
            step = max(step, len(self._buffer))

    def _skip(self) -> None:
        self._buffer = self._buffer.lstrip(_SPACE)
        while not self._buffer and not self._ended:
            self._more(_CHUNK)
            self._buffer = self._buffer.lstrip(_SPACE)

    def _more(self, size: int) -> None:
        try:
            chunk = self._text.read(size)
        except UnicodeDecodeError as error:
            raise WrongEncoding(
                f"The JSON file is not {error.encoding}. Save it again as UTF-8.", encoding=error.encoding
            ) from error
        self._ended = not chunk
        self._buffer += chunk

    def _damaged(self, why: str) -> DamagedFile:
        return DamagedFile(
            f"The JSON array is broken ({why}) or only half downloaded. Fetch it again.", filename=self._filename
        )


def _object(stream: io.BufferedReader, encoding: str, filename: str, limits: Limits) -> Iterator[Row | Broken]:
    data = stream.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        raise TooLarge(
            f"The JSON object is larger than {limits.file_bytes / 1_048_576:g} MB. Send JSON Lines.",
            filename=filename,
            limit=limits.file_bytes,
        )
    try:
        value = parse(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise WrongEncoding(f"The JSON file is not {encoding}. Save it again as UTF-8.", encoding=encoding) from error
    except _NOT_JSON as error:
        raise DamagedFile(
            f"The file is no JSON ({_reason(error)}) or only half downloaded. Fetch it again.", filename=filename
        ) from error
    lists = [part for part in value.values() if isinstance(part, list) and any(isinstance(item, dict) for item in part)]
    rows = max(lists, key=len) if lists else [value]
    for number, item in enumerate(rows, 1):
        if isinstance(item, dict):
            yield Row(number, item)
        else:
            raw = json.dumps(item, ensure_ascii=False)
            yield Broken(number, "not-an-object", "It is JSON, but no object in braces.", raw)
