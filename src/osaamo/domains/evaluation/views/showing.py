"""What several pages show alike: the frame with its links, signals in words, refusals in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from osaamo.competence.services import engine
from osaamo.domains.evaluation.enums import Dimension, SignalKind
from osaamo.domains.evaluation.queries import latest_signals
from osaamo.domains.evaluation.rules import GROUP
from osaamo.engine import Labels, goals
from osaamo.kernel.models import Organisation, Role
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from osaamo.domains.evaluation.models import Proposal, Signal

SIGNALS_OF = {
    Dimension.WORKING_LIFE: SignalKind.DEMAND,
    Dimension.STRENGTHS: SignalKind.STRENGTHS,
    Dimension.ADDED_VALUE: SignalKind.OVERLAP,
    Dimension.SDG: SignalKind.SDG,
}
"""The signal that is shown beside each criterion."""


@dataclass(frozen=True, slots=True)
class ShownSignal:
    """A signal with the names of its skills or goals, in all languages, by uri."""

    signal: Signal
    names: Mapping[str, Labels]


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """The page with the links that are for whoever asks."""
    links = {"plans_offering": bool(places_of(request, *GROUP)), "leads_people": bool(places_of(request, Role.RECTOR))}
    return render(request, f"evaluation/{template}", {**context, **links}, status=status)


def places_of(request: HttpRequest, *roles: Role) -> list[Organisation]:
    """Where the person who asks holds one of the roles now, in order of code."""
    if not request.user.is_authenticated:
        return []
    held = memberships_on().filter(person=request.user, role__in=roles).values("organisation")
    return list(Organisation.objects.filter(pk__in=held).select_related("parent__parent"))


def shown_signals(proposal: Proposal) -> dict[str, ShownSignal]:
    """The newest signal of each kind, by kind, in the order of kinds."""
    latest = latest_signals(proposal)
    return {kind: ShownSignal(latest[kind], _names(latest[kind])) for kind in SignalKind if kind in latest}


def _names(signal: Signal) -> dict[str, Labels]:
    if signal.kind == SignalKind.SDG:
        return {goal.uri: goal.labels for goal in goals()}
    uris = {row["uri"] for row in signal.value.get("skills", ())}
    uris |= {uri for row in signal.value.get("courses", ()) for uri in row["shared"]}
    if not uris:
        return {}
    vocabulary = engine().vocabulary
    return {uri: vocabulary.labels(uri) if uri in vocabulary else Labels(en=uri) for uri in sorted(uris)}
