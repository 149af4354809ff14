"""The counts by month: each month that changed is counted anew, and no other."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from osaamo.competence.queries import asked_by, read_among, read_since
from osaamo.domains.foresight.enums import CorpusKind
from osaamo.domains.foresight.models import Corpus, CorpusMonth, Fingerprint, SkillMonth
from osaamo.domains.foresight.services.taking import mark_stale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

KINDS = {CorpusKind.ADS: "foresight.jobad", CorpusKind.THESES: "foresight.thesis"}
_TEXTS = {CorpusKind.ADS: "job_ad", CorpusKind.THESES: "thesis"}
AT_ONCE = 1000

LATE = timedelta(minutes=5)
"""A reading may be committed so long after the moment it bears."""


def count_months(*, corpus: Corpus) -> int:
    """How many months of the corpus were counted: those in which texts came, went or were read since the last time.

    Each month is one transaction, so a count that was stopped goes on with the months that are left.
    """
    began = timezone.now()
    _note_readings(corpus, corpus.counted_at - LATE if corpus.counted_at else None)
    months = CorpusMonth.objects.filter(corpus=corpus, stale=True).order_by("month").values_list("month", flat=True)
    counted = 0
    for month in list(months.distinct()):
        _count(corpus, month)
        counted += 1
    Corpus.objects.filter(pk=corpus.pk).update(counted_at=began)
    corpus.counted_at = began
    return counted


def count_all() -> int:
    """How many months of all corpora were counted."""
    return sum(count_months(corpus=corpus) for corpus in Corpus.objects.all())


def _note_readings(corpus: Corpus, since: datetime | None) -> None:
    """Mark the months of texts that were read since the moment."""
    text = _TEXTS[CorpusKind(corpus.kind)]
    refs = read_since(KINDS[CorpusKind(corpus.kind)], since)
    while some := [int(ref.partition(":")[2]) for ref in islice(refs, AT_ONCE)]:
        rows = Fingerprint.objects.filter(corpus=corpus, month__isnull=False, **{f"{text}__in": some})
        with transaction.atomic():
            mark_stale(corpus, rows.values_list("month", "language").distinct())


@transaction.atomic
def _count(corpus: Corpus, month: date) -> None:
    Corpus.objects.select_for_update().only("pk").get(pk=corpus.pk)
    texts: Counter[str] = Counter()
    read: Counter[str] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    for language, skills in _texts(corpus, month):
        texts[language] += 1
        if skills is not None:
            read[language] += 1
            asked.update((language, uri) for uri in skills)
    SkillMonth.objects.filter(corpus=corpus, month=month).delete()
    SkillMonth.objects.bulk_create(
        SkillMonth(corpus=corpus, month=month, language=language, uri=uri, count=count)
        for (language, uri), count in sorted(asked.items())
    )
    CorpusMonth.objects.filter(corpus=corpus, month=month).delete()
    CorpusMonth.objects.bulk_create(
        CorpusMonth(corpus=corpus, month=month, language=language, texts=count, read=read[language])
        for language, count in sorted(texts.items())
    )


def _texts(corpus: Corpus, month: date) -> Iterator[tuple[str, set[str] | None]]:
    """Language and skills of each text of the month that repeats no other; no skills where it was not read yet."""
    kind, text = KINDS[CorpusKind(corpus.kind)], _TEXTS[CorpusKind(corpus.kind)]
    stated = (f"{text}__stated_skills",) if corpus.kind == CorpusKind.ADS else ()
    rows = Fingerprint.objects.filter(corpus=corpus, month=month, duplicate_of=None)
    found = rows.values_list("language", "skills", f"{text}__pk", *stated).iterator()
    while some := list(islice(found, AT_ONCE)):
        refs = [f"{kind}:{row[2]}" for row in some if row[2] is not None]
        asked, known = asked_by(refs), read_among(refs)
        for language, skills, pk, *named in some:
            ref = f"{kind}:{pk}"
            if pk is None or skills is not None:
                yield language, None if skills is None else set(skills)
            elif ref in known:
                yield language, {uri for uri, _ in asked[ref]}.union(named[0] or () if named else ())
            else:
                yield language, None
