"""Minutes, papers of the agenda and reports as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from osaamo.connectors.paper_files import MEDIA_TYPES
from osaamo.domains.governance import exports, queries
from osaamo.domains.governance.models import AgendaItem
from osaamo.domains.governance.views.meetings import MEETING
from osaamo.domains.governance.views.reports import REPORT
from osaamo.kernel.access import get_for, may

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
@require_GET
def minutes(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The minutes as PDF or text document, in the language of the page."""
    if form not in {"pdf", "docx"}:
        raise Http404
    row = get_for(request.user, MEETING, pk, "view")
    content, media_type = exports.minutes_file(row, form, language=get_language() or "fi")
    return _attached(content, media_type, f"minutes-{row.body.key}-{row.day.isoformat()}.{form}")


@login_required
@require_GET
def item_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an item of an agenda."""
    item = AgendaItem.objects.filter(pk=pk).exclude(filename="").first()
    if item is None:
        raise Http404
    get_for(request.user, MEETING, item.meeting_id, "view")
    return _attached(bytes(item.content), item.media_type, item.filename)


@require_GET
def report(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A report, or for the public its public part, as PDF, slides, text document or workbook in the page's language."""
    if form not in MEDIA_TYPES:
        raise Http404
    row = get_for(request.user, REPORT, pk, "view")
    on = timezone.localdate().isoformat()
    said = queries.content_of(row)
    if not may(request.user, "read-inside", row):
        said = queries.public_part(said)
    content, media_type = exports.report_file(said, form, language=get_language() or "fi", on=on)
    return _attached(content, media_type, f"report-{row.body.key}-{row.year}-{row.quarter}.{form}")


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    # As pages do with files people sent: whatever it is, no browser runs it here.
    answer.headers["Content-Disposition"] = f'attachment; filename="{_plain(name)}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _plain(name: str) -> str:
    """The name without what would end the header's quotes or line, in ASCII as headers are."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in name)
