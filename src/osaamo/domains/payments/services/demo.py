"""Sample rules of price for the demo: what the law says with its source, and invented amounts that say they are."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from osaamo.domains.payments.enums import Basis, CapPer
from osaamo.domains.payments.models import Ceiling, FreeCase, PriceRule, RuleVersion, Vat
from osaamo.domains.payments.queries import period_of
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def load_demo() -> int:
    """How many rules were written; rules that are there already, and organisations that are not, are left alone.

    They hold from the beginning of the last academic year, so that there are prices for what was studied in it.
    """
    sample: dict[str, Any] = json.loads((files("osaamo.domains.payments") / "sample.json").read_text("utf-8"))
    for row in sample["vat"]:
        Vat.objects.get_or_create(code=row["code"], defaults={k: row[k] for k in ("name", "rate", "source")})
    for row in sample["ceilings"]:
        Ceiling.objects.get_or_create(
            audience=row["audience"],
            valid_from=row["valid_from"],
            defaults={
                "per_credit": Decimal(row["per_credit"]),
                "valid_until": row.get("valid_until"),
                "source": row["source"],
            },
        )
    begins = period_of(CapPer.YEAR, timezone.localdate())[0]
    begins = begins.replace(year=begins.year - 1)
    return sum(_write(row, sample, begins) for row in sample["rules"])


def _write(row: dict[str, Any], sample: dict[str, Any], begins: date) -> bool:
    """Whether the rule was new."""
    organisation = Organisation.objects.filter(code=row["organisation"]).first()
    if organisation is None:
        return False
    rule, is_new = PriceRule.objects.get_or_create(organisation=organisation, audience=row["audience"])
    if not is_new:
        return False
    is_draft = row.get("draft", False)
    version = RuleVersion.objects.create(
        rule=rule,
        number=1,
        basis=row.get("basis", Basis.CREDIT),
        amount=Decimal(row["amount"]),
        cap=Decimal(row["cap"]) if "cap" in row else None,
        cap_per=row.get("cap_per", CapPer.ENROLMENT),
        vat=Vat.objects.get(code=sample["vat"][0]["code"]),
        due_days=7,
        valid_from=begins.replace(year=begins.year + 2) if is_draft else begins,
        source=sample["source"],
        published_at=None if is_draft else timezone.now(),
    )
    for code in row.get("free", ()):
        case = sample["free"][code]
        FreeCase.objects.create(version=version, code=code, homes=case["homes"], reason=case["reason"])
    return True
