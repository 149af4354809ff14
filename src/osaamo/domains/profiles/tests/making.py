"""People with profiles, and guidance, for tests; the engine is the fake one."""

from __future__ import annotations

from osaamo.domains.profiles.enums import Need, SourceKind
from osaamo.domains.profiles.services import add_source, ask_guidance, begin_profile, take_case
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person

CV = "Markkinoin tuotteita ja laadin kampanjoita.\nTeen raportteja Pythonilla ja SQL-kyselyillä.\n"


def make_profile(text: str = "", **more):
    """A profile its person agreed to, with the skills of a CV if there is one."""
    person = make_person(**more)
    profile = begin_profile(person=person, language="fi")
    if text:
        add_source(profile=profile, kind=SourceKind.CV, title="cv.pdf", text=text)
    return profile


def make_case(*, taken: bool = True, profile=None):
    """A counsellor, and a case of their organisation, theirs if it is taken."""
    place = make_organisation()
    counsellor = make_person(Role.COUNSELLOR, place)
    profile = profile or make_profile()
    case = ask_guidance(
        person=profile.person, organisation=place, need=Need.PATH, message="Mitä seuraavaksi?", language="fi"
    )
    if taken:
        case = take_case(case=case, counsellor=counsellor, coverage=None)
    return counsellor, case
