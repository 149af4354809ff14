"""What badges hear: of everything completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.badges import services
from osaamo.ports import attainments

if TYPE_CHECKING:
    from osaamo.ports.attainments import Attainment


@attainments.listener("badges.issue")
def hear(attainment: Attainment) -> None:
    """Badges are given for it, or withdrawn."""
    services.hear(attainment)
