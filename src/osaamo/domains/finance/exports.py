"""The budget as files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from osaamo.connectors import paper_files
from osaamo.connectors.papers import Figures, Heading, Paper, Points, Table, Words
from osaamo.domains.finance import queries
from osaamo.domains.finance.enums import section_title
from osaamo.domains.finance.models import Booking
from osaamo.domains.finance.services.sheets import COLUMNS, row_of
from osaamo.kernel.i18n import translated

if TYPE_CHECKING:
    from decimal import Decimal

    from osaamo.connectors.papers import Block
    from osaamo.domains.finance.models import Budget
    from osaamo.domains.finance.queries import Paid

XLSX = paper_files.MEDIA_TYPES["xlsx"]
NUMBERS = (1, 2, 3, 4, 5)


def answer(paper: Paper, form: str, name: str) -> HttpResponse:
    """The paper as a file of a form of ``paper_files``, to be saved under the name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(paper_files.file_of(paper, form), content_type=paper_files.MEDIA_TYPES[form], headers=headers)


def paper_of(budget: Budget, *, language: str, on: str) -> Paper:
    """The budget with its sections, what is over or nearly used, and what comes in; ``on`` is the ISO date of it."""
    with override(language):
        sections = queries.sections(budget)
        total = queries.total_of(group.sums for group in sections)
        blocks: list[Block] = [
            Figures(
                [
                    (euros(total.now), gettext("budget now, €")),
                    (euros(total.booked), gettext("booked, €")),
                    (euros(total.promised), gettext("promised, €")),
                    (euros(total.forecast), gettext("forecast, €")),
                ]
            )
        ]
        over = [
            f"{line.code} {translated(line.title, language)}: {sums.standing.label}"
            for group in sections
            for line, sums in group.lines
            if sums.standing in {"late", "risk"}
        ]
        if over:
            blocks += [Heading(gettext("To be looked at"), 2), Points(over)]
        columns = [
            gettext("Line"),
            gettext("Budget now, €"),
            gettext("Booked, €"),
            gettext("Promised, €"),
            gettext("Forecast, €"),
            gettext("Left, €"),
        ]
        for group in sections:
            rows = [[f"{line.code} {translated(line.title, language)}", *_numbers(sums)] for line, sums in group.lines]
            rows.append([gettext("Together"), *_numbers(group.sums)])
            title = section_title(group.key)
            blocks += [Heading(title), Table(title, columns, rows, right=NUMBERS)]
        blocks += _funding(budget, language)
        return Paper(
            title=translated(budget.title, language) or str(budget.year),
            language=language,
            blocks=blocks,
            subtitle=budget.decision or gettext("Draft"),
            footer=f"Osaamo, {on}",
            wide=True,
            made_on=on,
        )


def _funding(budget: Budget, language: str) -> list[Block]:
    columns = [gettext("Who"), gettext("Agreed, €"), gettext("Received, €"), gettext("Used, €")]
    members = [
        [translated(one.of.payer.name, language), float(one.of.amount), float(one.received), None]
        for one in queries.contributions_of(budget)
    ]
    grants = [[_grant(one, language), float(one.of.amount), float(one.received), float(one.used)]
              for one in queries.grants_in(budget.year)]  # fmt: skip
    return [
        Heading(gettext("Funding")),
        Table(gettext("Members’ contributions"), columns, members, right=(1, 2, 3)),
        Table(gettext("Strategy funding of the ministry"), columns, grants, right=(1, 2, 3)),
        Words(
            gettext("Granted beyond this budget, use not described in the plan: %(amount)s €.")
            % {"amount": euros(queries.unplanned(budget))},
            tone="note",
        ),
    ]


def recipients_paper(budget: Budget, *, language: str, on: str) -> Paper:
    """What each recipient of the ministry's grants of the year got, used and has left; ``on`` is the ISO date of it."""
    with override(language):
        found = queries.recipients(budget)
        total = queries.Recipient.together(found)
        columns = [
            gettext("Recipient"),
            gettext("Granted, €"),
            gettext("Received, €"),
            gettext("Used, €"),
            gettext("Not used, €"),
            gettext("Own contribution paid, €"),
            gettext("Costs in its books, €"),
        ]
        rows = [[translated(one.organisation.name, language), *_of_recipient(one)]
                for one in found if one.organisation is not None]  # fmt: skip
        rows.append([gettext("Together"), *_of_recipient(total)])
        blocks: list[Block] = [Table(gettext("Recipients"), columns, rows, right=range(1, 7))]
        grants = [
            [translated(one.of.organisation.name, language), one.of.get_purpose_display(),
             *(float(value) for value in (one.of.amount, one.received, one.used, one.unused))]
            for one in total.grants
        ]  # fmt: skip
        blocks += [
            Heading(gettext("Strategy funding of the ministry")),
            Table(gettext("Grants"), [columns[0], gettext("Purpose"), *columns[1:5]], grants, right=range(2, 6)),
            Words(
                gettext("Granted beyond this budget, use not described in the plan: %(amount)s €.")
                % {"amount": euros(queries.unplanned(budget))},
                tone="note",
            ),
        ]
        uses = [
            [date_format(one.day, "SHORT_DATE_FORMAT"), translated(paid.of.organisation.name, language), one.text,
             float(one.amount)]
            for one in total.uses for paid in total.grants if paid.of.pk == one.grant_id
        ]  # fmt: skip
        if uses:
            names = [gettext("Day"), gettext("Recipient"), gettext("What for"), gettext("Used, €")]
            blocks += [Heading(gettext("Uses")), Table(gettext("Uses"), names, uses, right=(3,))]
        return Paper(
            title=gettext("Funding by recipient %(year)s") % {"year": budget.year},
            language=language,
            blocks=blocks,
            subtitle=translated(budget.organisation.name, language),
            footer=f"Osaamo, {on}",
            wide=True,
            made_on=on,
        )


def _of_recipient(one: queries.Recipient) -> list[float]:
    sums = (one.granted, one.received, one.used, one.unused, one.contributed, one.booked)
    return [float(value) for value in sums]


def _grant(one: Paid, language: str) -> str:
    return f"{translated(one.of.organisation.name, language)}: {one.of.get_purpose_display()}"


def _numbers(sums: queries.Sums) -> list[float]:
    return [float(value) for value in (sums.now, sums.booked, sums.promised, sums.forecast, sums.left)]


def euros(amount: Decimal) -> str:
    """The amount without cents where there are none, thousands apart."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return text.replace(",", "\u00a0").replace(".", ",")


def bookings_csv(budget: Budget) -> str:
    """Every booking of a budget, oldest first, with a byte order mark so that spreadsheets read it as UTF-8."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(["day", "line", "activity", "institution", "voucher", "supplier", "text", "amount"])
    rows = Booking.objects.filter(line__budget=budget).select_related("line", "organisation").order_by("day", "pk")
    for row in rows.iterator():
        table.writerow(
            [row.day.isoformat(), row.line.code, row.activity, row.organisation.code]
            + [_plain(text) for text in (row.voucher, row.supplier, row.text)]
            + [f"{row.amount:.2f}"]
        )
    return "\ufeff" + out.getvalue()


def lines_xlsx(budget: Budget) -> bytes:
    """The lines of a budget as a workbook; read back by ``services.changes_in`` it changes nothing."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to load, and few ask for it

    book = Workbook()
    sheet = book.active
    sheet.title = str(budget.year)
    sheet.append(list(COLUMNS))
    for number, line in enumerate(budget.lines.all(), 2):
        for column, (name, value) in enumerate(row_of(line).items(), 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a title that begins with "=" is no formula
            elif name == "amount":
                cell.number_format = "#,##0.00"
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    """The text, made no formula."""
    return f"'{text}" if text[:1] in {"=", "+", "@", "\t"} else text
