"""The addresses of the pages and of the door for other study systems, below the language."""

from django.urls import path

from osaamo.domains.crossstudy.views import exchange, office, student

urlpatterns = [
    path("crossstudy/", student.mine, name="crossstudy-mine"),
    path("crossstudy/enrol/<str:ref>/", student.enrol, name="crossstudy-enrol"),
    path("crossstudy/<int:pk>/", student.enrolment, name="crossstudy-enrolment"),
    path("crossstudy/<int:pk>/wish/", student.wish, name="crossstudy-wish"),
    path("crossstudy/desk/", office.desk, name="crossstudy-desk"),
    path("crossstudy/desk/<int:pk>/", office.handle, name="crossstudy-handle"),
    path("crossstudy/desk/messages/<int:pk>/", office.message, name="crossstudy-message"),
    path("crossstudy/messages/", exchange.messages, name="crossstudy-messages"),
    path("crossstudy/view/", exchange.view, name="crossstudy-view"),
]
