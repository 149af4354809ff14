"""What people hand in on the pages of their profile, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.badges import read_badge
from osaamo.connectors.documents import read_document
from osaamo.connectors.errors import ConnectorError, TooLarge
from osaamo.connectors.study_record import read_study_record
from osaamo.domains.profiles import services
from osaamo.domains.profiles.enums import Content, Need, SourceKind
from osaamo.engine import EmptyText, OsaamoError, PathLimits, TextTooLong
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from osaamo.connectors.study_records import StudyRecord

UNREADABLE = (OsaamoError, ConnectorError)
"""What a text or a file may raise; each has a code that the page puts into words."""

DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""

LANGUAGES = (("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English")))
MODES = (("online", _("online")), ("campus", _("on campus")), ("blended", _("blended")))
AUDIENCES = (
    ("degree", _("as a degree student")),
    ("open", _("in open studies")),
    ("exchange", _("as an exchange student")),
)


class TextForm(forms.Form):
    """A text, typed or as a file. ``problem`` is why it cannot be read."""

    text = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False)
    problem: Exception | None = None

    def clean(self) -> dict[str, Any]:
        """The values with ``text`` holding the text of the file, if there is one."""
        cleaned = super().clean() or {}
        try:
            cleaned["text"] = self._text_of(cleaned.get("file"), cleaned.get("text", ""))
        except UNREADABLE as problem:
            self.problem = problem
            self.add_error("text", "")
        return cleaned

    def _text_of(self, file: UploadedFile | None, typed: str) -> str:
        text = typed.replace("\r\n", "\n")
        if file is not None:
            text = read_document(file.read(), file.name or "").text
        elif self.was_dropped:
            raise TooLarge("The file is too large.", filename="", limit=settings.OSAAMO_FILE_BYTES)
        if len(text) > settings.OSAAMO_TEXT_CHARACTERS:
            raise TextTooLong("The text is too long.", limit=settings.OSAAMO_TEXT_CHARACTERS)
        if not text.strip():
            raise EmptyText("The text is empty.")
        return text

    def __init__(self, *args: Any, was_dropped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_dropped = was_dropped


class SourceForm(TextForm):
    """A text that shows what the person can do."""

    kind = forms.ChoiceField(choices=SourceKind.choices, initial=SourceKind.CV)
    title = forms.CharField(required=False, max_length=200)
    keep_text = forms.BooleanField(required=False)
    record: StudyRecord | None = None

    def _text_of(self, file: UploadedFile | None, typed: str) -> str:
        inside = self._inside(file) if file is not None else ""
        return super()._text_of(None, inside) if inside else super()._text_of(file, typed)

    def _inside(self, file: UploadedFile) -> str:
        """The text of a study record or a badge; empty for a file that is read as any other text.

        A transcript printed as PDF has no courses to take apart, and a certificate may come as a document.
        """
        data, name, kind = file.read(), file.name or "", self.cleaned_data.get("kind")
        file.seek(0)
        try:
            if kind == SourceKind.TRANSCRIPT:
                record = read_study_record(data, name).record
                self.record = record if record.attainments else None
                return services.text_of_record(record)
            if kind == SourceKind.BADGE:
                badge = read_badge(data, name)
                return "\n\n".join(filter(None, (badge.name, badge.description, badge.criteria)))
        except ConnectorError:
            pass
        return ""

    def title_or(self, kind: SourceKind) -> str:
        """The given title, else the name of the file, else what kind of source it is."""
        file = self.cleaned_data.get("file")
        return self.cleaned_data["title"] or (file.name if file else "")[:200] or str(kind.label)


class LimitsForm(forms.Form):
    """What a study path keeps to. Lists come from check boxes; nothing ticked means no limit."""

    credits_max = forms.FloatField(required=False, min_value=1, max_value=240)
    ends_by = forms.DateField(required=False)
    languages = forms.MultipleChoiceField(required=False, choices=LANGUAGES)
    modes = forms.MultipleChoiceField(required=False, choices=MODES)
    audience = forms.ChoiceField(required=False, choices=(("", _("any")), *AUDIENCES))
    max_parallel = forms.IntegerField(required=False, min_value=1, max_value=20)

    DEFAULT_CREDITS = 30.0

    def limits(self, *, passed: tuple[str, ...], avoid: tuple[str, ...], must: tuple[str, ...]) -> PathLimits:
        """The limits, from today on. ``avoid`` wins where a step is in both lists."""
        values = self.cleaned_data if self.is_valid() else {}
        ends_by, today = values.get("ends_by"), timezone.localdate()
        return PathLimits(
            credits_max=values.get("credits_max") or self.DEFAULT_CREDITS,
            starts_from=today.isoformat(),
            ends_by=ends_by.isoformat() if ends_by and ends_by > today else "",
            languages=tuple(values.get("languages", ())),
            modes=tuple(values.get("modes", ())),
            audiences=(values["audience"],) if values.get("audience") else (),
            max_parallel=values.get("max_parallel"),
            passed=passed,
            avoid=avoid,
            must=tuple(step for step in must if step not in avoid),
        )


class ShareForm(forms.Form):
    """What a link shows, to whom and for how long."""

    title = forms.CharField(max_length=120)
    content = forms.MultipleChoiceField(choices=Content.choices)
    days = forms.IntegerField(min_value=1, max_value=365)


class AskForm(forms.Form):
    """A request for guidance."""

    organisation = forms.ModelChoiceField(Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION))
    need = forms.ChoiceField(choices=Need.choices)
    message = forms.CharField(required=False, max_length=2000)
    agree = forms.BooleanField()


class NoteForm(forms.Form):
    """A counsellor's note."""

    note = forms.CharField(max_length=4000)


class StepForm(forms.Form):
    """A next step the two agreed on."""

    step = forms.CharField(max_length=300)
    due_on = forms.DateField(required=False)


class FollowUpForm(forms.Form):
    """The day to come back to a case."""

    on = forms.DateField(required=False)
