"""Reads: what speaks for an enrolment before it is asked for, and the lists of students and study offices."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext

from osaamo.domains.crossstudy.enums import (
    AT_HOST,
    MOVE,
    POST,
    TERMINAL,
    Audience,
    Delivery,
    Reason,
    ResultStatus,
    Side,
    State,
    Wish,
)
from osaamo.domains.crossstudy.models import Agreement, Enrolment, Outgoing, Party, StudyRight
from osaamo.domains.crossstudy.rules import may_move
from osaamo.kernel import capacity
from osaamo.kernel.i18n import translated
from osaamo.kernel.models import AuditEntry, Organisation, Role
from osaamo.kernel.queries import memberships_on
from osaamo.kernel.refs import ref_of
from osaamo.ports import attainments, offers, prices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from osaamo.kernel.models import Person
    from osaamo.ports.offers import Offer
    from osaamo.ports.prices import Price

ACTIVE = (1, 2)
"""VIRTA's statuses of a study right with which one may study: active, and an option to go on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the home or the host says before one enrols. ``blocks``: it cannot be; else it is a yes or a notice."""

    side: Side
    reason: Reason
    blocks: bool = False
    notice: bool = False
    courses: tuple[str, ...] = ()
    """Names of the courses it is about, in the active language."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answers of both sides, the study right they are about, and what it would cost (``None``: nothing)."""

    answers: tuple[Answer, ...]
    audience: Audience
    home: Party | None
    host: Party | None
    right: StudyRight | None
    network: str
    price: Price | None

    @property
    def may_enrol(self) -> bool:
        """Whether nobody says no."""
        return not any(answer.blocks for answer in self.answers)

    def of(self, side: Side) -> tuple[Answer, ...]:
        """The answers of one side."""
        return tuple(answer for answer in self.answers if answer.side == side)


def party_of(code: str) -> Party | None:
    """The study system of the organisation with the code, or ``None``."""
    return Party.objects.select_related("organisation").filter(organisation__code=code).first()


def offer_with_key(key: str, host: str) -> Offer | None:
    """The host's own offer with the key that messages name, or ``None``."""
    offer = offers.find_by_key(key)
    return offer if offer is not None and offer.host == host else None


def right_of(person: Person, on: date) -> StudyRight | None:
    """The study right by which a person studies on a day: an active one before others, or ``None``."""
    rights = StudyRight.objects.filter(person=person).select_related("party__organisation")
    return rights.filter(status__in=ACTIVE, starts__lte=on, ends__gte=on).first() or rights.first()


def home_of(person: Person) -> Party | None:
    """The study system of the institution where somebody is a student now, or ``None``."""
    places = memberships_on().filter(person=person, role=Role.STUDENT).values("organisation")
    return Party.objects.select_related("organisation").filter(organisation__in=places).first()


def agreement_of(home: Party, host: Party, on: date) -> Agreement | None:
    """The agreement in force on a day that both belong to, or ``None``."""
    in_force = Agreement.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), starts__lte=on)
    return in_force.filter(parties=home).filter(parties=host).first()


def eligibility(
    person: Person, offer: Offer, *, audience: Audience, language: str, now: datetime | None = None
) -> Eligibility:
    """What home and host say to somebody who wants to study the offer as one of the audience."""
    moment = now or timezone.now()
    on = max(timezone.localdate(moment), offer.starts or timezone.localdate(moment))
    host = party_of(offer.host)
    cross = audience == Audience.DEGREE
    home = home_of(person) if cross else None
    right = right_of(person, on) if cross else None
    answers: list[Answer] = []
    network = ""
    if cross:
        agreement = agreement_of(home, host, on) if home and host else None
        network = agreement.identifier if agreement else ""
        answers += _home_answers(home, host, right, on, agreed=agreement is not None)
    if host is None or (home is None and not host.is_here):
        answers.append(Answer(Side.HOST, Reason.NOT_SERVED, blocks=True))
    code = home.organisation.code if home else ""
    answers += host_answers(offer, audience=audience, home=code, language=language, now=moment)
    answers += required_answers(offer, attainments.passed_by(ref_of(person)))
    if _open_enrolments(person).filter(offer_ref=offer.ref).exists():
        answers.append(Answer(Side.HOME if cross else Side.HOST, Reason.ALREADY, blocks=True))
    source = prices.source()
    price = (
        source.quote(offer, audience=audience, home=code, on=timezone.localdate(moment), person=ref_of(person))
        if source
        else None
    )
    return Eligibility(tuple(answers), audience, home, host, right, network, price)


def _home_answers(
    home: Party | None, host: Party | None, right: StudyRight | None, on: date, *, agreed: bool
) -> list[Answer]:
    if home is None or right is None or right.party_id != home.pk or not home.is_here:
        return [Answer(Side.HOME, Reason.NO_REGISTER, blocks=True)]
    if host is not None and home.pk == host.pk:
        return [Answer(Side.HOME, Reason.SAME_SCHOOL, blocks=True)]
    if right.status not in ACTIVE or not right.starts <= on <= right.ends:
        return [Answer(Side.HOME, Reason.NOT_STUDENT, blocks=True)]
    found = [Answer(Side.HOME, Reason.ACTIVE_STUDENT)]
    if not right.allows_network:
        found.append(Answer(Side.HOME, Reason.NOT_ALLOWED, blocks=True))
    found.append(Answer(Side.HOME, Reason.AGREEMENT) if agreed else Answer(Side.HOME, Reason.NO_AGREEMENT, blocks=True))
    return found


def host_answers(offer: Offer, *, audience: str, home: str, language: str, now: datetime) -> list[Answer]:
    """What the host says of its own offer to somebody of an audience and a home organisation."""
    if offer.cancelled:
        return [Answer(Side.HOST, Reason.COURSE_CANCELLED, blocks=True)]
    found = [
        Answer(Side.HOST, Reason.OPEN) if offer.is_open(now) else Answer(Side.HOST, Reason.NOT_OPEN, blocks=True),
        Answer(Side.HOST, Reason.AUDIENCE)
        if not offer.audiences or audience in offer.audiences
        else Answer(Side.HOST, Reason.WRONG_AUDIENCE, blocks=True),
    ]
    free = _free_seats(offer, audience=audience, home=home)
    found.append(Answer(Side.HOST, Reason.SEATS) if free != 0 else Answer(Side.HOST, Reason.FULL, notice=True))
    if language and offer.languages:
        known = language in offer.languages
        found.append(
            Answer(Side.HOST, Reason.LANGUAGE) if known else Answer(Side.HOST, Reason.OTHER_LANGUAGE, notice=True)
        )
    return found


def required_answers(offer: Offer, passed: Collection[str]) -> list[Answer]:
    """What the host says of the courses to be passed before, of which somebody is known to have passed some.

    What is not known does not block: most of what people passed is in registers that are not asked here. The host's
    study office decides then.
    """
    if not offer.requires:
        return []
    language = get_language() or "fi"
    lacking = tuple(translated(one.title, language) or one.key for one in offer.requires if one.key not in passed)
    if not lacking:
        return [Answer(Side.HOST, Reason.PREREQUISITES)]
    return [Answer(Side.HOST, Reason.LACKING if passed else Reason.UNCHECKED, notice=True, courses=lacking)]


def passed_keys(person: str) -> set[str]:
    """Keys of the courses that the person with the reference passed, on either side."""
    label, _, pk = person.partition(":")
    if label != "kernel.person" or not pk.isdecimal():
        return set()
    passed = Enrolment.objects.filter(person=pk, results__status=ResultStatus.VALID, results__passed=True)
    return set(passed.values_list("course_key", flat=True))


def unmet(enrolment: Enrolment) -> tuple[str, ...]:
    """Names of required courses that the host does not know the student of an enrolment to have passed."""
    offer = offers.find(enrolment.offer_ref) if enrolment.offer_ref else None
    if offer is None or not offer.requires:
        return ()
    if enrolment.person is not None:
        passed: Collection[str] = attainments.passed_by(ref_of(enrolment.person))
    else:
        passed = _passed_here(enrolment)
    return tuple(name for answer in required_answers(offer, passed) for name in answer.courses)


def _passed_here(enrolment: Enrolment) -> set[str]:
    """Keys of the courses that the student of elsewhere passed at this host; more the host does not know."""
    oid = enrolment.student.get("oid")
    if not oid:
        return set()
    same = Enrolment.objects.filter(side=Side.HOST, host=enrolment.host, student__oid=oid)
    passed = same.filter(results__status=ResultStatus.VALID, results__passed=True)
    return set(passed.values_list("course_key", flat=True))


def host_says(enrolment: Enrolment) -> list[Answer]:
    """What the host says of an enrolment it just received; it counts when the student asked, not when it came."""
    offer = offers.find(enrolment.offer_ref) if enrolment.offer_ref else None
    if offer is None:
        return [Answer(Side.HOST, Reason.GONE, blocks=True)]
    asked = min(enrolment.asked_at, timezone.now())
    home = enrolment.home
    code = home.organisation.code if home else ""
    found = host_answers(offer, audience=enrolment.audience, home=code, language="", now=asked)
    if home is not None and agreement_of(home, enrolment.host, timezone.localdate(asked)) is None:
        found.append(Answer(Side.HOST, Reason.NO_AGREEMENT, blocks=True))
    return found


def _free_seats(offer: Offer, *, audience: str, home: str) -> int | None:
    """Seats that somebody could have now; of a pool nobody asked for yet, all of the offer's."""
    if offer.ref not in capacity.left(pools=[offer.ref]):
        return offer.seats
    keys = (*((home,) if home else ()), f"audience:{audience}")
    return capacity.free_for(pool=offer.ref, keys=keys)


def audience_for(person: Person, offer: Offer) -> Audience:
    """As what a person would study the offer: as a degree student where they are one, else in open studies.

    A student may take what is for open learners only, as one of them.
    """
    if home_of(person) is not None and (not offer.audiences or Audience.DEGREE in offer.audiences):
        return Audience.DEGREE
    return Audience.CONTINUOUS if "continuous" in offer.audiences and "open" not in offer.audiences else Audience.OPEN


def studies_of(person: Person) -> QuerySet[Enrolment]:
    """A student's own enrolments: their home's rows, and in open studies the host's."""
    return (
        Enrolment.objects.filter(person=person)
        .select_related("home__organisation", "host__organisation")
        .prefetch_related("results")
    )


def _open_enrolments(person: Person) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(person=person).exclude(state__in=TERMINAL)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an enrolment: when, the state it came to, and why (a sentence, or empty)."""

    at: datetime
    state: str
    why: str


def steps_of(enrolment: Enrolment) -> list[Step]:
    """What happened to an enrolment on its side, oldest first."""
    entries = AuditEntry.objects.filter(ref=ref_of(enrolment), verb=MOVE).order_by("at", "pk")
    return [
        Step(
            entry.at,
            str(State(entry.details["to"]).label),
            str(Reason(entry.details["reason"]).label) if entry.details.get("reason") else "",
        )
        for entry in entries
    ]


def today() -> date:
    """The day it is here."""
    return timezone.localdate()


def offices_of(person: Person, *roles: Role) -> list[Organisation]:
    """The institutions with a study system where a person has one of the roles, or in what they belong to."""
    held = memberships_on().filter(person=person, role__in=roles).values("organisation")
    own = Q(pk__in=held) | Q(parent__in=held)
    return list(Organisation.objects.filter(own, study_party__isnull=False).select_related("study_party"))


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a study office: each a list of rows, oldest first."""

    to_approve: QuerySet[Enrolment]
    to_decide: QuerySet[Enrolment]
    to_grade: QuerySet[Enrolment]
    under_way: QuerySet[Enrolment]
    abroad: QuerySet[Enrolment]
    to_repair: QuerySet[Outgoing]
    refused_at_home: QuerySet[Enrolment]


def desk_of(party: Party) -> Desk:
    """The queues of a study office, as home of its own students and as host of others'."""
    rows = Enrolment.objects.select_related("home__organisation", "host__organisation").order_by("asked_at", "pk")
    at_home, at_host = rows.filter(side=Side.HOME, home=party), rows.filter(side=Side.HOST, host=party)
    return Desk(
        to_approve=at_home.filter(state=State.ASKED),
        to_decide=at_host.filter(state=State.RECEIVED),
        to_grade=at_host.filter(state=State.ENROLLED, ends__lte=timezone.localdate()).order_by("ends", "pk"),
        under_way=at_host.filter(state__in=AT_HOST).exclude(state=State.RECEIVED),
        abroad=at_home.exclude(state__in=TERMINAL).exclude(state=State.ASKED),
        to_repair=failed_messages(party),
        refused_at_home=at_host.filter(results__recognised=False),
    )


def failed_messages(party: Party) -> QuerySet[Outgoing]:
    """Messages of a party that did not arrive and are not tried any more."""
    own = Q(enrolment__side=Side.HOME, enrolment__home=party) | Q(enrolment__side=Side.HOST, enrolment__host=party)
    return Outgoing.objects.filter(own, delivery=Delivery.FAILED).select_related(
        "enrolment__home__organisation", "enrolment__host__organisation", "receiver__organisation"
    )


def broken_trails() -> list[str]:
    """References of enrolments whose trail is not whole: a step is missing, not legal, or leads elsewhere.

    A trail begins in a first state and comes step by step to the state there is; every message that was sent about the
    enrolment has its entry.
    """
    steps: dict[str, list[AuditEntry]] = {}
    posts: Counter[str] = Counter()
    for entry in AuditEntry.objects.filter(verb__in=(MOVE, POST)).order_by("pk").iterator():
        if entry.verb == POST:
            posts[entry.ref] += 1
        else:
            steps.setdefault(entry.ref, []).append(entry)
    return [
        ref_of(row)
        for row in Enrolment.objects.order_by("pk").iterator()
        if posts[ref_of(row)] != row.sent or not _is_whole(row, steps.get(ref_of(row), []))
    ]


def _is_whole(enrolment: Enrolment, steps: list[AuditEntry]) -> bool:
    state = ""
    for step in steps:
        was, to = step.details["from"], step.details["to"]
        if was != state or (was and not may_move(Side(enrolment.side), State(was), State(to))):
            return False
        state = to
    return state == enrolment.state


def next_step(enrolment: Enrolment) -> str:
    """What the student does or waits for next, as a sentence; empty when it is over."""
    host = translated(enrolment.host.organisation.name, get_language() or "fi")
    if enrolment.is_over:
        return ""
    if enrolment.wish == Wish.WITHDRAW:
        return gettext("You withdrew. %(host)s confirms it.") % {"host": host}
    if enrolment.state == State.OFFERED and enrolment.wish == Wish.ACCEPT:
        return gettext("You took the seat. %(host)s confirms it.") % {"host": host}
    sentences = {
        State.ASKED: gettext("Your home institution approves it. You need not do anything."),
        State.SENT: gettext("%(host)s answers soon. You need not do anything."),
        State.RECEIVED: gettext("%(host)s decides on it. You need not do anything."),
        State.QUEUED: gettext("You get an offer when a seat is free. You can withdraw at any time."),
        State.OFFERED: gettext("Take the seat in time, or it goes to the next."),
        State.UNPAID: gettext("Pay in time. Your seat is kept until then."),
        State.ENROLLED: gettext("Study. %(host)s sends your grade home when the course is over."),
    }
    return sentences[State(enrolment.state)] % {"host": host}


MASKED = frozenset(("oid", "personId", "dateOfBirth", "gender", "countryOfCitizenship", "motherTongue", "studyRightId"))
"""Fields of a message that say who somebody is: a study office that mends it does not see them."""


def masked(body: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """The JSON pointers and values of a message, with what identifies somebody covered."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from masked(value, f"{pointer}/{name}")
    elif isinstance(body, list):
        for number, value in enumerate(body):
            yield from masked(value, f"{pointer}/{number}")
    else:
        hidden = pointer.rpartition("/")[2] in MASKED
        yield pointer, "•••••" if hidden else str(body)
