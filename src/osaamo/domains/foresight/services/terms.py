"""The terms of a corpus, changed afterwards: where its texts may no longer be kept they go, and their counts stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.competence.queries import asked_by, read_among
from osaamo.competence.services import extract, forget
from osaamo.domains.foresight.enums import CorpusFormat, CorpusKind
from osaamo.domains.foresight.models import BrokenText, Corpus, Fingerprint, JobAd, Thesis
from osaamo.domains.foresight.services.refusals import Refused
from osaamo.domains.foresight.services.taking import body_of, mark_stale
from osaamo.engine import EmptyText, TextTooLong
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.refs import ref_of
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from osaamo.kernel.models import Person

BATCH = 25
"""Texts in one transaction: some of them are read first, which takes its time."""


def kept_texts(corpus: Corpus) -> QuerySet[JobAd] | QuerySet[Thesis]:
    """The texts of the corpus that are stored."""
    return (JobAd if corpus.kind == CorpusKind.ADS else Thesis).objects.filter(corpus=corpus)


@transaction.atomic
def change_terms(*, corpus: Corpus, may_store_text: bool, licence: str, who: Person | None) -> Corpus:
    """The corpus with its new terms; a job removes its texts where they may no longer be kept.

    What was set apart loses its records at once: they are texts, too.

    Raises:
        Refused: ``p67-never``; texts of Job Market Finland are never kept.
    """
    if may_store_text and corpus.format == CorpusFormat.P67:
        raise Refused("p67-never")
    corpus = Corpus.objects.select_for_update().get(pk=corpus.pk)
    stops = corpus.may_store_text and not may_store_text
    corpus.may_store_text, corpus.licence = may_store_text, licence
    corpus.save(update_fields=["may_store_text", "licence"])
    details: dict[str, object] = {"may_store_text": may_store_text}
    if stops:
        details["texts"] = kept_texts(corpus).count()
        BrokenText.objects.filter(corpus=corpus).update(raw="")
        enqueue("osaamo.domains.foresight.jobs.remove_texts", corpus.pk)
    audit(verb="foresight.corpus.terms", who=who, about=corpus, details=details)
    return corpus


def remove_kept_texts(*, corpus: Corpus) -> int:
    """How many texts were removed; what they ask for stays counted in their months.

    One that was not read yet is read first. Each batch is one transaction, so a job that was stopped goes on with the
    texts that are left; it ends where the terms allow to keep them again.
    """
    removed = 0
    while texts := list(kept_texts(corpus).select_related("fingerprint").order_by("pk")[:BATCH]):
        found = _skills(texts)
        with transaction.atomic():
            if Corpus.objects.select_for_update().get(pk=corpus.pk).may_store_text:
                break
            _remove(corpus, texts, found)
        removed += len(texts)
    return removed


def _skills(texts: Sequence[JobAd | Thesis]) -> dict[str, list[str]]:
    """What each text names, by its reference: as it was read, else read now."""
    refs = {ref_of(text): text for text in texts}
    known, asked = read_among(list(refs)), asked_by(list(refs))
    found = {}
    for ref, text in refs.items():
        uris = {uri for uri, _ in asked[ref]} if ref in known else _read(text)
        found[ref] = sorted(uris | set(getattr(text, "stated_skills", ())))
    return found


def _read(text: JobAd | Thesis) -> set[str]:
    try:
        return {skill.uri for skill in extract(body_of(text), language=text.language or "auto").skills}
    except (EmptyText, TextTooLong):
        return set()


def _remove(corpus: Corpus, texts: Sequence[JobAd | Thesis], found: dict[str, list[str]]) -> None:
    marks = []
    for text in texts:
        if text.fingerprint is not None:
            text.fingerprint.skills = found[ref_of(text)]
            marks.append(text.fingerprint)
    Fingerprint.objects.bulk_update(marks, ("skills",))
    mark_stale(corpus, [(mark.month, mark.language) for mark in marks if mark.month])
    refs = [ref_of(text) for text in texts]
    type(texts[0]).objects.filter(pk__in=[text.pk for text in texts]).delete()
    forget(refs)
