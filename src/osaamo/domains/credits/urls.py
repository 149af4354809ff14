"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.credits.views import school, statistics, tutoring

urlpatterns = [
    path("credits/", statistics.statistics, name="credit-statistics"),
    path("credits/rows/", statistics.rows, name="credit-rows"),
    path("credits/table/", statistics.table, name="credit-table"),
    path("credits/rules/", statistics.rules, name="credit-rules"),
    path("credits/rules/draft/", statistics.draft, name="credit-draft"),
    path("credits/rules/<int:pk>/approve/", statistics.approve, name="credit-approve"),
    path("credits/imports/", school.imports, name="credit-imports"),
    path("credits/imports/<int:pk>/", school.one_import, name="credit-import"),
    path("credits/aside/<int:pk>/", school.mend, name="credit-mend"),
    path("credits/reconcile/", school.reconcile, name="credit-reconcile"),
    path("credits/reconcile/<str:group>/", school.decide, name="credit-decide"),
    path("tutoring/", tutoring.tasks, name="tutoring"),
    path("tutoring/new/", tutoring.new_task, name="tutoring-new"),
    path("tutoring/tasks/<int:pk>/begin/", tutoring.begin, name="tutoring-begin"),
    path("tutoring/work/<int:pk>/", tutoring.work, name="tutoring-work"),
    path("tutoring/work/<int:pk>/decide/", tutoring.decide, name="tutoring-decide"),
    path("tutoring/entries/<int:pk>/remove/", tutoring.remove_entry, name="tutoring-remove"),
    path("tutoring/waiting/", tutoring.waiting, name="tutoring-waiting"),
]
