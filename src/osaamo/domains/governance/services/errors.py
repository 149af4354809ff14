"""Why something cannot be written; each says it in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from osaamo.kernel.writing import Refused


class GovernanceError(Refused):
    """Base of all."""


class Backwards(GovernanceError):
    """A term ends before it begins."""

    words = gettext_lazy("The last day is before the first. Check the days.")


class TurnsOverlap(GovernanceError):
    """Two members would lead at once."""

    words = gettext_lazy("Another member leads the alliance on some of these days. Choose days after its turn.")


class Locked(GovernanceError):
    """The minutes are approved."""

    words = gettext_lazy(
        "The minutes of this meeting are approved, so they stay. Write the correction into the next meeting."
    )


class NotHeld(GovernanceError):
    """The meeting was not held, or nothing of it was written down."""

    words = gettext_lazy("Mark the meeting as held and write its minutes first.")


class NoArea(GovernanceError):
    """A comment in a report is an area's."""

    words = gettext_lazy("Choose the area whose comment this is.")


class Uncommented(GovernanceError):
    """An area has said nothing about its quarter."""

    words = gettext_lazy(
        "Not commented yet: %(areas)s. Ask for the comments, or approve with the reason why the report goes on "
        "without them."
    )


class NoMeeting(GovernanceError):
    """No meeting is called to which the decisions asked for could come."""

    words = gettext_lazy("%(body)s has no meeting ahead. Call one, then put the decisions asked for on its agenda.")


class NotOpen(GovernanceError):
    """The report is approved or frozen."""

    words = gettext_lazy("This report is approved, so its words stay.")


class NotNext(GovernanceError):
    """The report's state does not lead to the one that was asked for."""

    words = gettext_lazy("The report is not ready for this: it goes from draft to comments, approval and freezing.")


class NotOver(GovernanceError):
    """The quarter goes on."""

    words = gettext_lazy("The quarter goes on until %(until)s. Freeze its report after that.")


class NoReason(GovernanceError):
    """A frozen report is taken back with a reason only."""

    words = gettext_lazy("Write why the frozen report is taken back.")


class NoReports(GovernanceError):
    """The body owes no reports."""

    words = gettext_lazy("This body does not report to anybody quarterly.")


class Unanswered(GovernanceError):
    """An evaluation ends when each finding has its answer."""

    words = gettext_lazy("Findings without an answer: %(numbers)s. Answer them first.")


class Finished(GovernanceError):
    """The evaluation is finished."""

    words = gettext_lazy("This evaluation is finished.")


class NotInPool(GovernanceError):
    """The expert left the pools, or never agreed."""

    words = gettext_lazy("This person is not in the pools of experts any more.")


class AlreadyAnswered(GovernanceError):
    """An invitation is answered once."""

    words = gettext_lazy("This invitation is answered already.")


class Unreadable(GovernanceError):
    """The engine finds nothing to read in a text."""

    words = gettext_lazy("Write some sentences of plain text, and not more than a few pages.")
