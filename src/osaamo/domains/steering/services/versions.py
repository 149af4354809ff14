"""From the version in force to the next one: draft, consultation, boards, approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from osaamo.domains.steering.enums import SEALED, Ending, ItemKind, Outcome, State
from osaamo.domains.steering.models import (
    ITEM_MODELS,
    Board,
    BoardDecision,
    Consultation,
    Item,
    PlanVersion,
)
from osaamo.domains.steering.queries import hash_of, item_content
from osaamo.domains.steering.services.progress import open_progress
from osaamo.domains.steering.services.refusals import DecisionRefused, ItemRefused, MoveRefused
from osaamo.kernel.trails import audit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from osaamo.domains.steering.models import Plan
    from osaamo.kernel.models import Person


@transaction.atomic
def make_draft(*, plan: Plan, year: int, who: Person | None) -> PlanVersion:
    """A draft for the year with all that goes on of the version in force.

    Raises:
        MoveRefused: nothing is in force, another version is being prepared, or the year has a version.
    """
    base = PlanVersion.objects.select_for_update().filter(plan=plan, state=State.APPROVED).first()
    if base is None:
        raise MoveRefused("none-in-force")
    if PlanVersion.objects.filter(plan=plan).exclude(state__in=SEALED).exists():
        raise MoveRefused("draft-open")
    if year <= base.year:
        raise MoveRefused("year-taken")
    draft = PlanVersion.objects.create(plan=plan, year=year, based_on=base, made_by=who)
    for model in ITEM_MODELS.values():
        rows = list(model.objects.filter(version=base, ending=""))
        for row in rows:
            row.pk, row.version = None, draft
        model.objects.bulk_create(rows)
    _log("plan.draft-made", draft, who)
    return draft


@transaction.atomic
def save_item(*, version: PlanVersion, kind: ItemKind, key: str, values: Mapping[str, Any], who: Person | None) -> Item:
    """The draft's item with new values of fields of its content.

    Raises:
        ItemRefused: the version is no draft, or has no such item.
    """
    item = _item(version, kind, key)
    before = item_content(item)
    for name, value in values.items():
        if name not in item.CONTENT:
            raise KeyError(name)
        setattr(item, name, value)
    _check_dates(item)
    item.save()
    changed = [name for name, value in item_content(item).items() if before[name] != value]
    if changed:
        _log("plan.item-changed", version, who, kind=kind.value, key=key, fields=changed)
    return item


@transaction.atomic
def add_item(*, version: PlanVersion, kind: ItemKind, key: str, values: Mapping[str, Any], who: Person | None) -> Item:
    """A new item at the end of its kind; its key was never used in the plan.

    Raises:
        ItemRefused: the version is no draft, or the key is taken.
    """
    _check_draft(version)
    model = ITEM_MODELS[kind]
    rows = model.objects
    if rows.filter(version__plan=version.plan_id, key=key).exists():
        raise ItemRefused("key-taken")
    item = model(version=version, key=key, position=rows.filter(version=version).count(), **values)
    _check_dates(item)
    item.save()
    _log("plan.item-added", version, who, kind=kind.value, key=key)
    return item


@transaction.atomic
def end_item(
    *,
    version: PlanVersion,
    kind: ItemKind,
    key: str,
    ending: Ending | str,
    reason: str,
    goes_on_as: str = "",
    who: Person | None,
) -> Item:
    """The item, which stays in this version with the reason and does not come into the next; "" takes it back.

    Raises:
        ItemRefused: the reason is missing, or ``goes_on_as`` names no other item that goes on.
    """
    item = _item(version, kind, key)
    if ending:
        if not reason.strip():
            raise ItemRefused("no-reason")
        others = ITEM_MODELS[kind].objects.filter(version=version, ending="").exclude(key=key)
        if ending != Ending.DROPPED and not others.filter(key=goes_on_as).exists():
            raise ItemRefused("goes-on-as")
    item.ending, item.ending_reason = ending, reason.strip() if ending else ""
    item.goes_on_as = goes_on_as if ending and ending != Ending.DROPPED else ""
    item.save()
    _log("plan.item-ended" if ending else "plan.item-kept", version, who, kind=kind.value, key=key)
    return item


@transaction.atomic
def remove_item(*, version: PlanVersion, kind: ItemKind, key: str, who: Person | None) -> None:
    """Remove an item that is new in the draft.

    Raises:
        ItemRefused: it was in the version before: it is ended, with a reason, never removed.
    """
    item = _item(version, kind, key)
    if ITEM_MODELS[kind].objects.filter(version=version.based_on_id, key=key).exists():
        raise ItemRefused("was-approved")
    item.delete()
    _log("plan.item-removed", version, who, kind=kind.value, key=key)


@transaction.atomic
def discard(*, version: PlanVersion, who: Person | None) -> None:
    """Remove a draft that never lay with the boards.

    Raises:
        MoveRefused: it is no draft, or boards decided on it.
    """
    locked = _locked(version)
    if locked.state != State.DRAFT or locked.round:
        raise MoveRefused("not-a-draft")
    _log("plan.draft-discarded", locked, who)
    locked.delete()


@transaction.atomic
def open_consultation(
    *,
    version: PlanVersion,
    opens_on: date,
    closes_on: date,
    question: Mapping[str, str] | None = None,
    who: Person | None,
) -> Consultation:
    """The consultation in which staff and students comment and vote; the draft rests meanwhile.

    Raises:
        MoveRefused: the version is no draft, or the days are not in order.
    """
    locked = _locked(version)
    if locked.state != State.DRAFT:
        raise MoveRefused("not-a-draft")
    if closes_on < opens_on:
        raise MoveRefused("dates")
    made = Consultation.objects.create(
        version=locked, opens_on=opens_on, closes_on=closes_on, question=question or {}, opened_by=who
    )
    _move(locked, State.CONSULTATION, "plan.consultation-opened", who)
    return made


@transaction.atomic
def close_consultation(*, version: PlanVersion, who: Person | None) -> PlanVersion:
    """The version, again a draft that can be changed by what was said.

    Raises:
        MoveRefused: no consultation is open.
    """
    locked = _locked(version)
    if locked.state != State.CONSULTATION:
        raise MoveRefused("not-in-consultation")
    return _move(locked, State.DRAFT, "plan.consultation-closed", who)


@transaction.atomic
def put_to_boards(*, version: PlanVersion, who: Person | None) -> PlanVersion:
    """The version as it lies with the boards in a new round, with the hash of what it says.

    Raises:
        MoveRefused: it is no draft.
    """
    locked = _locked(version)
    if locked.state != State.DRAFT:
        raise MoveRefused("not-a-draft")
    locked.round += 1
    locked.content_hash = hash_of(locked)
    return _move(locked, State.DECIDING, "plan.put-to-boards", who)


@transaction.atomic
def record_decision(
    *, version: PlanVersion, board: Board, outcome: Outcome, decided_on: date, reason: str, who: Person | None
) -> BoardDecision:
    """What a board decided.

    When all boards agree the version is approved and replaces the one in force; when one returns it, it is a draft
    again.

    Raises:
        DecisionRefused: it does not lie with the boards, the board decided, the reason is missing, or the content is
            not what was put to the boards.
    """
    locked = _locked(version)
    if locked.state != State.DECIDING or board.plan_id != locked.plan_id:
        raise DecisionRefused("not-with-boards")
    if not reason.strip():
        raise DecisionRefused("no-reason")
    if hash_of(locked) != locked.content_hash:
        raise DecisionRefused("changed")
    if locked.decisions.filter(board=board, round=locked.round).exists():
        raise DecisionRefused("decided")
    decision = BoardDecision.objects.create(
        version=locked,
        board=board,
        round=locked.round,
        outcome=outcome,
        decided_on=decided_on,
        reason=reason.strip(),
        content_hash=locked.content_hash,
        recorded_by=who,
    )
    _log("plan.decided", locked, who, board=board.key, outcome=outcome.value, round=locked.round)
    if outcome == Outcome.RETURN:
        _move(locked, State.DRAFT, "plan.returned", who)
    elif _all_agree(locked):
        _approve(locked, who)
    return decision


def _all_agree(version: PlanVersion) -> bool:
    agreed = version.decisions.filter(round=version.round, outcome=Outcome.APPROVE).values("board")
    return not Board.objects.filter(plan=version.plan_id).exclude(pk__in=agreed).exists()


def _approve(version: PlanVersion, who: Person | None) -> None:
    for before in PlanVersion.objects.select_for_update().filter(plan=version.plan_id, state=State.APPROVED):
        _move(before, State.REPLACED, "plan.replaced", who)
    days = version.decisions.filter(round=version.round).values_list("decided_on", flat=True)
    version.approved_on = max(days)
    _move(version, State.APPROVED, "plan.approved", who)
    open_progress(version=version)


def _move(version: PlanVersion, state: State, verb: str, who: Person | None) -> PlanVersion:
    version.state = state
    version.save()
    _log(verb, version, who)
    return version


def _log(verb: str, version: PlanVersion, who: Person | None, **details: Any) -> None:
    about = {"year": version.year, "hash": version.content_hash, **details}
    audit(verb=verb, who=who, about=version, organisation=version.plan.organisation, details=about)


def _locked(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_for_update().select_related("plan__organisation").get(pk=version.pk)


def _check_draft(version: PlanVersion) -> None:
    """Nothing, when the version may be changed; whoever would move it meanwhile waits.

    Raises:
        ItemRefused: it may not.
    """
    if _locked(version).state != State.DRAFT:
        raise ItemRefused("not-a-draft")


def _check_dates(item: Item) -> None:
    if item.KIND == ItemKind.ACTIVITY and item.ends < item.starts:
        raise ItemRefused("dates")


def _item(version: PlanVersion, kind: ItemKind, key: str) -> Item:
    _check_draft(version)
    found = ITEM_MODELS[kind].objects.filter(version=version, key=key).first()
    if found is None:
        raise ItemRefused("unknown")
    return found
