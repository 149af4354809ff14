"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from osaamo.domains.profiles.enums import GoalKind, SkillStatus
from osaamo.domains.profiles.models import AgreedStep, Goal, ProfileSkill, SavedPlan, ShareLink, Source
from osaamo.domains.profiles.tests.making import make_case, make_profile
from osaamo.kernel.models import Consent, Role
from osaamo.kernel.services import withdraw_consent
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _self():
    person = make_person()
    return person, person


def _another():
    return make_person(), make_person()


def _own(make_row):
    def asked():
        profile = make_profile()
        return profile.person, make_row(profile)

    return asked


def _of_another(make_row):
    def asked():
        return make_profile().person, make_row(make_profile())

    return asked


def _hanging(make_row):
    return Twin(_own(make_row), _of_another(make_row))


def _profile(profile):
    return profile


def _source(profile):
    return Source.objects.create(profile=profile, kind="cv", title="cv.pdf", language="fi", digest="0" * 64)


def _skill(profile):
    return ProfileSkill.objects.create(profile=profile, uri="skill:1", status=SkillStatus.SUGGESTED)


def _goal(profile):
    return Goal.objects.create(profile=profile, kind=GoalKind.SKILLS, title="Goal")


def _plan(profile):
    return SavedPlan.objects.create(profile=profile, title="Plan")


def _link(profile):
    soon = timezone.now() + timedelta(days=1)
    return ShareLink.objects.create(profile=profile, digest=f"{profile.pk:064d}", title="Link", expires_at=soon)


def _client(*, consent: bool):
    """A counsellor and their client's case, with the client's consent to guidance or without it."""
    counsellor, case = make_case()
    if not consent:
        withdraw_consent(consent=Consent.objects.get(person=case.person, purpose="guidance"))
    return counsellor, case


def _client_profile(*, consent: bool):
    counsellor, case = _client(consent=consent)
    return counsellor, case.person.profile


def _agreed(*, consent: bool):
    counsellor, case = _client(consent=consent)
    return counsellor, AgreedStep.objects.create(case=case, text="Apply")


def _waiting(*, at_another: bool = False):
    counsellor, case = make_case(taken=False)
    return make_person(Role.COUNSELLOR) if at_another else counsellor, case


def _own_case(*, of_another: bool = False):
    _, case = make_case()
    return make_profile().person if of_another else case.person, case


def _place(role: Role):
    place = make_organisation()
    return make_person(role, place), place


def _colleagues_case():
    _, case = make_case()
    return make_person(Role.COUNSELLOR, case.organisation), case


SELF = Twin(_self, _another)

TWINS = {
    "kernel.person:begin-profile": SELF,
    "kernel.person:ask-guidance": SELF,
    "kernel.person:erase": SELF,
    "kernel.organisation:counsel": Twin(lambda: _place(Role.COUNSELLOR), lambda: _place(Role.TEACHER)),
    "profiles.profile:view": Twin(lambda: _client_profile(consent=True), lambda: _client_profile(consent=False)),
    "profiles.profile:change": _hanging(_profile),
    "profiles.profile:export": Twin(_own(_profile), lambda: _client_profile(consent=True)),
    "profiles.source:view": _hanging(_source),
    "profiles.source:change": _hanging(_source),
    "profiles.profileskill:view": _hanging(_skill),
    "profiles.profileskill:change": _hanging(_skill),
    "profiles.goal:view": _hanging(_goal),
    "profiles.goal:change": _hanging(_goal),
    "profiles.savedplan:view": _hanging(_plan),
    "profiles.savedplan:change": _hanging(_plan),
    "profiles.sharelink:view": _hanging(_link),
    "profiles.sharelink:change": _hanging(_link),
    "profiles.guidancecase:view": Twin(lambda: _client(consent=True), _colleagues_case),
    "profiles.guidancecase:take": Twin(_waiting, lambda: _waiting(at_another=True)),
    "profiles.guidancecase:counsel": Twin(lambda: _client(consent=True), lambda: _client(consent=False)),
    "profiles.guidancecase:hand-back": Twin(lambda: _client(consent=True), _colleagues_case),
    "profiles.guidancecase:end": Twin(_own_case, lambda: _own_case(of_another=True)),
    "profiles.agreedstep:view": Twin(lambda: _agreed(consent=True), lambda: _agreed(consent=False)),
    "profiles.agreedstep:tick": Twin(lambda: _agreed(consent=True), lambda: _agreed(consent=False)),
}
