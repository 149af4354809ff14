"""What people hand in on the pages of the plan, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.plaintext import clean
from osaamo.domains.steering.enums import FIELDS, Answer, Ending, ItemKind, Outcome, Phase
from osaamo.domains.steering.models import ITEM_MODELS
from osaamo.domains.steering.models.items import SHARED
from osaamo.domains.steering.queries import items_of
from osaamo.domains.steering.rules import (
    EXAMPLES,
    BadLine,
    BadSchedule,
    keys_in,
    read_lines,
    read_schedule,
    write_lines,
)
from osaamo.kernel.i18n import LANGUAGES, TranslatedField, translated
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile

    from osaamo.domains.steering.models import Conflict, Item, PlanVersion, Progress
    from osaamo.kernel.models import Person

    Titles = Mapping[str, Mapping[str, str]]

NAMES = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}

LISTS = (
    "co_steering", "serves", "repeated_in", "echoed_in", "sub", "indicators", "payers", "countries", "other_areas",
    "bodies", "campuses", "subtasks",
)  # fmt: skip
"""Fields that are lists of words; one word, or sentence, on a line."""

NAMED = {
    planning.Kind.BODY: (
        "steering_body", "operative_team", "coordinating_body", "reports_to", "core_team", "bodies", "co_steering",
        "steering_split",
    ),
    planning.Kind.INDICATOR: ("indicators",),
    ItemKind.ACTIVITY: ("parent", "duplicate_of", "roadmap"),
    ItemKind.SEGMENT: ("segment",),
    ItemKind.GOAL: ("serves",),
    ItemKind.AREA: ("other_areas", "repeated_in", "echoed_in"),
}  # fmt: skip
"""Fields that hold keys, by what the keys are of."""

NO_SUCH_KEY = _("The plan has no such key: %(keys)s. Copy the key from the page of what you mean.")


def day_words(day: date) -> str:
    """A day as people write it."""
    return date_format(day, "j M Y" if get_language() == "en" else "j.n.Y")


def _words(*, most: int, label: Any, rows: int = 0, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(required=required, max_length=most, label=label, widget=widget)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _titled(titles: Titles) -> list[tuple[str, str]]:
    language = get_language() or "fi"
    return [(key, translated(title, language)) for key, title in titles.items()]


def _keyed(titles: Titles) -> list[tuple[str, str]]:
    """Choices of a key, none first; the key stands before the title, as in the plan."""
    return [("", _("none")), *((key, f"{key} {title}") for key, title in _titled(titles))]


class IdeaForm(forms.Form):
    """An idea for the alliance."""

    title = _words(most=120, label=_("Your idea in one line"))
    text = _words(most=4000, rows=5, label=_("What should be done, and why?"))
    area = forms.ChoiceField(required=False, label=_("Which area is it about?"))

    def __init__(self, *args: Any, areas: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("I do not know")), *_titled(areas)]


class AnswerForm(forms.Form):
    """What becomes of an idea."""

    outcome = forms.ChoiceField(choices=Answer.choices, label=_("What becomes of it?"), widget=forms.RadioSelect)
    answer = _words(most=4000, rows=5, label=_("The answer, for everybody to read"))
    leads_to = forms.ChoiceField(required=False, label=_("Activity it leads to"))

    def __init__(self, *args: Any, activities: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads_to"].choices = _keyed(activities)


class ChoiceForm(forms.Form):
    """What holds where the plan says two things; ``option`` is empty where it is left open."""

    LEAVE = "-"

    option = forms.ChoiceField(label=_("What holds?"), widget=forms.RadioSelect)
    reason = _words(most=2000, rows=3, label=_("Why?"))
    decided_on = _day(_("Decided on"))
    body = forms.ChoiceField(required=False, label=_("Which body decided?"))

    def __init__(self, *args: Any, conflict: Conflict, bodies: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fi"
        options = [(option["code"], translated(option["text"], language)) for option in conflict.options]
        self.fields["option"].choices = [*options, (self.LEAVE, _("Leave it open"))]
        self.fields["body"].choices = [("", _("not named")), *_titled(bodies)]
        self.fields["decided_on"].initial = timezone.localdate

    def clean_option(self) -> str:
        """The option's code; empty where it is left open."""
        option: str = self.cleaned_data["option"]
        return "" if option == self.LEAVE else option


class ProgressForm(forms.Form):
    """How far an activity is."""

    phase = forms.ChoiceField(choices=Phase.choices, label=_("Phase"), widget=forms.RadioSelect)
    percent = forms.IntegerField(min_value=0, max_value=100, label=_("Percent done"))
    reason = _words(most=500, rows=3, required=False, label=_("Reason, if it is late, merged or cancelled"))
    internal_note = _words(
        most=4000, rows=3, required=False, label=_("Internal note, for those who have signed in to read")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(progress: Progress) -> dict[str, Any]:
        """What the form shows of a stored row."""
        names = ("phase", "percent", "reason", "internal_note", "revision")
        return {name: getattr(progress, name) for name in names}


class OwnerForm(forms.Form):
    """Who answers for an activity: a person, a body, or both."""

    owner = forms.ModelChoiceField(None, required=False, label=_("Person"), empty_label=_("nobody"))
    owner_body = forms.ChoiceField(required=False, label=_("Body or office"))

    def __init__(self, *args: Any, people: models.QuerySet[Person], bodies: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
        self.fields["owner"].label_from_instance = lambda person: person.display_name
        known = dict(_titled(bodies))
        kept = self.initial.get("owner_body")
        if kept and kept not in known:
            known[kept] = kept
        self.fields["owner_body"].choices = [("", _("none")), *known.items()]


class EvidenceForm(forms.Form):
    """Something that shows what was done."""

    text = _words(most=300, label=_("What shows it?"))
    url = forms.URLField(required=False, max_length=500, assume_scheme="https", label=_("Address of the page"))


class TaskForm(forms.Form):
    """A step with its day."""

    title = _words(most=200, label=_("What is to be done?"))
    due_on = _day(_("By the day"))


class DraftForm(forms.Form):
    """The year of a new version."""

    year = forms.IntegerField(min_value=2000, max_value=2100, label=_("For the year"))


class ConsultationForm(forms.Form):
    """The days of a consultation, and what is asked."""

    opens_on = _day(_("Opens on"))
    closes_on = _day(_("Closes on"))
    question_fi = _words(most=500, required=False, label=_("What is asked, in Finnish"))
    question_sv = _words(most=500, required=False, label=_("What is asked, in Swedish"))
    question_en = _words(most=500, required=False, label=_("What is asked, in English"))

    def clean(self) -> dict[str, Any]:
        """The days, and ``question`` by language."""
        cleaned = super().clean() or {}
        question = {code: cleaned.pop(f"question_{code}", "").strip() for code in LANGUAGES}
        return cleaned | {"question": {code: text for code, text in question.items() if text}}


class DecisionForm(forms.Form):
    """What a board decided."""

    outcome = forms.ChoiceField(choices=Outcome.choices, label=_("What was decided?"), widget=forms.RadioSelect)
    decided_on = _day(_("Decided on"))
    reason = _words(most=2000, rows=3, label=_("Why?"))


class CommentForm(forms.Form):
    """What somebody says."""

    text = _words(most=2000, rows=3, label=_("Your comment"))


class CommentAnswerForm(forms.Form):
    """What is answered."""

    answer = _words(most=2000, rows=2, label=_("Your answer"))


class EndForm(forms.Form):
    """Why an item does not go on, and which other item of its kind goes on instead."""

    ending = forms.ChoiceField(
        required=False, choices=[("", _("It goes on")), *Ending.choices], label=_("What becomes of it?")
    )
    goes_on_as = forms.ChoiceField(required=False, label=_("It goes on as"))
    reason = _words(most=500, required=False, label=_("Why?"))

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        initial = {"ending": item.ending, "goes_on_as": item.goes_on_as, "reason": item.ending_reason}
        super().__init__(*args, initial=initial, **kwargs)
        others = [one for one in items_of(item.version, item.KIND) if one.key != item.key and not one.ending]
        self.fields["goes_on_as"].choices = _keyed({one.key: one.title for one in others})


class KeyForm(forms.Form):
    """The key of a new item."""

    key = forms.SlugField(max_length=60, label=_("Key, for example A27-LEARN-01"))


class SheetForm(forms.Form):
    """A workbook with activities."""

    file = forms.FileField(label=_("Excel workbook (.xlsx)"))

    def clean_file(self) -> UploadedFile:
        """The file, if it is not larger than files may be here."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > settings.OSAAMO_FILE_BYTES:
            raise forms.ValidationError(_("The workbook is too large. Hand in one with the activities alone."))
        return file


class ItemForm(forms.Form):
    """The content of an item of any kind, field by field; ``values`` are what is stored.

    The days of an activity follow its schedule: they are read from it where they are left empty, and again where the
    schedule changed and they did not.
    """

    def __init__(self, *args: Any, kind: ItemKind, item: Item | None, version: PlanVersion, **kwargs: Any) -> None:
        self.kind, self.item, self.version = kind, item, version
        self.names = [name for name in ITEM_MODELS[kind].CONTENT if name not in SHARED[3:]]
        initial = self._initial(item) | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)
        for name in self.names:
            field = ITEM_MODELS[kind]._meta.get_field(name)  # noqa: SLF001 - Django documents Model._meta as public
            for form_name, made in _form_fields(name, field):
                self.fields[form_name] = made
        if "area" in self.fields:
            areas = {area.key: area.title for area in items_of(version, ItemKind.AREA)}
            self.fields["area"] = forms.ChoiceField(choices=_titled(areas), label=FIELDS["area"])
        self.known = {
            name: titles
            for of, names in NAMED.items()
            if (titles := self._titles(of, names))
            for name in names
            if name in self.fields
        }
        for name in self.known:
            if isinstance(ITEM_MODELS[kind]._meta.get_field(name), models.SlugField):  # noqa: SLF001 - public
                held = getattr(item, name, "")
                titles = ({held: {}} if held else {}) | self.known[name]
                self.fields[name] = forms.ChoiceField(required=False, choices=_keyed(titles), label=FIELDS[name])

    def _titles(self, of: planning.Kind | ItemKind, names: Iterable[str]) -> Titles:
        """The titles of what fields of the form may name, by key; nothing where the form has none of the fields."""
        if not self.fields.keys() & set(names):
            return {}
        if isinstance(of, planning.Kind):
            return {one.key: one.title for one in planning.items(of)}
        return {one.key: one.title for one in items_of(self.version, of)}

    def clean(self) -> dict[str, Any]:
        """The values; an error where a title is missing or the days do not follow from the schedule."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"title_{code}") for code in LANGUAGES):
            self.add_error("title_fi", _("Give a title in at least one language."))
        for name, titles in self.known.items():
            value = cleaned.get(name)
            keys = value if name in LISTS else keys_in(name, value) if name in EXAMPLES else []
            unknown = [key for key in keys or () if key not in titles and key not in self._held(name)]
            if unknown:
                told = _("No area has the key %(keys)s.") if name in NAMED[ItemKind.AREA] else NO_SUCH_KEY
                self.add_error(name, told % {"keys": ", ".join(map(repr, unknown))})
        if self.kind == ItemKind.ACTIVITY:
            self._set_days(cleaned)
        return cleaned

    def _held(self, name: str) -> list[str]:
        """Keys that the item names already: what was approved so may stay."""
        value = getattr(self.item, name, None) or []
        return keys_in(name, value) if name in EXAMPLES else value

    @property
    def values(self) -> dict[str, Any]:
        """What is stored of the item, by field."""
        found: dict[str, Any] = {}
        for name in self.names:
            if f"{name}_fi" in self.fields:
                texts = {code: clean(self.cleaned_data.get(f"{name}_{code}") or "") for code in LANGUAGES}
                found[name] = {code: text for code, text in texts.items() if text}
            elif name in self.fields:
                found[name] = self.cleaned_data[name]
        return found

    def _initial(self, item: Item | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in self.names if item else ():
            value = getattr(item, name)
            if name in EXAMPLES:
                value = write_lines(name, value)
            elif isinstance(value, dict):
                found |= {f"{name}_{code}": value.get(code, "") for code in LANGUAGES}
            found[name] = "\n".join(map(str, value)) if isinstance(value, list) else value
        return found

    def _set_days(self, cleaned: dict[str, Any]) -> None:
        schedule, starts, ends = cleaned.get("schedule") or "", cleaned.get("starts"), cleaned.get("ends")
        same_days = (starts, ends) == (self.initial.get("starts"), self.initial.get("ends"))
        if schedule and (not (starts and ends) or (same_days and schedule != self.initial.get("schedule"))):
            try:
                span = read_schedule(schedule, year=self.version.year)
            except BadSchedule as error:
                told = _('"%(rest)s" is no time that can be read. Write as in 4-6/2027, Kevät 2027 or Koko vuosi.')
                self.add_error("schedule", told % {"rest": error.rest})
                return
            cleaned["starts"], cleaned["ends"] = span.starts, span.ends
        elif not (starts and ends):
            self.add_error("schedule", _("Give a schedule, or the first and the last day."))
        elif ends < starts:
            self.add_error("ends", _("The last day must not be before the first."))


def _form_fields(name: str, field: models.Field[Any, Any]) -> Iterable[tuple[str, forms.Field]]:
    """The form fields of a field of an item; none of what is not a plain value."""
    label = FIELDS[name]
    if isinstance(field, TranslatedField):
        return [
            (f"{name}_{code}", _words(most=500, required=False, label=f"{label}, {NAMES[code]}")) for code in LANGUAGES
        ]
    if name in EXAMPLES:
        return [(name, _Parts(name))]
    if isinstance(field, models.JSONField):
        return [(name, _Lines(label=label))] if name in LISTS else []
    if isinstance(field, models.BooleanField):
        kind = forms.NullBooleanField if field.null else forms.BooleanField
        return [(name, kind(required=False, label=label))]
    if isinstance(field, models.DateField):
        made: forms.Field = _day(label, required=False)
    elif isinstance(field, models.IntegerField):
        made = forms.IntegerField(required=False, min_value=2000, max_value=2100, label=label)
    elif field.choices:
        made = forms.ChoiceField(choices=field.choices, label=label)
    else:
        made = _words(most=field.max_length or 500, required=False, label=label)
    return [(name, made)]


class _Lines(forms.CharField):
    """A list of words, one on a line."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(required=False, max_length=5000, label=label, widget=forms.Textarea(attrs={"rows": 2}))

    def to_python(self, value: Any) -> list[str]:
        return [clean(line) for line in (value or "").splitlines() if line.strip()]


class _Parts(forms.CharField):
    """A field that holds more than words, its parts one on a line."""

    def __init__(self, name: str) -> None:
        label = _("%(field)s (one on a line, as %(example)s)")
        values = {"field": FIELDS[name], "example": EXAMPLES[name]}
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(required=False, max_length=5000, label=label % values, widget=widget)
        self.name = name

    def to_python(self, value: Any) -> Any:
        try:
            return read_lines(self.name, value or "")
        except BadLine as error:
            told = _("This line cannot be read: %(line)s. Write it as %(example)s.")
            raise forms.ValidationError(told % {"line": error.line, "example": EXAMPLES[self.name]}) from error
