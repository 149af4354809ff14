"""Price rules with their versions, orders with their invoice rows, and payments from the bank."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.payments.enums import Audience, Basis, CapPer, OrderState, Problem, Rounding, RowKind
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Organisation, Person

ZERO = Decimal(0)


def money(**more: object) -> models.DecimalField:
    """A field for euros and cents."""
    return models.DecimalField(max_digits=9, decimal_places=2, **more)


class Vat(models.Model):
    """A VAT code of the books. Purpose: invoice rows name it; the rate and the law behind it are data."""

    code = models.SlugField(max_length=20, unique=True)
    name = TranslatedField()
    rate = models.DecimalField(max_digits=4, decimal_places=1)
    source = models.CharField(max_length=200)

    class Meta:
        """In order of code."""

        ordering = ("code",)
        constraints = (models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="vat_rate"),)

    def __str__(self) -> str:
        return self.code


class Ceiling(models.Model):
    """The most the law lets anybody ask of an audience for a credit, from a day on, with where that is written."""

    audience = models.CharField(max_length=12, choices=Audience.choices)
    per_credit = money(validators=[MinValueValidator(ZERO)])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        """Oldest first."""

        ordering = ("audience", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("audience", "valid_from"), name="ceiling_once"),
            models.CheckConstraint(condition=Q(per_credit__gte=0), name="ceiling_amount"),
        )

    def __str__(self) -> str:
        return f"{self.audience} {self.per_credit}"


class PriceRule(models.Model):
    """What an organisation asks of an audience. Purpose: the same rule in all its versions.

    A rule of an alliance is common to its institutions: while a version of it is in force, theirs are not asked.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="price_rules")
    audience = models.CharField(max_length=12, choices=Audience.choices)

    class Meta:
        """One rule for each audience of an organisation."""

        ordering = ("organisation__code", "audience")
        constraints = (models.UniqueConstraint(fields=("organisation", "audience"), name="price_rule_once"),)

    def __str__(self) -> str:
        return f"{self.organisation.code}/{self.audience}"

    @property
    def is_common(self) -> bool:
        """Whether it is a rule of an alliance."""
        return self.organisation.kind == Organisation.Kind.ALLIANCE


class RuleVersion(models.Model):
    """The words and numbers of a rule for a time. A version that was published never changes; a draft may.

    ``amount`` is in euros for each credit or for the whole; ``cap`` is the most one pays in what ``cap_per`` counts
    together. In force from ``valid_from`` up to, not including, ``valid_until``; the newest number wins where two are.
    """

    rule = models.ForeignKey(PriceRule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    basis = models.CharField(max_length=6, choices=Basis.choices, default=Basis.CREDIT)
    amount = money(validators=[MinValueValidator(ZERO)])
    cap = money(null=True, blank=True, validators=[MinValueValidator(ZERO)])
    cap_per = models.CharField(max_length=10, choices=CapPer.choices, default=CapPer.ENROLMENT)
    rounding = models.CharField(max_length=4, choices=Rounding.choices, default=Rounding.CENT)
    vat = models.ForeignKey(Vat, on_delete=models.PROTECT, related_name="+")
    due_days = models.PositiveSmallIntegerField(default=14)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("rule", "-number")
        constraints = (
            models.UniqueConstraint(fields=("rule", "number"), name="rule_version_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (Q(cap__isnull=True) | Q(cap__gte=0)), name="rule_version_amounts"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")), name="rule_version_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} v{self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it is a proposal that nobody pays by."""
        return self.published_at is None


class FreeCase(models.Model):
    """Who pays nothing by a version, and why: people whose home is one of ``homes``, or below one; all when empty."""

    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="free_cases")
    code = models.SlugField(max_length=40)
    homes = models.JSONField(default=list, blank=True)
    reason = TranslatedField()

    class Meta:
        """In order of code, each once."""

        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("version", "code"), name="free_case_once"),)

    def __str__(self) -> str:
        return self.code


class Order(models.Model):
    """What somebody owes for an enrolment. Purpose: to be paid, or to be undone; kept as the accounting act says.

    ``price`` is what was agreed, by ``version``, and never changes; what is due is the sum of the rows. ``reference``
    is the Finnish reference number. The person is taken out when they leave; the rows stay.
    """

    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="orders")
    enrolment_ref = models.CharField(max_length=120, unique=True)
    offer_ref = models.CharField(max_length=120)
    title = TranslatedField()
    credits = models.DecimalField(max_digits=6, decimal_places=2)
    audience = models.CharField(max_length=12, choices=Audience.choices)
    home = models.CharField(max_length=60, blank=True)
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="orders")
    price = money()
    reason = TranslatedField()
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.OPEN)
    reference = models.CharField(max_length=20, unique=True, null=True, blank=True)
    ordered_on = models.DateField()
    due_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        indexes = (models.Index(fields=("host", "state"), name="orders_of_host"),)
        constraints = (models.CheckConstraint(condition=Q(price__gte=0), name="order_price"),)

    def __str__(self) -> str:
        return self.reference or f"order {self.pk}"


class OrderRow(models.Model):
    """An invoice row: never changed, only balanced by another. The rows of an order add up to what is due."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=10, choices=RowKind.choices)
    quantity = models.DecimalField(max_digits=7, decimal_places=2)
    unit_price = money()
    amount = money()
    vat = models.ForeignKey(Vat, on_delete=models.PROTECT, related_name="+")
    booked_on = models.DateField(db_index=True)

    class Meta:
        """In order of writing."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Payment(models.Model):
    """A row of a bank statement: booked to an order, or waiting with a problem for somebody to decide.

    Who paid is not kept: the bank's ``archive_id`` leads to it.
    """

    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    archive_id = models.CharField(max_length=80)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="payments")
    reference = models.CharField(max_length=40, blank=True)
    amount = money(null=True, blank=True)
    booked_on = models.DateField(null=True, blank=True)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True)
    line = models.PositiveIntegerField()
    returned_on = models.DateField(null=True, blank=True)
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Newest first; what the bank calls one payment is booked once, and a booked one has no problem."""

        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("host", "archive_id"), name="payment_once"),
            models.CheckConstraint(
                condition=Q(order__isnull=True) & ~Q(problem="") | Q(order__isnull=False, problem=""),
                name="payment_booked_or_problem",
            ),
        )

    def __str__(self) -> str:
        return self.archive_id
