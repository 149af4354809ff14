"""What a teacher hands in, checked; and the one-click changes of the feedback, made to the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from osaamo.domains.teaching.enums import FIELDS, MOST, Level
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.domains.teaching.models import Draft

LABELS = {
    "title": _("Title"),
    "prerequisites": _("Prior knowledge"),
    "outcomes": _("Learning outcomes"),
    "content": _("Content"),
    "assessment": _("Assessment"),
}
HINTS = {
    "outcomes": _("What the student can do after the course; one outcome a line."),
    "content": _("What is dealt with and done."),
    "assessment": _("How each outcome is shown, and what a grade means."),
}
ROWS = {"prerequisites": 2, "outcomes": 8, "content": 7, "assessment": 5}
FILE_LIMIT = 2_000_000


class DraftForm(forms.Form):
    """The texts of a draft in one language, with its credits, level and the version they were written on."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    language = forms.ChoiceField(widget=forms.HiddenInput, choices=[(code, code) for code in LANGUAGES])
    credits = forms.DecimalField(
        label=_("Credits"), min_value=0, max_value=300, max_digits=4, decimal_places=1, required=False
    )
    level = forms.ChoiceField(
        label=_("Level you aim at"), choices=[("", _("Not chosen yet")), *Level.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A form with a field for each text."""
        super().__init__(*args, **kwargs)
        language = self["language"].value() or ""
        for field in FIELDS:
            widget = forms.Textarea(attrs={"rows": ROWS[field]}) if field in ROWS else forms.TextInput()
            widget.attrs |= {"lang": language, "data-field": field, "spellcheck": "true"}
            if field in HINTS:
                widget.attrs["aria-describedby"] = f"hint-{field}"
            self.fields[field] = forms.CharField(
                label=LABELS[field], max_length=MOST[field], required=False, strip=False, widget=widget,
                help_text=HINTS.get(field, ""),
            )  # fmt: skip

    def only_to_read(self) -> DraftForm:
        """The same form, whose texts cannot be changed."""
        for field in FIELDS:
            self.fields[field].widget.attrs["readonly"] = True
        for name in ("credits", "level"):
            self.fields[name].disabled = True
        return self

    @classmethod
    def of(cls, draft: Draft, language: str) -> DraftForm:
        """The form of a draft as it is stored."""
        initial = {"version": draft.version, "language": language, "credits": draft.credits, "level": draft.level}
        return cls(initial=initial | draft.texts(language))

    def texts(self) -> dict[str, str]:
        """The texts as handed in, with plain line breaks; browsers send two characters for one."""
        return {field: plain_lines(self.cleaned_data[field]) for field in FIELDS}

    def written(self) -> list[forms.BoundField]:
        """The fields of the texts, in the order of the page."""
        return [self[field] for field in FIELDS]

    def facts(self) -> list[forms.BoundField]:
        """The other fields people see."""
        return [self["credits"], self["level"]]


class BeginForm(forms.Form):
    """A new draft at an institution, empty or from a course of the catalogue."""

    institution = forms.SlugField(max_length=60)
    course = forms.CharField(max_length=120, required=False)


class FileForm(forms.Form):
    """A RIPA file."""

    institution = forms.SlugField(max_length=60)
    file = forms.FileField(label=_("RIPA file (JSON)"), max_length=200)


class JudgeForm(forms.Form):
    """What a person says of one goal of one item; a rejection needs a reason."""

    ref = forms.CharField(max_length=120)
    goal = forms.IntegerField(min_value=1, max_value=17)
    say = forms.ChoiceField(choices=[("confirm", "confirm"), ("reject", "reject")])
    reason = forms.CharField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """The values."""
        cleaned = super().clean() or {}
        if cleaned.get("say") == "reject" and not cleaned.get("reason"):
            self.add_error("reason", _("Say in a few words why it does not serve the goal, then reject it."))
        return cleaned


def plain_lines(text: str) -> str:
    """The text with one character for each line break."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def applied(texts: Mapping[str, str], change: str) -> dict[str, str]:
    """The texts after a one-click change.

    ``change`` is ``field:start:end:words``: ``words`` take the place of the characters from ``start`` to ``end``;
    ``field:::words`` adds them as a line of their own. A change that does not fit the text changes nothing.
    """
    told = dict(texts)
    field, _first, rest = change.partition(":")
    start, _second, rest = rest.partition(":")
    end, _third, words = rest.partition(":")
    if field not in told or not words:
        return told
    text = told[field]
    if not start and not end:
        before = text.rstrip()
        told[field] = f"{before}\n{words}" if before else words
    elif start.isdecimal() and end.isdecimal() and int(start) <= int(end) <= len(text):
        told[field] = text[: int(start)] + words + text[int(end) :]
    return told
