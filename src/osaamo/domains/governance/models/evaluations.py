"""External evaluation: its scope, who evaluates, what they found, what was answered and done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from osaamo.domains.governance.models.bodies import person_gone
from osaamo.kernel.models import Organisation, Person


class Evaluation(models.Model):
    """An external evaluation of the alliance over a time; ``areas`` are keys of the plan, empty for all."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    scope = models.TextField()
    areas = models.JSONField(default=list, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-starts", "-pk")
        constraints = (models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="evaluation_in_order"),)

    def __str__(self) -> str:
        return self.title


class Evaluator(models.Model):
    """Somebody who may read the evidence of an evaluation until a day. Purpose: to let outsiders evaluate."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="evaluators")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()

    class Meta:
        """In the order they were let in; once an evaluation."""

        ordering = ("evaluation", "pk")
        constraints = (models.UniqueConstraint(fields=("evaluation", "person"), name="evaluator_once"),)

    def __str__(self) -> str:
        return f"{self.evaluation_id} until {self.until}"


class Finding(models.Model):
    """What the evaluators found and recommend, and the alliance's answer."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    recommendation = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = person_gone()

    class Meta:
        """By number, which is one finding of its evaluation."""

        ordering = ("evaluation", "number")
        constraints = (models.UniqueConstraint(fields=("evaluation", "number"), name="finding_number_once"),)

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.number}"


class Remedy(models.Model):
    """What is done because of a finding, by a day."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="remedies")
    text = models.CharField(max_length=300)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        """Earliest first."""

        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.text
