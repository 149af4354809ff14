"""Study paths a person keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from osaamo.domains.profiles.models import Goal, PlanVersion, Profile, SavedPlan
from osaamo.domains.profiles.services.consents import require_consent
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from osaamo.engine import Plan


@transaction.atomic
def save_plan(
    *,
    profile: Profile,
    goal: Goal,
    plan: Plan,
    sources: Mapping[str, str],
    limits: Mapping[str, Any],
    coverage_before: float,
    instead_of: SavedPlan | None = None,
) -> PlanVersion:
    """The plan as its own, or as the next version of one saved before.

    ``sources`` gives the Ref of what each step (by id) teaches.

    Raises:
        NoConsent: the person does not agree that a profile is kept.
    """
    require_consent(profile)
    Profile.objects.select_for_update().get(pk=profile.pk)
    saved = instead_of or SavedPlan.objects.create(profile=profile, goal=goal, title=goal.title)
    newest = saved.versions.first()
    steps = [{**step.as_dict(), "source": sources.get(step.id, "")} for step in plan.steps]
    if newest is not None and newest.steps == steps:
        return newest
    version = PlanVersion.objects.create(
        plan=saved,
        number=newest.number + 1 if newest else 1,
        limits=dict(limits),
        steps=steps,
        credits=plan.credits,
        coverage_before=coverage_before,
        coverage_after=plan.coverage,
    )
    audit(verb="plan.save", who=profile.person, about=saved, details={"version": version.number, "steps": len(steps)})
    return version


@transaction.atomic
def remove_plan(*, plan: SavedPlan) -> None:
    """The plan is gone with all its versions."""
    audit(verb="plan.remove", who=plan.profile.person, about=plan)
    plan.delete()
