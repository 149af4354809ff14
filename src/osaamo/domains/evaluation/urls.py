"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.evaluation.views import arranging, incentives, planning, proposing, public, reviewing

urlpatterns = [
    path("proposals/", public.proposals, name="proposals"),
    path("proposals/<int:pk>/", public.proposal, name="proposal"),
    path("proposals/calls/", public.calls, name="proposal-calls"),
    path("proposals/calls/calendar.ics", public.calls_file, name="proposal-calls-ics"),
    path("proposals/criteria/", public.criteria, name="proposal-criteria"),
    path("proposals/mine/", proposing.mine, name="proposals-mine"),
    path("proposals/new/", proposing.new, name="proposal-new"),
    path("proposals/<int:pk>/edit/", proposing.edit, name="proposal-edit"),
    path("proposals/<int:pk>/team/", proposing.team, name="proposal-team"),
    path("proposals/<int:pk>/result/", proposing.result, name="proposal-result"),
    path("proposals/reviews/", reviewing.queue, name="review-queue"),
    path("proposals/reviews/<int:pk>/", reviewing.review, name="review"),
    path("proposals/reviews/<int:pk>/decline/", reviewing.decline, name="review-decline"),
    path("proposals/board/", planning.board, name="proposal-board"),
    path("proposals/<int:pk>/plan/", planning.plan, name="proposal-plan"),
    path("proposals/<int:pk>/reviewers/", planning.assign, name="proposal-assign"),
    path("proposals/<int:pk>/signals/", planning.measure, name="proposal-measure"),
    path("proposals/<int:pk>/module/", planning.make_module, name="proposal-module"),
    path("proposals/rounds/<int:pk>/decision/", planning.decide, name="round-decide"),
    path("proposals/decisions/<int:pk>/correction/", planning.correct, name="decision-correct"),
    path("proposals/calls/new/", arranging.new_call, name="call-new"),
    path("proposals/calls/<int:pk>/", arranging.change_call, name="call-change"),
    path("proposals/criteria/install/", arranging.install, name="criteria-install"),
    path("proposals/criteria/<slug:stage>/", arranging.criteria, name="criteria-draft"),
    path("incentives/", incentives.own, name="incentives"),
    path("incentives/statements/<int:pk>/", incentives.statement, name="incentive-statement"),
    path("incentives/statements/<int:pk>/csv/", incentives.statement_file, name="incentive-statement-csv"),
    path("incentives/statements/<int:pk>/approve/", incentives.approve, name="incentive-approve"),
    path("incentives/rules/<int:pk>/adopt/", incentives.adopt, name="incentives-adopt"),
    path("incentives/<slug:code>/", incentives.manage, name="incentives-manage"),
    path("incentives/<slug:code>/statements/", incentives.make, name="incentives-make"),
]
