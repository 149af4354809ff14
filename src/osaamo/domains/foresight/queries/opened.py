"""What lies behind a number: the ads and theses that name skills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from osaamo.competence.queries import naming, newest_naming
from osaamo.domains.foresight.models import JobAd

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

MOST = 200
"""Rows a page opens to; nobody reads more, and a common skill has tens of thousands."""

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Behind:
    """Rows that name the skills, newest first; ``more`` where there are others that are not shown."""

    rows: Sequence[JobAd]
    more: bool


def ads_naming(
    uris: Collection[str], *, month: date | None = None, corpus: int | None = None, language: str = "", most: int = MOST
) -> Behind:
    """The ads that name any of the skills, of a month, a corpus and a language where they are given.

    An ad that was published again stands once. Ads whose texts may not be kept are counted, but cannot be shown.
    """
    ads = JobAd.objects.filter(fingerprint__duplicate_of__isnull=True)
    if corpus is not None:
        ads = ads.filter(corpus=corpus)
    if language:
        ads = ads.filter(language=language)
    if month is not None:
        ads = ads.filter(published__year=month.year, published__month=month.month)
        return _first_naming(uris, list(ads.values_list("pk", "stated_skills")), most)
    pks = [int(ref.rpartition(":")[2]) for ref in newest_naming(uris, "foresight.jobad", most=_AT_ONCE)]
    found = list(ads.filter(pk__in=pks)[: most + 1])
    return Behind(found[:most], len(found) > most or len(pks) == _AT_ONCE)


def _first_naming(uris: Collection[str], ads: list[tuple[int, list[str]]], most: int) -> Behind:
    """Those in whose text a skill was found, or whose employer stated one, as the counts have it."""
    wanted, found = set(uris), []
    for start in range(0, len(ads), _AT_ONCE):
        some = {f"foresight.jobad:{pk}": (pk, stated) for pk, stated in ads[start : start + _AT_ONCE]}
        named = naming(uris, some)
        found += [pk for ref, (pk, stated) in some.items() if ref in named or not wanted.isdisjoint(stated)]
        if len(found) > most:
            break
    rows = JobAd.objects.in_bulk(found[:most])
    return Behind([rows[pk] for pk in found[:most] if pk in rows], len(found) > most)
