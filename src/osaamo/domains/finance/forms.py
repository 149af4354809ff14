"""What is filled in about the budget."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.errors import TooLarge
from osaamo.connectors.tables import read_rows
from osaamo.domains.finance.enums import SECTIONS
from osaamo.domains.finance.models import Commitment, Line
from osaamo.kernel.fields import AmountField, DayField, PersonField, PlaceField
from osaamo.kernel.i18n import LANGUAGES, translated
from osaamo.kernel.models import Organisation
from osaamo.ports import budgets, planning, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from osaamo.connectors.rows import Broken, Row
    from osaamo.domains.finance.models import LedgerRow

DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""


RECEIPT_TYPES = {"application/pdf": b"%PDF", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}
"""What a receipt may be, and how such a file begins."""

CENT = Decimal("0.01")


class LineField(forms.ModelChoiceField):
    """A line of a budget, by code and title."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Line.objects.none(), **more)

    def label_from_instance(self, obj: Line) -> str:
        """The code and the title."""
        return f"{obj.code} {translated(obj.title, get_language() or 'fi')}"


class ReceiptField(forms.FileField):
    """The paper behind a cost; the value is the file's name, media type and bytes, or ``None``."""

    def clean(self, data: Any, initial: Any = None) -> tuple[str, str, bytes] | None:
        """The file.

        Raises:
            ValidationError: it is too large or of another kind than a receipt may be.
        """
        file = super().clean(data, initial)
        if file is None:
            return None
        content = file.read()
        kind = next((kind for kind, begins in RECEIPT_TYPES.items() if content.startswith(begins)), "")
        if not kind or len(content) > settings.OSAAMO_FILE_BYTES:
            raise forms.ValidationError(_("Choose a PDF, PNG or JPEG file of a few megabytes at most."))
        return file.name, kind, content


class WithReceipt(forms.Form):
    """A form with a receipt; ``was_dropped`` says that its file was over the limit and did not come here."""

    receipt = ReceiptField(label=_("Receipt (PDF, PNG or JPEG)"), required=False)

    def __init__(self, *args: Any, was_dropped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_dropped = was_dropped

    def clean(self) -> dict[str, Any]:
        """The values; nothing is booked without the receipt that was chosen for it."""
        values = super().clean() or {}
        if self.was_dropped:
            self.add_error("receipt", _("Choose a PDF, PNG or JPEG file of a few megabytes at most."))
        return values


class WithPurpose(forms.Form):
    """What a cost on a line is for: an activity and a spearhead of the plan, and an event.

    What the event brings along holds where nothing is chosen. ``about`` is the reference of the thing one came from.
    """

    activity = forms.ChoiceField(label=_("Activity of the plan"), required=False)
    spearhead = forms.ChoiceField(label=_("Spearhead of the plan"), required=False)
    about_ref = forms.ChoiceField(label=_("Event"), required=False)

    def __init__(self, *args: Any, line: Line, about: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = activity_choices(line)
        self.fields["spearhead"].choices = [("", "–"), *planned_choices(planning.Kind.SPEARHEAD)]
        self.purposes = {one.ref: one for one in budgets.purposes(line.code)}
        asked = self.data.get(self.add_prefix("about_ref")) or about
        titles = {ref: one.title for ref, one in self.purposes.items()}
        titles |= {ref: one.title for ref, one in shown.show([asked] if asked else []).items()}
        language = get_language() or "fi"
        known = [(ref, translated(title, language)) for ref, title in titles.items()]
        self.fields["about_ref"].choices = [("", "–"), *known]
        self.fields["about_ref"].initial = about if about in titles else ""
        if len(self.fields["spearhead"].choices) == 1:
            del self.fields["spearhead"]
        if not titles:
            del self.fields["about_ref"]

    def clean(self) -> dict[str, Any]:
        """The values, with what the event brings along."""
        values = super().clean() or {}
        purpose = self.purposes.get(values.get("about_ref", ""))
        if purpose is not None:
            for name in ("activity", "spearhead"):
                values[name] = values.get(name) or getattr(purpose, name)
        return values


def planned_choices(kind: planning.Kind) -> list[tuple[str, str]]:
    """The plan's items of a kind as choices, in the language of the page."""
    return [(item.key, translated(item.title, get_language() or "fi")) for item in planning.items(kind)]


def institutions() -> Any:
    """The institutions that keep books."""
    return Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION).order_by("code")


class BookForm(WithPurpose, WithReceipt):
    """A cost on a line."""

    day = DayField(label=_("Day"))
    amount = AmountField(label=_("Amount, €"))
    voucher = forms.CharField(label=_("Voucher number"), max_length=60)
    organisation = PlaceField(label=_("In the books of"))
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    text = forms.CharField(label=_("What for"), max_length=200, required=False)
    commitment = forms.ModelChoiceField(
        label=_("Fulfils the commitment"), queryset=Commitment.objects.none(), required=False
    )
    may_go_over = forms.BooleanField(label=_("May go over the budget"), required=False)
    field_order = (
        "day", "amount", "voucher", "organisation", "supplier", "text", "activity", "spearhead", "about_ref",
        "commitment", "receipt", "may_go_over",
    )  # fmt: skip

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, line=line, **kwargs)
        self.fields["organisation"].queryset = institutions()
        self.fields["commitment"].queryset = line.commitments.filter(ended_on__isnull=True)


class PromiseForm(WithPurpose):
    """Money promised on a line."""

    title = forms.CharField(label=_("What was ordered or agreed"), max_length=200)
    supplier = forms.CharField(label=_("Supplier"), max_length=120, required=False)
    amount = AmountField(label=_("Amount, €"), least=CENT)
    on = DayField(label=_("Day"))
    may_go_over = forms.BooleanField(label=_("May go over the budget"), required=False)
    field_order = ("title", "supplier", "amount", "on", "activity", "spearhead", "about_ref", "may_go_over")


class ExpectForm(forms.Form):
    """What a line is expected to cost."""

    amount = AmountField(label=_("Expected cost of the whole year, €"), least=Decimal(0))
    reason = forms.CharField(label=_("Why"), max_length=300)


class TransferForm(forms.Form):
    """Money moved between lines."""

    target = LineField(label=_("To line"))
    amount = AmountField(label=_("Amount, €"), least=CENT)
    decided_on = DayField(label=_("Decided on"))
    decision = forms.CharField(label=_("Decision: who, which meeting"), max_length=300)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = line.budget.lines.exclude(pk=line.pk)


class CorrectForm(forms.Form):
    """A wrong booking is balanced."""

    day = DayField(label=_("Day"))
    reason = forms.CharField(label=_("Why"), max_length=200)


class ReceiptForm(WithReceipt):
    """The receipt of a booking that came without."""

    receipt = ReceiptField(label=_("Receipt (PDF, PNG or JPEG)"))

    def clean(self) -> dict[str, Any]:
        """As elsewhere; a file that was dropped on its way is told of once."""
        if self.was_dropped:
            self.errors.pop("receipt", None)
        return super().clean()


class EndForm(forms.Form):
    """Nothing more is to come of a promise."""

    on = DayField(label=_("Day"))


class OwnerForm(forms.Form):
    """Who answers for a line."""

    owner = PersonField(label=_("E-mail address of who answers for the line (empty: nobody)"), required=False)


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
    section = forms.ChoiceField(label=_("Section"), choices=tuple(SECTIONS.items()))
    title_fi = forms.CharField(label=_("Title in Finnish"), max_length=200)
    title_sv = forms.CharField(label=_("Title in Swedish"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    amount = AmountField(label=_("Amount, €"), least=Decimal(0))
    area = forms.ChoiceField(label=_("Area"), required=False)
    spearhead = forms.ChoiceField(label=_("Spearhead of the plan"), required=False)
    module = forms.CharField(label=_("Module of the offering"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("area", planning.Kind.AREA), ("spearhead", planning.Kind.SPEARHEAD)):
            self.fields[name].choices = [("", "–"), *planned_choices(kind)]

    def values(self) -> dict[str, Any]:
        """The fields of the line beside its code."""
        cleaned = self.cleaned_data
        return {
            "section": cleaned["section"],
            "title": {code: cleaned[f"title_{code}"] for code in LANGUAGES if cleaned[f"title_{code}"]},
            **{name: cleaned[name] for name in ("amount", "area", "spearhead", "module")},
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
    """Where a row of the ledger belongs, and what of it is written anew."""

    voucher = forms.CharField(label=_("Voucher number"), max_length=60, required=False)
    day = DayField(label=_("Day"), required=False)
    amount = AmountField(label=_("Amount, €"), required=False)
    line = LineField(label=_("Line"), required=False)
    may_go_over = forms.BooleanField(label=_("May go over the budget"), required=False)
    reason = forms.CharField(label=_("Why it is not of this budget"), max_length=300, required=False)

    def __init__(self, *args: Any, row: LedgerRow, lines: Sequence[Line] | None = None, **kwargs: Any) -> None:
        """``lines``: those of :func:`settle_lines`, where a page has many such forms."""
        initial = {"voucher": row.voucher, "day": row.day, "amount": row.amount, "line": row.guess_id}
        super().__init__(*args, prefix=str(row.pk), initial=initial, **kwargs)
        line = self.fields["line"]
        line.queryset = Line.objects.filter(budget__approved_on__isnull=False)
        known = settle_lines() if lines is None else lines
        years = {row.day.year} if row.day else {one.budget.year for one in known}
        offered = [(one.pk, line.label_from_instance(one)) for one in known if one.budget.year in years]
        line.widget.choices = [("", line.empty_label), *offered]

    def mended(self) -> dict[str, Any]:
        """The values of the row as they stand in the form; those left empty stay as they were read."""
        return {name: self.cleaned_data[name] for name in ("voucher", "day", "amount") if self.cleaned_data[name]}

    def needs(self, name: str) -> bool:
        """Whether the field is filled in; else it says that it has to be, for what was asked."""
        if self.cleaned_data.get(name):
            return True
        self.add_error(name, self.fields[name].error_messages["required"])
        return False


def settle_lines() -> list[Line]:
    """The lines that costs can be booked on, the newest budget's first."""
    rows = Line.objects.filter(budget__approved_on__isnull=False).select_related("budget")
    return list(rows.order_by("-budget__year", "position", "code"))


class ReceiveForm(forms.Form):
    """Money that came in."""

    day = DayField(label=_("Day"))
    amount = AmountField(label=_("Amount, €"))
    voucher = forms.CharField(label=_("Voucher number"), max_length=60)


class InvoiceForm(forms.Form):
    """The invoice of a member's contribution."""

    number = forms.CharField(label=_("Number of the invoice"), max_length=60)
    on = DayField(label=_("Invoiced on"))
    due_on = DayField(label=_("Due on"))

    def clean(self) -> dict[str, Any]:
        """The values; due no sooner than invoiced."""
        values = super().clean() or {}
        if values.get("on") and values.get("due_on") and values["due_on"] < values["on"]:
            self.add_error("due_on", _("The last day is before the first. Check the days."))
        return values


class UseForm(forms.Form):
    """What was used of a grant."""

    day = DayField(label=_("Day"))
    amount = AmountField(label=_("Amount, €"), least=CENT)
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
