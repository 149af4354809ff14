"""What the evaluation offers and hears: the trail of a module, and the erasing of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from osaamo.domains.evaluation.queries import drafts_of, passed_to_run, proposal_of_module
from osaamo.domains.evaluation.services import erase_drafts
from osaamo.kernel.refs import ref_of
from osaamo.ports import erasing, publishing

if TYPE_CHECKING:
    from collections.abc import Mapping


@publishing.trails("evaluation.proposals")
def trail_of_module(ref: str) -> publishing.Trail | None:
    """How a module of the catalogue came about, or ``None`` where it was no proposal here."""
    proposal = proposal_of_module(ref)
    passed = passed_to_run(proposal) if proposal else None
    if proposal is None or passed is None:
        return None
    return publishing.Trail(ref_of(proposal), reverse("proposal", args=[proposal.pk]), timezone.localdate(passed.since))


def _key(person: str) -> int:
    return int(person.rpartition(":")[2])


def _erase(person: str) -> erasing.Erased:
    return erasing.Erased(removed={"evaluation.Proposal": erase_drafts(person=_key(person))})


def _held(person: str) -> Mapping[str, int]:
    return {"evaluation.Proposal": drafts_of(_key(person)).count()}


# What was sent in, reviewed, decided or stated stays without a name: those keys to people are set to null.
erasing.register(erasing.Eraser("evaluation.drafts", ("evaluation.Proposal",), _erase, _held))
