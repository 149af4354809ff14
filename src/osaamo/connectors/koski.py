"""Study records of KOSKI, the national register behind Oma Opintopolku, in its JSON (an ``Oppija``).

Source: the data model of github.com/Opetushallitus/koski (``fi.oph.koski.schema``, ``Korkeakoulu.scala`` and the
types made from it), which KOSKI's MyData interface answers with. Higher-education studies come there from VIRTA.
Identity numbers and dates of birth are never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osaamo.connectors.plaintext import clean
from osaamo.connectors.study_records import Attainment, AttainmentKind, NotAStudyRecord, ReadResult, SetAside
from osaamo.connectors.study_values import Refused, assemble, credits_of, date_of, refuse_not_passed, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_CREDITS = "2"  # opintojenlaajuusyksikko: opintopiste


def is_koski(message: Any) -> bool:
    """Whether ``message`` is a learner with study rights."""
    return isinstance(message, dict) and isinstance(message.get("opiskeluoikeudet"), list)


def read_koski(message: Any, filename: str = "") -> ReadResult:
    """The ``suoritukset`` of all study rights and what they hold, wholes before parts.

    Only what has an assessment or a confirmation (``arviointi``, ``vahvistus``) is an attainment; of several
    assessments the last one counts. The extent is read when it is in credits (opintopiste). Studies below higher
    education are read alike.

    Raises:
        NotAStudyRecord: there is no list ``opiskeluoikeudet``.
    """
    if not is_koski(message):
        raise NotAStudyRecord("The JSON has no opiskeluoikeudet.", filename=filename, found="json")
    found: list[tuple[str, Attainment]] = []
    aside: list[SetAside] = []
    for at, right in enumerate(message["opiskeluoikeudet"]):
        school = shown_name(_texts(_get(right, "oppilaitos", "nimi")))
        for pointer, raw in _walk(right, f"/opiskeluoikeudet/{at}"):
            name = _name(raw)
            try:
                found.append((pointer, _attainment(raw, name, school)))
            except Refused as error:
                aside.append(SetAside(pointer, error.code, error.detail, shown_name(name)))
    person = message.get("henkilö")
    names = (_get(person, "etunimet"), _get(person, "sukunimi"))
    return assemble("koski", found, aside, person_name=" ".join(name for name in names if isinstance(name, str)))


def _walk(right: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    stack = _below(right, "suoritukset", pointer)[::-1]
    while stack:
        where, raw = stack.pop()
        yield where, raw
        stack.extend(_below(raw, "osasuoritukset", where)[::-1])


def _below(raw: Any, name: str, pointer: str) -> list[tuple[str, Any]]:
    items = _get(raw, name)
    return [(f"{pointer}/{name}/{at}", item) for at, item in enumerate(items)] if isinstance(items, list) else []


def _attainment(raw: Any, name: dict[str, str], school: str) -> Attainment:
    if not isinstance(raw, dict):
        raise Refused("not-an-object", "It is no JSON object.")
    assessments = raw.get("arviointi")
    last = assessments[-1] if isinstance(assessments, list) and assessments else None
    confirmed = _text(_get(raw, "vahvistus", "päivä"))
    if last is None and not confirmed:
        raise Refused("not-passed", "It has neither an assessment nor a confirmation: it is not finished.")
    grade = _text(_get(last, "arvosana", "koodiarvo"))
    if _get(last, "hyväksytty") is False:
        raise Refused("not-passed", f"It was not passed: the grade is {grade}.")
    refuse_not_passed(grade)
    if not name:
        raise Refused("missing-name", "It has no name.")
    return Attainment(
        code=_text(_get(raw, "koulutusmoduuli", "tunniste", "koodiarvo")),
        name=name,
        credits=_credits(raw),
        grade=grade,
        date=date_of(_text(_get(last, "päivä")) or confirmed),
        institution=shown_name(_texts(_get(raw, "toimipiste", "nimi"))) or school,
        language=_text(_get(raw, "suorituskieli", "koodiarvo")).lower()[:2],
        kind=_kind(raw),
    )


def _kind(raw: dict[str, Any]) -> AttainmentKind:
    if "tutkinto" in _text(_get(raw, "tyyppi", "koodiarvo")):
        return "degree"
    return "module" if raw.get("osasuoritukset") else "course"


def _credits(raw: dict[str, Any]) -> float | None:
    extent = _get(raw, "koulutusmoduuli", "laajuus")
    if _get(extent, "yksikkö", "koodiarvo") not in {_CREDITS, None}:
        return None
    value = _get(extent, "arvo")
    return credits_of("" if value is None else str(value))


def _name(raw: Any) -> dict[str, str]:
    module = _get(raw, "koulutusmoduuli")
    return _texts(_get(module, "nimi")) or _texts(_get(module, "tunniste", "nimi"))


def _texts(raw: Any) -> dict[str, str]:
    if not isinstance(raw, dict):
        return {}
    return {str(key): text for key, value in raw.items() if (text := _text(value))}


def _text(raw: Any) -> str:
    return clean(raw) if isinstance(raw, str) else ""


def _get(raw: Any, *path: str) -> Any:
    for name in path:
        raw = raw.get(name) if isinstance(raw, dict) else None
    return raw
