"""Job ads."""

from django.db import models


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
