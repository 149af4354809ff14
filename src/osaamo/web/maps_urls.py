"""The addresses of the map pages, inside each language."""

from django.urls import path, re_path

from osaamo.web import maps_views

urlpatterns = [
    path("map/", maps_views.show_map, name="map"),
    path("map/skill/", maps_views.skill_texts, name="map-skill"),
    path("map/atlas.json", maps_views.show_atlas, name="map-atlas"),
    re_path(r"^map/file/(?P<form>svg|json|deepgraph)$", maps_views.map_file, name="map-file"),
]
