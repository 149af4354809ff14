"""Answers to measures from one queryset: the number and the rows behind it cannot differ, being the same rows."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.timezone import make_aware

from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from django.db.models.expressions import Combinable

    from osaamo.ports.measures import Tally

SHARE_PLACES = Decimal("0.0001")
"""Shares are told to a hundredth of a percent."""


def beginning_of(day: date) -> datetime:
    """The moment a day begins here. As moments, not as dates of them: a database can find those by an index."""
    return make_aware(datetime.combine(day, time.min))


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
        found = rows.aggregate(total=Sum(self._value()))["total"]
        return found if isinstance(found, Decimal) else Decimal(str(found or 0))

    def totals(self, organisations: Collection[str]) -> dict[str | None, Decimal]:
        """What :meth:`total` says for each organisation and, under ``None``, for all; two queries however many."""
        paths = self._paths()
        if not paths:
            return {None: self.total(), **dict.fromkeys(organisations, Decimal(0))}
        # The prefix keeps them apart from the row's own fields.
        names = {f"tally_of_{at}": F(path) for at, path in enumerate(paths)}
        what = Count("pk") if self.value is None else Sum(self._value())
        groups = self.rows.order_by().values(**names).annotate(tally_total=what).values_list(*names, "tally_total")
        found: dict[str | None, Decimal] = dict.fromkeys((None, *organisations), Decimal(0))
        inside = _all_at_or_below(organisations)
        for *owners, total in groups:
            number = total if isinstance(total, Decimal) else Decimal(str(total or 0))
            found[None] += number
            for code in organisations:
                if not inside[code].isdisjoint(owners):
                    found[code] += number
        return found

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
        chosen = Q(pk__in=())
        for path in self._paths():
            chosen |= Q(**{f"{path}__in": inside})
        return rows.filter(chosen)

    def _paths(self) -> list[str]:
        paths = (self.organisation,) if isinstance(self.organisation, str) else self.organisation
        return [path for path in paths if path]

    def _value(self) -> Any:
        return F(self.value) if isinstance(self.value, str) else self.value


@dataclass(frozen=True, slots=True)
class ShareTally:
    """How large a part is of a whole, from 0 to 1; a :class:`osaamo.ports.measures.Tally`."""

    part: QueryTally
    whole: QueryTally

    def total(self, organisation: str | None = None) -> Decimal:
        """The share of an organisation or of all; 0 where the whole is empty."""
        return _share(self.part.total(organisation), self.whole.total(organisation))

    def totals(self, organisations: Collection[str]) -> dict[str | None, Decimal]:
        """The share of each organisation and, under ``None``, of all."""
        parts, wholes = self.part.totals(organisations), self.whole.totals(organisations)
        return {code: _share(parts[code], whole) for code, whole in wholes.items()}

    def refs(self, organisation: str | None = None) -> Iterator[str]:
        """References to the rows of the part."""
        return self.part.refs(organisation)


def rows_behind(tally: Tally, organisation: str | None = None) -> int:
    """How many rows are behind a number; of a share, behind its part."""
    if isinstance(tally, ShareTally):
        return rows_behind(tally.part, organisation)
    if isinstance(tally, QueryTally):
        return tally.of(organisation).count()
    return sum(1 for _ in tally.refs(organisation))


def has_rows(tally: Tally) -> bool:
    """Whether there is anything to count; of a share, anything to have a share of."""
    if isinstance(tally, ShareTally):
        return has_rows(tally.whole)
    if isinstance(tally, QueryTally):
        return tally.rows.exists()
    return next(tally.refs(), None) is not None


@contextmanager
def same_tree() -> Iterator[None]:
    """Inside, the tree of organisations is read once for all tallies; for reads that ask many of them in a row."""
    token = _tree.set({})
    try:
        yield
    finally:
        _tree.reset(token)


_tree: ContextVar[dict[tuple[str, ...], dict[str, set[int]]] | None] = ContextVar("tree_of_organisations", default=None)


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole).quantize(SHARE_PLACES) if whole else Decimal(0)


def _all_at_or_below(codes: Collection[str]) -> dict[str, set[int]]:
    """Primary keys of each organisation and of all below it, with the tree read once."""
    kept = _tree.get()
    if kept is None:
        return _read_tree(codes)
    key = tuple(codes)
    if key not in kept:
        kept[key] = _read_tree(codes)
    return kept[key]


def _read_tree(codes: Collection[str]) -> dict[str, set[int]]:
    below: dict[int | None, list[int]] = {}
    keys: dict[str, int] = {}
    for pk, code, parent in Organisation.objects.values_list("pk", "code", "parent"):
        keys[code] = pk
        below.setdefault(parent, []).append(pk)
    found: dict[str, set[int]] = {}
    for code in codes:
        inside, edge = set[int](), [keys[code]] if code in keys else []
        while edge:
            inside |= set(edge)
            edge = [pk for above in edge for pk in below.get(above, ()) if pk not in inside]
        found[code] = inside
    return found


def _at_or_below(code: str) -> list[int]:
    """Primary keys of the organisation with the code and of all below it; none when nobody has the code."""
    found = list(Organisation.objects.filter(code=code).values_list("pk", flat=True))
    edge = found
    while edge:
        edge = list(Organisation.objects.filter(parent__in=edge).exclude(pk__in=found).values_list("pk", flat=True))
        found = found + edge
    return found
