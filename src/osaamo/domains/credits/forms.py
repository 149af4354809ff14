"""What people hand in on the pages of credits and tutoring, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osaamo.domains.credits.enums import AttainmentKind, Audience, Between, Taken
from osaamo.domains.credits.services import FIELDS, NEEDED, Task
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from osaamo.domains.credits.models import Import, TutoringWork

LINES = 8
"""Of a version of the rules: more than anybody can keep in mind."""

_ANY = ("", _("any of them"))


class LineForm(forms.Form):
    """A line of the counting rules; without ``counts`` it is not used."""

    counts = forms.ChoiceField(
        required=False,
        choices=(("", _("line not used")), ("yes", _("is counted")), ("no", _("is not counted"))),
        label=_("Such a credit"),
    )
    kind = forms.ChoiceField(required=False, choices=(_ANY, *AttainmentKind.choices), label=_("What was completed"))
    audience = forms.ChoiceField(required=False, choices=(_ANY, *Audience.choices), label=_("Audience"))
    between = forms.ChoiceField(required=False, choices=(_ANY, *Between.choices), label=_("Between whom"))
    age_group = forms.CharField(required=False, max_length=20, label=_("Age group, as the schools write it"))
    home_share = forms.DecimalField(
        required=False, min_value=0, max_value=100, decimal_places=2, label=_("Share of the home institution, %")
    )

    def clean(self) -> dict[str, Any]:
        """The values; a line that counts says which share is the home institution's."""
        values = super().clean() or {}
        if values.get("counts") == "yes" and values.get("home_share") is None and "home_share" not in self.errors:
            self.add_error("home_share", gettext("Give the share, from 0 to 100. The host counts the rest."))
        return values

    @property
    def line(self) -> dict[str, Any] | None:
        """The line as it is stored, or ``None`` when it is not used."""
        values = self.cleaned_data
        if not values["counts"]:
            return None
        return {
            "kinds": [values["kind"]] if values["kind"] else [],
            "audiences": [values["audience"]] if values["audience"] else [],
            "between": [values["between"]] if values["between"] else [],
            "age_groups": [values["age_group"]] if values["age_group"] else [],
            "counts": values["counts"] == "yes",
            "home_share": str(values["home_share"] or 0),
        }


LineForms = forms.formset_factory(LineForm, extra=0, min_num=LINES, max_num=LINES, absolute_max=LINES)


def initial_lines(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stored lines as the forms take them, filled up to their number."""

    def first(values: list[str]) -> str:
        return values[0] if values else ""

    shown = [
        {
            "counts": "yes" if line.get("counts", True) else "no",
            "kind": first(line.get("kinds", [])),
            "audience": first(line.get("audiences", [])),
            "between": first(line.get("between", [])),
            "age_group": first(line.get("age_groups", [])),
            "home_share": line.get("home_share", "0"),
        }
        for line in lines
    ]
    return shown + [{} for _ in range(LINES - len(shown))]


class DraftForm(forms.Form):
    """From when a version of the rules is to hold, and why."""

    valid_from = forms.DateField(label=_("For what is completed from"), localize=True)
    reason = forms.CharField(
        max_length=2000, label=_("Reasons for the change"), widget=forms.Textarea(attrs={"rows": 3})
    )


class UploadForm(forms.Form):
    """A file of a school's system."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Reported by"), to_field_name="code")
    file = forms.FileField(label=_("File: CSV or Excel"))

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Organisation.objects.filter(pk__in=[place.pk for place in places])
        self.fields["organisation"].queryset = chosen  # type: ignore[attr-defined]


FIELD_NAMES = {
    "key": _("Key of the row"),
    "learner": _("Learner (stored as a digest only)"),
    "course": _("Key of the course"),
    "title": _("Name of the course"),
    "credits": _("Credits"),
    "on": _("Day of completion"),
    "home": _("Home institution"),
    "host": _("Host institution"),
    "audience": _("Audience"),
    "kind": _("What was completed"),
    "age_group": _("Age group"),
}


class MappingForm(forms.Form):
    """Which column holds what."""

    def __init__(self, *args: Any, started: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("– no column –")), *((name, name) for name in started.columns)]
        for field in FIELDS:
            self.fields[field] = forms.ChoiceField(
                required=field in NEEDED,
                choices=choices,
                label=FIELD_NAMES[field],
                initial=started.mapping.get(field, ""),
            )

    @property
    def mapping(self) -> dict[str, str]:
        """The column of each field that has one."""
        return {field: column for field, column in self.cleaned_data.items() if column}


class DecideForm(forms.Form):
    """What is counted of reports that differ."""

    taken = forms.ChoiceField(choices=Taken.choices)
    reason = forms.CharField(max_length=1000)


class EntryForm(forms.Form):
    """A day of tutoring."""

    on = forms.DateField(label=_("Day"), localize=True)
    hours = forms.DecimalField(
        min_value=0, max_value=12, decimal_places=2, localize=True, label=_("Hours"), help_text=_("For example 2,5")
    )
    text = forms.CharField(
        max_length=2000, label=_("What you did, and what came of it"), widget=forms.Textarea(attrs={"rows": 3})
    )
    url = forms.URLField(required=False, max_length=500, assume_scheme="https", label=_("Evidence: an address"))

    def clean_hours(self) -> Any:
        """More than nothing."""
        if not self.cleaned_data["hours"]:
            raise forms.ValidationError(gettext("Give the hours, for example 2,5."))
        return self.cleaned_data["hours"]


class UnionForm(forms.Form):
    """What a student union decides on a tutor's work."""

    answer = forms.CharField(required=False, max_length=2000)

    def approved(self, work: TutoringWork, chosen: list[str]) -> set[int]:
        """The entries of the work among the chosen keys."""
        keys = {int(key) for key in chosen if key.isascii() and key.isdigit()}
        return {entry.pk for entry in work.entries.all() if entry.pk in keys}


class TaskForm(forms.Form):
    """A tutoring task."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Institution"), to_field_name="code")
    union = forms.ModelChoiceField(
        Organisation.objects.filter(kind=Organisation.Kind.UNIT, parent__isnull=True),
        label=_("Student union that approves"),
        to_field_name="code",
    )
    key = forms.SlugField(max_length=60, label=_("Key of the task, as in the catalogue"))
    hours_per_credit = forms.DecimalField(
        min_value=1, max_value=100, decimal_places=2, localize=True, label=_("Hours for one credit")
    )
    credit_step = forms.DecimalField(
        min_value=0.25, max_value=5, decimal_places=2, localize=True, label=_("Credits come in steps of")
    )
    credits_max = forms.DecimalField(
        min_value=0, max_value=30, decimal_places=2, localize=True, label=_("At most so many credits")
    )
    starts = forms.DateField(localize=True, label=_("From"))
    ends = forms.DateField(localize=True, label=_("Until"))

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Organisation.objects.filter(pk__in=[place.pk for place in places])
        self.fields["organisation"].queryset = chosen  # type: ignore[attr-defined]
        names = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(max_length=120, label=f"{_('Name')} {names[code]}")
            self.fields[f"description_{code}"] = forms.CharField(
                max_length=2000, label=f"{_('Task')} {names[code]}", widget=forms.Textarea(attrs={"rows": 3})
            )

    def clean(self) -> dict[str, Any]:
        """The values; a task ends after it starts."""
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", gettext("The task must end after it starts."))
        return values

    @property
    def task(self) -> Task:
        """The task of a valid form."""
        values = dict(self.cleaned_data)
        name = {code: values.pop(f"name_{code}") for code in LANGUAGES}
        description = {code: values.pop(f"description_{code}") for code in LANGUAGES}
        return Task(name=name, description=description, **values)
