"""The samples of a demonstration: ads and theses as two corpora of their own, apart from real ones."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.competence.queries import asked_by
from osaamo.competence.services import forget
from osaamo.connectors.ad_records import AdRecord
from osaamo.domains.foresight.enums import CorpusKind, RunState
from osaamo.domains.foresight.models import (
    Corpus,
    CorpusMonth,
    CorpusRun,
    Fingerprint,
    JobAd,
    PortfolioScenario,
    SkillMonth,
)
from osaamo.domains.foresight.services.portfolio import COURSES, DRAFTS, MODULES, Wishes
from osaamo.domains.foresight.services.taking import Taker, mark_stale
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.connectors.theses import ThesisRecord
    from osaamo.kernel.models import Organisation, Person

ADS = "sample-ads"
COUNTED = "sample-ads-counted"
THESES = "sample-theses"
_NAMES = {
    ADS: {"fi": "Esimerkki-ilmoitukset", "sv": "Exempelannonser", "en": "Sample ads"},
    COUNTED: {
        "fi": "Esimerkki-ilmoitusten aiemmat vuodet (vain määrät)",
        "sv": "Exempelannonser från tidigare år (bara antal)",
        "en": "Sample ads of earlier years (counts only)",
    },
    THESES: {"fi": "Esimerkkiopinnäytetyöt", "sv": "Exempel på lärdomsprov", "en": "Sample theses"},
}


@transaction.atomic
def load_demo(*, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many sample ads were written; loading the same rows again changes nothing.

    Sample ads that are no longer among the rows are removed; others are never touched.
    """
    records = [
        AdRecord(
            line=line,
            key=row["id"],
            language=row["lang"],
            title=row["title"],
            text=row["text"],
            published=date.fromisoformat(row["published"]),
            place=row.get("place", ""),
            employer_kind=row.get("employer_kind", ""),
        )
        for line, row in enumerate(rows, 1)
    ]
    corpus = _corpus(ADS, CorpusKind.ADS)
    _drop_all_but(corpus, [record.key for record in records])
    _take(corpus, records)
    return len(records)


@transaction.atomic
def load_sample_theses(*, records: Sequence[ThesisRecord]) -> int:
    """How many sample theses were written, each once by its key; a known one is brought up to date."""
    _take(_corpus(THESES, CorpusKind.THESES), records)
    return len({record.key for record in records})


MONTHS = 36
A_MONTH = 3.5
"""So many times a month each sample ad was published, before growth."""

GROWTH = (-0.3, -0.1, 0.0, 0.0, 0.12, 0.35)
"""A year; the sample ads take turns."""

SCENARIO = "Esimerkki: 16, 22 ja 30 kokonaisuutta"
SIZES = (16, 22, 30)
"""How many modules the alliance's plan has in its three steps."""


@transaction.atomic
def load_counted_ads(*, on: date) -> int:
    """How many months of sample counts were written: three years in which the sample ads came again and again.

    As where a source forbids keeping texts, there are counts and no texts; how often an ad came is made up, what it
    asks for is what was read from it. A skill that one ad alone names is left out: it would look like a trend. Loading
    again writes the same.
    """
    corpus = _corpus(COUNTED, CorpusKind.ADS)
    Corpus.objects.filter(pk=corpus.pk).update(may_store_text=False)
    ads = list(JobAd.objects.filter(is_sample=True).order_by("key"))
    asked = asked_by([ref_of(ad) for ad in ads])
    skills = {ad.key: {uri for uri, _ in asked[ref_of(ad)]}.union(ad.stated_skills) for ad in ads}
    common = {uri for uri, count in Counter(uri for uris in skills.values() for uri in uris).items() if count > 1}
    last = on.year * 12 + on.month - 1
    read: Counter[tuple[date, str]] = Counter()
    named: Counter[tuple[date, str, str]] = Counter()
    for back in range(MONTHS, 0, -1):
        month = date((last - back) // 12, (last - back) % 12 + 1, 1)
        for at, ad in enumerate(ads):
            times = _times(ad.key, at, MONTHS - back)
            read[month, ad.language] += times
            for uri in skills[ad.key] & common:
                named[month, ad.language, uri] += times
    CorpusMonth.objects.filter(corpus=corpus).delete()
    SkillMonth.objects.filter(corpus=corpus).delete()
    CorpusMonth.objects.bulk_create(
        CorpusMonth(corpus=corpus, month=month, language=language, texts=count, read=count)
        for (month, language), count in sorted(read.items())
    )
    SkillMonth.objects.bulk_create(
        SkillMonth(corpus=corpus, month=month, language=language, uri=uri, count=count)
        for (month, language, uri), count in sorted(named.items())
        if count
    )
    Corpus.objects.filter(pk=corpus.pk).update(counted_at=timezone.now())
    return len({month for month, _ in read})


def _times(key: str, at: int, month: int) -> int:
    """How often a sample ad came in a month: growth, a season of the year, and noise that is the same each time."""
    grown = A_MONTH * (1 + GROWTH[at % len(GROWTH)]) ** (month / 12)
    season = 1 + 0.15 * math.sin(2 * math.pi * month / 12)
    noise = hashlib.sha256(f"{key} {month}".encode()).digest()[0] / 255 - 0.5
    return max(0, round(grown * season + 2 * noise))


@transaction.atomic
def load_sample_portfolio(*, organisation: Organisation, who: Person | None) -> PortfolioScenario:
    """The sample scenario of the portfolio, which a job computes; one that is there stays as it is."""
    wishes = Wishes(count=SIZES[0], kinds=(MODULES, DRAFTS, COURSES), sizes=SIZES)
    scenario, is_new = PortfolioScenario.objects.get_or_create(
        organisation=organisation, name=SCENARIO, defaults={"limits": asdict(wishes), "made_by": who}
    )
    if is_new:
        enqueue("osaamo.domains.foresight.jobs.compute_portfolio", scenario.pk)
    return scenario


def _corpus(code: str, kind: CorpusKind) -> Corpus:
    defaults = {"name": _NAMES[code], "kind": kind, "is_sample": True}
    return Corpus.objects.update_or_create(code=code, defaults=defaults)[0]


def _take(corpus: Corpus, records: Sequence[AdRecord | ThesisRecord]) -> None:
    taker = Taker(corpus)
    taker.write(taker.plan(records), CorpusRun(corpus=corpus, state=RunState.DONE))


def _drop_all_but(corpus: Corpus, keys: Sequence[str]) -> None:
    """Remove sample ads altogether: nobody published them, so they count in no month."""
    gone = list(JobAd.objects.filter(is_sample=True).exclude(key__in=keys).select_related("fingerprint"))
    marks = [ad.fingerprint for ad in gone if ad.fingerprint]
    mark_stale(corpus, [(mark.month, mark.language) for mark in marks if mark.month])
    forget([ref_of(ad) for ad in gone])
    JobAd.objects.filter(pk__in=[ad.pk for ad in gone]).delete()
    Fingerprint.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
