"""The choices of events."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an event is."""

    WORKSHOP = "workshop", _("workshop")
    WEBINAR = "webinar", _("webinar")
    HACKATHON = "hackathon", _("hackathon")
    NETWORKING = "networking", _("networking event")
    INFORMATION = "information", _("information event")
    OTHER = "other", _("other event")


class State(models.TextChoices):
    """Where an event stands at a moment; computed from its times, never stored."""

    DRAFT = "draft", _("draft")
    CANCELLED = "cancelled", _("cancelled")
    EARLY = "early", _("registration opens later")
    OPEN = "open", _("registration is open")
    CLOSED = "closed", _("registration is closed")
    GOING_ON = "going-on", _("going on")
    OVER = "over", _("over")
