"""The samples of a demonstration: ads and theses as two corpora of their own, apart from real ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.competence.services import forget
from osaamo.connectors.ad_records import AdRecord
from osaamo.domains.foresight.enums import CorpusKind, RunState
from osaamo.domains.foresight.models import Corpus, CorpusRun, Fingerprint, JobAd
from osaamo.domains.foresight.services.taking import Taker, mark_stale
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.connectors.theses import ThesisRecord

ADS = "sample-ads"
THESES = "sample-theses"
_NAMES = {
    ADS: {"fi": "Esimerkki-ilmoitukset", "sv": "Exempelannonser", "en": "Sample ads"},
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
