"""Reads over corpora: what came from where, and what could not be taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from osaamo.domains.foresight.models import Corpus

if TYPE_CHECKING:
    from django.db.models import QuerySet


def corpora_told() -> QuerySet[Corpus]:
    """Every corpus with ``texts_taken``, ``repeated``, ``taken_back``, ``set_apart`` and ``newest`` (a day)."""
    return Corpus.objects.annotate(
        texts_taken=Count("fingerprints", distinct=True),
        repeated=Count("fingerprints", filter=Q(fingerprints__duplicate_of__isnull=False), distinct=True),
        taken_back=Count("fingerprints", filter=Q(fingerprints__removed_at__isnull=False), distinct=True),
        newest=Max("fingerprints__published"),
    )
