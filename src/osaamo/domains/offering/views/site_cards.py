"""The cards of items in lists: what it is, who gives it, when one can join, and why it was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from osaamo import engine as door
from osaamo.domains.offering.models import CourseUnit, Realisation, StudyModule
from osaamo.domains.offering.queries import realisations
from osaamo.domains.offering.views.site_catalogue import of_item
from osaamo.domains.offering.views.site_words import Piece, Told, kind_name, spans_marked, told
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.domains.offering.models import Item
    from osaamo.domains.offering.queries import RunState

MODELS = {"offering.courseunit": CourseUnit, "offering.studymodule": StudyModule}


@dataclass(frozen=True, slots=True)
class Why:
    """The sentence that matches, in pieces, and its language where that is not the page's."""

    pieces: Sequence[Piece]
    lang: str


@dataclass(frozen=True, slots=True)
class Card:
    """An item in a list.

    Attributes:
        item: its row.
        url: of its page.
        kind: what it is, in words.
        name: its name.
        owners: short names of the institutions.
        run: the realisation to join next, if there is one.
        state: what can be done with it.
        languages: codes of the teaching languages of all realisations one can still join.
        more: how many more realisations there are to join.
        why: the sentence that matches what was typed.
    """

    item: Item
    url: str
    kind: str
    name: Told
    owners: Sequence[str]
    run: Realisation | None = None
    state: RunState | None = None
    languages: Sequence[str] = ()
    more: int = 0
    why: Why | None = None


def url_of(item: Item) -> str:
    """The address of the page of an item."""
    return reverse("study-module" if isinstance(item, StudyModule) else "study-course", args=[item.pk])


def items_of(refs: Sequence[str]) -> list[Item]:
    """The published items of the references with what lists show of them, in the order given."""
    found: dict[str, Item] = {}
    for kind, model in MODELS.items():
        wanted = [ref.partition(":")[2] for ref in refs if ref.startswith(f"{kind}:")]
        rows = (
            model._default_manager.filter(pk__in=wanted, published_at__isnull=False)  # noqa: SLF001 - public API
            .select_related("institution")
            .prefetch_related("ownerships__organisation", Prefetch("realisations", realisations()))
        )
        found |= {ref_of(row): row for row in rows}
    return [found[ref] for ref in refs if ref in found]


def cards(
    items: Sequence[Item], language: str, words: str = "", terms: Sequence[Mapping[str, float]] = ()
) -> list[Card]:
    """The cards of items that come from :func:`items_of`; with ``words``, each says why it was found."""
    return [_card(item, language, words, terms) for item in items]


def _card(item: Item, language: str, words: str, terms: Sequence[Mapping[str, float]]) -> Card:
    runs = [
        (run, state)
        for run, state in of_item(list(item.realisations.all()), timezone.now())
        if state.code not in ("proposed", "cancelled", "held", "ended")
    ]
    run, state = runs[0] if runs else (None, None)
    return Card(
        item,
        url_of(item),
        kind_name(item),
        told(item.name, language),
        [item.institution.short_name, *(owned.organisation.short_name for owned in item.ownerships.all())],
        run,
        state,
        sorted({code for row, _ in runs for code in row.languages}),
        max(0, len(runs) - 1),
        _why(item, language, words, terms) if terms else None,
    )


def _why(item: Item, language: str, words: str, terms: Sequence[Mapping[str, float]]) -> Why | None:
    texts = {"outcomes": item.learning_outcomes, "promise": item.promise, "content": item.content}
    reason = door.best_reason(words, terms, texts, door.catalogue_encoder(), language)
    if reason is None:
        return None
    return Why(spans_marked(reason.text, reason.spans), reason.language if reason.language != language else "")
