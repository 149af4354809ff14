"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.events.views import guests, organising, personal, public

urlpatterns = [
    path("events/", public.calendar, name="events"),
    path("events/calendar.ics", public.feed, name="events-feed"),
    path("events/areas/<slug:area>/calendar.ics", public.area_feed, name="events-area-feed"),
    path("events/attendance.csv", organising.attendance_file, name="events-attendance-file"),
    path("events/new/", organising.new, name="event-new"),
    path("events/mine/", personal.mine, name="events-mine"),
    path("events/mine/calendar/", personal.calendar_key, name="events-calendar-key"),
    path("events/mine/calendar/<str:key>.ics", personal.own_feed, name="events-own-feed"),
    path("events/answer/<str:key>/", personal.answer, name="event-answer"),
    path("events/<int:pk>/", public.event, name="event"),
    path("events/<int:pk>/material/<int:material>/", public.material, name="event-material"),
    path("events/<int:pk>/guest/", guests.ask, name="event-guest-ask"),
    path("events/guest/confirm/<str:key>/", guests.confirm, name="event-guest-confirm"),
    path("events/guest/<str:key>/", guests.guest, name="event-guest"),
    path("events/<int:pk>/register/", personal.register, name="event-register"),
    path("events/registrations/<int:pk>/accept/", personal.accept, name="event-accept"),
    path("events/registrations/<int:pk>/withdraw/", personal.withdraw, name="event-withdraw"),
    path("events/<int:pk>/edit/", organising.edit, name="event-edit"),
    path("events/<int:pk>/publish/", organising.publish, name="event-publish"),
    path("events/<int:pk>/repeat/", organising.repeat, name="event-repeat"),
    path("events/<int:pk>/cancel/", organising.cancel, name="event-cancel"),
    path("events/<int:pk>/costs/", organising.add_cost, name="event-cost"),
    path("events/<int:pk>/costs/<int:cost>/remove/", organising.remove_cost, name="event-cost-remove"),
    path("events/<int:pk>/materials/", organising.add_material, name="event-material-add"),
    path("events/<int:pk>/materials/<int:material>/remove/", organising.remove_material, name="event-material-remove"),
    path("events/<int:pk>/attendance/", organising.attendance, name="event-attendance"),
]
