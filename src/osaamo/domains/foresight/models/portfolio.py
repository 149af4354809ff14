"""Scenarios of the portfolio: what was asked of the optimiser, and what it answered."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from osaamo.domains.foresight.enums import RunState
from osaamo.kernel.models import Organisation, Person


class PortfolioScenario(models.Model):
    """A choice of modules under limits. Purpose: to plan the offering with reasons, and to find the answer again.

    ``limits`` are those of the form (count, credits, cost, capacity and shares of schools, what must stay or must not,
    which candidates), ``costs`` the euros of candidates by key that a person gave or took over from the budget.
    ``result`` is the whole answer with titles and numbers as they were on that day; empty until it is computed.
    ``organisation`` is where whoever made it plans.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    limits = models.JSONField(default=dict)
    costs = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    computed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name
