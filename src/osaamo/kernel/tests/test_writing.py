"""A form is written by a service that may refuse: what stands where, and what is kept."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.utils.translation import gettext_lazy, override

from osaamo.kernel.writing import Done, Refused, apart, status_for, wrote


class TooDear(Refused):
    words = gettext_lazy("Only %(left)s € are left.")
    field = "amount"


class Shopping(forms.Form):
    amount = forms.IntegerField()
    text = forms.CharField(required=False)


@pytest.fixture
def request_of():
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)
    return request


def told(request):
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def refuse():
    raise TooDear(left=5)


def test_what_is_right_is_written_once_and_told(request_of) -> None:
    form = Shopping({"amount": "3"})
    done = wrote(request_of, form, lambda: form.cleaned_data["amount"] * 2, lambda made: f"{made} written")
    assert (done, told(request_of)) == (Done(6), [("success", "6 written")])


def test_a_service_that_gives_nothing_back_is_still_done(request_of) -> None:
    assert wrote(request_of, None, lambda: None, "Gone.")
    assert told(request_of) == [("success", "Gone.")]


@pytest.mark.parametrize("sent", [{"amount": "many"}, None])
def test_what_is_wrong_or_was_not_sent_calls_no_service(request_of, sent) -> None:
    form = Shopping(sent)
    assert wrote(request_of, form, lambda: pytest.fail("written"), "x") is None
    assert (told(request_of), status_for(form)) == ([], 422 if sent else 200)


def test_a_refusal_stands_at_its_field_with_what_was_typed(request_of) -> None:
    form = Shopping({"amount": "9", "text": "Kahvi"})
    with override("en"):
        assert wrote(request_of, form, refuse, "x") is None
        assert form.errors == {"amount": ["Only 5 € are left."]}
    assert (form["text"].value(), told(request_of), status_for(None, form)) == ("Kahvi", [], 422)


def test_a_refusal_stands_at_the_top_of_a_form_without_its_field_and_as_a_message_without_a_form(request_of) -> None:
    class Other(forms.Form):
        text = forms.CharField()

    form = Other({"text": "a"})
    assert wrote(request_of, form, refuse, "x") is None
    assert wrote(request_of, None, refuse, "x") is None
    assert list(form.errors) == ["__all__"]
    assert [level for level, _ in told(request_of)] == ["error"]


def test_only_refusals_are_told_other_faults_stay_faults(request_of) -> None:
    with pytest.raises(ZeroDivisionError):
        wrote(request_of, None, lambda: 1 // 0, "x")


def test_forms_of_a_page_have_ids_of_their_own() -> None:
    shown = apart(one=Shopping(), two=Shopping())
    assert [form["amount"].id_for_label for form in shown.values()] == ["one-amount", "two-amount"]
