"""Who may do what to profiles and guidance: the person all, a counsellor what the person's consent lets them."""

from __future__ import annotations

from typing import Any

from rules.predicates import predicate

from osaamo.domains.profiles.enums import SERVICE, CaseStatus, Purpose
from osaamo.domains.profiles.models import (
    AgreedStep,
    Goal,
    GuidanceCase,
    Profile,
    ProfileSkill,
    SavedPlan,
    ShareLink,
    Source,
)
from osaamo.kernel.access import allow, has_role, is_self, owns
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import has_consent, roles_of


def consents_to_guidance(case: GuidanceCase) -> bool:
    """Whether both consents that guidance needs are in force; asked of the database each time."""
    person = case.person
    return has_consent(person, Purpose.GUIDANCE, case.organisation.code) and has_consent(
        person, Purpose.PROFILE, SERVICE
    )


@predicate
def owns_profile(user: Any, row: Any) -> bool:
    """The row hangs on the profile of the person who asks."""
    return isinstance(user, Person) and row.profile.person_id == user.pk


@predicate
def consented(user: Any, case: GuidanceCase) -> bool:  # noqa: ARG001 - a predicate's signature
    """The person agrees now that the case's organisation guides them and that a profile is kept."""
    return consents_to_guidance(case)


@predicate
def waits(user: Any, case: GuidanceCase) -> bool:
    """Nobody has taken the case, nor is it anybody's own."""
    return case.status == CaseStatus.ASKED and case.person_id != user.pk


@predicate
def is_theirs(user: Any, case: GuidanceCase) -> bool:
    """The case is with the counsellor who asks, and not closed."""
    return isinstance(user, Person) and case.counsellor_id == user.pk and case.status == CaseStatus.OPEN


is_counsellor = has_role(Role.COUNSELLOR)
counsels = is_theirs & is_counsellor & consented


@predicate
def counsels_person(user: Any, profile: Profile) -> bool:
    """The person of the profile is a client of the counsellor who asks, and still consents."""
    if not isinstance(user, Person):
        return False
    cases = GuidanceCase.objects.filter(person=profile.person_id, counsellor=user, status=CaseStatus.OPEN)
    return any(
        Role.COUNSELLOR in roles_of(user, organisation=case.organisation) and consents_to_guidance(case)
        for case in cases.select_related("person", "organisation")
    )


@predicate
def of_own_case(user: Any, step: AgreedStep) -> bool:
    """The step was agreed with the person who asks."""
    return isinstance(user, Person) and step.case.person_id == user.pk


@predicate
def of_client(user: Any, step: AgreedStep) -> bool:
    """The step was agreed with a client of the counsellor who asks."""
    return bool(counsels.test(user, step.case))


allow(Person, "begin-profile", is_self)
allow(Person, "ask-guidance", is_self)
allow(Person, "erase", is_self)

allow(Profile, "view", owns | counsels_person)
allow(Profile, "change", owns)
allow(Profile, "export", owns)
for _model in (Source, ProfileSkill, Goal, SavedPlan, ShareLink):
    allow(_model, "view", owns_profile)
    allow(_model, "change", owns_profile)

allow(Organisation, "counsel", has_role(Role.COUNSELLOR))
allow(GuidanceCase, "view", owns | counsels)
allow(GuidanceCase, "take", is_counsellor & waits & consented)
allow(GuidanceCase, "counsel", counsels)
allow(GuidanceCase, "hand-back", counsels)
allow(GuidanceCase, "end", owns)
allow(AgreedStep, "view", of_own_case | of_client)
allow(AgreedStep, "tick", of_own_case | of_client)
