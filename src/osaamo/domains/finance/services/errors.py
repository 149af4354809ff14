"""Why something cannot be written to a budget; each says it in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_lazy

if TYPE_CHECKING:
    from decimal import Decimal


class FinanceError(Exception):
    """Base of all; ``sentence()`` says in the language of the page what is wrong and what to do."""

    words = gettext_lazy("The budget does not allow this.")

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values

    def sentence(self) -> str:
        """What to tell the person."""
        return str(self.words) % self.values if self.values else str(self.words)


class Approved(FinanceError):
    """The budget is approved: its lines stay."""

    words = gettext_lazy("This budget is approved, so its lines stay. Move money with a transfer and its decision.")


class NotApproved(FinanceError):
    """The budget is a draft: nothing can be booked on it."""

    words = gettext_lazy("This budget is a draft. Have it approved before anything is booked on it.")


class Closed(FinanceError):
    """The day lies in a time that is closed."""

    words = gettext_lazy("The books are closed until %(until)s. Use a later day.")


class WrongYear(FinanceError):
    """The day is not in the budget's year."""

    words = gettext_lazy("The day is not in the year %(year)s of this budget.")


class AlreadyBooked(FinanceError):
    """The voucher is booked."""

    words = gettext_lazy("Voucher %(voucher)s is booked on this line already.")


class SameLine(FinanceError):
    """A transfer goes from a line to another of the same budget."""

    words = gettext_lazy("Choose two different lines of the same budget.")


class NoPlan(FinanceError):
    """A budget without lines cannot be approved."""

    words = gettext_lazy("The budget has no lines yet. Write them before it is approved.")


class AboveLine(FinanceError):
    """More would be promised, booked or moved away than the line has."""

    def __init__(self, *, left: Decimal) -> None:
        super().__init__(left=left)
        self.left = left

    def sentence(self) -> str:
        """What is left, and what to do."""
        return gettext(
            "Only %(left)s € are left on the line. Move money to it first, or confirm that it goes over."
        ) % {"left": f"{self.left:,.2f}".replace(",", "\u202f")}
