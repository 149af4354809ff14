"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from django.test import override_settings

from osaamo.domains.badges import services
from osaamo.domains.badges.tests.making import keys, make_badge
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _place(role):
    place = make_organisation()
    return make_person(role, place), place


def _badge(role):
    user, place = _place(role)
    return user, make_badge(place)


def _award(*, shared=False, evidence=False, place=None):
    with override_settings(OSAAMO_BADGE_KEYS=keys()):
        award = services.issue(badge=make_badge(place), person=make_person(), rule=None)
    return services.share(credential=award, is_shared=shared, shows_evidence=evidence)


def _own_award():
    award = _award()
    return award.person, award


def _shown_to_another(**shown):
    return make_person(), _award(**shown)


def _issued(role, *, here=True):
    user, place = _place(role)
    return user, _award(place=place if here else None)


def _claim(role, *, own=False):
    user, place = _place(role)
    badge = make_badge(place, kind="evidence")
    return user, services.claim(badge=badge, person=user if own else make_person(), text="Raportti")


TWINS = {
    "kernel.organisation:plan-badges": Twin(lambda: _place(Role.PLANNER), lambda: _place(Role.TEACHER)),
    "badges.badgeclass:view": Twin(lambda: (make_person(), make_badge()), None),
    "badges.badgeclass:change": Twin(lambda: _badge(Role.PLANNER), lambda: (make_person(Role.PLANNER), make_badge())),
    "badges.badgeclass:claim": Twin(
        lambda: (make_person(), make_badge()), lambda: (make_person(is_active=False), make_badge())
    ),
    "badges.credential:view": Twin(_own_award, _shown_to_another),
    "badges.credential:see-evidence": Twin(_own_award, lambda: _shown_to_another(shared=True)),
    "badges.credential:share": Twin(_own_award, lambda: _issued(Role.TEACHER)),
    "badges.credential:withdraw": Twin(lambda: _issued(Role.TEACHER), lambda: _issued(Role.TEACHER, here=False)),
    "badges.claim:view": Twin(lambda: _claim(Role.TEACHER), lambda: _claim(Role.STUDENT)),
    "badges.claim:decide": Twin(lambda: _claim(Role.TEACHER), lambda: _claim(Role.TEACHER, own=True)),
}
