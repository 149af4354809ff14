"""Every action anybody registered with the access gate has somebody who may and somebody who may not."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from osaamo.kernel.access import actions, anyone, may
from osaamo.kernel.models import Person


def twins() -> dict:
    found: dict = {}
    for config in apps.get_app_configs():
        if config.name.startswith("osaamo.") and find_spec(f"{config.name}.tests") is not None:
            name = f"{config.name}.tests.access"
            if find_spec(name) is not None:
                found |= import_module(name).TWINS
    return found


TWINS = twins()


def test_every_action_has_its_twins_and_no_twin_is_left_over() -> None:
    assert sorted(TWINS) == [action.name for action in actions()]


@pytest.mark.django_db
@pytest.mark.parametrize("action", [a for a in actions() if a.name in TWINS], ids=lambda action: action.name)
def test_one_may_and_the_twin_may_not(action) -> None:
    twin = TWINS[action.name]
    user, row = twin.allowed()
    assert may(user, action.verb, row)
    assert (twin.denied is None) == (action.allowed is anyone), "only what everybody may has no denied twin"
    if twin.denied is None:
        return
    other, its_row = twin.denied()
    assert not may(other, action.verb, its_row)
    assert not may(AnonymousUser(), action.verb, row)
    Person.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    assert not may(user, action.verb, row), "an account that was switched off may nothing"
