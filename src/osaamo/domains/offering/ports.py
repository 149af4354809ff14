"""What the offering tells the other domains (realisations as offers that can be joined), and makes for them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from osaamo.domains.offering.enums import LabelKind, State
from osaamo.domains.offering.models import CourseUnit, StudyModule
from osaamo.domains.offering.queries import realisations, realisations_by_ref
from osaamo.domains.offering.services import save_item
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation
from osaamo.kernel.refs import ref_of
from osaamo.ports.offers import Offer, Required, keyed_offers, offers
from osaamo.ports.publishing import Accepted, Made, catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from osaamo.domains.offering.models import Realisation


@offers("offering.realisation")
def realisation_offers(refs: Collection[str]) -> Mapping[str, Offer]:
    """The offers of realisations by reference."""
    rows = realisations_by_ref(refs)
    titles = _titles(rows.values())
    return {ref: _offer(ref, row, titles) for ref, row in rows.items()}


@keyed_offers("offering.realisation")
def realisation_offers_by_key(keys: Collection[str]) -> Mapping[str, Offer]:
    """The offers of realisations by key."""
    rows = list(realisations().filter(key__in=keys))
    titles = _titles(rows)
    return {row.key: _offer(ref_of(row), row, titles) for row in rows}


def _titles(rows: Iterable[Realisation]) -> Mapping[str, Mapping[str, str]]:
    """The titles by key of the courses that the rows' courses require."""
    keys = {key for row in rows if row.course is not None for key in row.course.requires}
    return dict(CourseUnit.objects.filter(key__in=keys).values_list("key", "name")) if keys else {}


def _offer(ref: str, row: Realisation, titles: Mapping[str, Mapping[str, str]]) -> Offer:
    item, state = row.item, row.state
    return Offer(
        ref=ref,
        key=row.key,
        course=item.key,
        title={code: row.title.get(code, "") for code in LANGUAGES},
        host=row.host.code,
        credits=item.credits,
        starts=row.starts,
        ends=row.ends,
        enrol_from=row.enrol_from,
        enrol_until=row.enrol_until,
        languages=tuple(row.languages),
        audiences=tuple(row.audiences or item.audiences),
        seats=row.seats,
        quotas={quota.group: quota.seats for quota in row.quotas.all()} or None,
        cancelled=state == State.CANCELLED,
        published=item.is_published and state != State.PROPOSED,
        requires=tuple(Required(key, titles.get(key, {})) for key in (row.course.requires if row.course else ())),
        is_programme=row.course is None,
    )


@catalogue("offering.modules")
def module_of(accepted: Accepted) -> Made:
    """The draft of an accepted proposal, owned by its institutions in equal shares; there is one of each proposal."""
    schools = {school.code: school for school in Organisation.objects.filter(code__in=accepted.institutions)}
    lead = schools.pop(accepted.lead)
    code = f"proposal-{accepted.ref.rpartition(':')[2]}"
    module = StudyModule.objects.filter(institution=lead, code=code).first()
    if module is None:
        module = StudyModule(
            institution=lead,
            code=code,
            kind=accepted.kind,
            name=dict(accepted.title),
            learning_outcomes=dict(accepted.summary),
            credits=accepted.credits,
            budget_lines=[accepted.budget_line] if accepted.budget_line else [],
            is_joint=bool(schools),
        )
        share = (Decimal(100) / (len(schools) + 1)).quantize(Decimal("0.01"))
        themes = [accepted.theme] if accepted.theme else []
        save_item(
            item=module, who=None, owners=dict.fromkeys(schools.values(), share), labels={LabelKind.THEME: themes}
        )
    return Made(ref_of(module), module.key)
