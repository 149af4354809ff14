"""Rows of CSV whatever its delimiter, quotes, line ends and encoding, with broken rows set apart."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from typing import TYPE_CHECKING

from osaamo.connectors.errors import NotATable
from osaamo.connectors.plaintext import clean
from osaamo.connectors.rows import Broken, Row, column_names
from osaamo.connectors.sniffing import best_single_byte, detect_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.errors import Limits

_DELIMITERS = (";", ",", "\t", "|")
_NO_DELIMITER = "\x1f"
_SAMPLED_RECORDS = 60
# A quoted cell over more lines than this is taken for a quote that somebody forgot to close.
_LONGEST_CELL_LINES = 500
_DETAILS = {"line-too-long": "It is longer than the limit.", "wrong-encoding": "It holds bytes that are not text."}

Line = tuple[int, str, str]
"""Number, text with its line end, and what is wrong with it (``""`` or a code of :class:`Broken`)."""

Record = tuple[int, list[str], str]
"""Line number, cells and the record as it stands in the file."""


def read_csv(stream: io.BufferedReader, head: bytes, filename: str, *, limits: Limits) -> Iterator[Row | Broken]:
    """The rows of a CSV ``stream`` whose first bytes are also in ``head``.

    Delimiter (``;`` ``,`` tab ``|``) and quote (``"`` or ``'``) are those that give the most even records; Excel's
    ``sep=`` line is obeyed. A record that does not fit the header, or whose quotes do not, comes as ``Broken``, and
    reading goes on with the next line.

    Raises:
        NotATable: there is no readable header.
        WrongEncoding: the file is not text.
    """
    encoding = _stream_encoding(head)
    lines = _Lines(stream, encoding, limits)
    sample = head.decode(encoding if encoding != "utf-8" else "utf-8-sig", errors="replace").lstrip("\ufeff")
    delimiter, quote = sniff_dialect(sample)
    first = lines.next()
    if first and (found := re.fullmatch(r"sep=(.)\s*", first[1])):
        delimiter = found[1]
    elif first:
        lines.back([first])
    records = _records(lines, delimiter, quote, limits)
    header: tuple[str, ...] | None = None
    for record in records:
        if header is None:
            if isinstance(record, Broken):
                raise NotATable(
                    f"The header of the table cannot be read: {record.detail} Mend line {record.line} and try again.",
                    filename=filename,
                    line=record.line,
                )
            header = column_names(record[1])
            if len(header) > limits.columns:
                raise NotATable(
                    f"The first line has {len(header):,} columns; at most {limits.columns:,} are read.",
                    filename=filename,
                    columns=len(header),
                )
            lines.columns = len(header)
        elif isinstance(record, Broken):
            yield record
        else:
            yield _fit(record, header)
    if header is None:
        raise NotATable("The file has no line with column names. Put them on the first line.", filename=filename)


def sniff_dialect(sample: str) -> tuple[str, str]:
    """Delimiter and quote character of the CSV that starts with ``sample``.

    The delimiter wins whose records most often have the same number of cells (at least two) as the first; a table of
    one column gets a delimiter that never occurs.
    """
    lines = sample.splitlines(keepends=True)[: _SAMPLED_RECORDS * 4]
    text = "".join(lines)
    singles = len(re.findall(r"(?:^|[;,\t|])'[^'\n]*'(?=[;,\t|\r\n]|$)", text, re.MULTILINE))
    doubles = len(re.findall(r'(?:^|[;,\t|])"', text, re.MULTILINE))
    quote = "'" if singles > 2 and doubles == 0 else '"'
    best, best_score = _NO_DELIMITER, 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in lines[0] if lines else True:
            continue
        counts: list[int] = []
        try:
            for cells in csv.reader(lines, delimiter=delimiter, quotechar=quote):
                filled = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
                if filled:
                    # Empty cells at the end belong to the record as far as the header reaches.
                    whole = not counts or filled <= counts[0] <= len(cells)
                    counts.append((counts[0] if counts else len(cells)) if whole else filled)
                if len(counts) >= _SAMPLED_RECORDS:
                    break
        except csv.Error:
            pass
        if not counts or counts[0] < 2:
            continue
        even = Counter(counts)[counts[0]] / len(counts)
        score = even + min(counts[0], 50) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    # Commas inside a single column of prose give uneven records.
    return (best if best_score > 0.5 else _NO_DELIMITER), quote


class _Lines:
    """The numbered lines of a stream, decoded, with any number of lines put back."""

    def __init__(self, stream: io.BufferedReader, encoding: str, limits: Limits) -> None:
        self._wide = encoding.startswith(("utf-16", "utf-32"))
        self._encoding = encoding
        self._limit = limits.cell_characters
        self._waiting: deque[Line] = deque()
        self._number = 0
        self.columns = 0
        # Latin-1 keeps every byte, so each line can be decoded on its own.
        self._text = io.TextIOWrapper(
            stream, encoding=encoding if self._wide else "latin-1", errors="replace", newline=""
        )

    def next(self) -> Line | None:
        """The next line, or nothing at the end."""
        if self._waiting:
            return self._waiting.popleft()
        line = self._text.readline(self._limit)
        if not line:
            return None
        self._number += 1
        cut = len(line) >= self._limit and not line.endswith(("\n", "\r"))
        if cut:
            while (rest := self._text.readline(self._limit)) and not rest.endswith(("\n", "\r")):
                pass
        text, fault = (line, "wrong-encoding" if "\ufffd" in line else "") if self._wide else self._decode(line)
        if self._number == 1:
            text = text.removeprefix("\ufeff")
        return (self._number, text, "line-too-long" if cut else fault)

    def back(self, lines: list[Line]) -> None:
        """Puts ``lines`` before those still to come."""
        self._waiting.extendleft(reversed(lines))

    def _decode(self, line: str) -> tuple[str, str]:
        if line.isascii():
            return line, ""
        raw = line.encode("latin-1")
        if self._encoding == "ascii":
            # The sample was pure ASCII: the first other line tells.
            self._encoding = _line_encoding(raw)
        try:
            return raw.decode(self._encoding), ""
        except UnicodeDecodeError:
            return raw.decode(self._encoding, errors="backslashreplace"), "wrong-encoding"


def _stream_encoding(head: bytes) -> str:
    """The codec of a stream that starts with ``head``; ``ascii`` when only later lines can tell."""
    if head.isascii() and b"\x00" not in head:
        detect_encoding(head)
        return "ascii"
    cut = head[: head.rfind(b"\n") + 1] or head
    encoding = detect_encoding(cut)
    if encoding.startswith("utf"):
        return "utf-8" if encoding == "utf-8-sig" else encoding
    # One line in another encoding must not turn a UTF-8 file into Windows-1252.
    votes = Counter(_line_encoding(line) == "utf-8" for line in cut.splitlines() if not line.isascii())
    return "utf-8" if votes[True] > votes[False] else encoding


def _line_encoding(line: bytes) -> str:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return best_single_byte(line)
    return "utf-8"


def _records(lines: _Lines, delimiter: str, quote: str, limits: Limits) -> Iterator[Record | Broken]:
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell_characters))
    while (line := lines.next()) is not None:
        number, text, fault = line
        if not text.strip():
            continue
        if fault:
            yield Broken(number, fault, _DETAILS[fault], text.rstrip("\r\n"))
        else:
            yield _record(lines, line, delimiter, quote, limits)


def _record(lines: _Lines, line: Line, delimiter: str, quote: str, limits: Limits) -> Record | Broken:
    number, text, _ = line
    joined = text
    taken: list[Line] = []
    while True:
        try:
            cells = next(csv.reader([joined], delimiter=delimiter, quotechar=quote, strict=True))
        except csv.Error as error:
            if "unexpected end" not in str(error):
                lines.back(taken)
                return Broken(number, "bad-quoting", "A quote stands in the wrong place.", text.rstrip("\r\n"))
        else:
            if taken and lines.columns and len(cells) != lines.columns:
                # A forgotten quote has swallowed good rows up to the next one.
                lines.back(taken)
                return Broken(number, "unclosed-quote", "A quote is opened and not closed.", text.rstrip("\r\n"))
            return number, cells, joined.rstrip("\r\n")
        while True:
            more = lines.next()
            if more is not None:
                taken.append(more)
            if (
                more is None
                or more[2]
                or len(taken) > _LONGEST_CELL_LINES
                or len(joined) + len(more[1]) > limits.cell_characters
            ):
                lines.back(taken)
                return Broken(number, "unclosed-quote", "A quote is opened and not closed.", text.rstrip("\r\n"))
            joined += more[1]
            if quote in more[1]:
                break


def _fit(record: Record, header: tuple[str, ...]) -> Row | Broken:
    line, cells, raw = record
    if len(cells) < len(header):
        detail = f"It has {len(cells)} columns; the header has {len(header)}."
        return Broken(line, "too-few-columns", detail, raw)
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        detail = f"It has {len(cells)} columns; the header has {len(header)}."
        return Broken(line, "too-many-columns", detail, raw)
    return Row(line, {name: clean(cell) for name, cell in zip(header, cells, strict=False)})
