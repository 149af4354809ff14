"""A year's budget, what was booked and promised on its lines, what came in, and rows of the ledger."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.finance.enums import Problem, Purpose, RowState
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person

ZERO = Decimal(0)


def money(**more: object) -> models.DecimalField:
    """A field for euros and cents."""
    return models.DecimalField(max_digits=12, decimal_places=2, **more)


def person_gone() -> models.ForeignKey:
    """Who did it; empty once they have left."""
    return models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


class Budget(models.Model):
    """The cost estimate of a year: a draft until ``approved_on``; then its lines never change, only transfers do.

    ``closed_until``: nothing can be booked on that day or before it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    title = TranslatedField()
    approved_on = models.DateField(null=True, blank=True)
    approved_by = person_gone()
    decision = models.CharField(max_length=300, blank=True)
    closed_until = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        """Newest first, one a year; approved with a decision."""

        ordering = ("-year", "organisation__code")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "year"), name="budget_once_a_year"),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True) | ~Q(decision=""), name="budget_approved_with_decision"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation.code} {self.year}"

    @property
    def is_draft(self) -> bool:
        """Whether nobody approved it yet."""
        return self.approved_on is None


class Line(models.Model):
    """A line of a budget. ``area``, ``spearhead``, ``module`` and ``activities`` are keys of the plan and the offering.

    ``as_written`` is the amount as its source writes it; ``source`` says where.
    """

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    section = models.SlugField(max_length=40)
    title = TranslatedField()
    amount = money()
    as_written = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=60, blank=True)
    spearhead = models.CharField(max_length=60, blank=True)
    module = models.CharField(max_length=120, blank=True)
    activities = models.JSONField(default=list, blank=True)
    is_reserve = models.BooleanField(default=False)
    owner = person_gone()
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        """As in the estimate; a code is one line of its budget."""

        ordering = ("budget", "position", "code")
        constraints = (
            models.UniqueConstraint(fields=("budget", "code"), name="line_once_per_budget"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="line_not_negative"),
        )

    def __str__(self) -> str:
        return self.code


class Transfer(models.Model):
    """Money moved from a line to another of the same budget by a decision. Never changed; undone by one back."""

    source = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="transfers_in")
    amount = money()
    decided_on = models.DateField()
    decision = models.CharField(max_length=300)
    by = person_gone()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """In order of decision; between two lines."""

        ordering = ("decided_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_positive"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_between_two"),
        )

    def __str__(self) -> str:
        return f"{self.source_id} > {self.target_id}: {self.amount}"


class Commitment(models.Model):
    """Money promised, by an order or a contract; what of it was not booked yet is still to come.

    ``activity`` and ``spearhead`` are keys of the plan, ``about_ref`` is what it is for in another domain: an event.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="commitments")
    title = models.CharField(max_length=200)
    supplier = models.CharField(max_length=120, blank=True)
    amount = money()
    activity = models.CharField(max_length=60, blank=True)
    spearhead = models.CharField(max_length=60, blank=True)
    about_ref = models.CharField(max_length=80, blank=True, db_index=True)
    made_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by = person_gone()

    class Meta:
        """Newest first."""

        ordering = ("-made_on", "-pk")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_positive"),)

    def __str__(self) -> str:
        return self.title


class Booking(models.Model):
    """A cost on a line, with its voucher. Never changed: a wrong one is balanced by another (``corrects``).

    ``organisation`` is the institution whose books it stands in; ``voucher`` is its number there. ``activity``,
    ``spearhead`` and ``about_ref`` are as those of :class:`Commitment`; a booking without a spearhead has its line's.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(db_index=True)
    amount = money()
    voucher = models.CharField(max_length=60)
    text = models.CharField(max_length=200, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    activity = models.CharField(max_length=60, blank=True)
    spearhead = models.CharField(max_length=60, blank=True)
    about_ref = models.CharField(max_length=80, blank=True, db_index=True)
    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    by = person_gone()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first; a voucher of an institution is booked once on a line."""

        ordering = ("-day", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "voucher", "line"), name="voucher_once_per_line"),
            models.CheckConstraint(condition=~Q(voucher=""), name="booking_has_voucher"),
        )

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount}"


class Receipt(models.Model):
    """The paper behind a booking, as a file."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="receipt")
    filename = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.filename


class Expectation(models.Model):
    """What a person expects a line to cost in the whole year, with the reason; the newest of a line counts."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="expectations")
    amount = money()
    reason = models.CharField(max_length=300)
    by = person_gone()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.amount}"


class Contribution(models.Model):
    """A member's share of a budget, as invoiced."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="contributions")
    payer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount = money()
    invoice = models.CharField(max_length=60, blank=True)
    invoiced_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        """One for each member."""

        ordering = ("budget", "payer__code")
        constraints = (models.UniqueConstraint(fields=("budget", "payer"), name="contribution_once"),)

    def __str__(self) -> str:
        return f"{self.payer_id} {self.amount}"


class Grant(models.Model):
    """Strategy funding of the ministry to an institution for a year and a purpose."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=40, choices=Purpose.choices)
    amount = money()
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        """One for each purpose and year of an institution."""

        ordering = ("-year", "organisation__code", "purpose")
        constraints = (models.UniqueConstraint(fields=("organisation", "year", "purpose"), name="grant_once"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year} {self.purpose}"


class Income(models.Model):
    """Money that came in: of a member's contribution or of a grant."""

    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.PROTECT, related_name="incomes"
    )
    grant = models.ForeignKey(Grant, null=True, blank=True, on_delete=models.PROTECT, related_name="incomes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(db_index=True)
    amount = money()
    voucher = models.CharField(max_length=60)
    by = person_gone()

    class Meta:
        """Newest first; of a contribution or of a grant."""

        ordering = ("-day", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, grant__isnull=True)
                | Q(contribution__isnull=True, grant__isnull=False),
                name="income_of_one",
            ),
            models.UniqueConstraint(fields=("organisation", "voucher"), name="income_once"),
        )

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount}"


class GrantUse(models.Model):
    """What an institution used of a grant, as it reports it."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    amount = money()
    text = models.CharField(max_length=200)
    by = person_gone()

    class Meta:
        """Newest first."""

        ordering = ("-day", "-pk")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="use_positive"),)

    def __str__(self) -> str:
        return f"{self.grant_id} {self.amount}"


class LedgerRow(models.Model):
    """A row of an institution's ledger: booked, or waiting with a problem for somebody to decide.

    ``raw`` is the row as it came, kept while it waits; ``line_number`` is where it stood in its file.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    filename = models.CharField(max_length=200)
    line_number = models.PositiveIntegerField()
    voucher = models.CharField(max_length=60, blank=True)
    day = models.DateField(null=True, blank=True)
    amount = money(null=True, blank=True)
    text = models.CharField(max_length=200, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    raw = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=RowState.choices)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    guess = models.ForeignKey(Line, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    booking = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.SET_NULL, related_name="ledger_row")
    reason = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """In order of reading; the same row is read once."""

        ordering = ("-read_at", "line_number")
        constraints = (models.UniqueConstraint(fields=("organisation", "digest"), name="ledger_row_once"),)

    def __str__(self) -> str:
        return f"{self.filename}:{self.line_number}"
