"""Activities that come back from a workbook: kept until they are confirmed, then written to the draft."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.steering.enums import ItemKind
from osaamo.domains.steering.models import Activity, Sheet
from osaamo.domains.steering.services.versions import add_item, save_item

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from osaamo.domains.steering.models import PlanVersion
    from osaamo.kernel.models import Person

DATES = ("starts", "ends")


@transaction.atomic
def keep_sheet(*, version: PlanVersion, person: Person, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """The rows that were read, each with ``key`` and fields as JSON; they replace what the person left before."""
    Sheet.objects.filter(version=version, person=person).delete()
    return Sheet.objects.create(version=version, person=person, rows=list(rows))


@transaction.atomic
def apply_sheet(*, sheet: Sheet, who: Person | None) -> int:
    """How many activities of the draft were added or changed.

    Raises:
        ItemRefused: the version is no draft any more, or a new key was used meanwhile; nothing is written then.
    """
    version, changed = sheet.version, 0
    known = {item.key: item for item in Activity.objects.filter(version=version)}
    for row in sheet.rows:
        values = {name: _value(name, value) for name, value in row.items() if name != "key"}
        item = known.get(row["key"])
        if item is None:
            add_item(version=version, kind=ItemKind.ACTIVITY, key=row["key"], values=values, who=who)
            changed += 1
        elif any(getattr(item, name) != value for name, value in values.items()):
            save_item(version=version, kind=ItemKind.ACTIVITY, key=row["key"], values=values, who=who)
            changed += 1
    sheet.delete()
    return changed


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in DATES and value else value
