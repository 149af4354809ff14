"""Job ads and theses."""

from django.db import models
from django.db.models import F


class JobAd(models.Model):
    """A job ad as published. Purpose: to show what working life asks for. It holds no applicant's data."""

    key = models.CharField(max_length=120, unique=True)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    employer_kind = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    published = models.DateField()
    closes = models.DateField(null=True, blank=True)
    text = models.TextField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        ordering = ("-published", "key")

    def __str__(self) -> str:
        return self.title


class Thesis(models.Model):
    """A thesis by its abstract. Purpose: to show what the schools' students work on. It names no author.

    ``institution`` and ``programme`` are as the source writes them; ``language`` is empty where it does not say.
    """

    key = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=500)
    abstract = models.TextField()
    language = models.CharField(max_length=2, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    programme = models.CharField(max_length=200, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    uri = models.URLField(max_length=200, blank=True)

    class Meta:
        """Newest first."""

        ordering = (F("year").desc(nulls_last=True), "key")
        verbose_name_plural = "theses"

    def __str__(self) -> str:
        return self.title
