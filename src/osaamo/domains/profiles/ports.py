"""What profiles hear of other domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from osaamo.domains.profiles import services
from osaamo.ports import learned

if TYPE_CHECKING:
    from osaamo.ports.learned import Learned


@learned.listener("profiles.sources")
def take_in(what: Learned) -> None:
    """A badge or course comes into the profile of who keeps one."""
    services.take_in(learned=what)
