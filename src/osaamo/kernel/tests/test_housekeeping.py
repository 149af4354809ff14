"""References that lead nowhere are found, and the trails are kept as long as the settings say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone

from osaamo.kernel import dangling
from osaamo.kernel.dangling import Dangling, dangling_refs, fields_with_refs
from osaamo.kernel.housekeeping import clear_trails, count_dangling_refs
from osaamo.kernel.models import AuditEntry, ViewEntry
from osaamo.kernel.refs import ref_of
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.trails import audit, record_view

pytestmark = pytest.mark.django_db
NOTHING = "0 references lead nowhere"


def reading(ref):
    return apps.get_model("competence.Reading").objects.create(
        ref=ref, digest="0" * 64, language="fi", model="m", vocabulary="v"
    )


def test_a_reference_leads_nowhere_once_its_row_or_its_domain_is_gone():
    place = make_organisation()
    there = reading(ref_of(place))
    other = reading("gone.thing:5")
    reading("http://data.europa.eu/esco/occupation/1")
    assert list(dangling_refs()) == [Dangling("competence.Reading.ref", other.pk, "gone.thing:5")]
    place.delete()
    assert list(dangling_refs()) == [
        Dangling("competence.Reading.ref", there.pk, there.ref),
        Dangling("competence.Reading.ref", other.pk, "gone.thing:5"),
    ]
    assert count_dangling_refs() == "2 references lead nowhere: competence.Reading.ref 2"


def test_more_rows_than_one_batch(monkeypatch):
    monkeypatch.setattr(dangling, "BATCH", 2)
    place = make_organisation()
    reading(ref_of(place))
    gone = [reading(f"gone.thing:{number}") for number in range(5)]
    assert [one.row for one in dangling_refs()] == [row.pk for row in gone]


def test_the_trails_tell_what_was_and_are_not_looked_at():
    audit(verb="course.remove", about="gone.thing:1")
    record_view(about=make_person(), viewer=make_person(), purpose="guidance", ref="gone.thing:1")
    assert count_dangling_refs() == NOTHING


def test_the_command_lists_them_and_fails(capsys):
    call_command("check_refs")
    assert capsys.readouterr().out == f"{NOTHING}\n"
    row = reading("gone.thing:5")
    with pytest.raises(SystemExit) as ended:
        call_command("check_refs")
    assert ended.value.code == 1
    assert capsys.readouterr().out == (f"competence.Reading.ref\t{row.pk}\tgone.thing:5\n1 references lead nowhere\n")


@isolate_apps("osaamo.kernel")
def test_which_fields_hold_references(monkeypatch):
    class Pointing(models.Model):  # noqa: DJ008 - nobody sees it
        ref = models.CharField(max_length=120)
        payer_person_ref = models.CharField(max_length=120)
        course_refs = models.JSONField()
        preference = models.CharField(max_length=20)
        href = models.CharField(max_length=20)
        ref_count = models.IntegerField()

        class Meta:
            app_label = "kernel"

    Pointing.__module__ = "osaamo.kernel.models"
    monkeypatch.setattr(dangling.apps, "get_models", lambda: [Pointing, AuditEntry])
    assert [field.name for field in fields_with_refs()] == ["ref", "payer_person_ref", "course_refs"]


@pytest.mark.parametrize(("days", "left"), [(30, ["new"]), (0, ["new", "old"])])
def test_trails_are_kept_for_as_many_days_as_the_settings_say(settings, days, left):
    settings.OSAAMO_KEEP_AUDIT_DAYS = settings.OSAAMO_KEEP_VIEWS_DAYS = days
    person, viewer = make_person(), make_person()
    for ref, age in (("new", 29), ("old", 31)):
        at = timezone.now() - timedelta(days=age)
        AuditEntry.objects.filter(pk=audit(verb="x", about=ref).pk).update(at=at)
        entry = record_view(about=person, viewer=viewer, purpose="guidance", ref=ref)
        ViewEntry.objects.filter(pk=entry.pk).update(at=at)
    gone = 2 - len(left)
    assert clear_trails() == f"{gone} audit entries and {gone} views removed"
    assert sorted(AuditEntry.objects.values_list("ref", flat=True)) == left
    assert sorted(ViewEntry.objects.values_list("ref", flat=True)) == left
