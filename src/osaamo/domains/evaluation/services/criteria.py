"""Criteria in versions: written, taken into force once, never changed after that."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.evaluation.enums import SCALE, STAGES, Dimension, Stage
from osaamo.domains.evaluation.models import CriteriaSet, Criterion
from osaamo.domains.evaluation.queries import FULL
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.rows import Unchangeable
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from osaamo.kernel.models import Person


class WeightsDoNotFit(Exception):
    """The weights do not sum to exactly 100; ``total`` is what they sum to."""

    def __init__(self, total: Decimal) -> None:
        super().__init__(str(total))
        self.total = total


class AnchorsMissing(Exception):
    """A score of a criterion has no written meaning in one of the languages."""


@cache
def first_criteria() -> dict[str, Any]:
    """The criteria this software comes with: ``dimensions`` with question and anchors, ``weights`` by stage."""
    found: dict[str, Any] = json.loads((files("osaamo.domains.evaluation") / "criteria.json").read_text("utf-8"))
    return found


@transaction.atomic
def install_criteria(*, who: Person | None = None, on: date | None = None) -> list[CriteriaSet]:
    """The first version of each stage's criteria, in force from the day; stages that have criteria are left alone."""
    packaged, made = first_criteria(), []
    for stage in STAGES:
        if CriteriaSet.objects.filter(stage=stage).exists():
            continue
        draft = CriteriaSet.objects.create(stage=stage, version=1)
        for position, (dimension, told) in enumerate(packaged["dimensions"].items(), start=1):
            Criterion.objects.create(
                criteria=draft,
                dimension=Dimension(dimension),
                position=position,
                question=told["question"],
                weight=Decimal(packaged["weights"][stage][dimension]),
                anchors=told["anchors"],
            )
        made.append(take_into_force(criteria=draft, who=who, on=on))
    return made


@transaction.atomic
def draft_criteria(*, stage: Stage, who: Person) -> CriteriaSet:
    """A new version of the stage's criteria to be written, with the rows of the version before; one at a time."""
    versions = CriteriaSet.objects.select_for_update().filter(stage=stage)
    if draft := versions.filter(in_force_from__isnull=True).first():
        return draft
    before = versions.order_by("-version").first()
    draft = CriteriaSet.objects.create(
        stage=stage,
        version=(before.version if before else 0) + 1,
        required_reviews=before.required_reviews if before else 2,
        spread_limit=before.spread_limit if before else 1,
    )
    for row in before.rows.all() if before else ():
        Criterion.objects.create(
            criteria=draft,
            dimension=row.dimension,
            position=row.position,
            question=row.question,
            weight=row.weight,
            anchors=row.anchors,
        )
    audit(verb="criteria.draft", who=who, about=draft, details={"stage": stage, "version": draft.version})
    return draft


@transaction.atomic
def change_criteria(
    *, criteria: CriteriaSet, who: Person, weights: Mapping[str, Decimal], values: Mapping[str, Any]
) -> CriteriaSet:
    """The set that is being written, with weights by dimension and ``values`` of its own fields.

    Raises:
        Unchangeable: it is in force.
    """
    draft = _draft(criteria)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save()
    for row in draft.rows.all():
        if row.dimension in weights:
            row.weight = weights[row.dimension]
            row.save(update_fields=["weight"])
    audit(verb="criteria.change", who=who, about=draft, details={"stage": draft.stage, "version": draft.version})
    return draft


@transaction.atomic
def take_into_force(*, criteria: CriteriaSet, who: Person | None, on: date | None = None) -> CriteriaSet:
    """The set, from the day on (today unless another is given) what proposals of its stage are judged by.

    Raises:
        Unchangeable: it is in force already.
        WeightsDoNotFit: its weights do not sum to 100.
        AnchorsMissing: a score has no meaning in one of the languages.
    """
    draft = _draft(criteria)
    rows = list(draft.rows.all())
    total = sum((row.weight for row in rows), Decimal(0))
    if total != FULL:
        raise WeightsDoNotFit(total)
    wanted = [(str(score), language) for score in SCALE for language in LANGUAGES]
    if not all(row.anchors.get(score, {}).get(language, "").strip() for row in rows for score, language in wanted):
        raise AnchorsMissing
    draft.in_force_from = on or timezone.localdate()
    draft.save(update_fields=["in_force_from"])
    details = {"stage": draft.stage, "version": draft.version, "from": draft.in_force_from}
    audit(verb="criteria.in-force", who=who, about=draft, details=details)
    return draft


def _draft(criteria: CriteriaSet) -> CriteriaSet:
    """The set as stored, locked, if it is still being written."""
    stored = CriteriaSet.objects.select_for_update().get(pk=criteria.pk)
    if stored.in_force_from is not None:
        raise Unchangeable(str(stored))
    return stored
