"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.offering.views import imports, planning, planning_degrees, planning_runs, site, site_feeds

urlpatterns = [
    path("planning/", planning.overview, name="plan-overview"),
    path("planning/channels/", planning_runs.channels, name="plan-channels"),
    path("planning/channels/<slug:code>/", planning_runs.channels, name="plan-channel"),
    path("planning/channels/<slug:code>/file/", planning_runs.channel_file, name="plan-channel-file"),
    path("planning/checks/<int:pk>/", planning_runs.check, name="plan-check"),
    path("planning/mismatches/<int:pk>/", planning_runs.decide, name="plan-decide"),
    path("planning/runs/<int:pk>/", planning_runs.edit_run, name="plan-run"),
    path("planning/runs/<int:pk>/state/", planning_runs.change_state, name="plan-state"),
    path("planning/degrees/", planning_degrees.degrees, name="plan-degrees"),
    path("planning/degrees/new/<slug:code>/", planning_degrees.new_degree, name="plan-new-degree"),
    path("planning/degrees/<int:pk>/", planning_degrees.edit_degree, name="plan-degree"),
    path("planning/degrees/<int:pk>/remove/", planning_degrees.remove_degree, name="plan-remove-degree"),
    path("planning/<slug:kind>/new/<slug:code>/", planning.new_item, name="plan-new"),
    path("planning/<slug:kind>/<int:pk>/", planning.edit_item, name="plan-item"),
    path("planning/<slug:kind>/<int:pk>/publish/", planning.publish, name="plan-publish"),
    path("planning/<slug:kind>/<int:pk>/runs/new/", planning_runs.new_run, name="plan-new-run"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.import_run, name="import-run"),
    path("imports/<int:pk>/columns/", imports.choose, name="import-columns"),
    path("imports/<int:pk>/start/", imports.start, name="import-start"),
    path("imports/<int:pk>/retry/", imports.retry, name="import-retry"),
    path("imports/broken/<int:pk>/", imports.broken, name="import-broken"),
    path("studies/", site.search, name="studies"),
    path("studies/feed/", site_feeds.Newest(), name="studies-feed"),
    path("studies/calendar.ics", site_feeds.calendar, name="studies-calendar"),
    path("studies/courses/<int:pk>/", site.course, name="study-course"),
    path("studies/courses/<int:pk>/calendar.ics", site_feeds.course_calendar, name="study-course-calendar"),
    path("studies/modules/<int:pk>/", site.module, name="study-module"),
    path("studies/modules/<int:pk>/calendar.ics", site_feeds.module_calendar, name="study-module-calendar"),
    path("studies/runs/<int:pk>/enrol/", site.enrol, name="study-enrol"),
    path("studies/institutions/<slug:code>/", site.institution, name="study-institution"),
]
