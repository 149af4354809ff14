"""What students and study offices fill in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.ripa_messages import GRADES, Scale

if TYPE_CHECKING:
    from datetime import date

GRADE_CHOICES = [
    (f"{scale.value}:{grade}", grade) for scale in (Scale.ONE_TO_FIVE, Scale.PASS_FAIL) for grade in GRADES[scale]
]
"""Scale and grade in one choice: a grade of another scale cannot be chosen."""


class ConfirmForm(forms.Form):
    """The student has read what it costs and who gets which data."""

    understood = forms.BooleanField(error_messages={"required": _("Confirm that you have read what is sent to whom.")})


class NoteForm(forms.Form):
    """Why an office says no, for the student to read."""

    note = forms.CharField(max_length=500, strip=True, error_messages={"required": _("Write why, for the student.")})


class ResultForm(forms.Form):
    """A grade."""

    grade = forms.ChoiceField(choices=GRADE_CHOICES, error_messages={"required": _("Choose the grade.")})
    credits = forms.DecimalField(
        min_value=Decimal(0), max_value=Decimal(300), max_digits=6, decimal_places=2, localize=True,
        error_messages={"invalid": _("Give the credits as a number, such as 5."), "required": _("Give the credits.")},
    )  # fmt: skip
    completed_on = forms.DateField(
        error_messages={"invalid": _("Give the day as in 31.12.2026."), "required": _("Give the day of completion.")},
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
    )
    language = forms.ChoiceField(choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")])
    acceptor = forms.CharField(max_length=80, error_messages={"required": _("Give the teacher's surname.")})

    def clean_completed_on(self) -> date:
        """A day that has come."""
        day = self.cleaned_data["completed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("The day of completion is not yet here. Give today or an earlier day."))
        return day

    @property
    def scale_and_grade(self) -> tuple[Scale, str]:
        """The choice, taken apart."""
        scale, _colon, grade = self.cleaned_data["grade"].partition(":")
        return Scale(int(scale)), grade


class DiscardForm(forms.Form):
    """Why a message is given up."""

    reason = forms.CharField(max_length=300, strip=True, error_messages={"required": _("Write why it is given up.")})
