"""Every text exists in three languages: messages of the source, of errors, and in templates."""

import importlib
import importlib.util
import pkgutil
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

import osaamo.connectors
import osaamo.engine
from osaamo.connectors.errors import ConnectorError
from osaamo.engine import OsaamoError
from osaamo.web.messages import ERRORS, error_message

TOOL = Path(__file__).resolve().parents[2] / "tools" / "translations.py"
_spec = importlib.util.spec_from_file_location("translations", TOOL)
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

LANGUAGES = ("fi", "sv", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language):
    po = polib.pofile(str(tool.po_path(language)))
    known = {(entry.msgid, entry.msgid_plural or None): entry for entry in po}
    assert sorted(map(str, tool.messages().keys() - known.keys())) == []
    assert sorted(map(str, known.keys() - tool.messages().keys())) == []
    assert [entry.msgid for entry in po if entry.fuzzy] == []
    empty = [e.msgid for e in po if not (all(e.msgstr_plural.values()) if e.msgid_plural else e.msgstr)]
    assert empty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive(language):
    holder = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    for entry in polib.pofile(str(tool.po_path(language))):
        wanted = set(holder.findall(entry.msgid + entry.msgid_plural))
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert set(holder.findall(text)) <= wanted, entry.msgid
        if not entry.msgid_plural:
            assert set(holder.findall(entry.msgstr)) == wanted, entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_file_is_current(language):
    path = tool.po_path(language)
    written = {(e.msgid, e.msgstr, tuple(e.msgstr_plural.values())) for e in polib.pofile(str(path))}
    compiled = {
        (e.msgid, e.msgstr, tuple(e.msgstr_plural.values())) for e in polib.mofile(str(path.with_suffix(".mo")))
    }
    assert compiled == written


@pytest.mark.parametrize("file", sorted(tool.PACKAGE.rglob("templates/**/*.html")), ids=lambda file: file.name)
def test_templates_hold_no_bare_words(file):
    source = re.sub(
        r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    # The reference describes an English interface in English, and marks it so.
    source = re.sub(r'<div lang="en">.*</div>', "", source, flags=re.DOTALL)
    source = re.sub(r"\{[%{#].*?[%}#]\}|&[a-z]+;", " ", source, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", " ", source)
    attributes = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', source)
    allowed = {
        "Osaamo",
        "ESCO",
        "PNG",
        "SVG",
        "JSON",
        "CSV",
        "RSS",
        "PDF",
        "DOCX",
        "XLSX",
        "CC",
        "BY",
        "4.0",
        "iCal",
        "DeepGraph",
        "openapi.json",
        "400",
        "403",
        "404",
        "429",
        "500",
    }
    bare = [word for word in re.findall(r"[^\W_][\w.]+", " ".join([words, *attributes])) if word not in allowed]
    assert bare == []


for package in (osaamo.engine, osaamo.connectors):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


@pytest.mark.parametrize(
    "kind",
    sorted(
        {*subclasses(OsaamoError), *subclasses(ConnectorError)}, key=lambda kind: (kind.__module__, kind.__qualname__)
    ),
    ids=lambda kind: kind.code,
)
def test_every_error_has_its_own_sentence_in_each_language(kind):
    assert kind.code in ERRORS
    sentences = set()
    for language in LANGUAGES:
        with translation.override(language):
            sentences.add(error_message(kind.code))
    assert len(sentences) == len(LANGUAGES)
