"""The words a draft is told in, and its levels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

FIELDS = ("title", "prerequisites", "outcomes", "content", "assessment")
"""The texts of a draft, in the order of the page."""

MOST = {"title": 200, "prerequisites": 2_000, "outcomes": 20_000, "content": 20_000, "assessment": 20_000}
"""How many characters each text may have."""


class Level(models.TextChoices):
    """The level in the European Qualifications Framework that the teacher aims at."""

    BACHELOR = "6", _("Bachelor's level (EQF 6)")
    MASTER = "7", _("Master's level (EQF 7)")
