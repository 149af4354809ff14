"""Every error class and every note of the engine, the readers and the domains has a sentence that says what to do."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import osaamo
from osaamo.connectors.errors import ConnectorError
from osaamo.engine import OsaamoError
from osaamo.web.messages import ERRORS, NOTES, error_message, note_message

PACKAGE = Path(osaamo.__file__).parent
READERS = [PACKAGE / "connectors" / f"{name}.py" for name in ("documents", "docx", "pdf", "plaintext")]
CODE = re.compile(r"[a-z]+(-[a-z]+)+")

for module in pkgutil.walk_packages(osaamo.__path__, "osaamo."):
    if module.name.startswith(
        ("osaamo.engine", "osaamo.connectors", "osaamo.domains", "osaamo.competence", "osaamo.kernel")
    ):
        importlib.import_module(module.name)


def classes(kind):
    for child in kind.__subclasses__():
        yield child
        yield from classes(child)


KINDS = sorted({*classes(OsaamoError), *classes(ConnectorError)}, key=lambda kind: (kind.code, kind.__qualname__))


def engine_notes():
    """The codes in ``Note("code", ...)``."""
    for file in sorted((PACKAGE / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                yield node.args[0].value


def reader_notes():
    """The codes in ``("code", detail)``, as the readers of documents give their notes."""
    for file in READERS:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            first = node.elts[0] if isinstance(node, ast.Tuple) and len(node.elts) == 2 else None
            if isinstance(first, ast.Constant) and CODE.fullmatch(str(first.value)):
                yield first.value


def test_the_walk_finds_classes_and_notes():
    assert {"encrypted-pdf", "scanned-pdf", "too-large", "empty-text", "bad-step"} <= {kind.code for kind in KINDS}
    assert {"unknown-language", "long-text"} <= set(engine_notes())
    assert {"pages-without-text", "macros-ignored", "rows-left-out"} <= set(reader_notes())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__qualname__)
def test_every_error_says_what_to_do(kind):
    assert kind.code in ERRORS
    said = error_message(kind.code)
    assert said.count(".") + said.count(";") >= 1
    assert said != error_message("error") or kind.code == "error"


def test_every_code_belongs_to_one_thing_only():
    codes = [kind.code for kind in KINDS]
    twice = {code for code in codes if codes.count(code) > 1}
    inherited = {kind.code for kind in KINDS if "code" not in vars(kind)}
    assert twice <= inherited


def test_every_note_has_its_sentence():
    assert {*engine_notes(), *reader_notes()} - set(NOTES) == set()
    assert note_message("encoding-guessed").endswith(".")
