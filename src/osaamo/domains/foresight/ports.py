"""What foresight tells the other domains: enrolments of years before this service."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from osaamo.domains.foresight.models import PastRun
from osaamo.ports.enrolled import Run, enrolled

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

AT_ONCE = 2000
"""Keys named in one query; a database takes so many parameters and no more."""


@enrolled("foresight.history")
def past_runs(keys: Collection[str]) -> Mapping[str, tuple[Run, ...]]:
    """The earlier runs by key of the course or module, oldest first."""
    found: dict[str, list[Run]] = defaultdict(list)
    wanted = sorted(keys)
    for at in range(0, len(wanted), AT_ONCE):
        for row in PastRun.objects.filter(key__in=wanted[at : at + AT_ONCE]):
            found[row.key].append(Run(row.starts, row.asked, row.admitted, row.seats))
    return {key: tuple(runs) for key, runs in found.items()}
