"""The one gate to rows: a page or interface gets a row by :func:`get_for`, and nothing is open that nobody opened.

A domain says in its ``rules.py`` who may do what, with predicates of the ``rules`` library::

    allow(StudyPlan, "view", owns | counsels)
    allow(StudyPlan, "change", owns)

A row may be known to exist by those who may ``view`` it; the others get "not found". What makes something new is a
verb on the row it is made in or for: ``allow(Organisation, "add-course", has_role(Role.PLANNER))``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from rules.predicates import Predicate, predicate

from osaamo.kernel.models import Organisation, Person, Role
from osaamo.kernel.queries import roles_of

if TYPE_CHECKING:
    from collections.abc import Callable

Row = TypeVar("Row", bound=Model)

VIEW = "view"


class UnknownAction(LookupError):
    """Code asked for a verb that no ``rules.py`` registered: a mistake in the program, not of the person."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something one may do to a row of ``model``, if the predicate agrees."""

    model: type[Model]
    verb: str
    allowed: Predicate

    @property
    def name(self) -> str:
        """For example ``kernel.consent:withdraw``."""
        return f"{self.model._meta.label_lower}:{self.verb}"  # noqa: SLF001 - Django documents Model._meta as public


_actions: dict[tuple[type[Model], str], Action] = {}


def allow(model: type[Model], verb: str, allowed: Predicate) -> Action:
    """The action, now registered: a person may do ``verb`` to a row for which ``allowed(person, row)`` holds.

    Raises:
        ValueError: the action has another rule already.
    """
    known = _actions.setdefault((model, verb), Action(model, verb, allowed))
    if known.allowed is not allowed:
        raise ValueError(f"{known.name} has two rules; keep one.")
    return known


def actions() -> tuple[Action, ...]:
    """Every registered action in order of name."""
    return tuple(sorted(_actions.values(), key=lambda action: action.name))


def may(user: Any, verb: str, row: Model) -> bool:
    """Whether ``user`` (a person, or Django's anonymous user) may do ``verb`` to ``row``.

    Raises:
        UnknownAction: nobody registered the verb for rows of this model.
    """
    return _may(_action(type(row), verb), user, row)


def get_for(user: Any, source: type[Row] | QuerySet[Row], pk: object, verb: str) -> Row:
    """The row with the primary key ``pk``, if ``user`` may do ``verb`` to it.

    ``source`` is a model, or a queryset that narrows it or joins what the page needs.

    Raises:
        Http404: there is no such row, or the user may not even know of it.
        PermissionDenied: the user may view the row, but not do this.
        UnknownAction: nobody registered the verb for rows of this model.
    """
    rows: QuerySet[Row] = source if isinstance(source, QuerySet) else source._default_manager.all()  # noqa: SLF001 - public
    action = _action(rows.model, verb)
    try:
        row = rows.filter(pk=pk).first()
    except (TypeError, ValueError):
        row = None
    if row is None:
        raise Http404
    if _may(action, user, row):
        return row
    view = _actions.get((action.model, VIEW))
    if view is not None and _may(view, user, row):
        raise PermissionDenied
    raise Http404


@predicate
def is_self(user: Any, row: Model) -> bool:
    """The row is the person who asks."""
    return bool(row == user)


@predicate
def owns(user: Any, row: Any) -> bool:
    """The row's ``person`` is the person who asks."""
    return isinstance(user, Person) and row.person_id == user.pk


@predicate
def is_logged_in(user: Any, row: Model) -> bool:  # noqa: ARG001 - a predicate's signature
    """Any person with an account."""
    return bool(user.is_authenticated)


@predicate
def anyone(user: Any, row: Model) -> bool:  # noqa: ARG001 - a predicate's signature
    """Everybody, logged in or not."""
    return True


def has_role(*roles: Role, at: Callable[[Any], Organisation | None] | str = "organisation") -> Predicate:
    """A predicate: the person holds one of the roles in the row's organisation or above it.

    ``at`` names the row's attribute, or finds the organisation from the row; an organisation is its own. Where it
    finds none, nobody is allowed.
    """
    wanted = frozenset(roles)

    def holds(user: Any, row: Any) -> bool:
        if not isinstance(user, Person):
            return False
        place = row if isinstance(row, Organisation) else at(row) if callable(at) else getattr(row, at)
        return place is not None and not wanted.isdisjoint(roles_of(user, organisation=place))

    return Predicate(holds, name=f"has_role({', '.join(sorted(wanted))})")


def _action(model: type[Model], verb: str) -> Action:
    action = _actions.get((model, verb))
    if action is None:
        raise UnknownAction(f"No rules.py allows {verb!r} on {model.__name__}; register it there with allow().")
    return action


def _may(action: Action, user: Any, row: Model) -> bool:
    """Whether the rule agrees; an account that was switched off counts as an anonymous visitor's."""
    return bool(action.allowed.test(user if user.is_active else AnonymousUser(), row))
