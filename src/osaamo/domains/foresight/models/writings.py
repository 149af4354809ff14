"""Job ads and theses, and the fingerprints that tell whether a text was here before."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from osaamo.domains.foresight.models.corpora import Corpus


class Fingerprint(models.Model):
    """What is remembered of every text that came, also where the text may not be kept.

    Purpose: to know a text again, and to count its skills in its month after it is gone. No text can be made of it:
    ``key`` is the SHA-256 of the record's key, ``digest`` of all the record tells, ``words`` of its words alone;
    ``signature`` is 64 least hashes of its word groups (little-endian ``uint32``), by which near-identical texts are
    found. ``duplicate_of`` is the first text that said the same; such a text is not counted. ``skills`` are uris read
    on the way in, only where the text is not stored (``null`` otherwise: then the readings of the stored text count).
    ``month`` is the first day of the month the text was published in; ``null`` where only the year is known. Removed
    texts keep their fingerprint and stay counted.
    """

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="fingerprints")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    words = models.CharField(max_length=64, db_index=True)
    signature = models.BinaryField(default=bytes)
    published = models.DateField(null=True, blank=True)
    month = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=2, blank=True)
    skills = models.JSONField(null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="published_again"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One for each record of a corpus."""

        constraints = (models.UniqueConstraint(fields=("corpus", "key"), name="fingerprint_once"),)
        indexes = (
            models.Index(fields=("corpus", "month"), name="fingerprint_month"),
            models.Index(fields=("published",), name="fingerprint_published"),
        )

    def __str__(self) -> str:
        return self.key[:12]


class JobAd(models.Model):
    """A job ad as published. Purpose: to show what working life asks for. It holds no applicant's data.

    ``key`` is ``<corpus>:<key in the source>`` (sample ads: the key alone). ``stated_skills`` are ESCO uris that the
    employer named. An ad whose ``fingerprint`` has a ``duplicate_of`` says what another said less than 60 days before.
    """

    key = models.CharField(max_length=200, unique=True)
    corpus = models.ForeignKey(Corpus, null=True, blank=True, on_delete=models.PROTECT, related_name="job_ads")
    fingerprint = models.OneToOneField(
        Fingerprint, null=True, blank=True, on_delete=models.SET_NULL, related_name="job_ad"
    )
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    employer_kind = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    published = models.DateField()
    closes = models.DateField(null=True, blank=True)
    text = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    stated_skills = models.JSONField(default=list, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        ordering = ("-published", "key")

    def __str__(self) -> str:
        return self.title


class Thesis(models.Model):
    """A thesis by its abstract. Purpose: to show what the schools' students work on. It names no author.

    ``institution``, ``programme`` and ``commissioner`` (for whom it was done) are as the source writes them;
    ``language`` is empty where it does not say. ``abstract`` is the one that is read; ``abstracts`` holds all by
    language. ``issued`` is ``null`` where only the year is known.
    """

    key = models.CharField(max_length=250, unique=True)
    corpus = models.ForeignKey(Corpus, null=True, blank=True, on_delete=models.PROTECT, related_name="theses")
    fingerprint = models.OneToOneField(
        Fingerprint, null=True, blank=True, on_delete=models.SET_NULL, related_name="thesis"
    )
    title = models.CharField(max_length=500)
    abstract = models.TextField()
    abstracts = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    issued = models.DateField(null=True, blank=True)
    programme = models.CharField(max_length=200, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    commissioner = models.CharField(max_length=200, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    uri = models.URLField(max_length=200, blank=True)

    class Meta:
        """Newest first."""

        ordering = (F("year").desc(nulls_last=True), "key")
        verbose_name_plural = "theses"
        indexes = (models.Index(fields=("institution", "programme"), name="thesis_programme"),)

    def __str__(self) -> str:
        return self.title
