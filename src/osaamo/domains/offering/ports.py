"""What the offering tells other domains (what is taught, what can be joined, what waits), and makes for them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import ngettext

from osaamo.domains.offering.enums import BrokenState, LabelKind, State
from osaamo.domains.offering.models import BrokenRecord, CourseUnit, StudyModule
from osaamo.domains.offering.queries import catalogue_items, judged_goals, realisations, realisations_by_ref
from osaamo.domains.offering.services import judge_sdg, save_item
from osaamo.kernel.access import may
from osaamo.kernel.duties import holders, holds, key_of, said
from osaamo.kernel.i18n import LANGUAGES
from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.refs import ref_of, resolve
from osaamo.ports import duties
from osaamo.ports.goals import Judgement, Keeper, keeps
from osaamo.ports.offers import Offer, Required, keyed_offers, offers
from osaamo.ports.publishing import Accepted, Made, catalogue
from osaamo.ports.shown import Shown, shown_rows
from osaamo.ports.supply import Degree, Taught, supply

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from osaamo.domains.offering.models import Item, Realisation


@offers("offering.realisation")
def realisation_offers(refs: Collection[str]) -> Mapping[str, Offer]:
    """The offers of realisations by reference."""
    rows = realisations_by_ref(refs)
    titles = _titles(rows.values())
    return {ref: _offer(ref, row, titles) for ref, row in rows.items()}


@keyed_offers("offering.realisation")
def realisation_offers_by_key(keys: Collection[str]) -> Mapping[str, Offer]:
    """The offers of realisations by key."""
    rows = list(realisations().filter(key__in=keys))
    titles = _titles(rows)
    return {row.key: _offer(ref_of(row), row, titles) for row in rows}


def _titles(rows: Iterable[Realisation]) -> Mapping[str, Mapping[str, str]]:
    """The titles by key of the courses that the rows' courses require."""
    keys = {key for row in rows if row.course is not None for key in row.course.requires}
    return dict(CourseUnit.objects.filter(key__in=keys).values_list("key", "name")) if keys else {}


def _offer(ref: str, row: Realisation, titles: Mapping[str, Mapping[str, str]]) -> Offer:
    item, state = row.item, row.state
    return Offer(
        ref=ref,
        key=row.key,
        course=item.key,
        title={code: row.title.get(code, "") for code in LANGUAGES},
        host=row.host.code,
        credits=item.credits,
        starts=row.starts,
        ends=row.ends,
        enrol_from=row.enrol_from,
        enrol_until=row.enrol_until,
        languages=tuple(row.languages),
        audiences=tuple(row.audiences or item.audiences),
        seats=row.seats,
        quotas={quota.group: quota.seats for quota in row.quotas.all()} or None,
        cancelled=state == State.CANCELLED,
        published=item.is_published and state != State.PROPOSED,
        requires=tuple(Required(key, titles.get(key, {})) for key in (row.course.requires if row.course else ())),
        is_programme=row.course is None,
    )


@catalogue("offering.modules")
def module_of(accepted: Accepted) -> Made:
    """The draft of an accepted proposal, owned by its institutions in equal shares; there is one of each proposal."""
    schools = {school.code: school for school in Organisation.objects.filter(code__in=accepted.institutions)}
    lead = schools.pop(accepted.lead)
    code = f"proposal-{accepted.ref.rpartition(':')[2]}"
    module = StudyModule.objects.filter(institution=lead, code=code).first()
    if module is None:
        module = StudyModule(
            institution=lead,
            code=code,
            kind=accepted.kind,
            name=dict(accepted.title),
            learning_outcomes=dict(accepted.summary),
            credits=accepted.credits,
            budget_lines=[accepted.budget_line] if accepted.budget_line else [],
            is_joint=bool(schools),
        )
        share = (Decimal(100) / (len(schools) + 1)).quantize(Decimal("0.01"))
        themes = [accepted.theme] if accepted.theme else []
        save_item(
            item=module, who=None, owners=dict.fromkeys(schools.values(), share), labels={LabelKind.THEME: themes}
        )
    return Made(ref_of(module), module.key)


@supply("offering.catalogue")
def taught(refs: Collection[str] | None) -> Iterator[Taught]:
    """Every course unit and module, drafts too, or those of the references, in order of key."""
    return map(_taught, catalogue_items(refs))


def _taught(item: Item) -> Taught:
    runs = [run for run in item.realisations.all() if run.state != State.CANCELLED]
    module = item if isinstance(item, StudyModule) else None
    return Taught(
        ref=ref_of(item),
        key=item.key,
        kind=module.kind if module else "course",
        title=item.name,
        outcomes=item.learning_outcomes,
        content=item.content,
        institution=item.institution.code,
        credits=item.credits,
        level=item.level,
        themes=tuple(label.code for label in item.labels.all() if label.kind == LabelKind.THEME),
        languages=tuple(sorted({language for run in runs for language in run.languages})),
        joint=item.is_joint,
        published=item.is_published,
        changed_on=item.updated_at.date(),
        parts=tuple(part.course.key for part in module.parts.all()) if module else (),
        budget_lines=tuple(module.budget_lines) if module else (),
        degrees=tuple(
            Degree(row.key, row.title, row.institution.code, row.level)
            for row in sorted(item.degrees.all(), key=attrgetter("key"))
        ),
        years=Counter(run.starts.year for run in runs if run.starts),
    )


def judgements(refs: Collection[str]) -> Mapping[str, tuple[Judgement, ...]]:
    """What persons said of the goals of course units and modules, in order of goal; suggestions are left out."""
    return {
        ref: tuple(
            Judgement(row.goal, row.confirmed_on is not None, row.reason, row.confirmed_on or row.rejected_on)
            for row in rows
        )
        for ref, rows in judged_goals(refs).items()
    }


def judge(ref: str, judgement: Judgement, person_pk: int) -> None:
    """Store what a teacher or planner of the item's owners says of a goal.

    Raises:
        LookupError: the item or the person is gone.
        PermissionError: the person neither teaches nor plans at an owner of the item.
    """
    item, person = resolve(ref), Person.objects.filter(pk=person_pk).first()
    if not isinstance(item, CourseUnit | StudyModule) or person is None:
        raise LookupError(ref)
    if not may(person, "judge-goals", item):
        raise PermissionError(ref)
    judge_sdg(
        item=item,
        goal=judgement.goal,
        serves=judgement.serves,
        reason=judgement.reason,
        who=person,
        on=judgement.on or timezone.localdate(),
    )


_keeper = Keeper(judgements, judge)
keeps("offering.courseunit", _keeper)
keeps("offering.studymodule", _keeper)


@shown_rows("offering.studymodule")
@shown_rows("offering.courseunit")
def shown_items(refs: Collection[str]) -> Mapping[str, Shown]:
    """Published items with their pages; a draft is not shown."""
    found: dict[str, Shown] = {}
    for model, page in ((StudyModule, "modules"), (CourseUnit, "courses")):
        label = model._meta.label_lower  # noqa: SLF001 - Django documents Model._meta as public
        keys = [key for ref in refs if (key := ref.removeprefix(f"{label}:")) != ref]
        rows = model._default_manager.filter(pk__in=keys, published_at__isnull=False)  # noqa: SLF001 - public
        for row in rows.select_related("institution"):
            found[ref_of(row)] = Shown(row.name, f"/studies/{page}/{row.pk}/", row.institution.short_name)
    return found


@shown_rows("offering.realisation")
def shown_runs(refs: Collection[str]) -> Mapping[str, Shown]:
    """Realisations of published items, with the page of the item."""
    found: dict[str, Shown] = {}
    for ref, row in realisations_by_ref(refs).items():
        if row.item.is_published:
            page = "courses" if row.course else "modules"
            when = " – ".join(day.isoformat() for day in (row.starts, row.ends) if day)
            found[ref] = Shown(row.title, f"/studies/{page}/{row.item.pk}/", when)
    return found


def _apart() -> QuerySet[BrokenRecord]:
    return BrokenRecord.objects.filter(state=BrokenState.OPEN).order_by()


def _duties(person: str, day: date) -> Iterator[duties.Duty]:
    """For each institution the person imports for, the records that wait to be mended, at its last import of such."""
    own = _apart().filter(holds(key_of(person), Role.PLANNER, Role.IT_ADMIN, on=day, at="institution"))
    piles = own.values("institution", "institution__short_name").annotate(n=Count("pk"), run=Max("run"))
    for pile in piles.order_by("institution__short_name"):
        values = {"school": pile["institution__short_name"], "n": pile["n"]}
        yield duties.Duty(
            "offering.mend",
            f"kernel.organisation:{pile['institution']}",
            f"/imports/{pile['run']}/",
            said(
                lambda _, values=values: (
                    ngettext(
                        "%(school)s: %(n)d imported record was set apart. Mend it or leave it out.",
                        "%(school)s: %(n)d imported records were set apart. Mend them or leave them out.",
                        values["n"],
                    )
                    % values
                )
            ),
        )


def _people(day: date) -> set[str]:
    places = list(_apart().values_list("institution", flat=True).distinct())
    return holders(places, Role.PLANNER, Role.IT_ADMIN, on=day) if places else set()


duties.register("offering.imports", duties.Source(_people, _duties))
