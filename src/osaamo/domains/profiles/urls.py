"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.profiles.views import guidance, mydata, own, paths

urlpatterns = [
    path("me/", own.me, name="me"),
    path("me/add/", own.add, name="me-add"),
    path("me/sources/<int:pk>/read/", own.read_again, name="me-read"),
    path("me/sources/<int:pk>/remove/", own.remove_source, name="me-remove-source"),
    path("me/skills/", own.add_skill, name="me-add-skill"),
    path("me/skills/<int:pk>/", own.decide, name="me-skill"),
    path("me/goal/", paths.goal, name="me-goal"),
    path("me/goal/<int:pk>/", paths.change_goal, name="me-change-goal"),
    path("me/gap/", paths.gap, name="me-gap"),
    path("me/path/", paths.path, name="me-path"),
    path("me/plans/<int:pk>/", paths.plan, name="me-plan"),
    path("me/plans/<int:pk>/ics/", paths.plan_file, {"form": "ics"}, name="me-plan-ics"),
    path("me/plans/<int:pk>/pdf/", paths.plan_file, {"form": "pdf"}, name="me-plan-pdf"),
    path("me/data/", mydata.my_data, name="me-data"),
    path("me/data/agree/", mydata.agree, name="me-agree"),
    path("me/data/consents/<int:pk>/withdraw/", mydata.withdraw, name="me-withdraw"),
    path("me/data/consents/<int:pk>/", mydata.receipt, name="me-receipt"),
    path("me/data/links/", mydata.share, name="me-share"),
    path("me/data/links/<int:pk>/revoke/", mydata.revoke, name="me-revoke"),
    path("me/data/views/", mydata.viewed, name="me-viewed"),
    path("me/data/export/", mydata.export, name="me-export"),
    path("me/data/import/", mydata.restore, name="me-import"),
    path("me/data/erase/", mydata.erase, name="me-erase"),
    path("me/guidance/", guidance.ask, name="me-guidance"),
    path("me/guidance/<int:pk>/end/", guidance.end, name="me-end-guidance"),
    path("me/guidance/steps/<int:pk>/", guidance.tick, name="me-tick"),
    path("erased/<uuid:number>/", mydata.erased, name="erased"),
    path("shared/<str:secret>/", mydata.shared, name="shared"),
    path("mydata/", mydata.report, name="mydata-report"),
    path("guidance/", guidance.queue, name="queue"),
    path("guidance/<int:pk>/", guidance.case, name="case"),
    path("guidance/<int:pk>/take/", guidance.take, name="take-case"),
    path("guidance/<int:pk>/hand-back/", guidance.hand_back, name="hand-back-case"),
]
