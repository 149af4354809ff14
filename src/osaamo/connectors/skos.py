"""SKOS vocabularies in Turtle, such as YSO, as plain records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from osaamo.connectors.errors import (
    ConnectorError,
    DamagedFile,
    EmptyFile,
    Limits,
    TooLarge,
    WrongEncoding,
)
from osaamo.connectors.vocabulary_records import BrokenRecord, ConceptRecord, is_uri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from rdflib import Graph
    from rdflib.term import URIRef

    from osaamo.connectors.vocabulary_records import VocabularyRecord

SKOS_LIMITS = Limits(file_bytes=80 << 20, rows=200_000)
LANGUAGES = ("fi", "sv", "en")


class NotSkos(ConnectorError):
    """The file holds no SKOS concept, or none of the scheme asked for."""

    code = "not-skos"


def read_skos(source: Path | BinaryIO, *, scheme: str = "", limits: Limits = SKOS_LIMITS) -> Iterator[VocabularyRecord]:
    """The concepts of a Turtle file in the order of their uris, each with its broader ones inside.

    Labels in Finnish, Swedish and English are read; others are left out. A deprecated concept, or one without a
    label in these, comes as ``BrokenRecord``.

    Args:
        source: a path or a binary stream.
        scheme: the uri of the ``skos:ConceptScheme`` to read; all by default.
        limits: ``file_bytes``, and ``rows`` for the number of concepts.

    Raises:
        NotSkos: there is no concept, or none in ``scheme``.
        DamagedFile: it is no Turtle, or cut short; ``values`` name the ``line``.
        WrongEncoding: it is not UTF-8.
        TooLarge, EmptyFile: by size.
        ConnectorError: it cannot be opened.
    """
    name = source.name if isinstance(source, Path) else str(getattr(source, "name", "the file"))
    graph = _parse(_read(source, name, limits), name)
    yield from _concepts(graph, name, scheme, limits)


def _read(source: Path | BinaryIO, name: str, limits: Limits) -> str:
    try:
        data = source.read_bytes() if isinstance(source, Path) else source.read(limits.file_bytes + 1)
    except OSError as error:
        raise ConnectorError(
            f"The file {name} cannot be opened: {error.strerror}. Check its name and rights.", filename=name
        ) from error
    if len(data) > limits.file_bytes:
        raise TooLarge(
            f"{name} is larger than {limits.file_bytes:,} bytes. Take a part of the vocabulary.",
            filename=name,
            limit=limits.file_bytes,
        )
    if not data.strip():
        raise EmptyFile(f"{name} is empty. Choose a Turtle file.", filename=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongEncoding(
            f"{name} is not UTF-8 (line {line}), as Turtle must be. Save it as UTF-8.", filename=name, line=line
        ) from error


def _parse(text: str, name: str) -> Graph:
    # rdflib takes a second to load and only this reader needs it.
    from rdflib import Graph  # noqa: PLC0415
    from rdflib.plugins.parsers.notation3 import BadSyntax  # noqa: PLC0415

    graph = Graph()
    try:
        graph.parse(data=text, format="turtle")
    except BadSyntax as error:
        line = int(found[1]) if (found := re.search(r"at line (\d+)", str(error))) else 0
        raise DamagedFile(
            f"{name} is no Turtle, or cut short (line {line}). Fetch it again, or convert it to Turtle.",
            filename=name,
            line=line,
        ) from error
    except (ValueError, IndexError, AssertionError, RecursionError) as error:
        raise DamagedFile(f"{name} is no Turtle, or cut short. Fetch it again.", filename=name, line=0) from error
    return graph


def _concepts(graph: Graph, name: str, scheme: str, limits: Limits) -> Iterator[VocabularyRecord]:
    from rdflib import RDF, SKOS  # noqa: PLC0415
    from rdflib.term import URIRef  # noqa: PLC0415

    found = {node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef)}
    if scheme:
        wanted = URIRef(scheme)
        found &= {*graph.subjects(SKOS.inScheme, wanted), *graph.subjects(SKOS.topConceptOf, wanted)}
    if not found:
        where = f" of the scheme {scheme}" if scheme else ""
        raise NotSkos(f"{name} holds no SKOS concept{where}. Check the file and the scheme.", filename=name)
    if len(found) > limits.rows:
        raise TooLarge(
            f"{name} has {len(found):,} concepts; at most {limits.rows:,} are read.", filename=name, limit=limits.rows
        )
    for node in sorted(found):
        yield _concept(graph, node, found, name, scheme)


def _concept(graph: Graph, node: URIRef, found: AbstractSet[URIRef], name: str, scheme: str) -> VocabularyRecord:
    from rdflib import OWL, SKOS, Literal  # noqa: PLC0415

    uri = str(node)
    if not is_uri(uri):
        return BrokenRecord(name, 0, "bad-uri", f"The concept {uri[:80]!r} has no absolute uri.")
    if (node, OWL.deprecated, Literal(True)) in graph:  # noqa: FBT003 - an RDF value
        return BrokenRecord(name, 0, "deprecated", f"The concept {uri} is deprecated in its vocabulary.")
    preferred = _texts(graph, node, SKOS.prefLabel)
    labels = {language: texts[0] for language, texts in preferred.items()}
    if not labels:
        return BrokenRecord(name, 0, "no-label", f"The concept {uri} has no label in fi, sv or en.")
    others = (_texts(graph, node, SKOS.altLabel), _texts(graph, node, SKOS.hiddenLabel), preferred)
    alternatives = {
        language: dict.fromkeys(text for texts in others for text in texts.get(language, ())) for language in LANGUAGES
    }
    for language, label in labels.items():
        alternatives[language].pop(label, None)
    above = {*graph.objects(node, SKOS.broader), *graph.subjects(SKOS.narrower, node)} & found
    schemes = sorted(map(str, graph.objects(node, SKOS.inScheme)))
    return ConceptRecord(
        uri=uri,
        kind="skill",
        labels=labels,
        alternatives={language: tuple(texts) for language, texts in alternatives.items()},
        broader=tuple(sorted(map(str, above))),
        exact=tuple(sorted(map(str, graph.objects(node, SKOS.exactMatch)))),
        scheme=scheme or next(iter(schemes), ""),
    )


def _texts(graph: Graph, node: URIRef, predicate: URIRef) -> dict[str, list[str]]:
    """The texts of ``predicate`` by language, in alphabetical order: a graph has no order of its own."""
    found: dict[str, list[str]] = {}
    for value in graph.objects(node, predicate):
        tag = (getattr(value, "language", None) or "").split("-")[0].lower()
        if tag in LANGUAGES and (text := " ".join(str(value).split())):
            found.setdefault(tag, []).append(text)
    return {language: sorted(texts) for language, texts in found.items()}
