"""What people hand in on the pages of badges, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osaamo.competence import services as competence
from osaamo.domains.badges.enums import BY_PEOPLE, AchievementType, Reason, RuleKind
from osaamo.domains.badges.models import BadgeClass
from osaamo.domains.badges.services import BadgeText
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from osaamo.kernel.models import Organisation

MOST_SKILLS = 20
_NAMED = 3


class BadgeForm(forms.Form):
    """What a badge says, in three languages. Every text is needed in each: a badge travels."""

    kind = forms.ChoiceField(choices=AchievementType.choices, label=_("What it is given for"))
    credits = forms.DecimalField(
        required=False, min_value=0, max_value=60, decimal_places=2, label=_("ECTS credits"), localize=True
    )
    skills = forms.CharField(
        required=False,
        label=_("Skills"),
        help_text=_("One on each line: its name in ESCO, or its ESCO address."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(max_length=120, label=_("Name"))
            for part, label in (("description", _("What one can do")), ("criteria", _("Criteria: what one must do"))):
                self.fields[f"{part}_{code}"] = forms.CharField(
                    max_length=2000, label=label, widget=forms.Textarea(attrs={"rows": 3})
                )
        self.by_language = [
            (names[code], [self[f"{part}_{code}"] for part in ("name", "description", "criteria")])
            for code in LANGUAGES
        ]

    def clean_skills(self) -> list[dict[str, Any]]:
        """The skills named, each once, with their names of today in each language."""
        lines = [line.strip() for line in self.cleaned_data["skills"].splitlines() if line.strip()]
        if len(lines) > MOST_SKILLS:
            raise ValidationError(
                gettext("Name at most %(most)s skills: the ones that matter.") % {"most": MOST_SKILLS}
            )
        found = [_skill(line) for line in dict.fromkeys(lines)]
        return list({skill["uri"]: skill for skill in found}.values())

    @property
    def text(self) -> BadgeText:
        """The values of a valid form."""
        values = self.cleaned_data
        texts = {
            part: {code: values[f"{part}_{code}"].replace("\r\n", "\n") for code in LANGUAGES}
            for part in ("name", "description", "criteria")
        }
        return BadgeText(kind=values["kind"], skills=values["skills"], credits=values["credits"], **texts)


def _skill(line: str) -> dict[str, Any]:
    vocabulary = competence.engine().vocabulary
    if line.startswith(("http://", "https://")):
        if line not in vocabulary:
            raise ValidationError(gettext("No skill of ESCO has the address “%(line)s”.") % {"line": line})
        return {"uri": line, "labels": _labels(vocabulary.labels(line))}
    hits = competence.search(line, limit=_NAMED)
    for hit in hits:
        if line.casefold() in {name.casefold() for name in _labels(hit.labels).values()}:
            return {"uri": hit.uri, "labels": _labels(hit.labels)}
    near = ", ".join(f"“{next(iter(_labels(hit.labels).values()))}”" for hit in hits)
    raise ValidationError(
        gettext("No skill of ESCO is called “%(line)s”. Near it are: %(near)s.") % {"line": line, "near": near or "–"}
    )


def _labels(labels: Any) -> dict[str, str]:
    return {code: getattr(labels, code) for code in LANGUAGES if getattr(labels, code)}


class RuleForm(forms.Form):
    """A way to earn a badge."""

    kind = forms.ChoiceField(choices=RuleKind.choices, label=_("Earned by"))
    course = forms.CharField(
        required=False,
        max_length=200,
        label=_("Key of the course, path or intensive"),
        help_text=_("For badges earned by passing: the key as the catalogue has it."),
    )
    least_grade = forms.IntegerField(required=False, min_value=1, max_value=5, label=_("Lowest grade that earns it"))
    tells_grade = forms.BooleanField(required=False, label=_("Write the grade into the badge"))
    parts = forms.ModelMultipleChoiceField(
        BadgeClass.objects.none(), required=False, label=_("Part badges"), widget=forms.CheckboxSelectMultiple
    )
    since = forms.DateField(required=False, label=_("For what is completed from this day on"), localize=True)

    def __init__(self, *args: Any, badge: BadgeClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = BadgeClass.objects.filter(retired_at__isnull=True).exclude(pk=badge.pk)
        self.fields["parts"].queryset = others.prefetch_related("versions")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The values, with only those the kind of rule uses."""
        values = super().clean() or {}
        kind = values.get("kind")
        if kind == RuleKind.GRADE and not values.get("course"):
            self.add_error("course", gettext("Give the key of the course, path or intensive."))
        if kind == RuleKind.PARTS and not values.get("parts"):
            self.add_error("parts", gettext("Choose the part badges."))
        if kind != RuleKind.GRADE:
            values |= {"course": "", "least_grade": None, "tells_grade": False}
        if kind != RuleKind.PARTS:
            values["parts"] = ()
        return values


class ClaimForm(forms.Form):
    """Evidence for a badge."""

    text = forms.CharField(max_length=4000, label=_("What you did and how it meets the criteria"))
    url = forms.URLField(required=False, max_length=500, assume_scheme="https", label=_("Where it can be seen"))


class DecisionForm(forms.Form):
    """What a teacher decides; who declines says why."""

    decision = forms.ChoiceField(choices=(("approve", _("Approve")), ("decline", _("Decline"))))
    answer = forms.CharField(required=False, max_length=2000, label=_("What you say to the learner"))

    def clean(self) -> dict[str, Any]:
        """The values, with an answer where the claim is declined."""
        values = super().clean() or {}
        if values.get("decision") == "decline" and not values.get("answer", "").strip():
            self.add_error("answer", gettext("Say why, so that the learner knows what is missing."))
        return values


class WithdrawForm(forms.Form):
    """Why a badge is withdrawn."""

    reason = forms.ChoiceField(choices=[(one.value, one.label) for one in BY_PEOPLE], label=_("Reason"))
    note = forms.CharField(max_length=2000, label=_("What you say to the holder"))

    @property
    def why(self) -> Reason:
        """The reason of a valid form."""
        return Reason(self.cleaned_data["reason"])


class CheckForm(forms.Form):
    """A badge to check: a file, or its text pasted."""

    file = forms.FileField(required=False, label=_("The badge: a PNG, SVG, JSON or JWT file"))
    text = forms.CharField(required=False, strip=True, max_length=300_000, label=_("Or its text"))


class NewBadgeForm(BadgeForm):
    """A new badge, with the organisation that gives it."""

    organisation = forms.ChoiceField(label=_("Given by"))

    def __init__(self, *args: Any, places: list[Organisation], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.code: place for place in places}
        choices = [(place.code, place.name.get(language) or place.short_name) for place in places]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
