"""The file format of a stored vocabulary: a folder of plain ``.npz`` parts and a manifest with their hashes.

Parts hold arrays of numbers and lists of strings (joined by newlines, as UTF-8 bytes), so that reading needs no
pickle and one language can be read without the others. Writing is deterministic: equal content gives equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from osaamo.engine.errors import BrokenArtefact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PACKAGED = Path(__file__).resolve().parents[1] / "data" / "vocabulary"
"""The vocabulary that ships with the package."""

FORMAT = 1
MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)

Array = np.ndarray[Any, np.dtype[Any]]


class Part:
    """One opened part. Members are read when first asked for."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._read: dict[str, Array] = {}
        try:
            self._file = np.load(io.BytesIO(data), allow_pickle=False)
        except (ValueError, OSError, zipfile.BadZipFile) as error:
            raise _broken(name) from error

    def __contains__(self, member: str) -> bool:
        return member in self._file.files

    def numbers(self, member: str) -> Array:
        """The array stored under ``member``; read-only, as all callers share it."""
        if member not in self._read:
            try:
                array: Array = self._file[member]
            except (KeyError, ValueError, zipfile.BadZipFile) as error:
                raise _broken(self._name) from error
            array.flags.writeable = False
            self._read[member] = array
        return self._read[member]

    def strings(self, member: str) -> list[str]:
        """The list of strings stored under ``member``."""
        try:
            return split_strings(self._file[member].tobytes())
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise _broken(self._name) from error


def join_strings(strings: Sequence[str]) -> Array:
    """``strings`` as one array of UTF-8 bytes. No string may hold a newline."""
    if any("\n" in text for text in strings):
        raise ValueError("A stored string may not hold a newline.")
    # The closing newline tells a list with one empty string from an empty list.
    return np.frombuffer("".join(f"{text}\n" for text in strings).encode(), np.uint8)


def split_strings(data: bytes) -> list[str]:
    """The strings that :func:`join_strings` packed."""
    return data.decode().split("\n")[:-1]


def pack(arrays: Mapping[str, Array]) -> bytes:
    """The arrays as an ``.npz`` file whose bytes depend on nothing but the arrays."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(arrays[name]), version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, member.getvalue(), compresslevel=9)
    return out.getvalue()


def content_hash(parts: Mapping[str, Mapping[str, Array]]) -> str:
    """The SHA-256, in hex, over names, types, shapes and values of all arrays: free of how they are compressed."""
    digest = hashlib.sha256()
    for part in sorted(parts):
        for name in sorted(parts[part]):
            array = np.ascontiguousarray(parts[part][name])
            digest.update(f"{part}/{name}:{array.dtype.str}:{array.shape}\n".encode())
            digest.update(array.tobytes())
    return digest.hexdigest()


def write_parts(
    folder: Path, parts: Mapping[str, Mapping[str, Array]], facts: Mapping[str, object]
) -> dict[str, object]:
    """Writes all parts and the manifest into ``folder`` (which must exist) and returns the manifest.

    ``facts`` go into the manifest as they are; ``version`` among them gets the first eight digits of the content
    hash appended, so that equal versions mean equal content.
    """
    content = content_hash(parts)
    manifest: dict[str, object] = {**facts, "format": FORMAT, "content": content}
    manifest["version"] = f"{facts['version']}.{content[:8]}"
    hashes: dict[str, str] = {}
    for name in sorted(parts):
        data = pack(parts[name])
        (folder / f"{name}.npz").write_bytes(data)
        hashes[name] = hashlib.sha256(data).hexdigest()
    manifest["parts"] = hashes
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a stored vocabulary.

    Raises:
        BrokenArtefact: there is none, or it is of another format.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BrokenArtefact(
            f"There is no vocabulary in {folder}: {MANIFEST} is missing. Reinstall, or import the vocabulary again.",
            path=str(path),
        ) from error
    except (OSError, ValueError) as error:
        raise _broken(MANIFEST) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BrokenArtefact(
            f"The vocabulary in {folder} was written by another version of Osaamo. Import it again.", path=str(path)
        )
    return manifest


def read_part(folder: Path, manifest: Mapping[str, Any], name: str) -> Part:
    """The part ``name`` of the vocabulary in ``folder``, its bytes checked against the manifest.

    Raises:
        BrokenArtefact: the file is missing, damaged or differs from the manifest.
    """
    path = folder / f"{name}.npz"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _broken(path.name) from error
    if hashlib.sha256(data).hexdigest() != manifest["parts"].get(name):
        raise _broken(path.name)
    return Part(path.name, data)


def _broken(name: str) -> BrokenArtefact:
    return BrokenArtefact(
        f"The vocabulary file {name} is missing or damaged. Reinstall, or import the vocabulary again.", path=name
    )
