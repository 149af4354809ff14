"""The feedback as the page shows it: rows with words, links, and the one-click changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext

from osaamo.competence.offered import VocabularyLabels
from osaamo.domains.teaching.forms import LABELS
from osaamo.domains.teaching.queries.readings import goals_as_json
from osaamo.domains.teaching.views import wording
from osaamo.engine import goals as un_goals
from osaamo.engine import targets as un_targets
from osaamo.kernel.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from osaamo.domains.teaching.models import Draft
    from osaamo.domains.teaching.queries import Feedback
    from osaamo.engine import Addition, DraftReading, Outcome, Overlap
    from osaamo.ports.supply import Taught

ASKED = 10
FIRST = 10
"""So many skills are shown at once, the others below."""

NAMED = 12
"""So many skills of each kind are named of a twin."""

VERB_FAULTS = {"vague-verb", "unassessable"}
"""Faults that another verb mends."""

LINKS = {"offering.courseunit": "study-course", "foresight.jobad": "job-ad"}
"""Where the rows of other domains are shown, where those domains are in use."""


def rows_of(found: Feedback, *, draft: Draft, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the template ``teaching/parts/feedback.html`` shows."""
    outcomes = [_outcome(outcome) for outcome in found.reading.outcomes]
    faulty = sum(bool(row["faults"]) for row in outcomes)
    skills = [_skill(skill, texts) for skill in found.reading.skills]
    return {
        "took": gettext("in %(seconds)s s") % {"seconds": number_format(found.seconds, 2)},
        "outcomes": outcomes,
        "outcomes_count": _count_of_faults(faulty) if outcomes else "",
        "skills": skills[:FIRST],
        "more_skills": skills[FIRST:],
        "skills_count": len(skills) or "",
        "level": _level(found.reading, draft.level),
        "fit": _fit(found.reading),
        "market": _market(found),
        "additions": [_addition(addition) for addition in found.additions],
        "twins": _twins(found.twins),
        "goals": [goal_row(goal) for goal in goals_as_json(found.goals, found.text)] if found.goals else [],
        "marked": _marked(found.reading.skills, texts),
    }


def said(found: Feedback | None) -> str:
    """One line for those who do not see the page change."""
    if found is None:
        return gettext("Saved.")
    faulty = sum(bool(outcome.faults) for outcome in found.reading.outcomes)
    skills = len(found.reading.skills)
    told = ngettext("%(n)s skill", "%(n)s skills", skills) % {"n": skills}
    return gettext("Saved and checked in %(seconds)s s: %(skills)s, %(faults)s.") % {
        "seconds": number_format(found.seconds, 2),
        "skills": told,
        "faults": _count_of_faults(faulty),
    }


def goal_row(goal: Mapping[str, Any]) -> dict[str, Any]:
    """A goal as the readings store it, with names and sentences."""
    names, targets = names_of_goals(), {target.code: target.labels for target in un_targets()}
    return {
        "number": goal["goal"],
        "name": names[goal["goal"]],
        "strength": round(100 * goal["strength"]),
        "near": goal["near"],
        "sentences": goal["sentences"],
        "targets": [{"code": code, "name": targets.get(code)} for code in goal["targets"]],
        "advice": [
            {"told": wording.advice_sentence(advice), "sentence": advice["sentence"]} for advice in goal["advice"]
        ],
    }


def names_of_goals() -> dict[int, Any]:
    """The names of the goals by number."""
    return {goal.number: goal.labels for goal in un_goals()}


def _count_of_faults(faulty: int) -> str:
    if not faulty:
        return gettext("no weak outcome")
    return ngettext("%(n)s weak outcome", "%(n)s weak outcomes", faulty) % {"n": faulty}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "text": outcome.text,
        "level": outcome.level,
        "level_word": wording.BLOOM[outcome.level],
        "faults": [wording.fault_sentence(fault) for fault in outcome.faults],
        "rewrites": [
            {
                "base": suggestion.base,
                "level_word": wording.BLOOM[suggestion.level],
                "case": wording.CASES.get(suggestion.case, suggestion.case),
                "change": f"outcomes:{suggestion.start}:{suggestion.end}:{suggestion.text}" if suggestion.text else "",
            }
            for suggestion in outcome.suggestions
            if any(fault.code in VERB_FAULTS for fault in outcome.faults)
        ],
    }


def _skill(skill: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    rows = []
    for evidence in skill.evidence[:1]:
        text = texts[evidence.part]
        first, last = evidence.cue or (evidence.end, evidence.end)
        rows.append(
            {
                "before": text[evidence.start : first],
                "cue": text[first:last],
                "after": text[last : evidence.end],
                "show": f"{evidence.part}:{evidence.start}:{evidence.end}",
            }
        )
    return {"uri": skill.uri, "label": skill.label, "confidence": skill.confidence, "evidence": rows}


def _level(reading: DraftReading, aim: str) -> dict[str, Any]:
    estimate = reading.eqf
    if estimate.level is None:
        words = gettext("cannot say")
    else:
        words = gettext("EQF %(level)s, %(sure)s %% sure") % {
            "level": estimate.level,
            "sure": round(100 * estimate.confidence),
        }
    return {
        "words": words,
        "differs": bool(aim and estimate.level and aim != str(estimate.level)),
        "reasons": [wording.level_sentence(reason) for reason in estimate.reasons],
    }


def _fit(reading: DraftReading) -> dict[str, Any]:
    fit, outcomes = reading.consistency, reading.outcomes
    never = [*fit.never_taught, *fit.never_assessed, *fit.never_promised]
    cannot = [wording.CANNOT_SAY[pair] for pair in fit.cannot_say.items() if pair in wording.CANNOT_SAY]
    return {
        "cannot_say": cannot,
        "never_taught": [outcomes[at].text for at in fit.never_taught],
        "never_assessed": [outcomes[at].text for at in fit.never_assessed],
        "never_promised": fit.never_promised,
        "links": [{"outcome": outcomes[link.outcome].text, "statement": link.statement.text} for link in fit.links],
        "count": len(never) or "",
        "all_well": not never and not cannot and bool(outcomes),
    }


def _market(found: Feedback) -> dict[str, Any]:
    market, names = found.market, VocabularyLabels()
    told = ngettext("%(n)s job ad is stored, since %(since)s.", "%(n)s job ads are stored, since %(since)s.",
                    market.all_ads) % {"n": market.all_ads, "since": found.since}  # fmt: skip
    near = ngettext("%(n)s is near this course.", "%(n)s are near this course.", market.near_ads)
    return {
        "all_ads": market.all_ads,
        "enough": market.enough,
        "words": f"{told} {near % {'n': market.near_ads}}",
        "few": gettext("Too few ads near this course to say what it lacks: it takes %(n)s.") % {"n": market.needed},
        "gaps": [
            {
                "uri": gap.uri,
                "label": names[gap.uri],
                "near": gettext("In %(share)s near this course.") % {"share": wording.share_words(gap.near)},
                "why": gettext("In %(share)s of all. In ads near this course it stands beside: %(skills)s.")
                % {
                    "share": wording.share_words(gap.overall),
                    "skills": ", ".join(f"{label(names[uri])} ({count})" for uri, count in gap.with_skills),
                },
                "link": _ads_link(found.ads_layer, gap.uri),
            }
            for gap in market.gaps
        ],
        "asked": [{"label": names[uri], "words": wording.share_words(share)} for uri, share in market.asked[:ASKED]],
    }


def _ads_link(layer: str, uri: str) -> str:
    address = link("map-skill")
    return f"{address}?{urlencode({'layer': layer, 'uri': uri})}" if layer and address else ""


def _addition(addition: Addition) -> dict[str, Any]:
    source = addition.source
    return {
        "text": addition.text,
        "change": f"outcomes:::{addition.text}",
        "made_of": wording.MADE_OF[addition.made_of],
        "source": source.text.strip(),
        "source_kind": gettext("from a job ad") if source.kind == "ad" else gettext("from a course"),
        "source_language": source.language,
        "link": link_to(source.ref),
    }


def _twins(twins: Sequence[tuple[Overlap, Taught]]) -> list[dict[str, Any]]:
    codes = {course.institution for _, course in twins}
    schools = {place.code: place.short_name for place in Organisation.objects.filter(code__in=codes)}
    return [
        {
            "ref": course.ref,
            "title": course.title,
            "school": schools.get(course.institution, course.institution),
            "credits": f"{course.credits.normalize():f}",
            "overlaps": one.overlaps,
            "why": gettext(
                "%(sure)s %% sure that both teach the same; likeness of skills %(skills)s, of texts %(text)s."
            )
            % {
                "sure": round(100 * one.probability),
                "skills": number_format(one.skills, 2),
                "text": "–" if one.text is None else number_format(one.text, 2),
            },
            "link": link_to(course.ref),
            **{
                name: _labels(uris)
                for name, uris in (
                    ("shared", one.shared),
                    ("only_here", one.only_draft),
                    ("only_there", one.only_neighbour),
                )
            },
        }
        for one, course in twins
    ]


def _labels(uris: Iterable[str]) -> list[Any]:
    names = VocabularyLabels()
    return [names[uri] for uri in uris if uri in names][:NAMED]


def label(labels: Any) -> str:
    """The label in the language of the page."""
    return str(labels.best(get_language() or "fi"))


def link_to(ref: str) -> str:
    """The page of a row of another domain; ``""`` where there is none."""
    kind, _, key = ref.partition(":")
    return link(LINKS[kind], key) if kind in LINKS else ""


def link(name: str, *args: str) -> str:
    """The address of a page of another part; ``""`` where that part is not in use."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _marked(skills: Iterable[Any], texts: Mapping[str, str]) -> list[tuple[Any, list[tuple[str, bool]]]]:
    """Each text cut into pieces, with whether a piece is a sentence that shows a skill."""
    spans: dict[str, set[tuple[int, int]]] = {}
    for skill in skills:
        for evidence in skill.evidence[:1]:
            spans.setdefault(evidence.part, set()).add((evidence.start, evidence.end))
    return [(LABELS[part], _pieces(texts[part], sorted(found))) for part, found in spans.items()]


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        if at < start:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    return [*pieces, (text[at:], False)] if at < len(text) else pieces
