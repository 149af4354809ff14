"""The map pages: the map with its list, one skill's texts, and the files to share."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

import osaamo
from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.competence.gathering import texts_with
from osaamo.kernel.refs import ref_of, resolve
from osaamo.web import carrying
from osaamo.web.answering import MOST_SKILLS, asked_goals
from osaamo.web.asking import Given, given_text
from osaamo.web.choosing import FIELD, choices, own_skills
from osaamo.web.context import with_scheme
from osaamo.web.errors import too_many
from osaamo.web.limits import TooMany, admit
from osaamo.web.maps import drawn, map_page, map_picture, map_record
from osaamo.web.maps_atlas import atlas_file, atlas_version
from osaamo.web.maps_layers import GOALS, TEXT, Side, goals_side, layer_side, options, text_side
from osaamo.web.messages import KNOWN_ERRORS, error_message
from osaamo.web.results import BULLETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from osaamo.engine import Extraction
    from osaamo.web.maps_layers import Options

ROWS = 50
READ = "read"
CARRIED = frozenset({READ, "goal", "list", "want_read"})
FIELDS = {"a": ("text", "file"), "b": ("want", "want_file")}
FILES = {
    "svg": ("image/svg+xml", "osaamo-map.svg"),
    "json": ("application/json", "osaamo-map.json"),
    "deepgraph": ("application/json", "osaamo-map.deepgraph.json"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the two places for a layer: what was chosen, what came of it, and the text that was given.

    ``missing`` says that the address leads nowhere, or to what the person may not see.
    """

    name: str
    address: str
    side: Side | None
    given: Given
    missing: bool = False
    few: frozenset[str] = frozenset()

    @property
    def chosen_by_words(self) -> bool:
        """Whether its layer is not among the few that can be chosen without searching."""
        return bool(self.side) and self.address not in {TEXT, GOALS, *self.few}


@require_http_methods(["GET", "HEAD", "POST"])
def show_map(request: HttpRequest) -> HttpResponse:
    """The map. Layers are chosen by the address; a given text comes by POST, is read, shown and forgotten."""
    try:
        slots = _slots(request)
    except TooMany as over:
        return too_many(request, over.seconds)
    language = get_language() or "fi"
    words = _asked(request).get("q", "").strip()
    viewer = _viewer(request)
    sides = [slot.side for slot in slots if slot.side]
    request.chosen_scheme = request.POST.get("scheme", "")  # type: ignore[attr-defined]  # read by web.context
    kinds = options("", viewer, language)
    few = frozenset(option.address for kind in kinds for option in kind.layers)
    context = {
        "slots": [replace(slot, few=few) for slot in slots],
        "page": map_page(sides, language),
        "svg": map_picture(sides, language, embed_css=False),
        "kinds": kinds,
        "suggested": _suggested(kinds),
        "words": words,
        "found": options(words, viewer, language) if words else (),
        # The frame of all pages posts its switches with the text when there is one.
        "result": any(slot.given.text for slot in slots),
        "given": any(slot.given.text or slot.given.error for slot in slots),
        "carried": _carried(request) if request.method == "POST" else (),
        "personal": any(side.personal for side in sides),
        "atlas_version": atlas_version(),
    }
    return with_scheme(request, render(request, "osaamo/map.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def map_file(request: HttpRequest, form: str) -> HttpResponse:
    """The map as a file: ``svg``, ``json`` or ``deepgraph``."""
    try:
        slots = _slots(request)
    except TooMany as over:
        return too_many(request, over.seconds)
    sides = [slot.side for slot in slots if slot.side]
    language = get_language() or "fi"
    content_type, name = FILES[form]
    if form == "svg":
        body = map_picture(sides, language, embed_css=True)
    elif form == "json":
        body = json.dumps(map_record(sides), ensure_ascii=False)
    else:
        graph = door.deepgraph(
            drawn(sides, paired=True),
            language=language,
            build_date=timezone.localdate().isoformat(),
            algorithm=f"osaamo {osaamo.__version__}",
        )
        body = json.dumps(graph, ensure_ascii=False)
    response = HttpResponse(body, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def skill_texts(request: HttpRequest) -> HttpResponse:
    """All texts of a layer that have a skill, each with its sentence."""
    language = get_language() or "fi"
    uri = request.GET.get("uri", "")
    side = layer_side(request.GET.get("layer", ""), _viewer(request), language)
    if side is None or side.scope is None or uri not in competence.engine().vocabulary:
        raise Http404
    rows = Paginator(texts_with(uri, side.scope), ROWS).get_page(request.GET.get("page"))
    shown = [
        {
            "title": str(resolve(row.reading.ref) or row.reading.ref),
            "sentence": row.evidence.strip(BULLETS),
            "language": row.reading.language,
            "confidence": row.confidence,
        }
        for row in rows
    ]
    label = competence.engine().vocabulary.concept(uri).labels.best(language)
    return render(
        request,
        "osaamo/map_rows.html",
        {"label": label, "side": side, "rows": shown, "page": rows, "uri": uri},
    )


@require_GET
def show_atlas(request: HttpRequest) -> HttpResponse:
    """The atlas for the browser; it may be kept for as long as the address asks for the present version."""
    body = atlas_file(get_language() or "fi")
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(body if zipped else gzip.decompress(body), content_type="application/json")
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    current = request.GET.get("v") == atlas_version()
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response


def _slots(request: HttpRequest) -> tuple[Slot, Slot]:
    if request.method == "POST":
        admit(request)
    first, second = _slot(request, "a"), _slot(request, "b")
    if request.POST.get("use") and not any(slot.given.text.strip() or slot.given.error for slot in (first, second)):
        first = replace(first, given=Given(error=error_message("empty-text")))
    return first, second


def _slot(request: HttpRequest, name: str) -> Slot:
    language = get_language() or "fi"
    opened = {"a": TEXT, "b": GOALS}[name] if request.POST.get("open") else ""
    address = opened or _asked(request).get(name, "")
    if address == GOALS:
        side = goals_side(asked_goals(request, language)["goals"]) if request.method == "POST" else None
        return Slot(name, address if side else "", side, Given(text=request.POST.get("want", "")))
    text, file = FIELDS[name]
    given = given_text(request, field=text, file=file) if request.method == "POST" else Given()
    if given.text.strip() and request.POST.get("use"):
        address = TEXT
    if address == TEXT or given.error:
        return _text_slot(request, name, given)
    side = layer_side(address, _viewer(request), language) if address else None
    return Slot(name, address, side, given, missing=bool(address) and side is None)


def _text_slot(request: HttpRequest, name: str, given: Given) -> Slot:
    if not given.usable:
        return Slot(name, "", None, given)
    title = gettext("Your text") if name == "a" else gettext("The text to compare with")
    try:
        found = carrying.read(given.text, request.POST.get(READ, "")) if name == "a" else competence.extract(given.text)
        return Slot(name, TEXT, text_side(given.text, _as_chosen(request, found), title), given)
    except KNOWN_ERRORS as error:
        return Slot(name, "", None, Given(text=given.text, error=error_message(error.code, error.values)))


def _as_chosen(request: HttpRequest, found: Extraction) -> Extraction:
    """The reading with what the person said of each skill on the front page, if they come from there."""
    if READ not in request.POST:
        return found
    shown = replace(found, skills=found.skills[:MOST_SKILLS])
    weights = {skill.uri: skill.weight for skill in own_skills(shown, choices(request.POST))}
    kept = (replace(one, confidence=weights[one.uri]) for one in shown.skills if one.uri in weights)
    return replace(shown, skills=tuple(kept))


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the front page's form that this page does not show but must bring along: choices and goals."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name in CARRIED or name.startswith(FIELD)
        for value in values
    ]


def _suggested(kinds: Sequence[Options]) -> str:
    """A query that lays the first layers of two kinds over each other; empty where there are not two kinds."""
    first = [kind.layers[0].address for kind in reversed(kinds)]
    return urlencode({"a": first[0], "b": first[1]}) if len(first) > 1 else ""


def _asked(request: HttpRequest) -> Mapping[str, str]:
    return request.POST if request.method == "POST" else request.GET


def _viewer(request: HttpRequest) -> str:
    return ref_of(request.user) if request.user.is_authenticated else ""  # type: ignore[arg-type]  # our Person is a model
