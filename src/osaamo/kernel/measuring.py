"""Answers to measures from one queryset: the number and the rows behind it cannot differ, being the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet, Sum

from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models.expressions import Combinable

SHARE_PLACES = Decimal("0.0001")
"""Shares are told to a hundredth of a percent."""


@dataclass(frozen=True, slots=True)
class QueryTally:
    """The tally of a queryset; a :class:`osaamo.ports.measures.Tally`.

    Attributes:
        rows: what is counted. A row must come once: filter by ``Exists`` or ``pk__in``, never by a join to many.
        value: what is summed, a field or an expression; the rows are counted when it is left out.
        organisation: the field, or path, that leads from a row to its :class:`Organisation`; several for rows that
            more than one organisation owns. Empty when rows are nobody's: an organisation then has none of them.
    """

    rows: QuerySet[Any]
    value: str | Combinable | None = None
    organisation: str | tuple[str, ...] = "organisation"

    def total(self, organisation: str | None = None) -> Decimal:
        """The sum over the rows of an organisation (by code) and of all below it, or over all rows; 0 for none."""
        rows = self.of(organisation)
        if self.value is None:
            return Decimal(rows.aggregate(total=Count("pk"))["total"])
        value = F(self.value) if isinstance(self.value, str) else self.value
        found = rows.aggregate(total=Sum(value))["total"]
        return found if isinstance(found, Decimal) else Decimal(str(found or 0))

    def refs(self, organisation: str | None = None) -> Iterator[str]:
        """References to the same rows, in order of primary key."""
        rows = self.of(organisation)
        label = rows.model._meta.label_lower  # noqa: SLF001 - Django documents Model._meta as public
        for pk in rows.order_by("pk").values_list("pk", flat=True).iterator():
            yield f"{label}:{pk}"

    def of(self, organisation: str | None = None) -> QuerySet[Any]:
        """The rows of an organisation and of all below it, or all."""
        rows = self.rows.order_by()
        if organisation is None:
            return rows
        inside = _at_or_below(organisation)
        paths = (self.organisation,) if isinstance(self.organisation, str) else self.organisation
        chosen = Q(pk__in=())
        for path in filter(None, paths):
            chosen |= Q(**{f"{path}__in": inside})
        return rows.filter(chosen)


@dataclass(frozen=True, slots=True)
class ShareTally:
    """How large a part is of a whole, from 0 to 1; a :class:`osaamo.ports.measures.Tally`."""

    part: QueryTally
    whole: QueryTally

    def total(self, organisation: str | None = None) -> Decimal:
        """The share of an organisation or of all; 0 where the whole is empty."""
        whole = self.whole.total(organisation)
        return (self.part.total(organisation) / whole).quantize(SHARE_PLACES) if whole else Decimal(0)

    def refs(self, organisation: str | None = None) -> Iterator[str]:
        """References to the rows of the part."""
        return self.part.refs(organisation)


def _at_or_below(code: str) -> list[int]:
    """Primary keys of the organisation with the code and of all below it; none when nobody has the code."""
    found = list(Organisation.objects.filter(code=code).values_list("pk", flat=True))
    edge = found
    while edge:
        edge = list(Organisation.objects.filter(parent__in=edge).exclude(pk__in=found).values_list("pk", flat=True))
        found = found + edge
    return found
