"""The map of the site for search engines, and what robots may visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from osaamo.domains.offering.models import CourseUnit, StudyModule

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest

    from osaamo.domains.offering.models import Item


class Pages(Sitemap):
    """The public pages of the catalogue in all languages, each with its twins."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5000

    def items(self) -> list[Any]:
        """The search, then every published item."""
        found: list[Any] = ["studies"]
        for model in (StudyModule, CourseUnit):
            found += model._default_manager.filter(published_at__isnull=False).order_by("pk")  # noqa: SLF001 - public
        return found

    def location(self, item: Any) -> str:
        """The address of a page."""
        return reverse(item) if isinstance(item, str) else _page(item)

    def lastmod(self, item: Any) -> dt.datetime | None:
        """When it changed."""
        return None if isinstance(item, str) else item.updated_at


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may visit: all public pages, no searches by facets, nothing of anybody's own."""
    lines = ["User-agent: *", "Disallow: /*/me/", "Disallow: /*?*page=", "Disallow: /accounts/"]
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse("\n".join([*lines, f"Sitemap: {address}", ""]), content_type="text/plain; charset=utf-8")


def _page(item: Item) -> str:
    return reverse("study-module" if isinstance(item, StudyModule) else "study-course", args=[item.pk])
