"""Study records in EMREX ELMO XML (1.x).

Source: github.com/emrex-eu/elmo-schemas, ``schema.xsd`` (namespace ``.../emrex-eu/elmo-schemas/tree/v1``) and its
example. The signature is not checked and attachments are not read; of the learner only the name is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.connectors.plaintext import clean, html_to_text
from osaamo.connectors.study_records import (
    UNKNOWN_LANGUAGE,
    Attainment,
    AttainmentKind,
    NotAStudyRecord,
    ReadResult,
    SetAside,
)
from osaamo.connectors.study_values import Refused, assemble, credits_of, date_of, refuse_not_passed, shown_name
from osaamo.connectors.xml_trees import LANG, child, children, local_name, namespace, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_NAMESPACE = "https://github.com/emrex-eu/elmo-schemas/tree/v"
_KINDS: dict[str, AttainmentKind] = {
    "Degree Programme": "degree",
    "Module": "module",
    "Course": "course",
    "Class": "part",
}


def is_elmo(root: Element) -> bool:
    """Whether ``root`` starts an ELMO document of any version."""
    return local_name(root) == "elmo" and namespace(root).startswith(_NAMESPACE)


def read_elmo(root: Element, filename: str = "") -> ReadResult:
    """The attainments of all reports, each part of a degree or module after the whole, in the order of the file.

    A part without a grade, credits and a date of its own (a lecture of a course, say) is not told apart from its
    whole and left out. Credits in another scheme than ECTS become ``None``. The code is the ``local`` identifier.

    Raises:
        NotAStudyRecord: the document is no ELMO.
    """
    if not is_elmo(root):
        raise NotAStudyRecord("The XML is no ELMO document.", filename=filename, found=local_name(root))
    found: list[tuple[str, Attainment]] = []
    aside: list[SetAside] = []
    issuers: list[str] = []
    number = 0
    for report in children(root, "report"):
        issuer = child(report, "issuer")
        institution = shown_name(_texts(issuer, "title")) if issuer is not None else ""
        issuers.append(institution)
        for course in _courses(report):
            number += 1
            where = f"learningOpportunitySpecification[{number}]"
            name = _texts(course, "title")
            try:
                attainment = _attainment(course, name, institution)
            except Refused as error:
                aside.append(SetAside(where, error.code, error.detail, shown_name(name)))
            else:
                if attainment is not None:
                    found.append((where, attainment))
    person = " ".join(filter(None, (text_at(root, "learner", "givenNames"), text_at(root, "learner", "familyName"))))
    return assemble("elmo", found, aside, person_name=person, institution=issuers[0] if len(set(issuers)) == 1 else "")


def _courses(report: Element) -> Iterator[Element]:
    """Every ``learningOpportunitySpecification`` under ``report``, wholes before parts, in the order of the file.

    A stack and no recursion: a hostile file may nest deeper than Python does.
    """
    name = "learningOpportunitySpecification"
    stack = list(children(report, name))[::-1]
    while stack:
        course = stack.pop()
        yield course
        stack.extend([part for holder in children(course, "hasPart") for part in children(holder, name)][::-1])


def _attainment(course: Element, name: dict[str, str], institution: str) -> Attainment | None:
    instance = child(course, "specifies", "learningOpportunityInstance")
    if instance is None:
        raise Refused("missing", "It has no learningOpportunityInstance, so nothing tells whether it was taken.")
    status = text_at(instance, "status")
    grade = text_at(instance, "resultLabel")
    date = date_of(text_at(instance, "date"))
    credits_ = _credits(instance)
    kind = _KINDS.get(text_at(course, "type"), "")
    if kind == "part" and not grade and credits_ is None and date is None:
        return None
    if not name:
        raise Refused("missing-name", "It has no title.")
    if status not in {"", "passed"}:
        raise Refused("not-passed", f"It was not passed: its status is {status}.")
    if status != "passed":
        refuse_not_passed(grade)
    identifiers = {node.get("type", ""): text_at(node) for node in children(course, "identifier")}
    return Attainment(
        code=identifiers.get("local", ""),
        name=name,
        credits=credits_,
        grade=grade,
        date=date,
        institution=institution,
        language=text_at(instance, "languageOfInstruction").lower()[:2],
        learning_outcomes=_descriptions(course),
        source_id=identifiers.get("elmo", "") or identifiers.get("local", ""),
        kind=kind,
    )


def _descriptions(course: Element) -> dict[str, str]:
    """Plain descriptions, and where there are none in a language, those in HTML."""
    rich = {_language(node): html_to_text(_all_text(node))[0] for node in children(course, "descriptionHtml")}
    plain = {_language(node): text for node in children(course, "description") if (text := clean(_all_text(node)))}
    return {language: text for language, text in (rich | plain).items() if text}


def _all_text(node: Element) -> str:
    return "".join(node.itertext())


def _texts(element: Element, name: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for node in children(element, name):
        if text := text_at(node):
            texts.setdefault(_language(node), text)
    return texts


def _language(node: Element) -> str:
    return node.get(LANG, "").partition("-")[0].lower() or UNKNOWN_LANGUAGE


def _credits(instance: Element) -> float | None:
    for node in children(instance, "credit"):
        if text_at(node, "scheme").casefold() == "ects":
            return credits_of(text_at(node, "value"))
    return None
