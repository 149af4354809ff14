"""Why something cannot be written to a budget; each says it in the reader's language, at the field it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from osaamo.kernel.writing import Refused

if TYPE_CHECKING:
    from decimal import Decimal


class FinanceError(Refused):
    """Base of all."""

    words = gettext_lazy("The budget does not allow this.")


class Approved(FinanceError):
    """The budget is approved: its lines stay."""

    words = gettext_lazy("This budget is approved, so its lines stay. Move money with a transfer and its decision.")


class NotApproved(FinanceError):
    """The budget is a draft: nothing can be booked on it."""

    words = gettext_lazy("This budget is a draft. Have it approved before anything is booked on it.")


class Closed(FinanceError):
    """The day lies in a time that is closed."""

    words = gettext_lazy("The books are closed until %(until)s. Use a later day.")
    field = "day"


class ClosedFurther(FinanceError):
    """A closed time stays closed."""

    words = gettext_lazy("The books are closed until a later day already.")
    field = "until"


class WrongYear(FinanceError):
    """The day is not in the budget's year."""

    words = gettext_lazy("The day is not in the year %(year)s of this budget.")
    field = "day"


class AlreadyBooked(FinanceError):
    """The voucher is booked."""

    words = gettext_lazy("Voucher %(voucher)s is booked on this line already.")
    field = "voucher"


class AlreadyReceived(FinanceError):
    """The voucher of what came in is written down."""

    words = gettext_lazy("Voucher %(voucher)s of this institution is written down already.")
    field = "voucher"


class AlreadyCorrected(FinanceError):
    """A booking is balanced once."""

    words = gettext_lazy("This booking was balanced before.")


class HasReceipt(FinanceError):
    """A booking has one receipt."""

    words = gettext_lazy("This booking has a receipt, which stays.")


class AlreadySettled(FinanceError):
    """A row of a ledger is dealt with once."""

    words = gettext_lazy("This row was dealt with already.")


class NotMended(FinanceError):
    """A row of a ledger without a voucher, a day or an amount cannot be booked."""

    words = gettext_lazy("Give the voucher number, the day and the amount: the row has no readable one.")


class SameLine(FinanceError):
    """A transfer goes from a line to another of the same budget."""

    words = gettext_lazy("Choose two different lines of the same budget.")
    field = "target"


class OtherLine(FinanceError):
    """A commitment is fulfilled by costs of its own line."""

    words = gettext_lazy("The commitment is of another line.")
    field = "commitment"


class NoPlan(FinanceError):
    """A budget without lines cannot be approved."""

    words = gettext_lazy("The budget has no lines yet. Write them before it is approved.")


class AboveLine(FinanceError):
    """More would be promised, booked or moved away than the line has."""

    words = gettext_lazy("Only %(left)s € are left on the line. Move money to it first, or confirm that it goes over.")
    field = "amount"

    def __init__(self, *, left: Decimal) -> None:
        super().__init__(left=left)
        self.left = left

    def sentence(self) -> str:
        """What is left, written as the language writes amounts, and what to do."""
        return str(self.words) % {"left": number_format(self.left, 2, force_grouping=True)}
