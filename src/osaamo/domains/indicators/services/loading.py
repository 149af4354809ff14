"""Indicators from the plan's data: written once, refreshed in what the plan writes, never in what people decided."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.indicators.enums import Counting, Form, Kind
from osaamo.domains.indicators.models import Baseline, Indicator, RecordType, Target
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLAN_BEGINS, PLAN_ENDS = 2021, 2024


@transaction.atomic
def load_indicators(*, plan: Mapping[str, Any], computing: Mapping[str, Any]) -> int:
    """How many indicators are new.

    Those known already get the plan's words and their measure again; targets and baselines are written only for new
    ones, since those of known ones may have been changed by people since. What the plan itself writes of them in words
    is still completed in the other languages.

    Args:
        plan: the plan's ``record_types`` and ``indicators``.
        computing: how they are computed here: ``record_types`` with names and measures, ``units`` in words,
            ``indicators`` by key with ``measure``, ``parameters``, ``counting``, ``times``, ``each_institution``,
            ``beside`` and further ``baselines``, each where it differs from the default; and ``texts`` by key: what the
            plan's data says in English, in three languages.

    Raises:
        KeyError: the plan names a unit or a record type that ``computing`` does not.
    """
    types = {code: _record_type(code, computing["record_types"][code]) for code in plan["record_types"]}
    keys = dict(Indicator.objects.values_list("key", "pk"))
    new = 0
    for position, row in enumerate(plan["indicators"], 1):
        how = computing["indicators"].get(row["id"], {})
        texts = computing.get("texts", {}).get(row["id"], {})
        said = {
            "position": position,
            "area": row["area"],
            "parent_id": keys.get(row.get("parent", "")),
            "spearhead": row.get("spearhead", ""),
            "kind": row["kind"],
            "name": row["name"],
            "unit": row["unit"],
            "unit_name": computing["units"][row["unit"]],
            "scale": _in_three(texts.get("scale"), row.get("scale")),
            "direction": row["direction"],
            "formula": _in_three(texts.get("formula"), row.get("formula")),
            "measure": how.get("measure", ""),
            "parameters": how.get("parameters", {}),
            "beside": how.get("beside", []),
            "note": _in_three(texts.get("note"), row.get("note")),
            "src": row.get("src", ""),
            "last_year": PLAN_ENDS,
        }
        decided = {
            "counting": how.get("counting", Counting.YEARLY),
            "first_year": PLAN_BEGINS,
            "times": how.get("times", 1),
            "each_institution": how.get("each_institution", False),
        }
        indicator, is_new = Indicator.objects.update_or_create(
            key=row["id"], defaults=said, create_defaults=said | decided
        )
        keys[indicator.key] = indicator.pk
        indicator.computed_from.set(types[code] for code in row["computed_from"])
        if is_new:
            new += 1
            _begin(indicator, row, how, texts)
        else:
            _complete(indicator, row, how, texts)
    if new:
        audit(verb="indicators.load", details={"new": new})
    return new


def _begin(indicator: Indicator, row: Mapping[str, Any], how: Mapping[str, Any], texts: Mapping[str, Any]) -> None:
    """Write where a new indicator begins and what it aims at; people may change that later."""
    given = row.get("baseline") or ({"note": row["baseline_note"]} if row.get("baseline_note") else None)
    own = (
        [{**given, "src": row.get("src", ""), "note": _in_three(texts.get("baseline"), given.get("note"))}]
        if given
        else []
    )
    for one in [*own, *how.get("baselines", ())]:
        Baseline.objects.create(
            indicator=indicator,
            value=_number(one.get("value")),
            year=one.get("year"),
            note=one.get("note", {}),
            src=one.get("src", ""),
        )
    Target.objects.bulk_create(Target(indicator=indicator, **fields) for fields in _targets(row, texts))


def _complete(indicator: Indicator, row: Mapping[str, Any], how: Mapping[str, Any], texts: Mapping[str, Any]) -> None:
    """Give the words of the plan that are known in one language the other two; words that people changed stay."""
    said = (row.get("baseline") or {}).get("note") or row.get("baseline_note")
    notes = [_in_three(texts.get("baseline"), said), *(one.get("note", {}) for one in how.get("baselines", ()))]
    for note in notes:
        if note:
            indicator.baselines.filter(note={"en": said if note is notes[0] else note["en"]}).update(note=note)
    for fields in _targets(row, texts):
        if fields["form"] == Form.TEXT:
            given = row.get(f"target_{fields['year']}") or row.get(f"milestone_{fields['year']}")
            known = indicator.targets.filter(year=fields["year"], form=Form.TEXT, ended_at__isnull=True)
            known.filter(words={"en": given}).update(words=fields["words"])


def _targets(row: Mapping[str, Any], texts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The fields of each target the plan writes for an indicator."""
    for name, given in row.items():
        prefix, _, year = name.rpartition("_")
        if not year.isdigit() or given is None:
            continue
        same = {"year": int(year), "is_milestone": prefix == "milestone"}
        if prefix == "growth":
            yield same | {"form": Form.GROWTH, "growth": _number(given)}
        elif prefix == "split":
            yield same | {"form": Form.SPLIT, "low": _number(given["per_spearhead"])}
        elif isinstance(given, str):
            yield same | {"form": Form.TEXT, "words": _in_three(texts.get("targets", {}).get(int(year)), given)}
        elif isinstance(given, dict):
            yield same | {"form": Form.RANGE, "low": _number(given["min"]), "high": _number(given["max"])}
        else:
            form = Form.COMMITMENT if row["kind"] == Kind.COMMITMENT else Form.VALUE
            written = row.get(f"{name}_as_written", "")
            yield same | {"form": form, "low": _number(given), "as_written": written}


def _in_three(texts: Mapping[str, str] | None, said: str | None) -> dict[str, str]:
    """What the plan's data says, in the languages it is known in; in English alone where nobody translated it."""
    if not said:
        return {}
    return {"en": said} | dict(texts or {})


def _record_type(code: str, given: Mapping[str, Any]) -> RecordType:
    row, _ = RecordType.objects.update_or_create(
        code=code, defaults={"name": given["name"], "told_by": list(given["told_by"])}
    )
    return row


def _number(given: float | None) -> Decimal | None:
    return None if given is None else Decimal(str(given))
