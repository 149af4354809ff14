"""Which column of a table is which field: guessed from its name, or as somebody said before."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXTS = ("name", "outcomes", "content", "prerequisites")
COURSE_FIELDS = (
    *("id", "code", *TEXTS, *(f"{field}_{code}" for field in TEXTS for code in LANGUAGES), "credits", "credits_max"),
    *("level", "requires", "themes", "networks", "tags", "kind"),
)
"""Fields of a course unit. A text without a language is in the first teaching language."""

SHARED_FIELDS = ("languages", "audiences", "status", "degrees")
RUN_FIELDS = (
    *("course", "realisation", "starts", "ends", "enrol_from", "enrol_until", "seats", "mode", "campus", "meetings"),
    "quotas",
)
FIELDS = (*COURSE_FIELDS, *SHARED_FIELDS, *RUN_FIELDS)

_WORDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "courseid", "tunniste", "kurssinid"),
    "code": ("code", "coursecode", "koodi", "opintojaksokoodi", "opintojaksontunnus", "tunnus", "kurskod", "kod"),
    "name": ("name", "names", "title", "coursename", "nimi", "opintojaksonnimi", "namn", "kursnamn", "titel"),
    "outcomes": (
        *("outcomes", "learningoutcomes", "objective", "objectives", "osaamistavoitteet", "tavoitteet", "tavoite"),
        *("lärandemål", "kunskapsmål", "mål"),
    ),
    "content": ("content", "contents", "text", "description", "sisältö", "kuvaus", "innehåll", "beskrivning"),
    "prerequisites": ("prerequisites", "preconditions", "edeltävätopinnot", "esitiedot", "förkunskaper"),
    "credits": ("credits", "creditsmin", "ects", "op", "opintopisteet", "laajuus", "studiepoäng", "sp", "omfattning"),
    "credits_max": ("creditsmax", "maxcredits"),
    "level": ("level", "taso", "nivå"),
    "requires": ("requires", "vaaditut"),
    "themes": ("themes", "theme", "fielden", "teema", "teemat", "tema", "teman"),
    "networks": ("networks", "network", "verkosto", "verkostot", "nätverk"),
    "tags": ("tags", "tag", "tunnisteet", "avainsanat"),
    "kind": ("kind",),
    "languages": (
        *("languages", "language", "teachinglanguage", "teachinglanguages", "kieli", "kielet", "opetuskieli"),
        *("språk", "undervisningsspråk"),
    ),
    "audiences": ("audiences", "audience", "kohderyhmä", "kohderyhmät", "målgrupp", "målgrupper"),
    "status": ("status", "tila"),
    "degrees": (
        *("degrees", "degree", "degreeprogramme", "degreeprogrammes", "degreeprogram", "degreeprograms", "program"),
        *("programs", "programme", "programmes", "tutkintoohjelma", "tutkintoohjelmat", "koulutus", "koulutukset"),
        *("koulutusohjelma", "koulutusohjelmat", "tutkinto", "tutkinnot", "examensprogram", "utbildningsprogram"),
        *("utbildning", "utbildningar", "examen"),
    ),
    "course": ("course", "opintojakso", "kurs"),
    "realisation": (
        *("realisation", "realisationid", "implementation", "implementationcode", "toteutus", "toteutuskoodi"),
        *("toteutuksenkoodi", "genomförande", "offeringid"),
    ),
    "starts": ("starts", "start", "begins", "startdate", "alkaa", "alkupvm", "alkamispäivä", "börjar", "startdatum"),
    "ends": ("ends", "end", "enddate", "päättyy", "loppupvm", "päättymispäivä", "slutar", "slutdatum"),
    "enrol_from": ("enrolfrom", "enrolstart", "ilmoittautuminenalkaa", "anmälanbörjar"),
    "enrol_until": ("enroluntil", "enrolend", "ilmoittautuminenpäättyy", "anmälanslutar"),
    "seats": ("seats", "maxseats", "paikat", "paikkoja", "platser"),
    "mode": ("mode", "studymethod", "toteutustapa", "opetusmuoto", "undervisningsform"),
    "campus": ("campus", "campuses", "kampus", "paikkakunta", "toimipiste"),
    "meetings": ("meetings", "kokoontumiset", "sammankomster"),
    "quotas": ("quotas", "kiintiöt", "kvoter"),
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words}


def flat(cells: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row as texts: an object gives one cell for each of its keys, a list its items joined.

    Lists of objects are left out; they hold records of their own.
    """
    found: dict[str, str] = {}
    for name, value in cells.items():
        if isinstance(value, dict):
            found |= {f"{name}_{key}": _text(part) for key, part in value.items() if not isinstance(part, dict)}
        elif not (isinstance(value, list) and value and all(isinstance(part, dict) for part in value)):
            found[name] = _text(value)
    return found


def guess(columns: Iterable[str]) -> dict[str, str]:
    """Column to field for the columns whose name tells it, each field once.

    A row with a ``course`` and an ``id`` of its own is a realisation, so the two then mean those; a ``code`` beside a
    ``realisation`` likewise names the course it is of.
    """
    found: dict[str, str] = {}
    for column in columns:
        field = _field(column)
        if field and field not in found.values():
            found[column] = field
    fields = {field: column for column, field in found.items()}
    if "course" not in fields and "realisation" in fields and "id" not in fields and "code" in fields:
        found[fields["code"]] = "course"
    elif "course" in fields and "id" in fields and "realisation" not in fields:
        found[fields["id"]] = "realisation"
    return found


def header_digest(columns: Iterable[str]) -> str:
    """What tables with the same columns have in common."""
    return hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest()


def _field(column: str) -> str:
    plain = "".join(re.findall(r"[^\W_]+", column)).casefold()
    if plain in _FIELD_OF:
        return _FIELD_OF[plain]
    for code in LANGUAGES:
        field = _FIELD_OF.get(plain.removesuffix(code)) if plain.endswith(code) else None
        if field in TEXTS:
            return f"{field}_{code}"
    return ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list):
        return "; ".join(_text(part) for part in value if part not in (None, ""))
    return str(value)
