"""Keeps the message files in step with the source: ``python tools/translations.py`` (needs polib, not gettext).

Finds every message in the Python files and templates of the package, adds new ones to ``locale/*/django.po`` with an
empty translation, drops those that are gone, and compiles ``django.mo``. A test fails while one is empty.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "osaamo"
LANGUAGES = ("fi", "sv", "en")
PLURALS = "nplurals=2; plural=(n != 1);"
SINGLE = {"gettext", "gettext_lazy", "_"}
PLURAL = {"ngettext", "ngettext_lazy"}
_CALL = re.compile(r"""\bn?gettext\((?:[^()'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")*\)""")

Message = tuple[str, str | None]


def messages() -> dict[Message, set[str]]:
    """Every message (singular, plural or ``None``) with the files it occurs in."""
    found: dict[Message, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        if "tests" not in file.parts:
            for message in in_code(file.read_text(encoding="utf-8")):
                found.setdefault(message, set()).add(file.relative_to(PACKAGE).as_posix())
    for file in sorted(PACKAGE.rglob("templates/**/*.html")):
        for message in in_template(file.read_text(encoding="utf-8")):
            found.setdefault(message, set()).add(file.relative_to(PACKAGE).as_posix())
    return found


def in_code(source: str) -> list[Message]:
    """The messages of a Python source."""
    found: list[Message] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if node.func.id in SINGLE and texts:
                found.append((texts[0], None))
            elif node.func.id in PLURAL and len(texts) > 1:
                found.append((texts[0], texts[1]))
    return found


def in_template(source: str) -> list[Message]:
    """The messages of a template."""
    from django.utils.translation.template import templatize

    found: list[Message] = []
    for call in _CALL.findall(templatize(source)):
        found += in_code(re.sub(r",\s*count\)$", ", 1)", call))
    return found


def po_path(language: str) -> Path:
    """The message file of a language."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def update(language: str) -> polib.POFile:
    """The message file, brought in step and saved with its compiled twin."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = (
        {(entry.msgid, entry.msgid_plural or None): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    )
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Project-Id-Version": "osaamo",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    for (single, plural), files in sorted(messages().items(), key=lambda item: (min(item[1]), item[0][0])):
        known = old.get((single, plural))
        entry = polib.POEntry(msgid=single, occurrences=[(file, "") for file in sorted(files)])
        if re.search(r"%\(\w+\)[sd]", single):
            entry.flags = ["python-format"]
        if plural is None:
            entry.msgstr = known.msgstr if known else (single if language == "en" else "")
        else:
            entry.msgid_plural = plural
            fresh = {0: single, 1: plural} if language == "en" else {0: "", 1: ""}
            entry.msgstr_plural = known.msgstr_plural if known else fresh
        po.append(entry)
    po.save(str(path))
    po.save_as_mofile(str(path.with_suffix(".mo")))
    return po


if __name__ == "__main__":
    open_entries = 0
    for code in LANGUAGES:
        for entry in update(code):
            empty = not all(entry.msgstr_plural.values()) if entry.msgid_plural else not entry.msgstr
            if empty:
                open_entries += 1
                print(f"{code}: {entry.msgid!r} has no translation")
    sys.exit(1 if open_entries else 0)
