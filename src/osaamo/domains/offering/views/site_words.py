"""How the public pages say things: texts in the language there is, names of values of facets, marked sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from osaamo.domains.offering.enums import Audience, Mode, ModuleKind
from osaamo.domains.offering.models import DegreeProgramme, Label, StudyModule
from osaamo.kernel.i18n import FALLBACK, translated
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.domains.offering.models import Item
    from osaamo.domains.offering.views.site_catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Told:
    """A text and the language it is in; ``lang`` is empty where that is the language of the page."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        """Whether there is a text."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: plain, or marked with the numbers of the skills it shows."""

    text: str
    numbers: tuple[int, ...] = ()


def told(value: Mapping[str, str], language: str) -> Told:
    """The text in ``language``, else in the first fallback that has one."""
    code = next((code for code in FALLBACK[language] if value.get(code)), "")
    return Told(value.get(code, ""), code if code != language else "")


def kind_name(item: Item) -> str:
    """What sort of thing it is."""
    return str(ModuleKind(item.kind).label) if isinstance(item, StudyModule) else gettext("Course")


def facet_names() -> dict[str, str]:
    """The headings of the facets."""
    return {
        "kind": gettext("What"),
        "institution": gettext("Institution"),
        "degree": gettext("Degree programme"),
        "language": gettext("Teaching language"),
        "period": gettext("Starts"),
        "mode": gettext("Way of study"),
        "credits": gettext("Credits"),
        "open": gettext("Enrolment"),
        "theme": gettext("Field of skills"),
        "audience": gettext("For whom"),
        "network": gettext("Network"),
        "sdg": gettext("Sustainable development goal"),
    }


def language_names() -> dict[str, str]:
    """The teaching languages the page can name."""
    return {"fi": gettext("Finnish"), "sv": gettext("Swedish"), "en": gettext("English")}


def value_names(now: Catalogue, language: str) -> dict[str, dict[str, str]]:
    """The names of the values of each facet in ``language``; a value that is its own name is left out."""
    seasons = {"spring": gettext("Spring"), "summer": gettext("Summer"), "autumn": gettext("Autumn")}
    periods = {"always": gettext("At any time")}
    for period in now.periods:
        year, _, season = period.partition("-")
        periods.setdefault(period, f"{seasons.get(season, season)} {year}")
    degrees = DegreeProgramme.objects.select_related("institution")
    return {
        "kind": {"course": gettext("Course")} | {kind.value: str(kind.label) for kind in ModuleKind},
        "institution": {row.code: translated(row.name, language) for row in Organisation.objects.all()},
        "degree": {row.key: degree_name(row, language) for row in degrees},
        "language": language_names(),
        "period": periods,
        "mode": {mode.value: str(mode.label) for mode in Mode},
        "credits": {
            "0-2": gettext("up to 2"), "3-5": "3-5", "6-10": "6-10", "11-30": "11-30", "31-": gettext("over 30")
        },
        "open": {"open": gettext("Open with seats left")},
        "theme": {theme: translated(names, language) for theme, names in now.themes.items()},
        "audience": {audience.value: str(audience.label) for audience in Audience},
        "network": {row.code: translated(row.name, language) for row in Label.objects.filter(kind="network")},
    }  # fmt: skip


def degree_name(row: DegreeProgramme, language: str) -> str:
    """Its name and its school: many schools have one of the same name."""
    return f"{translated(row.title, language)}, {row.institution.short_name}"


def marked(text: str, sentences: Sequence[str]) -> list[Piece]:
    """The text in pieces, each of the sentences that stands in it as a piece with its numbers, counted from 1."""
    numbers: dict[tuple[int, int], list[int]] = {}
    for number, sentence in enumerate(sentences, start=1):
        wanted = sentence.strip()
        at = text.find(wanted) if wanted else -1
        if at >= 0:
            numbers.setdefault((at, at + len(wanted)), []).append(number)
    pieces, end = [], 0
    for (start, stop), skills in sorted(numbers.items()):
        if start < end:
            continue
        pieces += [Piece(text[end:start]), Piece(text[start:stop], tuple(skills))]
        end = stop
    return [piece for piece in (*pieces, Piece(text[end:])) if piece.text]


def spans_marked(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """The text in pieces, those of the spans with the number 1."""
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [Piece(text[end:start]), Piece(text[start:stop], (1,))]
        end = stop
    return [piece for piece in (*pieces, Piece(text[end:])) if piece.text]
