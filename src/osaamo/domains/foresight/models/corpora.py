"""Where dated texts come from, what each run brought, and what could not be read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from osaamo.domains.foresight.enums import HARVESTED, BrokenState, CorpusFormat, CorpusKind, RunState
from osaamo.kernel.i18n import TranslatedField
from osaamo.kernel.models import Person


class Corpus(models.Model):
    """A source of dated texts and its terms. Purpose: to know where a number comes from and what may be kept.

    ``may_store_text`` is false where the terms forbid to keep texts: then skills are read on the way in, and only
    counts and fingerprints stay. ``url`` (``https`` only) and ``set_spec`` are for corpora that are harvested; nothing
    else is ever fetched. ``harvested_until`` is the moment, by the server's clock, up to which the last finished
    harvest has everything; empty before the first. ``counted_at`` is when its months were last counted.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = TranslatedField()
    kind = models.CharField(max_length=8, choices=CorpusKind.choices)
    format = models.CharField(max_length=8, choices=CorpusFormat.choices, default=CorpusFormat.TABLE)
    may_store_text = models.BooleanField(default=True)
    licence = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=300, blank=True)
    set_spec = models.CharField(max_length=200, blank=True)
    harvested_until = models.CharField(max_length=20, blank=True)
    is_sample = models.BooleanField(default=False)
    counted_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of code; only ``https`` addresses."""

        ordering = ("code",)
        verbose_name_plural = "corpora"
        constraints = (
            models.CheckConstraint(condition=Q(url="") | Q(url__startswith="https://"), name="corpus_only_https"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def is_harvested(self) -> bool:
        """Whether its texts are fetched from ``url``."""
        return self.format in HARVESTED


class CorpusRun(models.Model):
    """One file, or one harvest, of a corpus; stopped at any moment it goes on where it was.

    ``cursor`` is how many records of the file are behind it; ``token`` is where the harvest's server goes on.
    ``since`` is the moment from which a harvest asks, and ``until`` the moment it began by the server's clock.
    ``content`` is kept until the run is done, and only of uploads; a command reads its file again. ``read`` is always
    the sum of the others.
    """

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="runs")
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(default=bytes)
    since = models.CharField(max_length=20, blank=True)
    until = models.CharField(max_length=20, blank=True)
    token = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    cursor = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    error = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; the counts reconcile at every moment."""

        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    read=F("new") + F("changed") + F("same") + F("duplicate") + F("broken") + F("removed"),
                ),
                name="corpus_run_counts_reconcile",
            ),
        )

    def __str__(self) -> str:
        return f"{self.corpus_id} {self.filename or self.since} {self.state}"


class BrokenText(models.Model):
    """A record that could not be taken in, and why. Purpose: to have it mended at its source.

    ``code`` is stable; ``detail`` an English sentence with the particulars. ``key`` is the record's own, where it could
    be read: once a later run can read it, the row goes. ``raw`` is the record as it came, without the fields for people
    (authors, contacts), and empty where the corpus may not store texts. The same broken record is kept once; one that
    was mended here, or left out on purpose, stays so when its file comes again.
    """

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="broken_texts")
    run = models.ForeignKey(CorpusRun, on_delete=models.CASCADE, related_name="broken_texts")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    detail = models.TextField(blank=True)
    raw = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=BrokenState.choices, default=BrokenState.OPEN)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In order of the source."""

        ordering = ("run", "line", "pk")
        constraints = (models.UniqueConstraint(fields=("corpus", "digest"), name="broken_text_once"),)

    def __str__(self) -> str:
        return f"{self.line} {self.code}"
