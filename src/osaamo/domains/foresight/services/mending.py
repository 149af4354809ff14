"""Records that were set apart: their fields to edit, taken in once more, or left out on purpose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.connectors.errors import ConnectorError
from osaamo.connectors.jobads import read_ads
from osaamo.connectors.rows import Broken
from osaamo.connectors.theses import read_theses
from osaamo.domains.foresight.enums import BrokenState, CorpusFormat, CorpusKind, RunState
from osaamo.domains.foresight.models import CorpusRun
from osaamo.domains.foresight.services.refusals import Refused
from osaamo.domains.foresight.services.taking import Taker
from osaamo.kernel.jobs import enqueue
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osaamo.connectors.ad_records import AdRecord
    from osaamo.connectors.theses import ThesisRecord
    from osaamo.domains.foresight.models import BrokenText
    from osaamo.kernel.models import Person

FIELDS = {
    CorpusKind.ADS: ("id", "title", "text", "published", "language", "place", "source"),
    CorpusKind.THESES: ("id", "title", "abstract", "year", "language", "programme", "institution", "commissioner"),
}
"""The columns of a record that is written by hand; the readers of tables know them."""


def can_mend(broken: BrokenText) -> bool:
    """Whether the record is here to be mended: it is open, came in a table, and its terms let us keep it."""
    corpus = broken.corpus
    return (
        broken.state == BrokenState.OPEN
        and corpus.format == CorpusFormat.TABLE
        and corpus.may_store_text
        and bool(broken.raw)
    )


def cells_of(broken: BrokenText) -> dict[str, str]:
    """The fields of the record as texts; of one that could not be parted into fields, those to be written, empty."""
    try:
        told = json.loads(broken.raw)
    except ValueError:
        told = None
    wanted = FIELDS[CorpusKind(broken.corpus.kind)]
    if not isinstance(told, dict):
        return dict.fromkeys(wanted, "")
    cells = {str(name): _text(value) for name, value in told.items()}
    names = {name.casefold() for name in cells}
    return cells | {name: "" for name in wanted if name not in names}


@transaction.atomic
def mend_text(*, broken: BrokenText, cells: Mapping[str, str], who: Person | None) -> CorpusRun:
    """The run of the one record, which is taken in and leaves what is set apart.

    Raises:
        Refused: it is still broken, for the reason told; or ``not-mendable``. Nothing is written.
    """
    if not can_mend(broken):
        raise Refused("not-mendable")
    record = _record(broken, cells)
    if isinstance(record, Broken):
        raise Refused(record.code)
    run = CorpusRun.objects.create(
        corpus=broken.corpus, by=who, filename=broken.run.filename, state=RunState.DONE, finished_at=timezone.now()
    )
    taker = Taker(broken.corpus)
    for outcome, count in taker.write(taker.plan([record]), run).items():
        setattr(run, outcome, count)
    run.read, run.cursor = 1, 1
    run.save()
    _close(broken, BrokenState.MENDED, who)
    enqueue("osaamo.domains.foresight.jobs.read_new", broken.corpus_id)
    return run


@transaction.atomic
def leave_out(*, broken: BrokenText, who: Person | None) -> None:
    """Leave a record out on purpose; it stays, with who decided so."""
    _close(broken, BrokenState.DROPPED, who)


def _close(broken: BrokenText, state: BrokenState, who: Person | None) -> None:
    broken.state, broken.decided_by, broken.decided_at = state, who, timezone.now()
    broken.save(update_fields=["state", "decided_by", "decided_at"])
    audit(verb=f"foresight.broken.{state}", who=who, about=broken)


def _record(broken: BrokenText, cells: Mapping[str, str]) -> AdRecord | ThesisRecord | Broken:
    told = {name: text for name, text in cells.items() if text.strip()}
    data = json.dumps([told], ensure_ascii=False).encode()
    read: Any = read_ads if broken.corpus.kind == CorpusKind.ADS else read_theses
    try:
        record: AdRecord | ThesisRecord | Broken = next(iter(read(data, "record.json")))
    except (ConnectorError, StopIteration) as error:
        raise Refused("no-text" if broken.corpus.kind == CorpusKind.ADS else "no-abstract") from error
    return record


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(part) for part in value)
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
