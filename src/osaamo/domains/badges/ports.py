"""What badges hear: of everything completed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from osaamo.connectors.openbadges_vocabulary import use_folder
from osaamo.domains.badges import services
from osaamo.ports import attainments

if TYPE_CHECKING:
    from osaamo.ports.attainments import Attainment

use_folder(Path(settings.OSAAMO_BADGE_CONTEXTS) if settings.OSAAMO_BADGE_CONTEXTS else None)


@attainments.listener("badges.issue")
def hear(attainment: Attainment) -> None:
    """Badges are given for it, or withdrawn."""
    services.hear(attainment)
