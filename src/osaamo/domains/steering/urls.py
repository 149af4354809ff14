"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.steering.views import files, participating, preparing, public, timeline, working, writing

urlpatterns = [
    path("plan/", public.front, name="plan"),
    path("plan/areas/<slug:key>/", public.area, name="steering-area"),
    path("plan/activities/<slug:key>/", public.activity, name="steering-activity"),
    path("plan/activities/<slug:key>/progress/", working.progress, name="steering-progress"),
    path("plan/activities/<slug:key>/owner/", working.owner, name="steering-owner"),
    path("plan/activities/<slug:key>/evidence/", working.evidence, name="steering-evidence"),
    path("plan/activities/<slug:key>/tasks/", working.add_task, name="steering-task-add"),
    path("plan/tasks/<int:pk>/done/", working.finish_task, name="steering-task-done"),
    path("plan/goals/", public.goals, name="steering-goals"),
    path("plan/timeline/", timeline.timeline, name="steering-timeline"),
    path("plan/conflicts/", participating.conflicts, name="steering-conflicts"),
    path("plan/conflicts/<slug:key>/", participating.conflict, name="steering-conflict"),
    path("plan/ideas/", participating.ideas, name="steering-ideas"),
    path("plan/ideas/<int:pk>/", participating.idea, name="steering-idea"),
    path("plan/mine/", participating.mine, name="steering-mine"),
    path("plan/comments/<int:pk>/answer/", preparing.answer, name="steering-comment-answer"),
    path("plan/versions/", preparing.versions, name="steering-versions"),
    path("plan/versions/<int:year>/", preparing.version, name="steering-version"),
    path("plan/versions/<int:year>/changes/", preparing.changes, name="steering-changes"),
    path("plan/versions/<int:year>/move/", preparing.move, name="steering-move"),
    path("plan/versions/<int:year>/boards/<slug:board>/", preparing.decide, name="steering-decide"),
    path("plan/versions/<int:year>/say/", preparing.say, name="steering-say"),
    path("plan/versions/<int:year>/items/<slug:kind>/new/", writing.new, name="steering-item-new"),
    path("plan/versions/<int:year>/items/<slug:kind>/<slug:key>/", writing.item, name="steering-item"),
    path("plan/versions/<int:year>/items/<slug:kind>/<slug:key>/end/", writing.end, name="steering-item-end"),
    path("plan/versions/<int:year>/items/<slug:kind>/<slug:key>/say/", preparing.say, name="steering-item-say"),
    path("plan/versions/<int:year>/plan.<slug:form>", files.paper, name="steering-paper"),
    path("plan/versions/<int:year>/activities.xlsx", files.workbook, name="steering-workbook"),
    path("plan/versions/<int:year>/import/", files.take_in, name="steering-import"),
]
