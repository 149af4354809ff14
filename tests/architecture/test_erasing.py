"""No model leads to a person whom erasing does not clear there."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from osaamo.kernel.models import Person
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.traces import uncleared
from osaamo.ports import erasing


def test_every_model_that_leads_to_a_person_is_cleared() -> None:
    assert uncleared(apps.get_models(include_auto_created=True)) == []


def test_every_eraser_names_models_that_exist() -> None:
    for eraser in erasing.erasers():
        assert eraser.models, eraser.name
        assert [apps.get_model(label)._meta.label for label in eraser.models] == list(eraser.models)


@pytest.mark.django_db
def test_nothing_is_held_about_somebody_new() -> None:
    assert erasing.held_about(ref_of(make_person())) == {}


@isolate_apps("osaamo.kernel")
def test_a_model_that_keeps_hold_of_a_person_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Goes(models.Model):  # noqa: DJ008 - nobody sees it
        person = models.ForeignKey(Person, models.CASCADE, related_name="+")
        teacher = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

        class Meta:
            app_label = "kernel"

    class Stays(models.Model):  # noqa: DJ008 - nobody sees it
        person = models.ForeignKey(Person, models.PROTECT, related_name="+")
        person_ref = models.CharField(max_length=120)
        payer_person_ref = models.CharField(max_length=120)
        ref = models.CharField(max_length=120)

        class Meta:
            app_label = "kernel"

    monkeypatch.setattr(erasing, "_erasers", {})
    assert uncleared([Goes, Stays]) == [
        "kernel.Stays.person",
        "kernel.Stays.person_ref",
        "kernel.Stays.payer_person_ref",
    ]
    erasing.register(erasing.Eraser("t.stays", ("kernel.Stays",), lambda _: erasing.Erased(), lambda _: {}))
    assert uncleared([Goes, Stays]) == []
