"""What the planner's pages share: who may see them, what they look at, words for signals, and printing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from osaamo.connectors.paper_files import MEDIA_TYPES, file_of
from osaamo.domains.foresight.queries.series import Months, ad_corpora, languages_in, months_of, readings_for
from osaamo.kernel.access import may
from osaamo.kernel.models import Organisation
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest

    from osaamo.connectors.papers import Paper
    from osaamo.domains.foresight.models import Corpus
    from osaamo.engine import Reading
    from osaamo.ports.supply import Taught

VERB = "view-foresight"
ALL = "all"

FORMS = ("pdf", "pptx", "xlsx")
"""How a view is printed."""


def for_viewers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A GET page for those who may see foresight at any organisation they work at."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = memberships_on().filter(person=request.user).values("organisation")
        places = Organisation.objects.filter(pk__in=held).select_related("parent__parent")
        if not any(may(request.user, VERB, place) for place in places):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(require_GET(guarded))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which ads a page looks at: of one corpus, or of all; in one language, or in all."""

    corpora: Sequence[Corpus]
    corpus: Corpus | None
    language: str
    languages: Sequence[str]

    @classmethod
    def of(cls, request: HttpRequest) -> Chosen:
        """What the address asks for; the corpus with most ads where it asks for none that is there."""
        corpora = ad_corpora()
        asked = request.GET.get("corpus", "")
        corpus = next((row for row in corpora if row.code == asked), None)
        if corpus is None and asked != ALL and corpora:
            corpus = corpora[0]
        languages = languages_in([row.pk for row in corpora])
        language = request.GET.get("language", "")
        return cls(corpora, corpus, language if language in languages else "", languages)

    @property
    def pks(self) -> list[int]:
        """The primary keys of the corpora that are looked at."""
        return [self.corpus.pk] if self.corpus else [row.pk for row in self.corpora]

    @property
    def months(self) -> Months:
        """What each month asked for."""
        return months_of(self.pks, self.language)

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The signal of each skill."""
        return readings_for(self.pks, self.language)

    @property
    def query(self) -> str:
        """The choice as part of an address, ``&`` first."""
        return f"&corpus={self.corpus.code if self.corpus else ALL}&language={self.language}"


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    paper: Callable[[], Paper] | None = None,
    name: str = "osaamo",
) -> HttpResponse:
    """The page; or, where the address asks for it, the same view as a file."""
    form = request.GET.get("print", "")
    if paper is not None and form in FORMS:
        answer = HttpResponse(file_of(paper(), form), content_type=MEDIA_TYPES[form])
        answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        return answer
    rest = request.GET.copy()
    rest.pop("print", None)
    kept = f"{rest.urlencode()}&" if rest else ""
    prints = [(form, f"?{kept}print={form}") for form in FORMS] if paper is not None else []
    return render(request, f"foresight/{template}", {**context, "prints": prints})


def page_of(item: Taught) -> str:
    """Where a course or module can be read; empty where the catalogue is switched off."""
    name = "study-course" if item.kind == "course" else "study-module"
    try:
        return reverse(name, args=[int(item.ref.rpartition(":")[2])])
    except NoReverseMatch:
        return ""


def number(text: str | None) -> int | None:
    """A whole number out of an address; ``None`` where it is none."""
    try:
        return int(text or "")
    except ValueError:
        return None


def language_names() -> dict[str, str]:
    """Languages by code."""
    return {"fi": gettext("Finnish"), "sv": gettext("Swedish"), "en": gettext("English")}


def school_names() -> dict[str, str]:
    """Short names of institutions by code."""
    return dict(Organisation.objects.values_list("code", "short_name"))
