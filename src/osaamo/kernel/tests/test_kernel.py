"""Organisations, content in three languages, references."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from osaamo.kernel.i18n import check_translations, translated
from osaamo.kernel.models import Organisation
from osaamo.kernel.refs import ref_of, resolve


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ({"fi": "a", "sv": "b", "en": "c"}, "sv", "b"),
        ({"fi": "a", "en": "c"}, "sv", "c"),
        ({"fi": "a", "sv": ""}, "sv", "a"),
        ({"sv": "b"}, "fi", "b"),
        ({"fi": "a"}, "de", "a"),
        ({}, "fi", ""),
    ],
)
def test_translated_falls_back_in_declared_order(value, language, text):
    assert translated(value, language) == text


@pytest.mark.parametrize("value", [[], {"de": "x"}, {"fi": 1}, {}, {"fi": " "}])
def test_what_is_no_translation(value):
    with pytest.raises(ValidationError):
        check_translations(value)


def organisation(**changes):
    given = {"code": "a", "kind": "institution", "name": {"fi": "A"}, "short_name": "A"} | changes
    return Organisation.objects.create(**given)


@pytest.mark.django_db
def test_a_name_must_be_given():
    row = organisation(name={})
    with pytest.raises(ValidationError, match="name"):
        row.full_clean()


@pytest.mark.django_db
def test_nobody_is_its_own_parent():
    row = organisation()
    row.parent = row
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.django_db
def test_a_reference_leads_back():
    row = organisation()
    ref = ref_of(row)
    assert ref == f"kernel.organisation:{row.pk}"
    assert resolve(ref) == row
    row.delete()
    assert resolve(ref) is None


@pytest.mark.django_db
@pytest.mark.parametrize("ref", ["", "nothing", "gone.thing:1", "kernel.organisation:x", "kernel.organisation:"])
def test_a_broken_reference_leads_nowhere(ref):
    assert resolve(ref) is None
