"""Records into rows: what is new, changed, said before, broken or taken back; a batch is one transaction."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from osaamo.competence.queries import asked_by, read_among
from osaamo.competence.services import extract, forget
from osaamo.connectors.rows import Broken
from osaamo.domains.foresight.enums import CorpusFormat, CorpusKind, Outcome
from osaamo.domains.foresight.models import BrokenText, Corpus, CorpusMonth, Fingerprint, JobAd, Thesis
from osaamo.domains.foresight.services.likeness import Index, Known, signature, words_digest, words_of
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.connectors.ad_records import AdRecord
    from osaamo.connectors.theses import ThesisRecord
    from osaamo.domains.foresight.models import CorpusRun

MOST_RAW = 20_000
_AD_FIELDS = ("language", "title", "text", "published", "closes", "place", "employer_kind", "source")
_THESIS_FIELDS = (
    *("title", "abstract", "abstracts", "language", "year", "issued", "programme", "institution"),
    *("commissioner", "licence", "uri"),
)
_TELLING_CODES = frozenset(("no-abstract", "too-long", "bad-year", "bad-language"))
"""Of a broken thesis the row is kept for these alone: there the columns with people are known and left out."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A record with all that can be worked out before the database is locked."""

    record: AdRecord | ThesisRecord
    key: str
    digest: str
    words: str
    signature: bytes
    published: date | None
    skills: list[str] | None


class Taker:
    """Takes the records of one run into the database, batch by batch."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._ads = corpus.kind == CorpusKind.ADS
        self._index = Index(corpus) if self._ads else None

    def plan(self, records: Sequence[AdRecord | ThesisRecord | Broken]) -> list[Planned | Broken]:
        """The records with digests and signatures; texts that may not be stored are read now, unless known as such."""
        keys = [_sha(record.key) for record in records if not isinstance(record, Broken)]
        may = {_sha(one.key): self._may_store(one) for one in records if not isinstance(one, Broken)}
        rows = self._known(keys).filter(removed_at=None)
        known = {row.key: row.digest for row in rows if not self._lost(row, may_store=may[row.key])}
        return [record if isinstance(record, Broken) else self._planned(record, known) for record in records]

    def write(self, planned: Sequence[Planned | Broken], run: CorpusRun) -> Counter[str]:
        """How many records had each outcome, once their rows are written; the caller holds the transaction."""
        counts: Counter[str] = Counter()
        self._set_apart([one for one in planned if isinstance(one, Broken)], run)
        counts[Outcome.BROKEN] = sum(isinstance(one, Broken) for one in planned)
        readable = [one for one in planned if isinstance(one, Planned)]
        # The same key twice in a batch: the later one finds what the earlier one left.
        while readable:
            first: dict[str, Planned] = {}
            later = [one for one in readable if first.setdefault(one.key, one) is not one]
            counts += self._take(list(first.values()))
            readable = later
        return counts

    def _planned(self, record: AdRecord | ThesisRecord, known: dict[str, str]) -> Planned:
        key = _sha(record.key)
        if record.removed:
            return Planned(record, key, "", "", b"", None, None)
        digest = _sha(repr(astuple(record)[1:]))
        body = body_of(record)
        words = words_of(body)
        changed = known.get(key) != digest
        skills = None
        if not self._may_store(record) and changed:
            found = extract(body, language=record.language or "auto")
            skills = sorted({skill.uri for skill in found.skills} | set(getattr(record, "skills", ())))
        return Planned(
            record=record,
            key=key,
            digest=digest,
            words=words_digest(words),
            signature=signature(words) if self._ads and changed else b"",
            published=record.published if self._ads else record.issued,
            skills=skills,
        )

    def _known(self, keys: list[str]) -> QuerySet[Fingerprint]:
        """The fingerprints of the records with the keys, with ``text_pk`` of the text where it is stored."""
        rows = Fingerprint.objects.filter(corpus=self._corpus, key__in=keys)
        return rows.annotate(text_pk=F("job_ad__pk" if self._ads else "thesis__pk"))

    @staticmethod
    def _lost(row: Any, *, may_store: bool) -> bool:
        """Whether the text is not stored, though it was or now may be, and its source did not take it back."""
        return row.text_pk is None and row.removed_at is None and (row.skills is None or may_store)

    def _may_store(self, record: AdRecord | ThesisRecord) -> bool:
        return self._corpus.may_store_text and getattr(record, "may_store_text", True)

    def _take(self, planned: list[Planned]) -> Counter[str]:
        known = {row.key: row for row in self._known([one.key for one in planned])}
        counts: Counter[str] = Counter()
        taken: list[tuple[Planned, Fingerprint]] = []
        gone: list[Fingerprint] = []
        stale: set[tuple[date, str]] = set()
        for one in planned:
            row = known.get(one.key)
            if one.record.removed:
                if row is None or row.removed_at:
                    counts[Outcome.SAME] += 1
                else:
                    gone.append(row)
                    counts[Outcome.REMOVED] += 1
            elif row is None:
                taken.append((one, Fingerprint(corpus=self._corpus, key=one.key)))
            elif (
                row.digest == one.digest
                and not row.removed_at
                and not self._lost(row, may_store=self._may_store(one.record))
            ):
                counts[Outcome.SAME] += 1
            else:
                if row.month:
                    stale.add((row.month, row.language))
                counts[Outcome.CHANGED] += 1
                taken.append((one, row))
        new = len(taken) - counts[Outcome.CHANGED]
        stale |= self._release([row for one, row in taken if row.pk and row.words != one.words])
        counts[Outcome.DUPLICATE] = self._write_fingerprints(taken)
        counts[Outcome.NEW] = new - counts[Outcome.DUPLICATE]
        self._write_texts(taken)
        self._remove(gone)
        stale |= {(row.month, row.language) for row in (*(row for _, row in taken), *gone) if row.month}
        mark_stale(self._corpus, stale)
        return counts

    def _write_fingerprints(self, taken: list[tuple[Planned, Fingerprint]]) -> int:
        """How many of the new ones are duplicates; those that are come after what they repeat."""
        said = self._said_before([one for one, _ in taken])
        firsts: list[tuple[Fingerprint, Known]] = []
        repeated: list[tuple[Fingerprint, Known]] = []
        for one, row in taken:
            if row.pk and self._index:
                self._index.drop(row)
            row.digest, row.words, row.signature = one.digest, one.words, one.signature
            row.published, row.month = one.published, one.published.replace(day=1) if one.published else None
            row.language, row.skills, row.removed_at = one.record.language, one.skills, None
            row.duplicate_of = None
            first = self._first(one, row, said)
            if first is not None:
                repeated.append((row, first))
            elif self._index and one.signature and one.published:
                me = Known(one.published, one.signature, row, row.pk)
                self._index.add(me)
                firsts.append((row, me))
            else:
                said.setdefault(one.words, Known(timezone.localdate(), b"", row, row.pk))
        again = {id(row) for row, _ in repeated}
        new = [row for _, row in taken if row.pk is None]
        changed = [row for _, row in taken if row.pk is not None]
        Fingerprint.objects.bulk_create([row for row in new if id(row) not in again])
        for row, me in firsts:
            if self._index:
                self._index.settle(me, row.pk)
        for row, first in repeated:
            row.duplicate_of_id = first.pk or (first.fingerprint.pk if first.fingerprint else None)
        Fingerprint.objects.bulk_create([row for row in new if id(row) in again])
        fields = ("digest", "words", "signature", "published", "month", "language", "skills", "removed_at")
        Fingerprint.objects.bulk_update(changed, (*fields, "duplicate_of"))
        return sum(row.duplicate_of_id is not None for row in new)

    @staticmethod
    def _release(changed: list[Fingerprint]) -> set[tuple[date, str]]:
        """Let those count that repeated what now says something else; the months in which they do."""
        again = Fingerprint.objects.filter(duplicate_of__in=changed)
        months = {(month, language) for month, language in again.values_list("month", "language") if month}
        again.update(duplicate_of=None)
        return months

    def _said_before(self, planned: list[Planned]) -> dict[str, Known]:
        """The theses that are there with the same words; a thesis may come from two archives at any time."""
        if self._ads:
            return {}
        rows = Fingerprint.objects.filter(
            corpus__kind=self._corpus.kind,
            corpus__is_sample=self._corpus.is_sample,
            duplicate_of=None,
            words__in=[one.words for one in planned],
        )
        return {row.words: Known(timezone.localdate(), b"", row, row.pk) for row in rows}

    def _first(self, one: Planned, row: Fingerprint, said: dict[str, Known]) -> Known | None:
        if self._index and one.signature and one.published:
            return self._index.find(one.signature, one.published, but=row.pk)
        first = said.get(one.words)
        return None if first is None or (row.pk and first.pk == row.pk) else first

    def _write_texts(self, taken: list[tuple[Planned, Fingerprint]]) -> None:
        """Write ads or theses where the terms let us."""
        rows = [(one.record, row) for one, row in taken if self._may_store(one.record)]
        if self._ads:
            ads = [
                JobAd(
                    key=self._stored_key(record.key), corpus=self._corpus, fingerprint=row,
                    is_sample=self._corpus.is_sample, stated_skills=list(record.skills),
                    **{name: getattr(record, name) for name in _AD_FIELDS},
                )
                for record, row in rows
            ]  # fmt: skip
            told = ("corpus", "fingerprint", "is_sample", "stated_skills", *_AD_FIELDS)
            JobAd.objects.bulk_create(ads, update_conflicts=True, unique_fields=("key",), update_fields=told)
            return
        theses = [
            Thesis(
                key=self._stored_key(record.key), corpus=self._corpus, fingerprint=row,
                keywords=list(record.keywords), **{name: getattr(record, name) for name in _THESIS_FIELDS},
            )
            for record, row in rows
        ]  # fmt: skip
        told = ("corpus", "fingerprint", "keywords", *_THESIS_FIELDS)
        Thesis.objects.bulk_create(theses, update_conflicts=True, unique_fields=("key",), update_fields=told)

    def _stored_key(self, key: str) -> str:
        return key if self._corpus.is_sample else f"{self._corpus.code}:{key}"

    def _remove(self, gone: list[Fingerprint]) -> None:
        """Take texts out that their source took back; what was read in them stays counted."""
        if not gone:
            return
        model = JobAd if self._ads else Thesis
        texts = list(model.objects.filter(fingerprint__in=gone))
        refs = {ref_of(text): text for text in texts}
        asked, read = asked_by(list(refs)), read_among(list(refs))
        skills = {
            text.fingerprint_id: sorted({uri for uri, _ in asked[ref]} | set(getattr(text, "stated_skills", ())))
            for ref, text in refs.items()
            if ref in read
        }
        now = timezone.now()
        for row in gone:
            row.removed_at, row.skills = now, skills.get(row.pk, row.skills)
        Fingerprint.objects.bulk_update(gone, ("removed_at", "skills"))
        model.objects.filter(pk__in=[text.pk for text in texts]).delete()
        forget(list(refs))

    def _set_apart(self, broken: Iterable[Broken], run: CorpusRun) -> None:
        """Keep what could not be read, each once: met again, it is told under the newer run."""
        rows = {
            _sha(f"{one.code}\n{one.raw}"): BrokenText(
                corpus=self._corpus,
                run=run,
                line=one.line,
                key=one.raw if self._corpus.is_harvested else "",
                code=one.code,
                detail=one.detail,
                raw=self._kept(one),
                digest=_sha(f"{one.code}\n{one.raw}"),
            )
            for one in broken
        }
        BrokenText.objects.bulk_create(
            rows.values(), update_conflicts=True, unique_fields=("corpus", "digest"), update_fields=("run", "line")
        )

    def _kept(self, one: Broken) -> str:
        """What may be kept of a broken record."""
        telling = self._ads or one.code in _TELLING_CODES
        may = self._corpus.may_store_text and self._corpus.format == CorpusFormat.TABLE and telling
        return one.raw[:MOST_RAW] if may else ""


def mark_stale(corpus: Corpus, months: Iterable[tuple[date, str]]) -> None:
    """Have the months, each in a language, counted anew; in a transaction.

    Whoever marks and whoever counts take the corpus's row, so a month that is being counted is marked afterwards.
    """
    Corpus.objects.select_for_update().only("pk").get(pk=corpus.pk)
    wanted = set(months)
    rows = [CorpusMonth(corpus=corpus, month=month, language=language, stale=True) for month, language in wanted]
    CorpusMonth.objects.bulk_create(rows, ignore_conflicts=True)
    CorpusMonth.objects.filter(corpus=corpus, month__in={month for month, _ in wanted}, stale=False).update(stale=True)


def body_of(record: AdRecord | ThesisRecord | JobAd | Thesis) -> str:
    """What is read of a record, or of a text that is stored."""
    return f"{record.title}\n\n{getattr(record, 'text', '') or getattr(record, 'abstract', '')}"


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
