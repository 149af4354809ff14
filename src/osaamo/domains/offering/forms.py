"""What planners hand in, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from osaamo.domains.offering.enums import (
    NEXT_STATES,
    Audience,
    CourseKind,
    Decision,
    DegreeLevel,
    ImportFormat,
    LabelKind,
    Mode,
    ModuleKind,
    State,
)
from osaamo.domains.offering.models import Channel, CourseUnit, DegreeProgramme, Realisation, StudyModule
from osaamo.domains.offering.models.facts import GOALS
from osaamo.domains.offering.queries import degrees_for
from osaamo.domains.offering.services import Refused
from osaamo.domains.offering.services.import_cells import languages_of, meetings_of, quotas_of
from osaamo.domains.offering.services.refusals import reason
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BoundField

    from osaamo.domains.offering.models import Item

TRANSLATED = {
    "name": (_("Name"), forms.TextInput, 200),
    "promise": (_("What it gives, in one sentence"), forms.TextInput, 300),
    "for_whom": (_("Who it is for"), forms.TextInput, 300),
    "learning_outcomes": (_("Learning outcomes"), forms.Textarea, 20_000),
    "content": (_("Content"), forms.Textarea, 20_000),
    "prerequisites": (_("Prior knowledge"), forms.TextInput, 2000),
    "price": (_("Price in words"), forms.TextInput, 300),
}
LANGUAGE_NAMES = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}


class ItemForm(forms.Form):
    """The fields that course units and modules have in common."""

    code = forms.CharField(label=_("Code"), max_length=40)
    credits = forms.DecimalField(label=_("Credits"), min_value=0, max_value=300, decimal_places=1)
    credits_max = forms.DecimalField(
        label=_("Credits at most, where they vary"), min_value=0, max_value=300, decimal_places=1, required=False
    )
    audiences = forms.MultipleChoiceField(
        label=_("Who may take it (none chosen: everybody)"), choices=Audience.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    is_joint = forms.BooleanField(label=_("Part of the alliance's joint offering"), required=False)
    contact = forms.CharField(label=_("Contact"), max_length=200, required=False)
    themes = forms.CharField(label=_("Themes, parted by commas"), max_length=300, required=False)
    networks = forms.CharField(label=_("Networks, parted by commas"), max_length=300, required=False)
    tags = forms.CharField(label=_("Tags, parted by commas (such as HAUS)"), max_length=300, required=False)
    owners = forms.CharField(
        label=_("Other owners and their shares in percent, one a line (laurea: 40)"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    goals = forms.TypedMultipleChoiceField(
        label=_("Goals of the United Nations it serves, as you confirm"), coerce=int, required=False,
        choices=[(goal, f"{goal}") for goal in range(1, GOALS + 1)], widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    rdi_project = forms.CharField(label=_("Research project it is built on"), max_length=200, required=False)
    rdi_authors = forms.CharField(label=_("RDI staff who wrote it, parted by commas"), max_length=300, required=False)
    degrees = forms.ModelMultipleChoiceField(
        label=_("Degree programmes it belongs to"), queryset=DegreeProgramme.objects.all(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    channels = forms.ModelMultipleChoiceField(
        label=_("Shown on these channels"), queryset=Channel.objects.all(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    plain = ("code", "credits", "credits_max", "audiences", "is_joint", "contact")

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """A form of an item, which need not be stored."""
        self.item = item
        super().__init__(*args, initial=_item_values(item, self.plain) | kwargs.pop("initial", {}), **kwargs)
        self.fields["degrees"].choices = [(row.pk, _degree_name(row, item)) for row in degrees_for(item.institution)]
        for field, (label, widget, most) in TRANSLATED.items():
            for code in LANGUAGES:
                self.fields[f"{field}_{code}"] = forms.CharField(
                    label=f"{label} ({LANGUAGE_NAMES[code]})", max_length=most, required=False,
                    widget=widget(attrs={"rows": 6} if widget is forms.Textarea else {}),
                    initial=getattr(item, field).get(code, ""),
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The values; the name is needed in one language, and the owners are organisations."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{code}") for code in LANGUAGES):
            self.add_error("name_fi", gettext("Give the name in at least one language."))
        least, most = cleaned.get("credits"), cleaned.get("credits_max")
        if least is not None and most is not None and most < least:
            self.add_error("credits_max", reason("credits-backwards", {"least": least, "most": most}))
        same = type(self.item).objects.filter(institution=self.item.institution, code=cleaned.get("code", ""))
        if same.exclude(pk=self.item.pk).exists():
            self.add_error("code", reason("doubled-code", {"code": cleaned["code"], "other": same[0].key}))
        try:
            cleaned["owners"] = _owners(cleaned.get("owners", ""))
        except Refused as refusal:
            self.add_error("owners", reason(refusal.code, refusal.values))
        return cleaned

    def fill(self) -> Item:
        """The item with what was handed in; not stored yet."""
        values = self.cleaned_data
        for field in self.plain:
            setattr(self.item, field, values[field])
        for field in TRANSLATED:
            setattr(self.item, field, {code: text for code in LANGUAGES if (text := values[f"{field}_{code}"])})
        return self.item

    def labels(self) -> dict[LabelKind, list[str]]:
        """The words of each kind of label."""
        return {kind: words_of(self.cleaned_data[f"{kind}s"]) for kind in LabelKind}

    def groups(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields under their headings, in the order of the page."""
        texts = {field: [self[f"{field}_{code}"] for code in LANGUAGES] for field in TRANSLATED}
        yield gettext("Basics"), [*texts["name"], *(self[name] for name in self.basics())]
        card = [*texts["promise"], *texts["for_whom"], *texts["price"], self["contact"]]
        yield gettext("Product card"), card
        told = [*texts["learning_outcomes"], *texts["content"], *texts["prerequisites"]]
        yield gettext("What is learned"), told
        yield (
            gettext("Owners, themes and goals"),
            [self[name] for name in ("owners", "themes", "networks", "tags", "goals", "rdi_project", "rdi_authors")],
        )
        if self.fields["degrees"].choices:
            yield gettext("Degree programmes"), [self["degrees"]]
        yield gettext("Channels"), [self["channels"]]

    def basics(self) -> tuple[str, ...]:
        """Names of the fields under the first heading."""
        return ("code", "credits", "credits_max", "audiences", "is_joint")


class CourseForm(ItemForm):
    """A course unit."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CourseKind.choices)
    level = forms.CharField(label=_("Level"), max_length=20, required=False)
    requires = forms.CharField(label=_("Codes of courses to be passed before"), max_length=500, required=False)

    plain = (*ItemForm.plain, "kind", "level")

    def __init__(self, *args: Any, item: CourseUnit, **kwargs: Any) -> None:
        """A form of a course unit."""
        super().__init__(*args, item=item, initial={"requires": ", ".join(item.requires)}, **kwargs)

    def fill(self) -> Item:
        """As above, with the courses to be passed before."""
        item = super().fill()
        item.requires = words_of(self.cleaned_data["requires"])
        return item

    def basics(self) -> tuple[str, ...]:
        """As above."""
        return ("kind", *super().basics(), "level", "requires")


class ModuleForm(ItemForm):
    """A path, intensive or module with its parts."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ModuleKind.choices)
    parts = forms.CharField(
        label=_("Parts: the key of a course a line, with ? in front of optional ones"), required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    is_ordered = forms.BooleanField(label=_("The parts are taken in this order"), required=False)
    optional_credits = forms.DecimalField(
        label=_("Credits to be chosen of the optional parts"), min_value=0, max_value=300, decimal_places=1
    )
    budget_lines = forms.CharField(label=_("Budget lines, parted by commas"), max_length=200, required=False)

    plain = (*ItemForm.plain, "kind", "is_ordered", "optional_credits")

    def __init__(self, *args: Any, item: StudyModule, **kwargs: Any) -> None:
        """A form of a module."""
        initial = {"budget_lines": ", ".join(item.budget_lines), "parts": _parts_text(item)}
        super().__init__(*args, item=item, initial=initial, **kwargs)

    def clean_parts(self) -> list[tuple[CourseUnit, bool]]:
        """The courses with whether they are optional."""
        found = []
        for line in self.cleaned_data["parts"].splitlines():
            key = line.strip().removeprefix("?").strip()
            if not key:
                continue
            course = CourseUnit.objects.filter(key=key).first()
            if course is None:
                raise forms.ValidationError(reason("unknown-course", {"value": key}))
            found.append((course, line.strip().startswith("?")))
        return found

    def fill(self) -> Item:
        """As above, with the budget lines."""
        item = super().fill()
        item.budget_lines = words_of(self.cleaned_data["budget_lines"])
        return item

    def basics(self) -> tuple[str, ...]:
        """As above."""
        return ("kind", *super().basics(), "parts", "is_ordered", "optional_credits", "budget_lines")


class DegreeForm(forms.Form):
    """A degree programme: its names, its code at its school and its level."""

    code = forms.CharField(label=_("Code"), max_length=40)
    level = forms.TypedChoiceField(
        label=_("Level"), choices=[("", "–"), *DegreeLevel.choices], coerce=int, empty_value=None, required=False
    )
    credits = forms.DecimalField(label=_("Credits"), min_value=0, max_value=999, decimal_places=1, required=False)

    def __init__(self, *args: Any, degree: DegreeProgramme, **kwargs: Any) -> None:
        """A form of a degree programme, which need not be stored."""
        self.degree = degree
        names = {f"name_{code}": degree.name.get(code, "") for code in LANGUAGES}
        plain = {name: getattr(degree, name) for name in ("code", "level", "credits")}
        super().__init__(*args, initial=plain | names, **kwargs)
        for code in LANGUAGES:
            label = f"{TRANSLATED['name'][0]} ({LANGUAGE_NAMES[code]})"
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=200, required=False)
        self.order_fields([f"name_{code}" for code in LANGUAGES])

    def fill(self) -> DegreeProgramme:
        """The degree programme with what was handed in; not stored yet."""
        told = self.cleaned_data
        for name in ("code", "level", "credits"):
            setattr(self.degree, name, told[name])
        self.degree.name = {code: text for code in LANGUAGES if (text := told[f"name_{code}"])}
        return self.degree


class RealisationForm(forms.Form):
    """A realisation with its quotas."""

    key = forms.CharField(label=_("Code of the realisation"), max_length=100)
    starts = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    enrol_from = forms.DateTimeField(
        label=_("Enrolment from"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    enrol_until = forms.DateTimeField(
        label=_("Enrolment until"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    seats = forms.IntegerField(label=_("Seats (empty: no limit)"), required=False, min_value=0, max_value=100_000)
    quotas = forms.CharField(
        label=_("Seats held for groups, one a line (laurea:10 or audience:open:5)"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("Way of teaching"), choices=[("", "–"), *Mode.choices], required=False)
    campus = forms.CharField(label=_("Campus"), max_length=80, required=False)
    languages = forms.CharField(label=_("Teaching languages (fi, sv, en)"), max_length=40, required=False)
    meetings = forms.CharField(
        label=_("Timetable: a meeting a line (2027-01-11T09:00/2027-01-11T12:00)"), required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    audiences = forms.MultipleChoiceField(
        label=_("Who may take it (none chosen: as said of the whole)"), choices=Audience.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    plain = ("starts", "ends", "enrol_from", "enrol_until", "seats", "mode", "campus", "audiences")

    def __init__(self, *args: Any, realisation: Realisation, **kwargs: Any) -> None:
        """A form of a realisation, which need not be stored."""
        self.realisation = realisation
        stored = realisation.pk is not None
        initial = {name: getattr(realisation, name) for name in self.plain} | {
            "key": realisation.key,
            "languages": ", ".join(realisation.languages),
            "meetings": "\n".join(f"{one['start']}/{one['end']}" for one in realisation.meetings),
            "quotas": "\n".join(f"{one.group}:{one.seats}" for one in realisation.quotas.all()) if stored else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        # The key is what other systems know it by.
        self.fields["key"].disabled = stored

    def clean_key(self) -> str:
        """A key nobody else has, behind the code of the host."""
        key = self.cleaned_data["key"]
        if self.realisation.pk is not None:
            return key
        host = self.realisation.host.code
        key = key if key.startswith(f"{host}:") else f"{host}:{key}"
        if Realisation.objects.filter(key=key).exists():
            raise forms.ValidationError(reason("doubled-code", {"code": key, "other": key}))
        return key

    def clean(self) -> dict[str, Any]:
        """The values with languages, meetings and quotas read."""
        cleaned = super().clean() or {}
        for name, read in (("languages", languages_of), ("meetings", meetings_of), ("quotas", quotas_of)):
            try:
                cleaned[name] = read(";".join(cleaned.get(name, "").split("\n")).replace("\r", ""))
            except Refused as refusal:
                self.add_error(name, reason(refusal.code, refusal.values))
        return cleaned

    def fill(self) -> Realisation:
        """The realisation with what was handed in; not stored yet."""
        for name in (*self.plain, "languages", "meetings", "key"):
            setattr(self.realisation, name, self.cleaned_data[name])
        return self.realisation


class StateForm(forms.Form):
    """The next state of a realisation, and why."""

    state = forms.ChoiceField(label=_("New state"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        """A form with the states that may follow."""
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one.value, one.label) for one in State if one in NEXT_STATES[state]]


class UploadForm(forms.Form):
    """A file to import."""

    institution = forms.ModelChoiceField(label=_("Whose offering"), queryset=Organisation.objects.none())
    format = forms.ChoiceField(label=_("Kind of file"), choices=ImportFormat.choices)
    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, places: list[Organisation], **kwargs: Any) -> None:
        """A form for those organisations."""
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = Organisation.objects.filter(pk__in=[place.pk for place in places])


class CheckForm(forms.Form):
    """A file of what a channel shows."""

    file = forms.FileField(label=_("File of what the channel shows"))


class DecisionForm(forms.Form):
    """What is decided of a difference."""

    decision = forms.ChoiceField(choices=Decision.choices)
    reason = forms.CharField(max_length=500, required=False)


def words_of(text: str) -> list[str]:
    """The words of a list parted by commas, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _owners(text: str) -> dict[Organisation, Any]:
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        code, _colon, share = line.partition(":")
        place = Organisation.objects.filter(code=code.strip()).first()
        if place is None:
            raise Refused("unknown-organisation", value=code.strip())
        try:
            number = forms.DecimalField(min_value=0, max_value=100, decimal_places=2).clean(share.strip().rstrip("% "))
        except forms.ValidationError as error:
            raise Refused("bad-number", field="owners", value=share.strip()) from error
        found[place] = number
    return found


def _item_values(item: Item, plain: tuple[str, ...]) -> dict[str, Any]:
    """What the form of an item shows at first."""
    values = {name: getattr(item, name) for name in plain}
    if item.pk is None:
        return values
    link = item.rdilinks.first()
    labels = {
        kind: [one.name.get("fi", one.code) for one in item.labels.all() if one.kind == kind] for kind in LabelKind
    }
    return values | {f"{kind}s": ", ".join(words) for kind, words in labels.items()} | {
        "owners": "\n".join(f"{one.organisation.code}: {one.share:g}" for one in item.ownerships.all()),
        "degrees": [one.pk for one in item.degrees.all()],
        "goals": [one.goal for one in item.sdgassessments.all() if one.confirmed_on],
        "rdi_project": str(link) if link else "",
        "rdi_authors": ", ".join(link.authors) if link else "",
        "channels": [listing.channel_id for listing in item.listings.all()],
    }  # fmt: skip


def _degree_name(row: DegreeProgramme, item: Item) -> str:
    """The programme's name and code, and its school where that is another than the item's."""
    name = translated(row.title, get_language() or "fi")
    told = name if name == row.code else f"{name} ({row.code})"
    return told if row.institution_id == item.institution_id else f"{told}, {row.institution.short_name}"


def _parts_text(module: StudyModule) -> str:
    if module.pk is None:
        return ""
    parts = module.parts.select_related("course")
    return "\n".join(f"{'? ' if part.is_optional else ''}{part.course.key}" for part in parts)
