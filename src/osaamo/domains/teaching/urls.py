"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.teaching.views import desk, drafts, goals

urlpatterns = [
    path("teaching/", drafts.drafts, name="drafts"),
    path("teaching/begin/", drafts.begin, name="draft-begin"),
    path("teaching/file/", drafts.bring_in, name="draft-file"),
    path("teaching/goals/", goals.goals, name="teaching-goals"),
    path("teaching/goals/judge/", goals.judge, name="teaching-judge"),
    path("teaching/drafts/<int:pk>/", desk.desk, name="draft"),
    path("teaching/drafts/<int:pk>/autosave/", desk.autosave, name="draft-autosave"),
    path("teaching/drafts/<int:pk>/changes/", desk.compare, name="draft-changes"),
    path("teaching/drafts/<int:pk>/snapshots/", desk.snapshots, name="draft-snapshots"),
    path("teaching/drafts/<int:pk>/colleagues/", desk.invite, name="draft-invite"),
    path("teaching/drafts/<int:pk>/joint/", drafts.join, name="draft-joint"),
    path("teaching/drafts/<int:pk>/delete/", desk.delete, name="draft-delete"),
    path("teaching/drafts/<int:pk>/course-unit.json", desk.ripa, name="draft-ripa"),
    path("teaching/drafts/<int:pk>/course-unit.docx", desk.document, name="draft-document"),
]
