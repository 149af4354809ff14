"""The job ads that pages offer for comparing; none where the domain that holds them is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from osaamo.domains.foresight.models import JobAd

_DOMAIN = "osaamo.domains.foresight"


def job_ads(*, language: str, most: int) -> list[JobAd]:
    """The newest ``most`` ads in a language."""
    if not apps.is_installed(_DOMAIN):
        return []
    from osaamo.domains.foresight import queries  # noqa: PLC0415 - its models exist only where it is installed

    return list(queries.job_ads(language=language)[:most])


def job_ad(*, key: str) -> JobAd | None:
    """The ad with the key, or ``None``."""
    if not apps.is_installed(_DOMAIN):
        return None
    from osaamo.domains.foresight import queries  # noqa: PLC0415 - same

    return queries.job_ad(key=key)


def load_ads(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many sample ads were written."""
    if not apps.is_installed(_DOMAIN):
        return 0
    from osaamo.domains.foresight import services  # noqa: PLC0415 - same

    return services.load_demo(rows=rows)
