"""Why something cannot be done with an event; each says it in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy


class EventsError(Exception):
    """Base of all; ``sentence()`` says in the language of the page what is wrong and what to do."""

    words = gettext_lazy("This cannot be done with the event.")

    def __init__(self) -> None:
        super().__init__(type(self).__name__)

    def sentence(self) -> str:
        """What to tell the person."""
        return str(self.words)


class NotNow(EventsError):
    """Nobody can register at the moment."""

    words = gettext_lazy("Registration is not open now. The page of the event says when it is.")


class OfferOver(EventsError):
    """The seat was offered for a time that is over."""

    words = gettext_lazy("The offer of a seat is over. Register again to join the queue.")


class SeatsInUse(EventsError):
    """More people have a seat than there would be."""

    words = gettext_lazy("More people have a seat than would fit. Give more seats, or smaller quotas.")


class QuotasTooLarge(EventsError):
    """The quotas do not fit the seats."""

    words = gettext_lazy("The quotas hold more seats than there are. Write the number of seats, or smaller quotas.")


class AlreadyCancelled(EventsError):
    """The event is cancelled."""

    words = gettext_lazy("The event is cancelled; it can no longer be changed.")


class NotOver(EventsError):
    """Who came can be told once the event has begun."""

    words = gettext_lazy("The event has not begun. Who came can be told from its beginning on.")
