"""Reading the catalogue for teaching: the UN's goals that the engine suggests, and vectors to find overlap by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction

from osaamo import engine as door
from osaamo.competence import services as competence
from osaamo.domains.teaching.models import ItemReading
from osaamo.domains.teaching.queries.parts import designer, goal_reader
from osaamo.domains.teaching.queries.readings import goals_as_json
from osaamo.domains.teaching.queries.texts import text_of
from osaamo.ports.supply import taught

if TYPE_CHECKING:
    from osaamo.domains.teaching.queries.texts import ReadText


def read_catalogue() -> int:
    """How many texts of the catalogue were read: those new, changed, or read by another version.

    Readings of what is gone are deleted. Killed at any line, the next run goes on where this one was.
    """
    model = f"{goal_reader().model} {competence.engine().model}"
    known = {row.ref: (row.digest, row.model) for row in ItemReading.objects.only("ref", "digest", "model").iterator()}
    count, seen = 0, set()
    for item in taught():
        seen.add(item.ref)
        text = text_of(item)
        if known.get(item.ref) != (text.digest, model):
            _read(item.ref, text, model)
            count += 1
    gone = sorted(known.keys() - seen)
    for at in range(0, len(gone), 500):
        ItemReading.objects.filter(ref__in=gone[at : at + 500]).delete()
    return count


@transaction.atomic
def _read(ref: str, text: ReadText, model: str) -> None:
    defaults = {"digest": text.digest, "model": model, "served": [], "vector": b""}
    try:
        found = goal_reader().read(text.body, language=text.language, outcomes=text.outcomes)
        item = designer().item(ref, text.draft, language=text.language)
    except (door.EmptyText, door.TextTooLong):
        pass  # there is nothing to suggest, and that is what is stored
    else:
        vector = b"" if item.vector is None else np.asarray(item.vector, np.float32).tobytes()
        defaults |= {"served": goals_as_json(found, text.body), "vector": vector}
    ItemReading.objects.update_or_create(ref=ref, defaults=defaults)
