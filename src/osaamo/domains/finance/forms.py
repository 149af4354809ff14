"""What is filled in about the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.amounts import BadAmount, amount_of
from osaamo.connectors.errors import TooLarge
from osaamo.connectors.tables import read_rows
from osaamo.domains.finance.models import Budget, Commitment, Line
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation
from osaamo.ports import planning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from osaamo.connectors.rows import Broken, Row

DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""

RECEIPT_TYPES = {"application/pdf": b"%PDF", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}
"""What a receipt may be, and how such a file begins."""


class AmountField(forms.CharField):
    """An amount as people write it; the value is a Decimal."""

    def __init__(self, *, least: int | None = None, **more: Any) -> None:
        self.least = least
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Decimal | None:
        """The amount.

        Raises:
            ValidationError: it is none, or too small.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = amount_of(text)
        except BadAmount as error:
            raise forms.ValidationError(_("Write an amount like 25 000 or 1 234,50.")) from error
        if self.least is not None and amount < self.least:
            raise forms.ValidationError(_("Write an amount above zero."))
        return amount


class DayField(forms.DateField):
    """A day, typed or chosen."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **more)


class LineField(forms.ModelChoiceField):
    """A line of a budget, by code and title."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Line.objects.none(), **more)

    def label_from_instance(self, obj: Line) -> str:
        """The code and the title."""
        return f"{obj.code} {translated(obj.title, get_language() or 'fi')}"


class PlaceField(forms.ModelChoiceField):
    """An institution that keeps books, by its name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), **more)

    def label_from_instance(self, obj: Organisation) -> str:
        """The name."""
        return translated(obj.name, get_language() or "fi")


def institutions() -> Any:
    """The institutions that keep books."""
    return Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).order_by("code")


class BookForm(forms.Form):
    """A cost on a line."""

    day = DayField(label=_("Day"))
    amount = AmountField(label=_("Amount, €"))
    voucher = forms.CharField(label=_("Voucher number"), max_length=60)
    organisation = PlaceField(label=_("In the books of"))
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    text = forms.CharField(label=_("What for"), max_length=200, required=False)
    activity = forms.ChoiceField(label=_("Activity of the plan"), required=False)
    commitment = forms.ModelChoiceField(
        label=_("Fulfils the commitment"), queryset=Commitment.objects.none(), required=False
    )
    receipt = forms.FileField(label=_("Receipt (PDF, PNG or JPEG)"), required=False)
    may_go_over = forms.BooleanField(label=_("May go over the budget"), required=False)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = institutions()
        self.fields["commitment"].queryset = line.commitments.filter(ended_on__isnull=True)
        self.fields["activity"].choices = activity_choices(line)

    def clean_receipt(self) -> tuple[str, str, bytes] | None:
        """The file's name, type and bytes, or ``None``.

        Raises:
            ValidationError: it is too large or of another kind than a receipt may be.
        """
        file = self.cleaned_data.get("receipt")
        if file is None:
            return None
        content = file.read()
        kind = next((kind for kind, begins in RECEIPT_TYPES.items() if content.startswith(begins)), "")
        if not kind or len(content) > settings.OSAAMO_FILE_BYTES:
            raise forms.ValidationError(_("Choose a PDF, PNG or JPEG file of a few megabytes at most."))
        return file.name, kind, content


class PromiseForm(forms.Form):
    """Money promised on a line."""

    title = forms.CharField(label=_("What was ordered or agreed"), max_length=200)
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    amount = AmountField(label=_("Amount, €"), least=0)
    on = DayField(label=_("Day"))
    activity = forms.ChoiceField(label=_("Activity of the plan"), required=False)
    may_go_over = forms.BooleanField(label=_("May go over the budget"), required=False)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = activity_choices(line)


class ExpectForm(forms.Form):
    """What a line is expected to cost."""

    amount = AmountField(label=_("Expected cost of the whole year, €"), least=0)
    reason = forms.CharField(label=_("Why"), max_length=300)


class TransferForm(forms.Form):
    """Money moved between lines."""

    target = LineField(label=_("To line"))
    amount = AmountField(label=_("Amount, €"), least=0)
    decided_on = DayField(label=_("Decided on"))
    decision = forms.CharField(label=_("Decision: who, which meeting"), max_length=300)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = line.budget.lines.exclude(pk=line.pk)


class CorrectForm(forms.Form):
    """A wrong booking is balanced."""

    day = DayField(label=_("Day"))
    reason = forms.CharField(label=_("Why"), max_length=200)


class DecisionForm(forms.Form):
    """A decision about a budget."""

    on = DayField(label=_("Day"))
    decision = forms.CharField(label=_("Decision: who, which meeting"), max_length=300)


class CloseForm(forms.Form):
    """The books are closed."""

    until = DayField(label=_("Closed until and with"))


class LineForm(forms.Form):
    """A line of a draft."""

    code = forms.RegexField(label=_("Code"), regex=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)
    section = forms.SlugField(label=_("Section"), max_length=40)
    title_fi = forms.CharField(label=_("Title in Finnish"), max_length=200)
    title_sv = forms.CharField(label=_("Title in Swedish"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    amount = AmountField(label=_("Amount, €"), least=0)
    area = forms.SlugField(label=_("Area"), max_length=60, required=False)
    module = forms.CharField(label=_("Module of the offering"), max_length=120, required=False)

    def values(self) -> dict[str, Any]:
        """The fields of the line beside its code."""
        cleaned = self.cleaned_data
        return {
            "section": cleaned["section"],
            "title": {code: cleaned[f"title_{code}"] for code in LANGUAGES if cleaned[f"title_{code}"]},
            **{name: cleaned[name] for name in ("amount", "area", "module")},
        }


class LedgerForm(forms.Form):
    """The ledger of an institution."""

    organisation = PlaceField(label=_("In the books of"))
    file = forms.FileField(label=_("Table (CSV or Excel)"))

    def __init__(self, *args: Any, was_dropped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_dropped = was_dropped
        self.fields["organisation"].queryset = institutions()

    def clean(self) -> dict[str, Any]:
        """The values; a file that was over the limit was dropped on its way, and is told of when it is read."""
        cleaned = super().clean() or {}
        if self.was_dropped and "file" in self.errors:
            del self.errors["file"]
        return cleaned

    def rows(self) -> Iterator[Row | Broken]:
        """The rows of the file.

        Raises:
            ConnectorError: it is no table, or too large.
        """
        return rows_of(self.cleaned_data.get("file"))


class SheetForm(forms.Form):
    """Lines as a workbook."""

    file = forms.FileField(label=_("Table (CSV or Excel)"))

    def rows(self) -> Iterator[Row | Broken]:
        """The rows of the file.

        Raises:
            ConnectorError: it is no table, or too large.
        """
        return rows_of(self.cleaned_data.get("file"))


class SettleForm(forms.Form):
    """Where a row of the ledger belongs."""

    line = LineField(label=_("Line"), required=False)
    reason = forms.CharField(label=_("Why it is not of this budget"), max_length=300, required=False)

    def __init__(self, *args: Any, year: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        budgets = Budget.objects.filter(approved_on__isnull=False)
        self.fields["line"].queryset = Line.objects.filter(
            budget__in=budgets.filter(year=year) if year else budgets
        ).select_related("budget")


class ReceiveForm(forms.Form):
    """Money that came in, or was used."""

    day = DayField(label=_("Day"))
    amount = AmountField(label=_("Amount, €"), least=0)
    voucher = forms.CharField(label=_("Voucher number"), max_length=60)


class UseForm(forms.Form):
    """What was used of a grant."""

    day = DayField(label=_("Day"))
    amount = AmountField(label=_("Amount, €"), least=0)
    text = forms.CharField(label=_("What for"), max_length=200)


def activity_choices(line: Line) -> list[tuple[str, str]]:
    """The plan's activities: those of the line first, then all others."""
    language = get_language() or "fi"
    known = {
        one.key: f"{one.key} {translated(one.title, language)}"[:90] for one in planning.items(planning.Kind.ACTIVITY)
    }
    ours = [key for key in line.activities if key in known] or list(line.activities)
    return [("", "–"), *((key, known.pop(key, key)) for key in ours), *known.items()]


def rows_of(file: Any) -> Iterator[Row | Broken]:
    """The rows of an uploaded table.

    Raises:
        ConnectorError: it is no table, or was too large to come here.
    """
    if file is None:
        raise TooLarge("The file is too large.", filename="", limit=settings.OSAAMO_FILE_BYTES)
    return read_rows(file.read(), file.name or "")
