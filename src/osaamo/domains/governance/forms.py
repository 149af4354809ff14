"""What is filled in about bodies, meetings, reports, evaluations and experts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.conf.global_settings import LANGUAGES as ALL_LANGUAGES
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.domains.governance.enums import NoteKind, PoolKind, SeatRole
from osaamo.domains.governance.models import Seat
from osaamo.domains.governance.queries import area_titles
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation, Person
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Collection

    from osaamo.domains.governance.models import Meeting

PAPER_TYPES = {
    "application/pdf": b"%PDF",
    "image/png": b"\x89PNG",
    "image/jpeg": b"\xff\xd8",
    "application/zip": b"PK\x03\x04",
}
"""What a paper may be, and how such a file begins; documents and sheets of an office are zip files."""

TEXT = 4000
CASE = 20000
SPOKEN = ("fi", "sv", "en", "de", "fr", "es", "et", "ru", "zh-hans", "ar")
"""Languages an expert can be asked in."""


def spoken_languages() -> list[tuple[str, str]]:
    """The languages an expert can name, each in the language of the page."""
    names = dict(ALL_LANGUAGES)
    return [(code, _(names[code])) for code in SPOKEN]


def plan_choices(kind: planning.Kind, *, empty: bool = True, areas: Collection[str] = ()) -> list[tuple[str, str]]:
    """The items of a kind, or those of the areas, as choices in the language of the page."""
    language = get_language() or "fi"
    items = [item for item in planning.items(kind) if not areas or item.area in areas]
    found = [(item.key, translated(item.title, language)) for item in items]
    return [("", "–"), *found] if empty else found


def area_choices(keys: Collection[str]) -> list[tuple[str, str]]:
    """The areas of a body as choices; the key stands for an area that no plan names."""
    titles, language = area_titles(), get_language() or "fi"
    return [(key, translated(titles.get(key, {}), language) or key) for key in keys]


class DayField(forms.DateField):
    """A day, typed or chosen."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **more)


class PlaceField(forms.ModelChoiceField):
    """An institution, by its name."""

    def __init__(self, **more: Any) -> None:
        institutions = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).order_by("code")
        super().__init__(queryset=institutions, **more)

    def label_from_instance(self, obj: Organisation) -> str:
        """The name."""
        return translated(obj.name, get_language() or "fi")


class PersonField(forms.EmailField):
    """Somebody with an account, by the e-mail address they sign in with."""

    def clean(self, value: Any) -> Person | None:
        """The person, or ``None`` where the field is empty.

        Raises:
            ValidationError: nobody has the address.
        """
        address = super().clean(value)
        if not address:
            return None
        found = Person.objects.filter(email=address.lower(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody with this address has an account here. Ask them to sign up first."))
        return found


def long_text(**more: Any) -> forms.CharField:
    """A field for a text of some sentences."""
    return forms.CharField(**{"max_length": TEXT, "widget": forms.Textarea(attrs={"rows": 4})} | more)


class SeatForm(forms.Form):
    """A seat in a body."""

    organisation = PlaceField(label=_("Institution"))
    role = forms.ChoiceField(label=_("Role in the body"), choices=SeatRole)
    person = PersonField(label=_("E-mail address of the member"), required=False)
    starts = DayField(label=_("From"))
    ends = DayField(label=_("Until"), required=False)


class TurnForm(forms.Form):
    """A turn to lead the alliance."""

    organisation = PlaceField(label=_("Who leads"))
    starts = DayField(label=_("From"))
    ends = DayField(label=_("Until"))


class DayForm(forms.Form):
    """A day on which something ended or was done."""

    on = DayField(label=_("Day"))


class MeetingForm(forms.Form):
    """A meeting that is called."""

    day = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")


class ItemForm(forms.Form):
    """An item of the agenda with its paper."""

    title = forms.CharField(label=_("Title"), max_length=200)
    paper = long_text(label=_("Paper"), required=False)
    file = forms.FileField(label=_("File (PDF, picture or office document)"), required=False)
    proposer = PlaceField(label=_("Proposed by"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    activity = forms.ChoiceField(label=_("Activity of the plan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = plan_choices(planning.Kind.AREA)
        self.fields["activity"].choices = plan_choices(planning.Kind.ACTIVITY)

    def clean_file(self) -> tuple[str, str, bytes] | None:
        """The file's name, type and bytes, or ``None``.

        Raises:
            ValidationError: it is too large or of another kind than a paper may be.
        """
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        content = file.read()
        kind = next((kind for kind, begins in PAPER_TYPES.items() if content.startswith(begins)), "")
        if not kind or len(content) > settings.OSAAMO_FILE_BYTES:
            raise forms.ValidationError(_("Choose a PDF, picture or office document of a few megabytes at most."))
        return file.name, kind, content


class DecideForm(forms.Form):
    """A decision on an item."""

    text = long_text(label=_("Decision"))
    reasons = long_text(label=_("Reasons"))
    about = forms.ChoiceField(label=_("Decided about (activity of the plan)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = plan_choices(planning.Kind.ACTIVITY)

    def values(self) -> dict[str, str]:
        """The decision as the service takes it, with the reference and address of what it is about."""
        item = planning.find(planning.Kind.ACTIVITY, self.cleaned_data["about"]) if self.cleaned_data["about"] else None
        return {
            "text": self.cleaned_data["text"],
            "reasons": self.cleaned_data["reasons"],
            "ref": item.ref if item else "",
            "url": item.url if item else "",
        }


class FollowForm(forms.Form):
    """What is to be done because of a decision."""

    text = forms.CharField(label=_("What is to be done"), max_length=300)
    person = PersonField(label=_("Who (e-mail address)"), required=False)
    due = DayField(label=_("By"))


class MinutesForm(forms.Form):
    """The minutes, and who was there."""

    present = forms.ModelMultipleChoiceField(
        label=_("Present"), queryset=Seat.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = long_text(label=_("Minutes"), max_length=20000)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        field.queryset = meeting.body.seats.filter(starts__lte=meeting.day).select_related("person", "organisation")
        field.label_from_instance = _seat_words


def _seat_words(seat: Seat) -> str:
    who = seat.person.display_name if seat.person else str(_("not named"))
    return f"{who}, {seat.organisation.short_name}, {seat.get_role_display()}"


class NoteForm(forms.Form):
    """What a group says in its report."""

    kind = forms.ChoiceField(label=_("What it is"), choices=NoteKind)
    area = forms.ChoiceField(label=_("Area"), required=False)
    activity = forms.ChoiceField(label=_("What the decision is about (activity of the plan)"), required=False)
    text = long_text(label=_("Text"))

    def __init__(self, *args: Any, areas: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "–"), *area_choices(areas)]
        self.fields["activity"].choices = plan_choices(planning.Kind.ACTIVITY, areas=areas)


class ApproveForm(forms.Form):
    """The group stands behind its report, also without the comments that are missing."""

    without = forms.CharField(
        label=_("Why the report goes on without the comments that are missing"), max_length=300, required=False
    )


class LeadForm(forms.Form):
    """Who leads an area."""

    area = forms.ChoiceField(label=_("Area"))
    person = PersonField(label=_("E-mail address of the lead"))
    starts = DayField(label=_("From"))

    def __init__(self, *args: Any, areas: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(areas)


class SummaryForm(forms.Form):
    """A report's summary in three languages."""

    fi = long_text(label=_("In Finnish"), required=False)
    sv = long_text(label=_("In Swedish"), required=False)
    en = long_text(label=_("In English"), required=False)

    def values(self) -> dict[str, str]:
        """The summary in the languages that have one."""
        return {code: self.cleaned_data[code] for code in LANGUAGES if self.cleaned_data[code].strip()}


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class EvaluationForm(forms.Form):
    """An external evaluation."""

    title = forms.CharField(label=_("Title"), max_length=200)
    scope = long_text(label=_("What is evaluated"))
    areas = forms.MultipleChoiceField(label=_("Areas (none: all)"), required=False, widget=forms.CheckboxSelectMultiple)
    starts = DayField(label=_("From"))
    ends = DayField(label=_("Until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = plan_choices(planning.Kind.AREA, empty=False)


class EvaluatorForm(forms.Form):
    """Somebody is let in to evaluate."""

    person = PersonField(label=_("E-mail address of the evaluator"))
    until = DayField(label=_("May read until"))


class FindingForm(forms.Form):
    """What evaluators found."""

    text = long_text(label=_("Finding"))
    recommendation = long_text(label=_("Recommendation"), required=False)


class TextForm(forms.Form):
    """An answer."""

    text = long_text(label=_("Answer"))


class RemedyForm(forms.Form):
    """What is done because of a finding."""

    text = forms.CharField(label=_("What is to be done"), max_length=300)
    due = DayField(label=_("By"))


class JoinForm(forms.Form):
    """Somebody joins the pools of experts."""

    organisation = PlaceField(label=_("Institution"))
    pools = forms.MultipleChoiceField(
        label=_("What you can be asked for"), choices=PoolKind, widget=forms.CheckboxSelectMultiple
    )
    areas = forms.MultipleChoiceField(label=_("Areas (none: all)"), required=False, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    available_from = DayField(label=_("Available from"), required=False)
    available_until = DayField(label=_("Available until"), required=False)
    about = long_text(label=_("What you know and have done"), max_length=CASE)
    agree = forms.BooleanField(label=_("I agree"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = plan_choices(planning.Kind.AREA, empty=False)
        self.fields["languages"].choices = spoken_languages()


class CaseForm(forms.Form):
    """A case experts are looked for."""

    title = forms.CharField(label=_("Name of the case"), max_length=200)
    case = long_text(label=_("The case in words"), max_length=CASE)
    pool = forms.ChoiceField(label=_("Pool"), required=False, choices=[("", "–"), *PoolKind.choices])
    area = forms.ChoiceField(label=_("Area"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = plan_choices(planning.Kind.AREA)
        self.fields["language"].choices = [("", "–"), *spoken_languages()]


class InviteForm(forms.Form):
    """An expert is asked for a case."""

    title = forms.CharField(max_length=200)
    case = forms.CharField(max_length=CASE)


class AnswerForm(forms.Form):
    """An expert answers an invitation."""

    accepts = forms.ChoiceField(label=_("Your answer"), choices=[("yes", _("I accept")), ("no", _("I decline"))])
    words = forms.CharField(label=_("A word to go with it"), max_length=300, required=False)
