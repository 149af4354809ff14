"""The choices in price rules and orders."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """As what somebody studies."""

    DEGREE = "degree", _("Degree students")
    OPEN = "open", _("Open studies")
    CONTINUOUS = "continuous", _("Continuous learning")
    MASTER = "master", _("Master’s studies")
    EXCHANGE = "exchange", _("Exchange students")


class Basis(models.TextChoices):
    """What an amount is for."""

    CREDIT = "credit", _("for each credit")
    FIXED = "fixed", _("for the whole")


class CapPer(models.TextChoices):
    """What a cap counts together."""

    ENROLMENT = "enrolment", _("one enrolment")
    TERM = "term", _("a term (August–December, January–July)")
    YEAR = "year", _("an academic year (August–July)")


class Rounding(models.TextChoices):
    """To what a price is rounded, half up."""

    CENT = "0.01", _("a cent")
    TENTH = "0.10", _("ten cents")
    EURO = "1", _("a euro")


class OrderState(models.TextChoices):
    """Where an order stands."""

    OPEN = "open", _("to be paid")
    PAID = "paid", _("paid")
    VOID = "void", _("void")
    REFUND_DUE = "refund_due", _("to be paid back")
    REFUNDED = "refunded", _("paid back")


class RowKind(models.TextChoices):
    """Why an invoice row is there."""

    FEE = "fee", _("Fee")
    CAP = "cap", _("Reduction to the cap")
    CEILING = "ceiling", _("Reduction to the legal ceiling")
    ROUNDING = "rounding", _("Rounding")
    CREDIT = "credit", _("Credited")


class Problem(models.TextChoices):
    """Why a payment cannot be booked by itself."""

    UNREADABLE = "unreadable", _("The row cannot be read.")
    BAD_AMOUNT = "bad-amount", _("The amount is missing or is not a number above zero.")
    BAD_DAY = "bad-day", _("The day is missing or is not a date.")
    BAD_REFERENCE = "bad-reference", _("The reference number is missing or its check digit is wrong.")
    NO_ORDER = "no-order", _("No order of this institution has the reference number.")
    PAID_ALREADY = "paid-already", _("The order is paid already.")
    ENDED = "ended", _("The order was void when the money came.")
    TOO_MUCH = "too-much", _("It is more than what is left to pay.")
