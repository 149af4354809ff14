"""What the engine read from stored texts."""

from django.db import models


class Reading(models.Model):
    """One text as the engine last read it. Purpose: not to read an unchanged text twice.

    The text itself stays with its owner; only its digest is kept here.
    """

    ref = models.CharField(max_length=120, unique=True)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    model = models.CharField(max_length=120)
    vocabulary = models.CharField(max_length=120)
    read_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.ref


class ReadSkill(models.Model):
    """A skill the engine found in a text, and the sentence that shows it."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="skills")
    uri = models.CharField(max_length=200, db_index=True)
    confidence = models.FloatField()
    evidence = models.TextField(blank=True)

    class Meta:
        """Surest first; a skill is stored once for each text."""

        ordering = ("-confidence", "uri")
        constraints = (models.UniqueConstraint(fields=("reading", "uri"), name="read_skill_once"),)

    def __str__(self) -> str:
        return self.uri
