"""The page of one course, path, intensive or module: everything it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.queries import skills_of, theme_of
from osaamo.domains.offering.models import CourseUnit, StudyModule
from osaamo.domains.offering.queries import realisations
from osaamo.domains.offering.views import site_catalogue, site_structured
from osaamo.domains.offering.views.site_cards import cards, items_of, url_of
from osaamo.domains.offering.views.site_words import degree_name, kind_name, language_names, marked, told
from osaamo.kernel.access import may
from osaamo.kernel.i18n import translated
from osaamo.kernel.refs import ref_of
from osaamo.ports import publishing, seats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from osaamo.domains.offering.models import Item, ModulePart, Realisation
    from osaamo.domains.offering.queries import RunState
    from osaamo.engine import TaughtSkill

ENROL = "crossstudy-enrol"
"""The name of the page where one enrols on an offer, by its reference."""

_SIMILAR = 4
_SKILLS = 30


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of the page, its sentence, how sure it is, and whether the sentence is marked in the shown text."""

    number: int
    name: str
    sentence: str
    confidence: float
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A realisation with its state in words, free seats (``None`` for no limit), quotas and the way to enrol."""

    row: Realisation
    state: RunState
    free: int | None
    quotas: Sequence[tuple[str, int]]
    enrol_url: str


@dataclass(frozen=True, slots=True)
class Part:
    """A course of a path, with what one can join next, if the reader may see it."""

    part: ModulePart
    name: Any
    url: str
    state: RunState | None
    skills: Sequence[str]


def context(request: HttpRequest, item: Item) -> dict[str, Any]:
    """What the template of an item needs."""
    language = get_language() or "fi"
    ref = ref_of(item)
    rows = list(realisations().filter(**{"module" if isinstance(item, StudyModule) else "course": item}))
    if not may(request.user, "change", item):
        rows = [row for row in rows if row.state != "proposed"]
    runs = _runs(rows)
    parts = list(item.parts.select_related("course__institution")) if isinstance(item, StudyModule) else []
    parts = [part for part in parts if may(request.user, "view", part.course)]
    taught = skills_of([ref, *(ref_of(part.course) for part in parts)])
    outcomes, content = told(item.learning_outcomes, language), told(item.content, language)
    own = taught.get(ref, ())[:_SKILLS]
    shown = _names([skill.uri for skill in own], language)
    sentences = [skill.evidence for skill in own]
    found = {"outcomes": marked(outcomes.text, sentences), "content": marked(content.text, sentences)}
    in_text = {number for pieces in found.values() for piece in pieces for number in piece.numbers}
    skills = [
        Skill(number, shown[skill.uri], skill.evidence, skill.confidence, number in in_text)
        for number, skill in enumerate(own, start=1)
        if skill.uri in shown
    ]
    address = request.build_absolute_uri(url_of(item))
    name = told(item.name, language)
    return {
        "item": item,
        "name": name,
        "language_names": language_names(),
        "kind": kind_name(item),
        "owners": [item.institution, *(owned.organisation for owned in item.ownerships.select_related("organisation"))],
        "degrees": [
            (row.key, degree_name(row, language)) for row in item.degrees.select_related("institution").order_by("key")
        ],
        "promise": told(item.promise, language),
        "for_whom": told(item.for_whom, language),
        "price": told(item.price, language),
        "outcomes": outcomes,
        "content": content,
        "marked": found,
        "skills": skills,
        "quoted": read if (read := item.text()[0]) != language else "",
        "runs": [run for run in runs if run.state.code not in _PAST],
        "past": [run for run in runs if run.state.code in _PAST],
        "prerequisites": told(item.prerequisites, language),
        "required": _required(request, item, language),
        "parts": _parts(parts, taught, language),
        "modules": _modules_of(item, language),
        "similar": cards(items_of(_similar(item, ref, parts)), language),
        "may_change": may(request.user, "change", item),
        "map": _map(item, parts, taught, language),
        "map_url": f"{reverse('map')}?a=offering.course/{quote(item.key)}" if isinstance(item, CourseUnit) else "",
        "themes": _themes(
            [*own, *(skill for part in parts for skill in taught.get(ref_of(part.course), ()))], language
        ),
        "trail": publishing.trail_of(ref),
        "address": address,
        "mail": f"mailto:?subject={quote(name.text)}&body={quote(address)}",
        "summary": _summary(item, language),
        "structured": site_structured.script(request, item, [run.row for run in runs], language),
        "calendar": reverse(
            "study-module-calendar" if isinstance(item, StudyModule) else "study-course-calendar", args=[item.pk]
        ),
    }


_PAST = frozenset(("held", "ended", "cancelled"))


def _runs(rows: Sequence[Realisation]) -> list[Run]:
    left = seats.left([ref_of(row) for row in rows])
    found = []
    for row, state in site_catalogue.of_item(rows, timezone.now()):
        told_of = left.get(ref_of(row))
        quotas = [
            (quota.organisation.short_name if quota.organisation else str(quota.get_audience_display()), quota.seats)
            for quota in row.quotas.all()
        ]
        found.append(
            Run(
                row,
                state,
                told_of.free if told_of else row.seats,
                quotas,
                reverse("study-enrol", args=[row.pk]) if enrol_url(row) else "",
            )
        )
    return found


def enrol_url(row: Realisation) -> str:
    """Where one enrols: at the domain that does it, if it is installed."""
    try:
        return reverse(ENROL, args=[ref_of(row)])
    except NoReverseMatch:
        return ""


def _names(uris: Sequence[str], language: str) -> dict[str, str]:
    vocabulary = competence.engine().vocabulary
    return {uri: vocabulary.concept(uri).labels.best(language) for uri in uris if uri in vocabulary}


def _required(request: HttpRequest, item: Item, language: str) -> list[dict[str, Any]]:
    """The courses to be passed before, as links where there are such, else their codes."""
    if not isinstance(item, CourseUnit) or not item.requires:
        return []
    known = {row.key: row for row in CourseUnit.objects.filter(key__in=item.requires)}
    found = []
    for key in item.requires:
        row = known.get(key)
        visible = row is not None and may(request.user, "view", row)
        found.append(
            {
                "name": told(row.name, language) if row and visible else key,
                "url": url_of(row) if row and visible else "",
            }
        )
    return found


def _parts(parts: Sequence[ModulePart], taught: Mapping[str, Sequence[TaughtSkill]], language: str) -> list[Part]:
    courses = {
        row.pk: row
        for row in CourseUnit.objects.filter(pk__in=[part.course_id for part in parts]).prefetch_related(
            Prefetch("realisations", realisations())
        )
    }
    found = []
    for part in parts:
        course = courses[part.course_id]
        now = timezone.now()
        states = [state for _, state in site_catalogue.of_item(list(course.realisations.all()), now)]
        skills = taught.get(ref_of(course), ())[:6]
        names = _names([skill.uri for skill in skills], language)
        found.append(
            Part(part, told(course.name, language), url_of(course), states[0] if states else None, list(names.values()))
        )
    return found


def _modules_of(item: Item, language: str) -> list[dict[str, Any]]:
    """The published paths and modules a course is part of."""
    if not isinstance(item, CourseUnit):
        return []
    return [
        {"name": told(row.name, language), "kind": kind_name(row), "url": url_of(row)}
        for row in item.modules.filter(published_at__isnull=False)
    ]


def _similar(item: Item, ref: str, parts: Sequence[ModulePart]) -> list[str]:
    """The references of similar items that the page does not name anyway as its parts or as what it is part of."""
    named = {ref_of(part.course) for part in parts}
    if isinstance(item, CourseUnit):
        named |= {ref_of(row) for row in item.modules.all()}
    near = site_catalogue.similar(ref, _SIMILAR + len(named))
    return [other for other in near if other not in named][:_SIMILAR]


def _map(item: Item, parts: Sequence[ModulePart], taught: Mapping[str, Sequence[TaughtSkill]], language: str) -> str:
    """The competence map of a path with all its parts, as SVG; nothing for a course or where there are no skills."""
    if not isinstance(item, StudyModule):
        return ""
    sources = [taught.get(ref_of(item), ()), *(taught.get(ref_of(part.course), ()) for part in parts)]
    vocabulary = competence.engine().vocabulary
    documents = [[(skill.uri, skill.confidence) for skill in skills if skill.uri in vocabulary] for skills in sources]
    if not any(documents):
        return ""
    labels = {uri: vocabulary.concept(uri).labels for document in documents for uri, _ in document}
    atlas = competence.engine().atlas
    shown = door.competence_map([document for document in documents if document], atlas=atlas, labels=labels)
    options = door.SvgOptions(
        language=language,
        title=f"{gettext('Map of competence')}: {translated(item.name, language)}",
        names=24,
        edges=0,
        embed_css=False,
        ids="path-map",
    )
    return door.map_svg(shown, atlas.islands, options)


def _themes(skills: Sequence[TaughtSkill], language: str) -> list[tuple[str, list[str]]]:
    """The skills by theme, each once: the map in words."""
    names = _names([skill.uri for skill in skills], language)
    found: dict[str, dict[str, None]] = {}
    for skill in skills:
        if skill.uri in names:
            theme = theme_of(skill.uri).label.best(language)
            found.setdefault(theme[:1].upper() + theme[1:], {})[names[skill.uri]] = None
    return sorted(((theme, list(labels)) for theme, labels in found.items()), key=lambda row: (-len(row[1]), row[0]))


def _summary(item: Item, language: str) -> str:
    text = translated(item.promise, language) or translated(item.learning_outcomes, language)
    line = " ".join((text or translated(item.content, language)).split())
    return line if len(line) <= 200 else f"{line[:199].rstrip()}…"
