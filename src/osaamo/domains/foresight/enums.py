"""The closed choices of foresight."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CorpusKind(TextChoices):
    """What sort of texts a corpus holds."""

    ADS = "ads", _("Job ads")
    THESES = "theses", _("Theses")


class CorpusFormat(TextChoices):
    """How the texts of a corpus come: a file of one of these shapes, or a harvest by OAI-PMH."""

    TABLE = "table", _("Table (CSV, Excel, JSON, JSON Lines)")
    P67 = "p67", _("Job Market Finland (P67, NDJSON)")
    OAI_DC = "oai_dc", _("OAI-PMH, Dublin Core (oai_dc)")
    KK = "kk", _("OAI-PMH, fields of Theseus (kk)")


HARVESTED = (CorpusFormat.OAI_DC, CorpusFormat.KK)
"""Formats that are fetched from an address instead of handed in as a file."""


class RunState(TextChoices):
    """Where a run stands. One that failed can go on where it stopped."""

    WAITING = "waiting", _("In the queue")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped by an error")


class BrokenState(TextChoices):
    """What became of a record that was set apart."""

    OPEN = "open", _("To be mended")
    MENDED = "mended", _("Mended and imported")
    DROPPED = "dropped", _("Left out on purpose")


class Outcome(TextChoices):
    """What became of a record that was read; each record has exactly one."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("same")
    DUPLICATE = "duplicate", _("published again")
    BROKEN = "broken", _("broken")
    REMOVED = "removed", _("removed")
