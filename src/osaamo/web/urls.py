"""The addresses: pages in three languages, the interfaces for programs, health."""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from osaamo.web import portal_views, views
from osaamo.web.accounts import urls as accounts
from osaamo.web.api import annif
from osaamo.web.api.reference import reference
from osaamo.web.api.v1 import api
from osaamo.web.desk import desk

handler400 = "osaamo.web.errors.bad_request"
handler403 = "osaamo.web.errors.forbidden"
handler404 = "osaamo.web.errors.not_found"
handler429 = "osaamo.web.accounts.views.too_many"
handler500 = "osaamo.web.errors.server_error"

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("scheme", views.scheme, name="scheme"),
    path("", views.start, name="start"),
    path("api/docs", views.docs, name="api-docs"),
    path("api/v1/", api.urls),
    path("v1/", annif.show_info),
    path("v1/vocabs", annif.list_vocabs),
    path("v1/projects", annif.list_projects),
    path("v1/projects/<str:project_id>", annif.show_project),
    path("v1/projects/<str:project_id>/suggest", annif.suggest),
    path("v1/projects/<str:project_id>/suggest-batch", annif.suggest_batch),
    path("v1/projects/<str:project_id>/learn", annif.learn),
    path("v1/detect-language", annif.detect_language),
    *accounts.exchanges,
    # A domain's api.py may hold addresses for programs: without a language, and kept for years.
    *(path("", include(f"{name}.api")) for name in settings.DOMAINS if find_spec(f"{name}.api")),
    *i18n_patterns(
        path("", views.front, name="front"),
        path("how/", views.how, name="how"),
        path("desk/", desk, name="desk"),
        path("developers/", reference, name="developers"),
        path("", include("osaamo.web.maps_urls")),
        path("portal/", portal_views.portal, name="portal"),
        path("portal/ads/<int:pk>/", portal_views.job_ad, name="job-ad"),
        *accounts.pages,
        *(path("", include(f"{name}.urls")) for name in settings.DOMAINS if find_spec(f"{name}.urls")),
    ),
]
