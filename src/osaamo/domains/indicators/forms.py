"""What people of the steering groups hand in about an indicator, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osaamo.domains.indicators.enums import Form, Status
from osaamo.domains.indicators.services import Asked, number_in
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation, Person

if TYPE_CHECKING:
    from decimal import Decimal

    from osaamo.domains.indicators.models import Indicator


class NumberField(forms.CharField):
    """A number as people write it: ``25 000`` or ``0,33``; ``None`` when it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Decimal | None:
        """The number."""
        return number_in(super().clean(value))


class LinesField(forms.CharField):
    """A text of some lines."""

    widget = forms.Textarea(attrs={"rows": 3})


class OwnerForm(forms.Form):
    """Whose indicator it is."""

    email = forms.EmailField(required=False, label=_("E-mail of the owner"), help_text=_("Leave empty for no owner."))

    def clean_email(self) -> Person | None:
        """The active person with the address, or ``None`` when it is left empty."""
        address = self.cleaned_data["email"]
        if not address:
            return None
        found = Person.objects.filter(email__iexact=address, is_active=True).first()
        if found is None:
            raise forms.ValidationError(gettext("Nobody here has that address. Ask them to sign in once."))
        return found


class TargetForm(forms.Form):
    """A target of a year; which numbers it needs follows from its form."""

    year = forms.IntegerField(min_value=1990, max_value=2100, label=_("Year"))
    form = forms.ChoiceField(choices=Form.choices, label=_("Kind of target"))
    low = NumberField(required=False, label=_("Number, or lower end"))
    high = NumberField(required=False, label=_("Upper end of a range"))
    growth = NumberField(required=False, label=_("Growth as a share: 0.33"))
    words_fi = forms.CharField(required=False, max_length=300, label=_("In words, in Finnish"))
    words_sv = forms.CharField(required=False, max_length=300, label=_("In words, in Swedish"))
    words_en = forms.CharField(required=False, max_length=300, label=_("In words, in English"))
    replaces = forms.ChoiceField(
        required=False, choices=(("", _("one of the same kind")), *Form.choices), label=_("Takes the place of")
    )
    reason = LinesField(max_length=1000, label=_("Why the target changes"))

    @property
    def asked(self) -> Asked:
        """The target."""
        values = self.cleaned_data
        words = {code: text for code in LANGUAGES if (text := values[f"words_{code}"].strip())}
        return Asked(Form(values["form"]), values["low"], values["high"], values["growth"], words)


class ValueForm(forms.Form):
    """A value as an exception."""

    year = forms.IntegerField(min_value=1990, max_value=2100, label=_("Year"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, label=_("Of"), empty_label=_("all together"), to_field_name="code"
    )
    value = NumberField(label=_("Value"))
    reason = LinesField(max_length=1000, label=_("Why it is entered by hand"))
    evidence = LinesField(max_length=1000, label=_("Evidence: an address or a document"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            kind=Organisation.Kind.INSTITUTION, parent__isnull=False
        )


class OverrideForm(forms.Form):
    """A status set by hand."""

    status = forms.ChoiceField(
        choices=[choice for choice in Status.choices if choice[0] != Status.FOLLOWED], label=_("Status")
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = LinesField(max_length=1000, label=_("Why the rule is wrong here"))


class TableForm(forms.Form):
    """A table of targets and entered values."""

    file = forms.FileField(label=_("Table: Excel or CSV"))


class ConfirmForm(forms.Form):
    """The change of a table that was shown, as its rows in JSON, and why."""

    rows = forms.JSONField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = LinesField(max_length=1000, label=_("Why the targets change"))


FORMS: dict[str, type[forms.Form]] = {
    "owner": OwnerForm,
    "target": TargetForm,
    "value": ValueForm,
    "override": OverrideForm,
}


def forms_of(indicator: Indicator, year: int, posted: str = "", data: Any = None) -> dict[str, forms.Form]:
    """Every form of an indicator's page, the one that was ``posted`` with its data."""
    owner = indicator.owner.email if indicator.owner else ""
    initial: dict[str, dict[str, Any]] = {"owner": {"email": owner}, "target": {"year": year}, "value": {"year": year}}
    return {
        name: made(data if name == posted else None, initial=initial.get(name), prefix=name)
        for name, made in FORMS.items()
    }
