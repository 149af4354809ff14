"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.finance.views import files, funding, ledger, lines, overview

urlpatterns = [
    path("budget/", overview.start, name="budget"),
    path("budget/<int:year>/", overview.year, name="budget-year"),
    path("budget/<int:year>/costs/", overview.costs, name="budget-costs"),
    path("budget/<int:year>/paper.<str:form>", files.paper, name="budget-paper"),
    path("budget/<int:year>/bookings.csv", files.bookings, name="budget-bookings"),
    path("budget/<int:year>/lines.xlsx", files.workbook, name="budget-workbook"),
    path("budget/<int:year>/lines/read/", files.read_workbook, name="budget-read"),
    path("budget/<int:year>/next/", overview.next_year, name="budget-next"),
    path("budget/<int:year>/approve/", overview.approve, name="budget-approve"),
    path("budget/<int:year>/close/", overview.close, name="budget-close"),
    path("budget/<int:year>/lines/new/", overview.write_line, name="budget-line-new"),
    path("budget/lines/<int:pk>/", lines.line, name="budget-line"),
    path("budget/lines/<int:pk>/book/", lines.book, name="budget-book"),
    path("budget/lines/<int:pk>/promise/", lines.promise, name="budget-promise"),
    path("budget/lines/<int:pk>/expect/", lines.expect, name="budget-expect"),
    path("budget/lines/<int:pk>/transfer/", lines.transfer, name="budget-transfer"),
    path("budget/lines/<int:pk>/owner/", lines.owner, name="budget-owner"),
    path("budget/lines/<int:pk>/remove/", lines.remove, name="budget-line-remove"),
    path("budget/bookings/<int:pk>/attach/", lines.attach, name="budget-attach"),
    path("budget/bookings/<int:pk>/correct/", lines.correct, name="budget-correct"),
    path("budget/bookings/<int:pk>/receipt/", lines.receipt, name="budget-receipt"),
    path("budget/commitments/<int:pk>/end/", lines.end_commitment, name="budget-end"),
    path("budget/ledger/", ledger.ledger, name="budget-ledger"),
    path("budget/ledger/<int:pk>/", ledger.settle, name="budget-settle"),
    path("budget/<int:year>/funding/", funding.funding, name="budget-funding"),
    path("budget/<int:year>/recipients/", funding.recipients, name="budget-recipients"),
    path("budget/<int:year>/recipients.<str:form>", funding.recipients_file, name="budget-recipients-file"),
    path("budget/contributions/<int:pk>/invoice/", funding.invoice, name="budget-invoice"),
    path("budget/contributions/<int:pk>/", funding.contribution, name="budget-contribution"),
    path("budget/grants/<int:pk>/use/", funding.use, name="budget-use"),
    path("budget/grants/<int:pk>/", funding.grant, name="budget-grant"),
]
