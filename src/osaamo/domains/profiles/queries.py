"""Reads over profiles: what a person has, what it is worth, and what it is compared with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from osaamo import engine as door
from osaamo.competence import offered
from osaamo.competence import services as competence
from osaamo.competence.queries import theme_of
from osaamo.domains.profiles.enums import SERVICE, CaseStatus, Need, Purpose, SkillStatus
from osaamo.domains.profiles.models import (
    Goal,
    GuidanceCase,
    Profile,
    ProfileSkill,
    SavedPlan,
    SkillEvidence,
    Source,
)
from osaamo.engine import Labels, PlannedStep, WeightedSkill
from osaamo.kernel.models import Consent, Organisation, Role
from osaamo.kernel.queries import consenting_to, has_consent, memberships_on
from osaamo.ports.demand import demand_for
from osaamo.ports.steps import some_steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.domains.profiles.models import PlanVersion
    from osaamo.engine import Gap, PathLimits, PathResult, WhatIf
    from osaamo.kernel.models import Person
    from osaamo.ports.demand import Demand

TOO_FEW = 30
"""Below so many ads a share says nothing."""

MORE_THAN = 10
"""Figures about people are shown only of more than so many together."""

GRADES = 5
NO_THEME = -1


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """``asked`` of ``of`` ads name the skill, the oldest of them from ISO date ``since``."""

    asked: int
    of: int
    since: str

    @property
    def is_telling(self) -> bool:
        """Whether there are enough ads to say anything."""
        return self.of >= TOO_FEW

    @property
    def percent(self) -> int:
        """The share of the ads, in whole percent."""
        return round(100 * self.asked / self.of) if self.of else 0

    @property
    def step(self) -> int:
        """The share in tenths, rounded up: 0 only where no ad names the skill."""
        return -(-10 * self.asked // self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill of a profile as shown: its label, evidence (surest first) and demand."""

    skill: ProfileSkill
    label: str
    others: tuple[tuple[str, str], ...]
    evidence: tuple[SkillEvidence, ...]
    confidence: float
    demand: SkillDemand


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """The skills of one theme. ``tone`` is the colour of the theme, from 0 to 7."""

    id: int
    name: str
    tone: int
    rows: tuple[SkillRow, ...]


def profile_of(person: Person) -> Profile | None:
    """The person's profile, if they have one and still agree that it is kept."""
    profile = Profile.objects.filter(person=person).first()
    return profile if profile and has_consent(person, Purpose.PROFILE, SERVICE) else None


def label_of(uri: str) -> Labels:
    """The labels of a skill; its uri where the vocabulary of today lacks it."""
    vocabulary = competence.engine().vocabulary
    return vocabulary.labels(uri) if uri in vocabulary else Labels(en=uri)


def skill_groups(profile: Profile, language: str, *, statuses: Collection[str]) -> tuple[ThemeGroup, ...]:
    """The profile's skills of the statuses by theme; the theme with most skills first, in it the surest."""
    return skills_by_theme(profile, language, statuses)[0]


def skills_by_theme(profile: Profile, language: str, *statuses: Collection[str]) -> list[tuple[ThemeGroup, ...]]:
    """For each of several sets of statuses the groups of :func:`skill_groups`, read together."""
    evidence = Prefetch("evidence", SkillEvidence.objects.select_related("source"))
    wanted = {status for some in statuses for status in some}
    skills = list(profile.skills.filter(status__in=wanted).prefetch_related(evidence, "changes"))
    demand = demand_for([skill.uri for skill in skills])
    return [_by_theme([skill for skill in skills if skill.status in some], demand, language) for some in statuses]


def _by_theme(skills: Iterable[ProfileSkill], wanted: Demand, language: str) -> tuple[ThemeGroup, ...]:
    vocabulary = competence.engine().vocabulary
    groups: dict[int, list[SkillRow]] = defaultdict(list)
    names: dict[int, str] = {}
    for skill in skills:
        labels, shown = label_of(skill.uri), tuple(skill.evidence.all())
        theme = theme_of(skill.uri) if skill.uri in vocabulary else None
        at = theme.id if theme else NO_THEME
        names[at] = theme.label.best(language) if theme else ""
        groups[at].append(
            SkillRow(
                skill=skill,
                label=labels.best(language),
                others=tuple((code, text) for code, text in labels.as_dict().items() if text and code != language),
                evidence=shown,
                confidence=shown[0].confidence if shown else 0.0,
                demand=SkillDemand(wanted.asked.get(skill.uri, 0), wanted.of, wanted.since),
            )
        )
    order = sorted(groups, key=lambda at: (at == NO_THEME, -len(groups[at]), names[at]))
    return tuple(
        ThemeGroup(
            id=at,
            name=names[at],
            tone=at % 8,
            rows=tuple(sorted(groups[at], key=lambda row: (-row.confidence, row.label.lower()))),
        )
        for at in order
    )


def status_counts(profile: Profile) -> dict[str, int]:
    """How many skills of the profile have each status."""
    counted = dict(profile.skills.values_list("status").annotate(Count("pk")))
    return {status.value: counted.get(status.value, 0) for status in SkillStatus}


def sources_of(profile: Profile) -> QuerySet[Source]:
    """The profile's sources, newest first, each with ``found``, how many skills it shows."""
    return profile.sources.annotate(found=Count("evidence__skill", distinct=True))


def weight_of(status: str, grade: int | None, confidence: float) -> float:
    """How much of a skill counts as had, from 0 to 1.

    A rejected skill counts nothing and a suggestion as much as it is sure. What the person accepted or added counts
    by their own grade, and wholly without one.
    """
    if status == SkillStatus.REJECTED:
        return 0.0
    if grade is not None:
        return grade / GRADES
    return confidence if status == SkillStatus.SUGGESTED else 1.0


def have_of(profile: Profile, *, without: Collection[int] = ()) -> list[WeightedSkill]:
    """The skills of the profile as the engine compares them, as if the sources in ``without`` had not been given."""
    evidence = Prefetch("evidence", SkillEvidence.objects.exclude(source__in=list(without)))
    have = []
    for skill in profile.skills.prefetch_related(evidence):
        shown = list(skill.evidence.all())
        if without and not shown and skill.status != SkillStatus.ADDED:
            continue
        weight = weight_of(skill.status, skill.grade, shown[0].confidence if shown else 0.0)
        if weight > 0:
            have.append(WeightedSkill(skill.uri, weight, shown[0].sentence.strip() if shown else ""))
    return have


def want_of(goal: Goal, *, without: Collection[str] = ()) -> list[WeightedSkill]:
    """The skills of the goal that the vocabulary of today has, but for those in ``without``."""
    vocabulary = competence.engine().vocabulary
    return [
        WeightedSkill(row["uri"], row["weight"], row.get("evidence", ""))
        for row in goal.wanted
        if row["uri"] in vocabulary and row["uri"] not in without
    ]


def current_goal(profile: Profile) -> Goal | None:
    """The goal the person is looking at now."""
    return profile.goals.filter(is_current=True).first()


def gap_of(profile: Profile, goal: Goal) -> Gap:
    """What of the goal the profile has, partly has and lacks."""
    return competence.compare(have=have_of(profile), want=want_of(goal))


EFFORT = 1.5
"""Deterministic solver time of a path on a page, about seconds of one core."""


@dataclass(frozen=True, slots=True)
class Path:
    """A planned path, and the Ref of what each of its steps (by id) teaches."""

    result: PathResult
    sources: dict[str, str]


def trials_of(profile: Profile) -> str:
    """How the names begin under which the planner remembers what was tried last on the profile's paths."""
    return f"profile:{profile.pk}:"


def path_of(profile: Profile, goal: Goal, limits: PathLimits, *, alternatives: bool = True) -> Path:
    """The best path from the profile to the goal over everything that teaches, within the limits."""
    result = offered.plan(
        have=have_of(profile),
        want=want_of(goal),
        limits=limits,
        effort=EFFORT,
        alternatives=alternatives,
        follow=f"{trials_of(profile)}{goal.pk}",
    )
    plans = [plan for plan in (result.plan, *result.alternatives) if plan]
    offering = result.problem.teaching.offering
    ids = {step.id for plan in plans for step in plan.steps}
    return Path(result, {id_: offering.steps[offering.places[id_]].source for id_ in ids})


def coverage_of(person: Person) -> float | None:
    """The covered share of the person's current goal, or ``None`` without one."""
    profile = profile_of(person)
    goal = current_goal(profile) if profile else None
    return gap_of(profile, goal).coverage if profile and goal else None


def occupations(words: str, *, most: int = 8) -> list[tuple[str, Labels]]:
    """Occupations whose names fit the words and whose skills are known, best first."""
    vocabulary = competence.engine().vocabulary
    hits = door.search(vocabulary, words, limit=5 * most, occupations=True)
    found = [(hit.uri, hit.labels) for hit in hits if hit.kind == "occupation" and vocabulary.profile(hit.uri)]
    return found[:most]


def plans_of(profile: Profile) -> QuerySet[SavedPlan]:
    """The profile's saved plans with their versions."""
    return profile.plans.prefetch_related("versions")


def passed_by(profile: Profile) -> tuple[str, ...]:
    """The keys and codes of the courses the person has passed; one of them names the course in the offering."""
    rows = profile.attainments.values_list("source_key", "code")
    return tuple(sorted({key for row in rows for key in row if key}))


def consents_by_purpose(person: Person) -> dict[tuple[str, str], Consent]:
    """The newest consent of each purpose and recipient, in force or withdrawn."""
    newest: dict[tuple[str, str], Consent] = {}
    for consent in Consent.objects.filter(person=person):
        newest.setdefault((consent.purpose, consent.recipient), consent)
    return newest


def agreed_cases() -> QuerySet[GuidanceCase]:
    """The cases whose people agree now that their organisation guides them and that a profile is kept."""
    in_force = Consent.objects.filter(person=OuterRef("person"), withdrawn_at__isnull=True)
    return GuidanceCase.objects.filter(
        Exists(in_force.filter(purpose=Purpose.GUIDANCE, recipient=OuterRef("organisation__code"))),
        Exists(in_force.filter(purpose=Purpose.PROFILE, recipient=SERVICE)),
    ).select_related("person", "organisation")


def waiting_cases(counsellor: Person) -> list[GuidanceCase]:
    """The cases nobody has taken where the counsellor works: the most pressing need first, then the longest wait."""
    places = counselled_by(counsellor)
    cases = agreed_cases().filter(status=CaseStatus.ASKED, organisation__in=places).exclude(person=counsellor)
    place = {need: at for at, need in enumerate(Need.values)}
    return sorted(cases, key=lambda case: (place[case.need], case.asked_at, case.pk))


def cases_with(counsellor: Person) -> QuerySet[GuidanceCase]:
    """The counsellor's open cases, those to follow up first by day."""
    cases = agreed_cases().filter(
        status=CaseStatus.OPEN, counsellor=counsellor, organisation__in=counselled_by(counsellor)
    )
    return cases.order_by(F("follow_up_on").asc(nulls_last=True), "taken_at", "pk")


def counselled_by(person: Person) -> list[Organisation]:
    """The organisations a person counsels in today: where they hold the role, and all below."""
    held = set(memberships_on().filter(person=person, role=Role.COUNSELLOR).values_list("organisation", flat=True))
    if not held or not person.is_active:
        return []
    rows = Organisation.objects.select_related("parent")
    return [row for row in rows if held.intersection(above.pk for above in row.lineage())]


@dataclass(frozen=True, slots=True)
class Effect:
    """The share of people with a study plan among ``guided`` people and among ``others`` who were not guided."""

    guided: int
    guided_with_plan: int
    others: int
    others_with_plan: int


def effect_in(organisation: Organisation) -> Effect | None:
    """How guidance goes with planning among those who agreed to be counted; ``None`` of ten people or fewer.

    The two groups differ in more than guidance: who asks for it is no random draw.
    """
    counted = Profile.objects.filter(person__in=consenting_to(Purpose.EFFECT, organisation.code))
    was_guided = Q(person__guidance__organisation=organisation, person__guidance__taken_at__isnull=False)
    guided = counted.filter(was_guided).distinct()
    others = counted.exclude(pk__in=guided.values("pk"))
    effect = Effect(*(_with_plan(guided)), *(_with_plan(others)))
    return effect if effect.guided > MORE_THAN and effect.others > MORE_THAN else None


def _with_plan(profiles: QuerySet[Profile]) -> tuple[int, int]:
    return profiles.count(), profiles.filter(plans__isnull=False).distinct().count()


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """What became of a planned step: the engine's ``code``, the step as it was planned, and what else is named."""

    code: str
    step: dict[str, Any]
    other: dict[str, str] | None = None


def warnings_of(version: PlanVersion, *, on: date) -> list[PlanWarning]:
    """What the person must know of the steps of a plan on the day."""
    planned = {step["id"]: step for step in version.steps}
    passed = passed_by(version.plan.profile)
    steps = [PlannedStep.from_dict(step) for step in version.steps]
    now = some_steps(on.isoformat(), planned)
    found = door.check_plan(steps, now, today=on.isoformat(), passed=passed)
    return [
        PlanWarning(one.code, planned[one.step], planned.get(one.reason.values.get("other"), {}).get("title"))
        for one in found
    ]


def what_if(profile: Profile, goal: Goal, *, without: Collection[int] = (), unwant: Collection[str] = ()) -> WhatIf:
    """The gap now, and as if the sources (by id) had not been given and the skills (by uri) were not wanted."""
    have, want = have_of(profile), want_of(goal)
    kept = {skill.uri for skill in have_of(profile, without=without)} if without else {skill.uri for skill in have}
    return door.what_if(
        have,
        want,
        labels=competence.labels_of(have, want),
        similarity=competence.similarity,
        lose=[skill.uri for skill in have if skill.uri not in kept],
        unwant=unwant,
    )


def step_titles(names: Collection[str]) -> dict[str, Labels]:
    """The titles of those of the steps and courses, by id, that can still be begun."""
    offering = offered.planner().offering
    return {name: offering.steps[found[0]].title for name in names if (found := offering.named(name))}
