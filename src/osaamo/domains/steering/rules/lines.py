"""Fields that hold more than words, as people write them: a line for each part, its head before a colon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = {
    "steering_split": "sg-learning: yrittäjyysopetus",
    "targets": "publications: 15",
    "customer_financing": "fi: valtio; säätiöt",
    "solutions": "sol-1: suomeksi | på svenska | in English",
    "roadmap": "2021: A21-EXP-02",
}
"""How a line of each such field looks."""


class BadLine(ValueError):
    """A line is not as the field's lines are; ``line`` is the line."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def write_lines(name: str, value: Any) -> str:
    """The value of a field of ``EXAMPLES`` as lines."""
    return "\n".join(f"{head}: {rest}" for head, rest in _WRITERS[name](value or _empty(name)))


def read_lines(name: str, text: str) -> Any:
    """The value that the lines of a field of ``EXAMPLES`` say; empty lines are left out.

    Raises:
        BadLine: a line has no colon, or what stands before or after it is not what the field holds.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        head, colon, rest = (part.strip() for part in line.partition(":"))
        if not (head and colon and rest):
            raise BadLine(line)
        try:
            found.append(_READERS[name](head, rest))
        except ValueError as error:
            raise BadLine(line) from error
    return found if isinstance(_empty(name), list) else dict(found)


def keys_in(name: str, value: Any) -> list[str]:
    """Keys of the plan that a field's value names: bodies of a split of steering, activities of a roadmap."""
    if not value:
        return []
    if name == "steering_split":
        return [part["body"] for part in value]
    return list(value.values()) if name == "roadmap" else []


def _empty(name: str) -> Any:
    return [] if name in {"steering_split", "solutions"} else {}


def _pairs(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from value.items()


def _split(value: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    return ((part["body"], part["scope"]) for part in value)


def _financing(value: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((code, "; ".join(texts)) for code, texts in value.items())


def _solutions(value: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((one["id"], " | ".join(one["name"].get(code, "") for code in LANGUAGES)) for one in value)


def _read_financing(head: str, rest: str) -> tuple[str, list[str]]:
    if head not in LANGUAGES:
        raise ValueError(head)
    return head, [text.strip() for text in rest.split(";") if text.strip()]


def _read_solution(head: str, rest: str) -> dict[str, Any]:
    texts = [text.strip() for text in rest.split("|")]
    if len(texts) > len(LANGUAGES):
        raise ValueError(rest)
    return {"id": head, "name": {code: text for code, text in zip(LANGUAGES, texts, strict=False) if text}}


_WRITERS: dict[str, Callable[[Any], Iterator[tuple[str, Any]]]] = {
    "steering_split": _split,
    "targets": _pairs,
    "customer_financing": _financing,
    "solutions": _solutions,
    "roadmap": _pairs,
}
_READERS: dict[str, Callable[[str, str], Any]] = {
    "steering_split": lambda head, rest: {"scope": rest, "body": head},
    "targets": lambda head, rest: (head, int(rest.replace(" ", ""))),
    "customer_financing": _read_financing,
    "solutions": _read_solution,
    "roadmap": lambda head, rest: (str(int(head)), rest),
}
