"""Why something cannot be done with an event; each says it in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from osaamo.kernel.writing import Refused


class EventsError(Refused):
    """Base of all."""

    words = gettext_lazy("This cannot be done with the event.")


class NotNow(EventsError):
    """Nobody can register at the moment."""

    words = gettext_lazy("Registration is not open now. The page of the event says when it is.")


class OfferOver(EventsError):
    """The seat was offered for a time that is over."""

    words = gettext_lazy("The offer of a seat is over. Register again to join the queue.")


class SeatsInUse(EventsError):
    """More people have a seat than there would be."""

    words = gettext_lazy("More people have a seat than would fit. Give more seats, or smaller quotas.")
    field = "seats"


class QuotasTooLarge(EventsError):
    """The quotas do not fit the seats."""

    words = gettext_lazy("The quotas hold more seats than there are. Write the number of seats, or smaller quotas.")
    field = "seats"


class AlreadyCancelled(EventsError):
    """The event is cancelled."""

    words = gettext_lazy("The event is cancelled; it can no longer be changed.")


class ChangedMeanwhile(EventsError):
    """Somebody else changed the event since it was opened."""

    words = gettext_lazy("Somebody else changed the event meanwhile. Open it again and make your change there.")


class NoDays(EventsError):
    """A repetition has no day."""

    words = gettext_lazy("There is no such day until then. Choose a later one.")
    field = "until"


class TooMany(EventsError):
    """A repetition has too many days."""

    words = gettext_lazy("At most %(most)s events are made at once. Choose an earlier day.")
    field = "until"


class NotOver(EventsError):
    """Who came can be told from shortly before the event begins."""

    words = gettext_lazy("The event has not begun. Who came can be told from an hour before its beginning on.")


class Begun(EventsError):
    """A registration stays once the event has begun."""

    words = gettext_lazy("The event has begun, so the registration stays as it is.")
