"""The closed lists of the domain, and the table of an enrolment's states: what may follow what, on which side."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.ripa_messages import SelectionStatus

MOVE = "crossstudy.move"
"""The verb of the audit entries that tell an enrolment's states one after the other."""

POST = "crossstudy.post"
"""The verb of the audit entries that tell of its messages."""


class Side(models.TextChoices):
    """Whose view of an enrolment a row is; each side has its own row, and only messages join them."""

    HOME = "home", _("Home institution")
    HOST = "host", _("Host institution")


class Audience(models.TextChoices):
    """As what somebody studies; the words of the offers."""

    DEGREE = "degree", _("Degree student")
    OPEN = "open", _("Open studies")
    CONTINUOUS = "continuous", _("Continuous learner")
    MASTER = "master", _("Master's student")
    EXCHANGE = "exchange", _("Exchange student")


class State(models.TextChoices):
    """Where an enrolment is. The host says it, except for the first two at home and what waits for payment."""

    ASKED = "asked", _("Waits for your home institution")
    SENT = "sent", _("Sent to the host institution")
    RECEIVED = "received", _("The host institution decides")
    QUEUED = "queued", _("On the waiting list")
    OFFERED = "offered", _("A seat is offered")
    UNPAID = "unpaid", _("Waits for payment")
    ENROLLED = "enrolled", _("Enrolled")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DENIED = "denied", _("Not accepted")
    CANCELLED = "cancelled", _("Cancelled by the host institution")
    LAPSED = "lapsed", _("The offer ran out")


class Wish(models.TextChoices):
    """What the student wants, as the host last heard it (host's row) or as they last said (home's row)."""

    STUDY = "study", _("Study")
    ACCEPT = "accept", _("Take the offered seat")
    WITHDRAW = "withdraw", _("Withdraw")


class AssociationState(models.TextChoices):
    """OOAPI's ``state`` of an association, read-only to whoever asks."""

    PENDING = "pending"
    QUEUED = "queued"
    ASSOCIATED = "associated"
    CANCELED = "canceled"
    DENIED = "denied"


ASSOCIATION_STATES: dict[State, AssociationState] = {
    State.ASKED: AssociationState.PENDING,
    State.SENT: AssociationState.PENDING,
    State.RECEIVED: AssociationState.PENDING,
    State.QUEUED: AssociationState.QUEUED,
    State.OFFERED: AssociationState.QUEUED,
    State.UNPAID: AssociationState.PENDING,
    State.ENROLLED: AssociationState.ASSOCIATED,
    State.COMPLETED: AssociationState.ASSOCIATED,
    State.WITHDRAWN: AssociationState.CANCELED,
    State.DENIED: AssociationState.DENIED,
    State.CANCELLED: AssociationState.CANCELED,
    State.LAPSED: AssociationState.CANCELED,
}
"""What OOAPI calls each state."""

DESIRED_STATES: dict[Wish, AssociationState] = {
    Wish.STUDY: AssociationState.ASSOCIATED,
    Wish.ACCEPT: AssociationState.ASSOCIATED,
    Wish.WITHDRAW: AssociationState.CANCELED,
}
"""OOAPI's ``desiredState`` for each wish."""

RIPA_STATUSES: dict[State, SelectionStatus] = {
    State.ASKED: SelectionStatus.NOT_ENROLLED,
    State.SENT: SelectionStatus.NOT_ENROLLED,
    State.RECEIVED: SelectionStatus.PENDING,
    State.QUEUED: SelectionStatus.PENDING,
    State.OFFERED: SelectionStatus.PENDING,
    State.UNPAID: SelectionStatus.PENDING,
    State.ENROLLED: SelectionStatus.ACCEPTED,
    State.COMPLETED: SelectionStatus.ACCEPTED,
    State.DENIED: SelectionStatus.REJECTED,
    State.LAPSED: SelectionStatus.REJECTED,
    State.WITHDRAWN: SelectionStatus.ABORTED_BY_STUDENT,
    State.CANCELLED: SelectionStatus.ABORTED_BY_TEACHER,
}
"""RIPA's ``selectionItemStatus`` for each state."""

TERMINAL = frozenset((State.COMPLETED, State.WITHDRAWN, State.DENIED, State.CANCELLED, State.LAPSED))
"""States that nothing follows. A completed enrolment's results may still be corrected."""

AT_HOST = (State.RECEIVED, State.QUEUED, State.OFFERED, State.UNPAID, State.ENROLLED)
"""The states before an end, as the host knows them, in the order they may come."""

HELD = frozenset((State.OFFERED, State.UNPAID, State.ENROLLED, State.COMPLETED))
"""States in which a host's row holds a seat."""

_ENDS = (State.WITHDRAWN, State.DENIED, State.CANCELLED)

HOST_MOVES: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset((State.QUEUED, State.UNPAID, State.ENROLLED, *_ENDS)),
    State.QUEUED: frozenset((State.OFFERED, *_ENDS)),
    State.OFFERED: frozenset((State.UNPAID, State.ENROLLED, State.LAPSED, *_ENDS)),
    State.UNPAID: frozenset((State.ENROLLED, State.LAPSED, *_ENDS)),
    State.ENROLLED: frozenset((State.COMPLETED, State.WITHDRAWN, State.CANCELLED)),
}
"""What the host's row may become; states that are not named are ends."""

HOME_MOVES: dict[State, frozenset[State]] = {
    **HOST_MOVES,
    State.ASKED: frozenset((State.UNPAID, State.SENT, State.WITHDRAWN, State.DENIED)),
    State.UNPAID: frozenset((State.SENT, State.WITHDRAWN, State.LAPSED)),
    State.SENT: frozenset(
        (State.RECEIVED, State.QUEUED, State.OFFERED, State.ENROLLED, State.WITHDRAWN, State.DENIED, State.CANCELLED)
    ),
}
"""What the home's row may become: once it was sent, what the host says.

A student of elsewhere pays at home before anything is sent, so no host ever answers such an enrolment by "unpaid".
"""

UNSENT = frozenset((State.ASKED, State.UNPAID))
"""States of the home's row in which the host knows nothing of it."""

MOVES = {Side.HOME: HOME_MOVES, Side.HOST: HOST_MOVES}


class Delivery(models.TextChoices):
    """What became of a message on its way out."""

    WAITING = "waiting", _("Waits to be sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed: to repair")
    DISCARDED = "discarded", _("Given up")


class Intake(models.TextChoices):
    """What became of a message that came in."""

    EARLY = "early", _("Came before its turn")
    DONE = "done", _("Handled")


class ResultStatus(models.TextChoices):
    """Whether a result stands."""

    VALID = "valid", _("Valid")
    REPLACED = "replaced", _("Replaced by a later one")
    REMOVED = "removed", _("Removed")


class Reason(models.TextChoices):
    """Why an enrolment was not accepted, ended or waits, and what speaks for or against one before it is asked for."""

    ACTIVE_STUDENT = "active-student", _("You are an active student of your home institution.")
    NOT_STUDENT = "not-student", _("You have no active study right at your home institution on these dates.")
    NOT_ALLOWED = "not-allowed", _("Your home institution has not opened studies elsewhere for you.")
    AGREEMENT = "agreement", _("Your home institution and this one have an agreement on studies.")
    NO_AGREEMENT = "no-agreement", _("Your home institution and this one have no agreement on studies on these dates.")
    SAME_SCHOOL = "same-school", _("Your own institution gives this course. Enrol in its own system.")
    OPEN = "open", _("Enrolment is open.")
    NOT_OPEN = "not-open", _("Enrolment is not open now.")
    COURSE_CANCELLED = "course-cancelled", _("The course is not held.")
    GONE = "gone", _("The course is no longer offered.")
    AUDIENCE = "audience", _("The course is open for people like you.")
    WRONG_AUDIENCE = "wrong-audience", _("The course is not open for people like you.")
    SEATS = "seats", _("There are free seats.")
    FULL = "full", _("All seats are taken. You can join the waiting list.")
    LANGUAGE = "language", _("You can study it in the language you use here.")
    OTHER_LANGUAGE = "other-language", _("It is taught in another language than you use here. Check that it suits you.")
    PREREQUISITES = "prerequisites", _("You have passed the courses it requires.")
    LACKING = "lacking", _("We do not know that you have passed what it requires. The host institution will check.")
    UNCHECKED = "unchecked", _("It requires earlier courses. The host institution will check that you have them.")
    ALREADY = "already", _("You have enrolled on it already.")
    NO_REGISTER = "no-register", _("Your home institution has not told us of your study right. Ask its study office.")
    NOT_SERVED = "not-served", _("This institution does not take enrolments through this service yet.")
    BY_STUDENT = "by-student", _("You withdrew.")
    BY_HOME = "by-home", _("Your home institution did not approve it.")
    BY_HOST = "by-host", _("The host institution did not accept it.")
    NOT_TAKEN = "not-taken", _("The offered seat was not taken in time.")
    NOT_PAID = "not-paid", _("It was not paid in time.")
    QUEUE_POSITION = "queue-position", _("Seats are given in the order of joining.")


class ViewPurpose(models.TextChoices):
    """Why somebody of a study office saw a student's data."""

    ENROLMENT = "cross-study", _("Your study at another institution")
