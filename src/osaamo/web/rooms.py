"""The places somebody works in: what the menu by their name and their desk lead to, by what they do where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from osaamo.kernel.models import Role
from osaamo.kernel.queries import roles_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import Promise

R = Role


class Part(StrEnum):
    """Under which heading of the desk a place stands, in this order."""

    OWN = "own"
    TEACHING = "teaching"
    OFFERING = "offering"
    AHEAD = "ahead"
    ALLIANCE = "alliance"


PARTS = {
    Part.OWN: _("My own"),
    Part.TEACHING: _("Teaching and guidance"),
    Part.OFFERING: _("The joint offering"),
    Part.AHEAD: _("Looking ahead"),
    Part.ALLIANCE: _("The alliance"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A page somebody works on.

    Attributes:
        page: the name of its address; a domain that is not installed has none, and the place is left out.
        part: the heading it stands under.
        title: what it is called in the menu.
        does: what one does there, in a sentence.
        roles: who works there; empty for everybody who has signed in.
        in_menu: it stands in the menu by one's name, too.
    """

    page: str
    part: Part
    title: Promise
    does: Promise
    roles: frozenset[Role] = frozenset()
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class Door:
    """A place with its address."""

    place: Place
    url: str


def _for(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


PLACES = (
    Place(
        "me", Part.OWN, _("My skills"), _("Skills with the sentences that show them, your goal and your study path.")
    ),
    Place(
        "crossstudy-mine",
        Part.OWN,
        _("My studies elsewhere"),
        _("What you asked for at the other schools, and how far it is."),
    ),
    Place("badges-mine", Part.OWN, _("My badges"), _("Badges you have, and those your studies earn.")),
    Place(
        "tutoring", Part.OWN, _("Tutoring for credit"), _("Tasks, your diary and the credits they give."), in_menu=False
    ),
    Place("my-orders", Part.OWN, _("My orders"), _("What you ordered, what it costs and what is paid.")),
    Place(
        "events-mine",
        Part.OWN,
        _("My events"),
        _("What you registered for, and your place in the queue."),
        in_menu=False,
    ),
    Place(
        "steering-mine",
        Part.OWN,
        _("My share of the plan"),
        _("Activities and tasks that carry your name."),
        in_menu=False,
    ),
    Place(
        "gov-expert-mine",
        Part.OWN,
        _("Be an expert"),
        _("Let project teams find you by your skills, and stop it any day."),
        in_menu=False,
    ),
    Place(
        "drafts",
        Part.TEACHING,
        _("Course design"),
        _("Write a course and see its skills, level, overlaps and what working life asks."),
        _for(R.TEACHER, R.PLANNER),
    ),
    Place(
        "teaching-goals",
        Part.TEACHING,
        _("Goals of sustainable development"),
        _("Confirm or reject the goals read from your courses."),
        _for(R.TEACHER, R.PLANNER),
        in_menu=False,
    ),
    Place(
        "badge-claims",
        Part.TEACHING,
        _("Evidence for badges"),
        _("Judge what learners sent in."),
        _for(R.TEACHER, R.PLANNER),
        in_menu=False,
    ),
    Place(
        "queue",
        Part.TEACHING,
        _("Guidance"),
        _("Who waits for you, most in need first; their map and plan where they agreed."),
        _for(R.COUNSELLOR),
    ),
    Place(
        "proposals-mine",
        Part.OFFERING,
        _("My proposals"),
        _("Ideas for the joint offering, from the first line to the decision."),
        _for(R.TEACHER, R.PLANNER, R.RDI),
        in_menu=False,
    ),
    Place(
        "review-queue",
        Part.OFFERING,
        _("Reviews"),
        _("Proposals you are asked to review."),
        _for(R.TEACHER, R.PLANNER, R.RDI),
        in_menu=False,
    ),
    Place(
        "proposal-board",
        Part.OFFERING,
        _("Board of proposals"),
        _("Every proposal by stage, reviewers and decisions."),
        _for(R.PLANNER, R.STEERING_MEMBER),
        in_menu=False,
    ),
    Place(
        "crossstudy-desk",
        Part.OFFERING,
        _("Cross-study desk"),
        _("Requests from and to the other schools, grades and messages."),
        _for(R.PLANNER, R.TEACHER),
    ),
    Place(
        "plan-overview",
        Part.OFFERING,
        _("Planning the offering"),
        _("Courses, modules, runs, seats, publishing."),
        _for(R.PLANNER),
    ),
    Place(
        "imports",
        Part.OFFERING,
        _("Imports"),
        _("Files of the offering, and records that were set apart."),
        _for(R.PLANNER, R.IT_ADMIN),
        in_menu=False,
    ),
    Place(
        "finance",
        Part.OFFERING,
        _("Prices and payments"),
        _("Rules, orders and what is unpaid."),
        _for(R.PLANNER),
        in_menu=False,
    ),
    Place(
        "credit-statistics",
        Part.OFFERING,
        _("Credits"),
        _("Who counts which credits, by year, school and module."),
        _for(R.PLANNER, R.STEERING_MEMBER, R.RECTOR),
    ),
    Place(
        "foresight",
        Part.AHEAD,
        _("Foresight"),
        _("Rising and falling skills in ads and theses, with how sure that is."),
        _for(R.PLANNER, R.RDI, R.STEERING_MEMBER, R.RECTOR, R.TEACHER),
    ),
    Place(
        "foresight-supply",
        Part.AHEAD,
        _("Supply and demand"),
        _("What is asked and not taught, taught twice, or old."),
        _for(R.PLANNER, R.RDI, R.STEERING_MEMBER, R.RECTOR, R.TEACHER),
        in_menu=False,
    ),
    Place(
        "portfolio",
        Part.AHEAD,
        _("Portfolio"),
        _("Which modules cover the coming demand best for the credits you have."),
        _for(R.PLANNER, R.STEERING_MEMBER, R.RECTOR),
        in_menu=False,
    ),
    Place(
        "foresight-sources",
        Part.AHEAD,
        _("Sources of dated texts"),
        _("Where ads and theses come from, and on what terms."),
        _for(R.IT_ADMIN, R.PLANNER),
        in_menu=False,
    ),
    Place(
        "gov-council",
        Part.ALLIANCE,
        _("Rectors’ council"),
        _("The quarter on one screen: what changed, what is late, what to decide."),
        _for(R.RECTOR, R.STEERING_MEMBER),
    ),
    Place(
        "gov-bodies",
        Part.ALLIANCE,
        _("Bodies and reports"),
        _("Who decides what, meetings, minutes and quarterly reports."),
    ),
    Place(
        "budget",
        Part.ALLIANCE,
        _("Budget"),
        _("Lines, promises, bookings and what is left."),
        _for(R.STEERING_MEMBER, R.RECTOR),
    ),
    Place(
        "gov-evaluations",
        Part.ALLIANCE,
        _("External evaluation"),
        _("Findings, answers and what was done about them."),
        _for(R.STEERING_MEMBER, R.RECTOR),
        in_menu=False,
    ),
    Place(
        "gov-experts",
        Part.ALLIANCE,
        _("Find experts"),
        _("People who agreed to be found, by what a case needs."),
        _for(R.STEERING_MEMBER, R.PLANNER, R.RDI, R.EXPORT),
        in_menu=False,
    ),
    Place(
        "indicators",
        Part.ALLIANCE,
        _("Indicators"),
        _("All numbers of the plan, each open to its rows."),
        _for(R.STEERING_MEMBER, R.RECTOR, R.PLANNER),
        in_menu=False,
    ),
)


def doors_of(request: HttpRequest) -> list[Door]:
    """The places open to whoever asks, in the order of the desk; roles are asked for once a request."""
    known = getattr(request, "_doors", None)
    if known is None:
        known = list(_doors(request.user)) if request.user.is_authenticated else []
        request._doors = known  # type: ignore[attr-defined]  # noqa: SLF001 - kept as long as the request
    return known


def _doors(person: Any) -> list[Door]:
    held = roles_of(person)
    found = []
    for place in PLACES:
        if place.roles and not place.roles & held:
            continue
        try:
            found.append(Door(place, reverse(place.page)))
        except NoReverseMatch:
            continue
    return found
