"""Study records of VIRTA, the national study register of Finnish higher education, in its XML.

Source: element names and code values as in the SOAP answers ``OpiskelijanKaikkiTiedotResponse`` and
``OpintosuorituksetResponse`` of the reading interface, in the test material and converter of KOSKI
(github.com/Opetushallitus/koski, ``mockdata/virta`` and ``VirtaXMLConverter.scala``) and CSC's generated classes. No
schema file was at hand, so only what these show is relied on; both known versions of the namespace (2013, 2015) are
read. Identity numbers are never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.connectors.study_records import (
    UNKNOWN_LANGUAGE,
    Attainment,
    AttainmentKind,
    NotAStudyRecord,
    ReadResult,
    SetAside,
)
from osaamo.connectors.study_values import Refused, assemble, credits_of, date_of, refuse_not_passed, shown_name
from osaamo.connectors.xml_trees import child, children, local_name, namespace, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_NAMESPACE = "urn:mace:funet.fi:virta/"
_DEGREE = "1"


def is_virta(root: Element) -> bool:
    """Whether ``root`` is or holds an element of VIRTA."""
    return any(namespace(element).startswith(_NAMESPACE) for element in root.iter())


def read_virta(root: Element, filename: str = "") -> ReadResult:
    """The ``Opintosuoritus`` elements in the order of the file; those that contain others are modules.

    The code is ``koulutusmoduulitunniste``, the key ``avain``, the institution the number in ``Myontaja``. A grade of
    a school's own scale is looked up in the scale that comes with it.

    Raises:
        NotAStudyRecord: the document holds nothing of VIRTA.
    """
    if not is_virta(root):
        raise NotAStudyRecord("The XML holds no VIRTA data.", filename=filename, found=local_name(root))
    found: list[tuple[str, Attainment]] = []
    aside: list[SetAside] = []
    for number, element in enumerate(_elements(root, "Opintosuoritus"), 1):
        path = f"Opintosuoritus[{number}]"
        name = _names(element)
        try:
            found.append((path, _attainment(element, name)))
        except Refused as error:
            aside.append(SetAside(path, error.code, error.detail, shown_name(name)))
    person = next(map(_person, _elements(root, "Opiskelija")), "")
    return assemble("virta", found, aside, person_name=person)


def _elements(root: Element, name: str) -> Iterator[Element]:
    return (node for node in root.iter() if local_name(node) == name and namespace(node).startswith(_NAMESPACE))


def _person(student: Element) -> str:
    return " ".join(filter(None, (text_at(student, "Etunimet"), text_at(student, "Sukunimi"))))


def _attainment(element: Element, name: dict[str, str]) -> Attainment:
    if not name:
        raise Refused("missing-name", "It has no Nimi.")
    grade = _grade(element)
    refuse_not_passed(grade)
    return Attainment(
        code=element.get("koulutusmoduulitunniste", ""),
        name=name,
        credits=credits_of(text_at(element, "Laajuus", "Opintopiste")),
        grade=grade,
        date=date_of(text_at(element, "SuoritusPvm")),
        institution=_institution(element),
        language=text_at(element, "Kieli").lower()[:2],
        source_id=element.get("avain", ""),
        kind=_kind(element),
    )


def _kind(element: Element) -> AttainmentKind:
    if text_at(element, "Laji") == _DEGREE:
        return "degree"
    return "module" if child(element, "Sisaltyvyys") is not None else "course"


def _institution(element: Element) -> str:
    """The number of the school; older versions of the interface put it a level deeper, in ``Koodi``."""
    return text_at(element, "Myontaja", "Koodi") or text_at(element, "Myontaja")


def _names(element: Element) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in children(element, "Nimi"):
        if text := text_at(node):
            names.setdefault(node.get("kieli", "").lower() or UNKNOWN_LANGUAGE, text)
    return names


def _grade(element: Element) -> str:
    grade = child(element, "Arvosana")
    if grade is None or child(grade, "EiKaytossa") is not None:
        return ""
    other = child(grade, "Muu")
    if other is None:
        return text_at(grade)
    key = text_at(other, "Koodi")
    scale = child(other, "Asteikko")
    for step in children(scale, "AsteikkoArvosana") if scale is not None else ():
        if step.get("avain") == key:
            return text_at(step, "Koodi") or text_at(step, "Nimi")
    return ""  # a bare key of an unknown scale tells nobody anything
