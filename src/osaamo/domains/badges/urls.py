"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.badges.views import own, planning, public

urlpatterns = [
    path("badges/", public.catalogue, name="badges"),
    path("badges/check/", public.check, name="badge-check"),
    path("badges/mine/", own.mine, name="badges-mine"),
    path("badges/mine/<int:pk>/share/", own.share, name="badge-share"),
    path("badges/mine/<int:pk>/profile/", own.add_to_profile, name="badge-profile"),
    path("badges/new/", planning.new, name="badge-new"),
    path("badges/claims/", planning.claims, name="badge-claims"),
    path("badges/claims/<int:pk>/decide/", planning.decide, name="badge-decide"),
    path("badges/rules/<int:pk>/end/", planning.end_rule, name="badge-end-rule"),
    path("badges/<int:pk>/change/", planning.change, name="badge-change"),
    path("badges/<int:pk>/rules/", planning.add_rule, name="badge-add-rule"),
    path("badges/awards/<uuid:key>/", public.award, name="badge-award"),
    path("badges/awards/<uuid:key>/withdraw/", public.withdraw, name="badge-withdraw"),
    path("badges/awards/<uuid:key>/<str:form>/", public.award_file, name="badge-file"),
    path("badges/classes/<uuid:key>/", public.badge_class, name="badge-class"),
]
