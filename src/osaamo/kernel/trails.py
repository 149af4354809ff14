"""Writing the two trails: what was done, and who looked at whose data."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osaamo.kernel.models import AuditEntry, ViewEntry
from osaamo.kernel.refs import ref_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from osaamo.kernel.models import Organisation, Person

_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{1,120}")


def audit(
    *,
    verb: str,
    who: Person | None = None,
    about: Model | str = "",
    organisation: Organisation | None = None,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """The entry that says ``who`` (nobody: the system) did ``verb`` to ``about`` (a saved row, or a Ref).

    ``details`` are codes, references, numbers and dates, or lists of them.

    Raises:
        ValueError: a detail is free text, which may hold personal data.
    """
    return AuditEntry.objects.create(
        verb=verb,
        who=who,
        ref=about if isinstance(about, str) else ref_of(about),
        organisation=organisation,
        details={name: _impersonal(name, value) for name, value in (details or {}).items()},
    )


def record_view(
    *,
    about: Person,
    viewer: Person | None,
    purpose: str,
    ref: str = "",
    organisation: Organisation | None = None,
) -> ViewEntry | None:
    """The entry that says ``viewer`` saw data about a person and why; ``None`` when people look at their own.

    ``purpose`` is a code that the page of the log puts into words, ``ref`` points to what was seen, and
    ``organisation`` is whom the viewer, or a system without a person, acted for.
    """
    if viewer == about:
        return None
    return ViewEntry.objects.create(about=about, viewer=viewer, purpose=purpose, ref=ref, organisation=organisation)


def _impersonal(name: str, value: Any) -> Any:
    """``value`` as JSON."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_impersonal(name, item) for item in value]
    if isinstance(value, str) and (not value or _CODE.fullmatch(value)):
        return value
    raise ValueError(f"The audit detail {name!r} is free text; give a code or a reference.")
