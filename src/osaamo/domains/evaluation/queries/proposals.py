"""Proposals, their rounds and decisions, and the calls they join."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone

from osaamo.domains.evaluation.enums import STAGES, Outcome, Stage, Status
from osaamo.domains.evaluation.models import Call, Decision, Proposal, Round, RunResult, Signal
from osaamo.kernel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.kernel.models import Person


NEEDED = {
    Stage.IDEA: ("title", "summary", "theme", "evidence", "evidence_source"),
    Stage.PLAN: ("credits", "expected_enrolled", "team"),
    Stage.RUN: (),
    Stage.AFTER: ("result",),
}
"""What the gate of each stage needs besides what the gates before it did."""


def missing_of(proposal: Proposal) -> list[str]:
    """The names of what the proposal lacks for the gate of its stage, in order."""
    return lacking(proposal, has_team=proposal.team.exists(), has_result=proposal.results.exists())


def lacking(proposal: Proposal, *, has_team: bool, has_result: bool) -> list[str]:
    """As :func:`missing_of`, where it is known whether there are a team and a result."""
    upto = STAGES[: STAGES.index(Stage(proposal.stage)) + 1]
    has = {
        "title": any(text.strip() for text in proposal.title.values()),
        "summary": any(text.strip() for text in proposal.summary.values()),
        "theme": bool(proposal.theme.strip()),
        "evidence": bool(proposal.evidence.strip()),
        "evidence_source": bool(proposal.evidence_source.strip()),
        "credits": proposal.credits is not None,
        "expected_enrolled": proposal.expected_enrolled is not None,
        "team": has_team,
        "result": has_result,
    }
    return [name for stage in upto for name in NEEDED[stage] if not has[name]]


_CONTENT = (
    "kind", "title", "summary", "theme", "credits", "evidence", "evidence_source", "origin_ref", "origin_text",
    "budget_line", "budget", "expected_enrolled", "expected_feedback",
)  # fmt: skip


def content_of(proposal: Proposal) -> dict[str, Any]:
    """The proposal as JSON, for reviewers to judge what was sent in; nothing in it names a person."""
    told = {name: getattr(proposal, name) for name in _CONTENT}
    told = {name: str(value) if isinstance(value, Decimal) else value for name, value in told.items()}
    return told | {
        "lead": proposal.lead.code,
        "institutions": list(proposal.institutions.order_by("code").values_list("code", flat=True)),
    }


def text_of(proposal: Proposal) -> tuple[str, str, str]:
    """Language, title and text that carries its skills, in the language that tells most of it (then fi, sv, en)."""
    language = max(LANGUAGES, key=lambda code: len(proposal.summary.get(code, "") + proposal.title.get(code, "")))
    title = proposal.title.get(language, "")
    return language, title, "\n\n".join(filter(None, (title, proposal.summary.get(language, ""))))


def decisions_of(proposal: Proposal) -> QuerySet[Decision]:
    """Every decision on the proposal, oldest first, corrected ones too."""
    rows = Decision.objects.filter(round__proposal=proposal)
    return rows.select_related("round__criteria", "corrects", "corrected_by").order_by("at", "pk")


def passed_to_run(proposal: Proposal) -> Decision | None:
    """The standing decision that let the proposal run, or ``None``."""
    rows = decisions_of(proposal).filter(corrected_by__isnull=True, outcome=Outcome.PASS, round__stage=Stage.PLAN)
    return rows.last()


def open_round(proposal: Proposal) -> Round | None:
    """The round that is going on, or ``None``."""
    return proposal.rounds.filter(ended_at__isnull=True).select_related("criteria", "proposal__lead").first()


def open_rounds() -> QuerySet[Round]:
    """Every round that is going on."""
    return Round.objects.filter(ended_at__isnull=True).select_related("criteria")


def last_decision(proposal: Proposal) -> Decision | None:
    """The decision that stands on the proposal's last decided round, or ``None``."""
    return decisions_of(proposal).filter(corrected_by__isnull=True).last()


def standing_decision(of: Round) -> Decision | None:
    """The decision of the round that nobody corrected, or ``None`` before there is one."""
    return of.decisions.filter(corrected_by__isnull=True).first()


def sent_in() -> QuerySet[Proposal]:
    """Every proposal that is no draft, with what lists show."""
    return Proposal.objects.exclude(status=Status.DRAFT).select_related("lead", "call").prefetch_related("institutions")


def found(chosen: Mapping[str, str]) -> QuerySet[Proposal]:
    """The proposals that were sent in and fit what was chosen.

    ``chosen`` may hold ``stage``, ``status``, ``kind``, ``theme``, ``institution`` (a code), ``call`` (a key) and ``q``
    (words of the title); what is empty or unknown chooses nothing away.
    """
    rows = sent_in()
    plain = {"stage": "stage", "status": "status", "kind": "kind", "theme": "theme", "call": "call__key"}
    for name, field in plain.items():
        if chosen.get(name):
            rows = rows.filter(**{field: chosen[name]})
    if chosen.get("institution"):
        rows = rows.filter(institutions__code=chosen["institution"])
    if words := chosen.get("q", "").strip():
        named = Q()
        for code in LANGUAGES:
            named |= Q(**{f"title__{code}__icontains": words})
        rows = rows.filter(named)
    return rows.order_by("-changed_at", "-pk")


def themes() -> list[str]:
    """The themes of the proposals that were sent in, in order of name."""
    return sorted(set(sent_in().exclude(theme="").order_by().values_list("theme", flat=True)))


def own_proposals(person: Person) -> QuerySet[Proposal]:
    """What the person owns, drafts too."""
    return Proposal.objects.filter(owner=person).select_related("lead", "call")


def drafts_of(person: int) -> QuerySet[Proposal]:
    """The drafts of the person with the key."""
    return Proposal.objects.filter(owner=person, status=Status.DRAFT)


def proposal_of_module(ref: str) -> Proposal | None:
    """The proposal from which the catalogue made the row, or ``None``."""
    return Proposal.objects.filter(module_ref=ref).first() if ref else None


def latest_signals(proposal: Proposal) -> dict[str, Signal]:
    """The newest signal of each kind."""
    newest: dict[str, Signal] = {}
    for signal in proposal.signals.all():
        newest.setdefault(signal.kind, signal)
    return newest


def needs_measuring(pk: int) -> Proposal | None:
    """The proposal with the key, if it was sent in since its signals were measured."""
    proposal = sent_in().filter(pk=pk).first()
    last = proposal.rounds.last() if proposal else None
    if last is None or last.proposal.signals.filter(measured_at__gte=last.opened_at).exists():
        return None
    return proposal


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was forecast of a run beside what came of it; a difference is ``None`` where one side is not known."""

    result: RunResult
    expected_enrolled: int | None
    expected_feedback: Decimal | None

    @property
    def enrolled_difference(self) -> int | None:
        """Enrolled less expected."""
        return None if self.expected_enrolled is None else self.result.enrolled - self.expected_enrolled

    @property
    def feedback_difference(self) -> Decimal | None:
        """Mean of the feedback less the expected."""
        if self.expected_feedback is None or self.result.feedback is None:
            return None
        return self.result.feedback - self.expected_feedback


def forecast_of(proposal: Proposal) -> Forecast | None:
    """The latest result beside the forecast, or ``None`` before there is a result."""
    result = proposal.results.first()
    return Forecast(result, proposal.expected_enrolled, proposal.expected_feedback) if result else None


def calls(*, since: date | None = None) -> QuerySet[Call]:
    """The calls, or those whose gate is on the day or later, the next first, with how many proposals each has."""
    rows = Call.objects.select_related("organisation").annotate(
        sent=Count("proposals", filter=~Q(proposals__status=Status.DRAFT))
    )
    return rows.filter(gate_on__gte=since) if since else rows


def open_calls(*, on: date | None = None) -> QuerySet[Call]:
    """The calls one can join on the day, today by default."""
    day = on or timezone.localdate()
    return Call.objects.filter(opens_on__lte=day, closes_on__gte=day)
