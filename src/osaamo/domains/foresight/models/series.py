"""How often the texts of each month name each skill: the series that forecasts, signals and the cockpit read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from osaamo.domains.foresight.models.corpora import Corpus


class CorpusMonth(models.Model):
    """How many texts of a corpus came in a month, in a language. Purpose: what shares of a skill are shares of.

    ``month`` is its first day. ``texts`` counts what was said once: a text published again within 60 days is not in
    it. ``read`` are those of them whose skills are known; shares are ``SkillMonth.count / CorpusMonth.read``.
    ``stale``: texts came, went or were read since it was counted; the next count does this month anew.
    """

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    language = models.CharField(max_length=2, blank=True)
    texts = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    stale = models.BooleanField(default=False)

    class Meta:
        """Oldest first."""

        ordering = ("corpus", "month", "language")
        constraints = (
            models.UniqueConstraint(fields=("corpus", "month", "language"), name="corpus_month_once"),
            models.CheckConstraint(condition=Q(read__lte=F("texts")), name="corpus_month_read_of_texts"),
        )

    def __str__(self) -> str:
        return f"{self.corpus_id} {self.month:%Y-%m} {self.language}"


class SkillMonth(models.Model):
    """How many of the texts read of a corpus in a month, in a language, name a skill; there is no row for none."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="skill_months")
    uri = models.CharField(max_length=200)
    month = models.DateField()
    language = models.CharField(max_length=2, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        """Oldest first."""

        ordering = ("corpus", "uri", "month", "language")
        constraints = (models.UniqueConstraint(fields=("corpus", "month", "language", "uri"), name="skill_month_once"),)
        indexes = (models.Index(fields=("uri", "month"), name="skill_month_uri"),)

    def __str__(self) -> str:
        return f"{self.uri} {self.month:%Y-%m} {self.count}"
