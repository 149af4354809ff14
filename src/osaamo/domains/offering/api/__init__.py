"""What the offering shows to programs, at addresses without a language."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from osaamo.domains.offering.api import ooapi, site

_V5, _V6 = {"version": 5}, {"version": 6}

urlpatterns = [
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": {"studies": site.Pages}}, name="sitemap"),
    path("ooapi/v5/", ooapi.service, _V5),
    path("ooapi/v5/organizations", ooapi.places, _V5),
    path("ooapi/v5/organizations/<uuid:place>", ooapi.place, _V5),
    path("ooapi/v5/organizations/<uuid:place>/courses", ooapi.units, _V5 | {"kind": "course"}),
    path("ooapi/v5/organizations/<uuid:place>/programs", ooapi.units, _V5 | {"kind": "programme"}),
    path("ooapi/v5/organizations/<uuid:place>/offerings", ooapi.runs, _V5),
    path("ooapi/v5/courses", ooapi.units, _V5 | {"kind": "course"}),
    path("ooapi/v5/courses/<uuid:unit>", ooapi.unit, _V5 | {"kind": "course"}),
    path("ooapi/v5/courses/<uuid:course>/offerings", ooapi.runs, _V5),
    path("ooapi/v5/programs", ooapi.units, _V5 | {"kind": "programme"}),
    path("ooapi/v5/programs/<uuid:unit>", ooapi.unit, _V5 | {"kind": "programme"}),
    path("ooapi/v5/programs/<uuid:programme>/courses", ooapi.units, _V5 | {"kind": "course"}),
    path("ooapi/v5/programs/<uuid:programme>/offerings", ooapi.runs, _V5),
    path("ooapi/v5/offerings/<uuid:run>", ooapi.run, _V5),
    path("ooapi/v6/", ooapi.service, _V6),
    path("ooapi/v6/organisations", ooapi.places, _V6),
    path("ooapi/v6/organisations/<uuid:place>", ooapi.place, _V6),
    path("ooapi/v6/organisations/<uuid:place>/courses", ooapi.units, _V6 | {"kind": "course"}),
    path("ooapi/v6/organisations/<uuid:place>/programmes", ooapi.units, _V6 | {"kind": "programme"}),
    path("ooapi/v6/organisations/<uuid:place>/course-offerings", ooapi.runs, _V6 | {"kind": "course"}),
    path("ooapi/v6/organisations/<uuid:place>/programme-offerings", ooapi.runs, _V6 | {"kind": "programme"}),
    path("ooapi/v6/courses", ooapi.units, _V6 | {"kind": "course"}),
    path("ooapi/v6/courses/<uuid:unit>", ooapi.unit, _V6 | {"kind": "course"}),
    path("ooapi/v6/courses/<uuid:course>/course-offerings", ooapi.runs, _V6),
    path("ooapi/v6/programmes", ooapi.units, _V6 | {"kind": "programme"}),
    path("ooapi/v6/programmes/<uuid:unit>", ooapi.unit, _V6 | {"kind": "programme"}),
    path("ooapi/v6/programmes/<uuid:programme>/courses", ooapi.units, _V6 | {"kind": "course"}),
    path("ooapi/v6/programmes/<uuid:programme>/programme-offerings", ooapi.runs, _V6),
    path("ooapi/v6/course-offerings/<uuid:run>", ooapi.run, _V6 | {"kind": "course"}),
    path("ooapi/v6/programme-offerings/<uuid:run>", ooapi.run, _V6 | {"kind": "programme"}),
]
