"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.indicators.views import editing, site, tables

urlpatterns = [
    path("indicators/", site.everything, name="indicators"),
    path("indicators/table/", tables.table, name="indicators-table"),
    path("indicators/table/indicators.xlsx", tables.workbook, name="indicators-workbook"),
    path("indicators/<str:key>/", site.one, name="indicator"),
    path("indicators/<str:key>/rows/", site.rows, name="indicator-rows"),
    path("indicators/<str:key>/embed/", site.embed, name="indicator-embed"),
    path("indicators/<str:key>/edit/", editing.edit, name="indicator-edit"),
    path("indicators/<str:key>/edit/<str:what>/", editing.change, name="indicator-change"),
]
