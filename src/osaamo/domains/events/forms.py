"""What is filled in about events."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.domains.events.enums import Kind
from osaamo.domains.events.queries import institutions
from osaamo.kernel.fields import AmountField, DayField, PlaceField
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation
from osaamo.ports import budgets, planning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from osaamo.domains.events.models import AttendanceCount, Event, Registration

DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""

BEGINNINGS = {
    "pdf": b"%PDF", "png": b"\x89PNG", "jpg": b"\xff\xd8", "jpeg": b"\xff\xd8",
    "pptx": b"PK\x03\x04", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04",
}  # fmt: skip
"""What material may be by its ending, and how such a file begins."""

MOST_PEOPLE = 100_000
MOST_EUROS = 10**8


def planned(kind: planning.Kind) -> list[tuple[str, str]]:
    """The plan's items of a kind as choices, in the language of the page."""
    return [(item.key, translated(item.title, get_language() or "fi")) for item in planning.items(kind)]


class MomentField(forms.DateTimeField):
    """A day and a time of day."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"], **more)


class PlacesField(forms.ModelMultipleChoiceField):
    """Organisations, by their names."""

    def label_from_instance(self, obj: Organisation) -> str:
        """The name."""
        return translated(obj.name, get_language() or "fi")


class EventForm(forms.Form):
    """An event; ``owners`` are the organisations the person may hold events for."""

    title_fi = forms.CharField(label=_("Title in Finnish"), max_length=200, required=False)
    title_sv = forms.CharField(label=_("Title in Swedish"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    owner = PlaceField(label=_("Organiser"))
    starts = MomentField(label=_("Begins"))
    ends = MomentField(label=_("Ends"))
    is_approximate = forms.BooleanField(label=_("Only the period is known, not the day"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link, shown to those with a seat"), max_length=400, required=False, assume_scheme="https"
    )
    seats = forms.IntegerField(label=_("Seats (empty: no limit)"), min_value=1, max_value=MOST_PEOPLE, required=False)
    opens_at = MomentField(label=_("Registration opens (empty: at once)"), required=False)
    closes_at = MomentField(label=_("Registration closes (empty: when it begins)"), required=False)
    spearhead = forms.ChoiceField(label=_("Spearhead of the plan"), required=False)
    activity = forms.ChoiceField(label=_("Activity of the plan"), required=False)
    budget_line = forms.CharField(label=_("Line of the budget, by its code"), max_length=40, required=False)
    areas = forms.MultipleChoiceField(label=_("Areas of the plan"), widget=forms.CheckboxSelectMultiple, required=False)
    co_organisers = PlacesField(
        label=_("Held together with"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    description_fi = forms.CharField(
        label=_("Description in Finnish"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    description_sv = forms.CharField(
        label=_("Description in Swedish"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    description_en = forms.CharField(
        label=_("Description in English"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, owners: Iterable[Organisation], event: Event | None = None, **more: Any) -> None:
        super().__init__(*args, initial=_initial(event) if event else {}, **more)
        self.kept_line = event.budget_line if event else ""
        self.fields["owner"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in owners])
        self.fields["co_organisers"].queryset = Organisation.objects.exclude(kind=Organisation.Kind.UNIT)
        known = planned(planning.Kind.AREA)
        kept_areas = [one.area for one in event.areas.all()] if event else []
        self.fields["areas"].choices = [*known, *((key, key) for key in kept_areas if key not in dict(known))]
        for name in ("spearhead", "activity"):
            choices = [("", ""), *planned(planning.Kind(name))]
            kept = getattr(event, name, "")
            # As with areas, a key that the plan in force has no more stays until somebody chooses otherwise.
            self.fields[name].choices = choices if kept in dict(choices) else [*choices, (kept, kept)]
        self.places = list(institutions())
        for place in self.places:
            self.fields[f"quota_{place.code}"] = forms.IntegerField(
                label=_("Seats held for %(place)s") % {"place": place.short_name},
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                initial=(event.quotas.get(place.code) if event else None),
            )

    def clean(self) -> dict[str, Any]:
        """What was filled in; the times in order, the title in one language at least."""
        values = super().clean() or {}
        if not any(values.get(f"title_{code}") for code in LANGUAGES):
            self.add_error("title_fi", _("Write the title in one language at least."))
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The event ends before it begins. Check the times."))
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens and closes and closes < opens:
            self.add_error("closes_at", _("Registration closes before it opens. Check the times."))
        code = values.get("budget_line")
        if code and code != self.kept_line and not budgets.amounts([code]):
            self.add_error("budget_line", _("No approved budget has this line. Look up its code in the budget."))
        return values

    def parts(self) -> dict[str, Any]:
        """What :func:`services.save_event` takes: the values, the areas and who helps."""
        found = self.cleaned_data
        names = ("areas", "co_organisers", "seen")
        return {"values": self.values(), **{name: found[name] for name in names}}

    def values(self) -> dict[str, Any]:
        """The values of the event's fields."""
        found = self.cleaned_data
        same = ("kind", "owner", "starts", "ends", "place", "link", "seats", "opens_at", "closes_at", "spearhead")
        return {
            **{name: found[name] for name in (*same, "activity", "budget_line", "is_approximate")},
            "title": _in_languages(found, "title"),
            "description": _in_languages(found, "description"),
            "quotas": {one.code: found[f"quota_{one.code}"] for one in self.places if found[f"quota_{one.code}"]},
        }


def _in_languages(found: dict[str, Any], name: str) -> dict[str, str]:
    return {code: found[f"{name}_{code}"] for code in LANGUAGES if found[f"{name}_{code}"]}


def _initial(event: Event) -> dict[str, Any]:
    same = ("kind", "owner", "place", "link", "seats", "spearhead", "activity", "budget_line", "is_approximate")
    moments = ("starts", "ends", "opens_at", "closes_at")
    return {
        **{name: getattr(event, name) for name in same},
        **{name: timezone.localtime(value) for name in moments if (value := getattr(event, name))},
        **{f"title_{code}": event.title.get(code, "") for code in LANGUAGES},
        **{f"description_{code}": event.description.get(code, "") for code in LANGUAGES},
        "seen": event.sequence,
        "areas": [one.area for one in event.areas.all()],
        "co_organisers": list(event.co_organisers.all()),
    }


class RepeatForm(forms.Form):
    """The same event again on later days."""

    EVERY = (("week", _("every week")), ("two-weeks", _("every second week")), ("month", _("every month")))

    every = forms.ChoiceField(label=_("How often"), choices=EVERY)
    until = DayField(label=_("Until"))


class CancelForm(forms.Form):
    """Why an event is cancelled."""

    reason = forms.CharField(label=_("Reason, told to those who registered"), max_length=300)


class CostForm(forms.Form):
    """A cost."""

    text = forms.CharField(label=_("What for"), max_length=200)
    amount = AmountField(label=_("Amount, €"), least=Decimal(0))

    def clean_amount(self) -> Decimal:
        """The amount, which the column can hold.

        Raises:
            ValidationError: it is too large.
        """
        amount: Decimal = self.cleaned_data["amount"]
        if amount >= MOST_EUROS:
            raise forms.ValidationError(_("Write an amount of zero or more, below a hundred million."))
        return amount


class MaterialForm(forms.Form):
    """An address or a file."""

    title = forms.CharField(label=_("Name of the material"), max_length=200)
    url = forms.URLField(label=_("Address"), max_length=400, required=False, assume_scheme="https")
    file = forms.FileField(label=_("Or a file (PDF, PNG, JPEG, PPTX, DOCX, XLSX)"), required=False)

    def __init__(self, *args: Any, was_dropped: bool = False, **more: Any) -> None:
        self.was_dropped = was_dropped
        super().__init__(*args, **more)

    def clean(self) -> dict[str, Any]:
        """The title with ``url``, or with ``ending`` and ``content``."""
        values = super().clean() or {}
        file = values.pop("file", None)
        if self.was_dropped or (file is not None and file.size > settings.OSAAMO_FILE_BYTES):
            self.add_error("file", _("The file is too large. Ten megabytes is the most; give an address instead."))
        elif file is not None:
            ending, content = file.name.rpartition(".")[2].lower(), file.read()
            if ending in BEGINNINGS and content.startswith(BEGINNINGS[ending]):
                values |= {"ending": ending, "content": content}
            else:
                self.add_error("file", _("Choose a PDF, PNG, JPEG, PPTX, DOCX or XLSX file."))
        if not self.errors and bool(values.get("url")) == ("content" in values):
            self.add_error("url", _("Give either an address or a file."))
        return values


class GuestForm(forms.Form):
    """Somebody without an account wants to come."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class AnswerForm(forms.Form):
    """What somebody thought of an event."""

    GRADES = ((5, _("5, very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, very poor")))

    grade = forms.TypedChoiceField(label=_("Your grade"), choices=GRADES, coerce=int, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What was good, what should change?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text=_("Your name is not kept with the answer. Do not write it in the text either."),
    )


class AttendanceForm(forms.Form):
    """Who came: of those with a seat each, and how many without registering from each institution."""

    came = forms.MultipleChoiceField(
        label=_("Who came"), widget=forms.CheckboxSelectMultiple, required=False, show_hidden_initial=True
    )

    def __init__(
        self, *args: Any, there: Iterable[Registration], counts: Iterable[AttendanceCount], **more: Any
    ) -> None:
        there = list(there)
        super().__init__(*args, initial={"came": [str(one.pk) for one in there if one.attended]}, **more)
        self.fields["came"].choices = [(str(one.pk), _named(one)) for one in there]
        if not there:
            del self.fields["came"]
        known = {one.organisation_id: one.walked_in for one in counts}
        for place in institutions():
            self._place(str(place.pk), place.short_name, known.get(place.pk, 0))
        self._place("others", capfirst(_("others")), known.get(None, 0))

    def _place(self, key: str, name: str, number: int) -> None:
        self.fields[f"in_{key}"] = forms.IntegerField(
            label=_("%(place)s: came without registering") % {"place": name},
            min_value=0,
            max_value=MOST_PEOPLE,
            initial=number,
            show_hidden_initial=True,
        )

    def came_before(self) -> list[int]:
        """The primary keys of those who were known to have come when the page was opened."""
        if "came" not in self.fields:
            return []
        hidden = self.fields["came"].hidden_widget()
        found = hidden.value_from_datadict(self.data, self.files, self.add_initial_prefix("came")) or []
        return [int(pk) for pk in found if pk.isdecimal()]

    def who_came(self) -> list[int]:
        """The primary keys of the registrations whose people came."""
        return [int(pk) for pk in self.cleaned_data.get("came", ())]

    def walked_in(self) -> dict[int | None, int]:
        """How many came without registering, by primary key of their organisation, ``None`` for others.

        Only what was changed on the page, so that two people who count do not undo each other's numbers.
        """
        return dict(self._walked_in())

    def _walked_in(self) -> Iterator[tuple[int | None, int]]:
        for name, number in self.cleaned_data.items():
            if name.startswith("in_") and name in self.changed_data:
                key = name.removeprefix("in_")
                yield (None if key == "others" else int(key)), number


def _named(row: Registration) -> str:
    place = f" ({row.organisation.short_name})" if row.organisation else ""
    return f"{row.name}{place}"
