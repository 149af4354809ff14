"""Annif's REST interface, ``/v1``, so that its existing clients can use our engine.

Source: annif/openapi/annif.yaml of github.com/NatLibFi/Annif (Apache-2.0), version v1. A project is one language of
the text. Learning from feedback is answered as not allowed: the model changes only by release.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

import osaamo
from osaamo.competence import services as competence
from osaamo.web.api.schemas import MAX_CHARACTERS
from osaamo.web.limits import TooMany, admit
from osaamo.web.messages import KNOWN_ERRORS
from osaamo.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

LANGUAGES = {"fi": "suomi", "sv": "svenska", "en": "English"}
PROJECTS = {f"osaamo-{code}": code for code in LANGUAGES}
VOCABULARY = "esco-skills"
MAX_DOCUMENTS = 32


class Options(BaseModel):
    """How many suggestions, how good, with labels in which language."""

    limit: Annotated[int, Field(ge=0, le=2**31 - 1)] = 10
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.0
    language: str | None = None


class Document(BaseModel):
    """A text with an optional id. Metadata is accepted and not used."""

    text: Annotated[str, Field(strict=True, max_length=MAX_CHARACTERS)]
    document_id: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class Batch(BaseModel):
    """Up to 32 texts."""

    documents: Annotated[list[Document], Field(max_length=MAX_DOCUMENTS)]


class Detect(BaseModel):
    """A text and the languages it may be in."""

    text: Annotated[str, Field(strict=True, max_length=MAX_CHARACTERS)]
    languages: Annotated[list[Annotated[str, Field(min_length=2, max_length=3)]], Field(min_length=1, max_length=5)]


class IndexedDocument(BaseModel):
    """A text with known good subjects."""

    text: str = ""
    metadata: dict[str, str] = Field(default_factory=dict)
    subjects: list[dict[str, str]] = Field(default_factory=list)


class _Missing(Exception):
    """No such project."""


def _view(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def handle(request: HttpRequest, **kwargs: str) -> HttpResponse:
            if request.method not in methods:
                response = problem(request, 405, "not-allowed")
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, **kwargs)
            except (_Missing, TooMany, ValueError, *KNOWN_ERRORS) as error:
                return _refusal(request, error)

        return csrf_exempt(handle)  # no cookie gives a right here, so there is nothing to forge

    return wrap


def _refusal(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, _Missing):
        return problem(request, 404, "not-found")
    if isinstance(error, TooMany):
        return problem(request, 429, "too-many-requests", values={"seconds": error.seconds})
    if isinstance(error, KNOWN_ERRORS):
        return problem(request, 400, error.code, values=error.values)
    errors = []
    if isinstance(error, ValidationError):
        errors = [
            {"field": ".".join(str(part) for part in entry["loc"]), "message": entry["msg"]} for entry in error.errors()
        ]
    return problem(request, 400, "invalid-request", errors=errors)


@_view("GET", "HEAD")
def show_info(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Name and version."""
    return JsonResponse({"title": "Annif REST API (Osaamo)", "version": osaamo.__version__})


@_view("GET", "HEAD")
def list_vocabs(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The one vocabulary."""
    return JsonResponse({"vocabs": [_vocabulary()]})


@_view("GET", "HEAD")
def list_projects(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """One project for each language."""
    return JsonResponse({"projects": [_project(project_id) for project_id in PROJECTS]})


@_view("GET", "HEAD")
def show_project(request: HttpRequest, project_id: str) -> HttpResponse:  # noqa: ARG001 - a view
    """One project."""
    _language(project_id)
    return JsonResponse(_project(project_id))


@_view("POST")
def suggest(request: HttpRequest, project_id: str) -> HttpResponse:
    """The skills that fit the text of a form, best first."""
    language = _language(project_id)
    if request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise ValueError(request.content_type)
    form = request.POST
    document = Document.model_validate({"text": form.get("text")})
    given = {name: form[name] for name in ("limit", "threshold", "language") if form.get(name)}
    options = Options.model_validate(given)
    admit(request)
    return JsonResponse({"results": _suggestions(document.text, language, options)})


@_view("POST")
def suggest_batch(request: HttpRequest, project_id: str) -> HttpResponse:
    """The skills that fit each text of a JSON body, in its order."""
    language = _language(project_id)
    given = {name: request.GET[name] for name in ("limit", "threshold", "language") if request.GET.get(name)}
    options = Options.model_validate(given)
    batch = Batch.model_validate(_json(request))
    admit(request)
    return JsonResponse(
        [
            {"document_id": document.document_id, "results": _suggestions(document.text, language, options)}
            for document in batch.documents
        ],
        safe=False,
    )


@_view("POST")
def learn(request: HttpRequest, project_id: str) -> HttpResponse:
    """Always 403: the model changes only by release."""
    _language(project_id)
    TypeAdapter(list[IndexedDocument]).validate_python(_json(request))
    return problem(request, 403, "not-allowed")


@_view("POST")
def detect_language(request: HttpRequest) -> HttpResponse:
    """The candidate languages with their scores, best first; ``null`` stands for none of them."""
    asked = Detect.model_validate(_json(request))
    if unknown := sorted(set(asked.languages) - set(LANGUAGES)):
        message = f"Only fi, sv and en can be told apart, not {', '.join(unknown)}."
        return problem(request, 400, "invalid-request", errors=[{"field": "languages", "message": message}])
    admit(request)
    shares = competence.language_shares(asked.text)
    scores: list[tuple[str | None, float]] = [(code, shares.get(code, 0.0)) for code in dict.fromkeys(asked.languages)]
    scores.append((None, max(0.0, 1.0 - sum(score for _, score in scores))))
    scores.sort(key=lambda entry: -entry[1])
    return JsonResponse({"results": [{"language": code, "score": round(score, 4)} for code, score in scores]})


def _language(project_id: str) -> str:
    if project_id not in PROJECTS:
        raise _Missing
    return PROJECTS[project_id]


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError("no JSON") from error


def _suggestions(text: str, language: str, options: Options) -> list[dict[str, Any]]:
    # Annif answers a text without words with an empty list, and its clients rely on that.
    if options.limit == 0 or not any(character.isalpha() for character in text):
        return []
    labels = options.language or language
    if labels not in LANGUAGES:
        raise ValueError(labels)
    found = competence.extract(text, language=language, limit=options.limit, threshold=options.threshold)
    return [
        {"uri": skill.uri, "label": skill.label.best(labels), "notation": None, "score": round(skill.confidence, 4)}
        for skill in found.skills
    ]


def _vocabulary() -> dict[str, Any]:
    return {
        "vocab_id": VOCABULARY,
        "languages": list(LANGUAGES),
        "size": len(competence.engine().vocabulary),
        "loaded": competence.is_loaded(),
    }


def _project(project_id: str) -> dict[str, Any]:
    code = PROJECTS[project_id]
    return {
        "project_id": project_id,
        "name": f"Osaamo {LANGUAGES[code]}",
        "language": code,
        "backend": {"backend_id": "osaamo"},
        "vocab": _vocabulary(),
        "vocab_language": code,
        "is_trained": True,
        "modification_time": None,
    }
