"""From the planner group's decision to a draft in the catalogue, and back to how it came about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from osaamo.domains.evaluation.services import create_module
from osaamo.domains.evaluation.tests.making import make_proposal, pass_to_run
from osaamo.domains.offering.models import StudyModule
from osaamo.kernel.refs import ref_of
from osaamo.ports.publishing import trail_of

pytestmark = pytest.mark.django_db


def test_an_accepted_proposal_is_a_draft_of_the_catalogue(client):
    alliance, proposal = make_proposal(budget_line="BL-LEARN-2")
    pass_to_run(alliance, proposal)
    client.force_login(alliance.planners[2])
    client.post(reverse("proposal-module", args=[proposal.pk]))
    client.post(reverse("proposal-module", args=[proposal.pk]))
    module = StudyModule.objects.get()
    assert (module.kind, module.name["en"], module.credits) == ("module", "Data of services", Decimal(5))
    assert (module.institution, module.is_published) == (alliance.schools[0], False)
    assert module.budget_lines == ["BL-LEARN-2"]
    assert {row.organisation: row.share for row in module.ownerships.all()} == {alliance.schools[1]: Decimal(50)}
    assert [label.name for label in module.labels.all()] == [{"fi": "Data"}]
    proposal.refresh_from_db()
    assert (proposal.module_ref, proposal.course_key) == (ref_of(module), module.key)
    assert create_module(proposal=proposal, who=alliance.planners[2]).ref == ref_of(module)
    assert client.get(trail_of(ref_of(module)).url).status_code == 200
