"""The job ads that pages compare with, and sample theses; none where the domain that holds them is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps

from osaamo.connectors.theses import ThesisRecord, read_theses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from osaamo.domains.foresight.models import JobAd
    from osaamo.kernel.models import Organisation, Person

_DOMAIN = "osaamo.domains.foresight"


def ad_texts(pks: Collection[int]) -> dict[int, str]:
    """The texts of those of the ads that still are."""
    if not pks or not apps.is_installed(_DOMAIN):
        return {}
    from osaamo.domains.foresight import queries  # noqa: PLC0415 - its models exist only where it is installed

    return {pk: ad.text for pk, ad in queries.ads_by_pk(pks).items()}


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


def count_months() -> int:
    """How many months of ads and theses were counted by skill."""
    if not apps.is_installed(_DOMAIN):
        return 0
    from osaamo.domains.foresight import services  # noqa: PLC0415 - same

    return services.count_all()


def load_samples_of_planning(
    *, on: date, history: Iterable[Mapping[str, Any]], organisation: Organisation, planner: Person | None
) -> None:
    """Write what a planner's first Monday needs: months of ads counted, earlier enrolments, a scenario to look at.

    ``on``: today; ``history``: the earlier runs; ``organisation``: whose scenario it is; ``planner``: who made it.
    """
    if not apps.is_installed(_DOMAIN):
        return
    from osaamo.domains.foresight import services  # noqa: PLC0415 - same

    services.load_counted_ads(on=on)
    services.load_past_runs(rows=history)
    services.load_sample_portfolio(organisation=organisation, who=planner)


def load_theses(*, table: bytes) -> int:
    """How many sample theses were written, out of JSON lines."""
    if not apps.is_installed(_DOMAIN):
        return 0
    from osaamo.domains.foresight import services  # noqa: PLC0415 - same

    return services.load_sample_theses(records=[row for row in read_theses(table) if isinstance(row, ThesisRecord)])
