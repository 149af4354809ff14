"""What was approved stays as it was approved."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from osaamo.domains.steering.models import Activity, Area, Goal, Sealed
from osaamo.domains.steering.queries import current, is_untouched
from osaamo.domains.steering.tests.making import make_plan

pytestmark = pytest.mark.django_db


def test_nothing_of_an_approved_version_changes_by_any_way():
    version = make_plan()
    assert current() == version
    item = Activity.objects.get(key="A-1")
    item.schedule = "9/2021"
    with pytest.raises(Sealed):
        item.save()
    with pytest.raises(Sealed):
        item.delete()
    with pytest.raises(Sealed):
        Goal(version=version, key="G-9", kind="mission", area="zone", title={"fi": "Uusi"}).save()
    for model in (Area, Goal, Activity):
        with pytest.raises(DatabaseError, match="approved version"), transaction.atomic():
            model.objects.update(note="changed")
    with pytest.raises(DatabaseError, match="approved version"), transaction.atomic():
        Goal.objects.bulk_create([Goal(version=version, key="G-9", kind="mission", area="zone")])
    assert is_untouched(version)
    Goal.objects.all().delete()
    assert not is_untouched(version), "what the database lets happen shows in the hash"
