"""Our own interface, ``/api/v1``: the same verbs as the command line, JSON in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

import osaamo
from osaamo.competence import services as competence
from osaamo.engine import WeightedSkill
from osaamo.web.api import schemas as s
from osaamo.web.limits import TooMany, admit
from osaamo.web.messages import KNOWN_ERRORS
from osaamo.web.problems import problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

api = NinjaAPI(
    title="Osaamo",
    version="1",
    description=(
        "Skills with evidence from Finnish, Swedish and English text. Nothing that is sent is stored. "
        "Errors are application/problem+json with a stable code and a sentence in the language of Accept-Language."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)

_PROBLEM = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
}


def _responses(*statuses: int) -> dict[str, Any]:
    words = {
        400: "The request is not JSON or form data that can be read.",
        422: "A field is missing or wrong, or the text cannot be read; `code` says which.",
        429: "Too many requests; Retry-After says when to come back, in seconds.",
    }
    return {"responses": {status: {"description": words[status], **_PROBLEM} for status in statuses}}


READS = _responses(400, 422, 429)


def _skills(request: HttpRequest, asked: s.SkillsIn) -> dict[str, Any]:
    admit(request)
    found = competence.extract(asked.text, language=asked.language, limit=asked.limit, threshold=asked.threshold)
    return found.as_dict()


@api.post("/skills", response=s.SkillsOut, summary="Skills of a text", tags=["Skills"], openapi_extra=READS)
def post_skills(request: HttpRequest, asked: s.SkillsIn) -> dict[str, Any]:
    """The skills the text shows, each with the sentences that show it, surest first."""
    return _skills(request, asked)


@api.get("/skills", response=s.SkillsOut, summary="Skills of a short text", tags=["Skills"], openapi_extra=READS)
def get_skills(request: HttpRequest, asked: Annotated[s.SkillsIn, Query()]) -> dict[str, Any]:
    """The same for a short text in the address. Addresses are often logged: use POST for anything personal."""
    return _skills(request, asked)


def _rank(request: HttpRequest, asked: s.RankIn) -> dict[str, Any]:
    admit(request)
    rows = competence.rank(asked.text, language=asked.language, limit=asked.limit)
    engine = competence.engine()
    return {
        "model": engine.model,
        "vocabulary": engine.vocabulary.version,
        "ranking": [{"uri": row.uri, "score": row.score} for row in rows],
    }


@api.post("/rank", response=s.RankOut, summary="Vocabulary by fit", tags=["Skills"], openapi_extra=READS)
def post_rank(request: HttpRequest, asked: s.RankIn) -> dict[str, Any]:
    """The skills of the vocabulary by their fit to the text, best first, without a threshold."""
    return _rank(request, asked)


@api.get("/rank", response=s.RankOut, summary="Vocabulary by fit, short text", tags=["Skills"], openapi_extra=READS)
def get_rank(request: HttpRequest, asked: Annotated[s.RankIn, Query()]) -> dict[str, Any]:
    """The same for a short text in the address."""
    return _rank(request, asked)


@api.post("/gap", response=s.GapOut, summary="Have, partly, missing", tags=["Gap"], openapi_extra=READS)
def post_gap(request: HttpRequest, asked: s.GapIn) -> dict[str, Any]:
    """What of the wanted skills one has, partly has and lacks, with the reason for each."""
    admit(request)
    return competence.compare(have=_weighted(asked.have), want=_weighted(asked.want)).as_dict()


def _weighted(given: str | list[s.SkillIn]) -> list[WeightedSkill]:
    if isinstance(given, str):
        found = competence.extract(given)
        return [
            WeightedSkill(skill.uri, skill.confidence, skill.evidence[0].text if skill.evidence else "")
            for skill in found.skills
        ]
    return competence.known([WeightedSkill(skill.uri, skill.weight) for skill in given])


@api.get("/vocabulary/search", response=s.SearchOut, summary="Find a skill", tags=["Vocabulary"], openapi_extra=READS)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=200, description="Words of a skill's name in any language.")],
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> dict[str, Any]:
    """Skills whose labels fit the words, inflected or misspelt too, best first."""
    admit(request)
    return {
        "vocabulary": competence.engine().vocabulary.version,
        "results": [
            {"uri": concept.uri, "label": concept.labels.as_dict(), "kind": concept.kind}
            for concept in competence.search(q, limit=limit)
        ],
    }


@api.get("/health", response=s.HealthOut, summary="Does it answer", tags=["Service"])
def health(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - ninja's signature
    """The versions that answer; loads the engine when it is not in memory yet."""
    engine = competence.engine()
    return {
        "status": "ok",
        "version": osaamo.__version__,
        "model": engine.model,
        "vocabulary": engine.vocabulary.version,
    }


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in entry["loc"][1:]), "message": entry["msg"]} for entry in error.errors
    ]
    return problem(request, 422, "invalid-request", errors=errors)


def _known(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, 422, error.code, values=error.values)  # type: ignore[attr-defined]  # KNOWN_ERRORS have it


for _kind in KNOWN_ERRORS:
    api.add_exception_handler(_kind, _known)


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    return problem(request, 429, "too-many-requests", values={"seconds": error.seconds})


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, "invalid-request")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return problem(request, 404, "not-found")
