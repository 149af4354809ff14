"""What planners hand in: a draft of a rule, a bank statement, a table of enrolments, days."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from osaamo.connectors.errors import TooLarge
from osaamo.connectors.rows import Broken
from osaamo.connectors.tables import read_rows
from osaamo.domains.payments.enums import Audience, Basis, CapPer, Rounding
from osaamo.domains.payments.models import Vat
from osaamo.domains.payments.queries import Studied
from osaamo.domains.payments.services import Free, Terms
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from osaamo.connectors.rows import Row
    from osaamo.domains.payments.models import RuleVersion
    from osaamo.kernel.models import Organisation

DROPPED = "osaamo.too_large"
"""Where the upload handler leaves the name of the field whose file was over the limit."""

MOST_ROWS = 20_000
MOST_PEOPLE = 100_000
CREDITS_MOST = 300
_COLUMNS = {
    "host": ("host", "institution", "korkeakoulu", "högskola"),
    "audience": ("audience", "group", "kohderyhmä", "målgrupp"),
    "credits": ("credits", "ects", "opintopisteet", "op", "studiepoäng", "sp"),
    "course": ("course", "opintojakso", "kurssi", "studieperiod", "kurs"),
    "home": ("home", "kotikorkeakoulu", "hemhögskola"),
    "people": ("people", "count", "enrolments", "henkilöt", "ilmoittautumiset", "lukumäärä", "personer", "antal"),
}
_NEEDED = ("host", "audience", "credits")


class BadRow(ValueError):
    """A row of a table that cannot be used; the message says where and why, for people."""


class DateField(forms.DateField):
    """A day, typed or chosen."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **more: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **more)


class RuleForm(forms.Form):
    """The words and numbers of a rule's next version."""

    audience = forms.ChoiceField(label=_("Audience"), choices=Audience.choices, initial=Audience.OPEN)
    amount = forms.DecimalField(label=_("Price, €"), min_value=0, max_digits=9, decimal_places=2, localize=True)
    basis = forms.ChoiceField(label=_("The price is"), choices=Basis.choices, initial=Basis.CREDIT)
    cap = forms.DecimalField(
        label=_("At most, €"), min_value=0, max_digits=9, decimal_places=2, required=False, localize=True
    )
    cap_per = forms.ChoiceField(label=_("The cap counts"), choices=CapPer.choices, initial=CapPer.ENROLMENT)
    rounding = forms.ChoiceField(label=_("Rounded to"), choices=Rounding.choices, initial=Rounding.CENT)
    vat = forms.ModelChoiceField(label=_("VAT code"), queryset=Vat.objects.all(), empty_label=None)
    due_days = forms.IntegerField(label=_("Days to pay"), min_value=1, max_value=90, initial=7)
    valid_from = DateField(label=_("In force from"))
    valid_until = DateField(label=_("Until, not including"), required=False)
    source = forms.CharField(label=_("Decision or source"), max_length=300)
    free_homes = forms.CharField(
        label=_("Free for people from"),
        help_text=_("Codes of home organisations with commas between; of an alliance for all in it."),
        max_length=300,
        required=False,
    )
    free_fi = forms.CharField(label=_("Reason it is free, in Finnish"), max_length=300, required=False)
    free_sv = forms.CharField(label=_("Reason it is free, in Swedish"), max_length=300, required=False)
    free_en = forms.CharField(label=_("Reason it is free, in English"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """The values, whose days and free case belong together."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and begins < timezone.localdate():
            self.add_error("valid_from", _("Choose today or a later day: what was shown and paid stays."))
        if begins and ends and ends <= begins:
            self.add_error("valid_until", _("The end is not after the beginning."))
        reasons = [cleaned.get(f"free_{code}") for code in LANGUAGES]
        if cleaned.get("free_homes") and not all(reasons):
            self.add_error("free_fi", _("Give the reason in all three languages: payers read it."))
        return cleaned

    def terms(self) -> Terms:
        """The values as terms of a rule."""
        values = self.cleaned_data
        homes = tuple(sorted({code.strip() for code in values["free_homes"].split(",")} - {""}))
        reason = {code: values[f"free_{code}"] for code in LANGUAGES}
        names = (
            "amount", "cap", "cap_per", "basis", "rounding", "vat", "due_days", "valid_from", "valid_until", "source",
        )  # fmt: skip
        return Terms(**{name: values[name] for name in names}, free=(Free("home", reason, homes),) if homes else ())


class TableForm(forms.Form):
    """A table as a file."""

    file = forms.FileField(label=_("Table (CSV or Excel)"))

    def __init__(self, *args: Any, was_dropped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_dropped = was_dropped

    def rows(self) -> Iterator[Row | Broken]:
        """The rows of the file.

        Raises:
            ConnectorError: it is no table, or too large.
        """
        file = self.cleaned_data.get("file")
        if file is None:
            raise TooLarge("The file is too large.", filename="", limit=settings.OSAAMO_FILE_BYTES)
        return read_rows(file.read(), file.name or "")

    def clean(self) -> dict[str, Any]:
        """The values; a file that was over the limit was dropped on its way, and is told of when it is read."""
        cleaned = super().clean() or {}
        if self.was_dropped and "file" in self.errors:
            del self.errors["file"]
        return cleaned


class DaysForm(forms.Form):
    """A time from a day up to, not including, another."""

    first = DateField(label=_("From"))
    end = DateField(label=_("Until, not including"))

    def clean(self) -> dict[str, Any]:
        """The values, in order."""
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("end") and cleaned["end"] <= cleaned["first"]:
            self.add_error("end", _("The end is not after the beginning."))
        return cleaned


class ReferenceForm(forms.Form):
    """A reference number."""

    reference = forms.CharField(label=_("Reference number"), max_length=40)


def studied_rows(rows: Iterator[Row | Broken]) -> list[Studied]:
    """The enrolments of a table with a row for each course and group.

    Raises:
        BadRow: a row cannot be used; all would be wrong with it left out.
        ConnectorError: it is no table.
    """
    found = []
    for row in rows:
        if isinstance(row, Broken):
            raise BadRow(
                gettext("Line %(line)d cannot be read. Mend it and send the table again.") % {"line": row.line}
            )
        found.append(_studied(row))
        if len(found) > MOST_ROWS:
            raise BadRow(
                ngettext("The table has more than %(most)d row.", "The table has more than %(most)d rows.", MOST_ROWS)
                % {"most": MOST_ROWS}
            )
    if not found:
        raise BadRow(gettext("The table has no rows."))
    return found


def draft_values(version: RuleVersion, organisation: Organisation) -> dict[str, Any]:
    """What the form shows of a version that is to be changed or followed."""
    names = ("amount", "cap", "cap_per", "basis", "rounding", "vat", "due_days", "source")
    case = version.free_cases.first() if version.rule.organisation_id == organisation.pk else None
    values = {name: getattr(version, name) for name in names} | {"audience": version.rule.audience}
    if case is not None:
        values |= {"free_homes": ", ".join(case.homes)} | {
            f"free_{code}": case.reason.get(code, "") for code in LANGUAGES
        }
    return values


def _studied(row: Row) -> Studied:
    plain = {" ".join(name.casefold().split()): value for name, value in row.cells.items()}
    cells = {wanted: _first(plain, names) for wanted, names in _COLUMNS.items()}
    missing = [_COLUMNS[name][0] for name in _NEEDED if cells[name] is None]
    if missing:
        raise BadRow(gettext("Line %(line)d lacks %(columns)s.") % {"line": row.line, "columns": ", ".join(missing)})
    audience = str(cells["audience"]).strip().lower()
    if audience not in Audience.values:
        raise BadRow(
            gettext("Line %(line)d: the audience is one of %(known)s.")
            % {"line": row.line, "known": ", ".join(Audience.values)}
        )
    return Studied(
        ref=gettext("line %(line)d") % {"line": row.line},
        course=str(cells["course"] or "").strip(),
        host=str(cells["host"]).strip().lower(),
        audience=audience,
        credits=_number(row, "credits", cells["credits"], Decimal(CREDITS_MOST)),
        on=timezone.localdate(),
        home=str(cells["home"] or "").strip().lower(),
        count=int(_number(row, "people", cells["people"], Decimal(MOST_PEOPLE), whole=True, default=Decimal(1))),
    )


def _first(plain: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((plain[name] for name in names if plain.get(name) not in {None, ""}), None)


def _number(
    row: Row, column: str, cell: Any, most: Decimal, *, whole: bool = False, default: Decimal | None = None
) -> Decimal:
    if cell is None and default is not None:
        return default
    try:
        value = Decimal(str(cell).strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= most or (whole and value % 1):
        raise BadRow(
            gettext("Line %(line)d: “%(column)s” is a number from 0 to %(most)s.")
            % {"line": row.line, "column": column, "most": most}
        )
    return value
