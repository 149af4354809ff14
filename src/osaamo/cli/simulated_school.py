"""One school's study system of the simulation: the service itself, with students and teachers who never rest.

A process for each school, with a database of its own. It serves the door for other systems, delivers messages over a
network that loses, doubles, delays and reorders them, and may be killed at any moment: what it does next follows from
its database alone. Everything that counts is done by the services of ``domains.crossstudy``.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from osaamo.domains.crossstudy.models import Party
    from osaamo.domains.crossstudy.services.receiving import Answer, Envelope

KIND = "simulation.run"
FAULTS = {"lost request": 3, "lost answer": 3, "doubled": 2, "delayed": 1, "reordered": 2, "crash": 1}
"""What may happen to a request, and how often of all times that something happens."""

STEPS = 12
"""How many enrolments somebody asks for, or grades somebody enters, between two looks around."""


@dataclass(frozen=True, slots=True)
class School:
    """A school of the simulation."""

    code: str
    tk_code: str
    port: int

    @property
    def address(self) -> str:
        """Where its messages go."""
        return f"http://127.0.0.1:{self.port}/crossstudy/messages/"


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole simulation: its schools, how much happens, and the seed all of it follows from."""

    schools: tuple[School, ...]
    enrolments: int
    network_faults: int
    seats: int
    seed: int

    @classmethod
    def read(cls, folder: Path) -> Plan:
        """The plan of the folder."""
        raw = json.loads((folder / "plan.json").read_text("utf-8"))
        return cls(**raw | {"schools": tuple(School(**school) for school in raw["schools"])})

    def share(self, total: int, number: int) -> int:
        """What comes to the school of the number when all share ``total``."""
        return total * (number + 1) // len(self.schools) - total * number // len(self.schools)

    @property
    def offers_each(self) -> int:
        """Courses each school gives: some more people come to each than it has seats."""
        return max(1, round(self.enrolments / len(self.schools) / (self.seats * 1.3)))

    def offer_keys(self, number: int) -> list[str]:
        """Keys of the courses of a school."""
        return [f"{self.schools[number].code}-{run}" for run in range(self.offers_each)]

    def wanted(self, number: int) -> Iterator[tuple[int, str]]:
        """Student and course of every enrolment of a school's students, in order; nobody wants the same twice."""
        chance = random.Random(f"{self.seed} {number}")  # noqa: S311 - a play, not a secret
        elsewhere = [key for other in range(len(self.schools)) if other != number for key in self.offer_keys(other)]
        many = self.share(self.enrolments, number)
        each = min(4, len(elsewhere))
        student = 0
        while many > 0:
            for key in chance.sample(elsewhere, min(each, many)):
                yield student, key
                many -= 1
            student += 1


class Network:
    """The way to the others, with faults; each is written down before it happens, so that none is forgotten."""

    def __init__(self, file: Path, most: int, chance: random.Random) -> None:
        self.file, self.most, self.chance = file, most, chance
        self.busy = 0.06
        """The share of requests that something happens to."""

    def left(self) -> int:
        """How many faults are still to happen."""
        return self.most - (len(self.file.read_text("utf-8").splitlines()) if self.file.exists() else 0)

    def send(self, receiver: Party, sender: str, envelopes: Sequence[Envelope]) -> list[Answer]:
        """The answers, unless something happens on the way."""
        from osaamo.domains.crossstudy.services.delivering import send_over_http
        from osaamo.domains.crossstudy.services.transport import NotDelivered

        fault = self._next_fault()
        if fault == "lost request":
            raise NotDelivered("lost")
        if fault == "delayed":
            time.sleep(self.chance.uniform(0.1, 0.4))
        if fault == "reordered":
            envelopes = list(reversed(envelopes))[: (len(envelopes) + 1) // 2]
        try:
            answers = send_over_http(receiver, sender, envelopes)
        finally:
            if fault == "crash":
                os.kill(os.getpid(), signal.SIGKILL)
        if fault == "doubled":
            answers = send_over_http(receiver, sender, envelopes)
        if fault == "lost answer":
            raise NotDelivered("lost")
        return answers

    def _next_fault(self) -> str:
        if self.chance.random() > self.busy or self.left() <= 0:
            return ""
        fault = self.chance.choices(tuple(FAULTS), tuple(FAULTS.values()))[0]
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(f"{fault}\n")
            stream.flush()
            os.fsync(stream.fileno())
        return fault


class Life:
    """What the people of a school do. ``once`` looks at the database and does what comes next."""

    def __init__(self, plan: Plan, number: int, network: Network) -> None:
        self.plan, self.number, self.network = plan, number, network
        self.wanted = list(plan.wanted(number))
        self.passes = 0

    def once(self) -> bool:
        """Whether there was anything to do."""
        from osaamo.domains.crossstudy.models import Party

        self.passes += 1
        self.party = Party.objects.get(address="")
        asked = self._ask()
        self.network.busy = 0.06 if asked and len(self.wanted) > 2 * STEPS else 0.5
        did = [asked, self._wish(), self._grade(), self._correct(), self._repair()]
        if not any(did) and self.network.left() > 0:
            did.append(self._prolong())
        if self.passes % 40 == 0:
            self._let_offers_lapse()
        return any(did)

    def _ask(self) -> int:
        from osaamo.domains.crossstudy import services
        from osaamo.domains.crossstudy.enums import Audience, Side
        from osaamo.domains.crossstudy.models import Enrolment
        from osaamo.kernel.models import Person
        from osaamo.ports import offers

        done = Enrolment.objects.filter(side=Side.HOME).count()
        for student, key in self.wanted[done : done + STEPS]:
            offer = offers.find(f"{KIND}:{key}")
            assert offer is not None  # noqa: S101 - every course of the plan is in the catalogue
            person = Person.objects.get(email=_mail(self.number, student))
            services.enrol(person=person, offer=offer, audience=Audience.DEGREE, language="")
        return len(self.wanted[done : done + STEPS])

    def _wish(self) -> int:
        """Students take seats that are offered to them, most of them, and some withdraw."""
        from osaamo.domains.crossstudy import services
        from osaamo.domains.crossstudy.enums import Side, State, Wish
        from osaamo.domains.crossstudy.models import Enrolment
        from osaamo.domains.crossstudy.rules import IllegalMove

        rows = Enrolment.objects.filter(side=Side.HOME, wish=Wish.STUDY).select_related("person")
        did = 0
        for row in rows.filter(state__in=(State.OFFERED, State.QUEUED, State.ENROLLED)):
            if row.state == State.OFFERED and _tenth(row, "accept") < 8:
                wish = Wish.ACCEPT
            elif row.state != State.OFFERED and _tenth(row, "withdraw") < 1:
                wish = Wish.WITHDRAW
            else:
                continue
            try:
                services.wish(enrolment=row, wish=wish, who=row.person)
            except IllegalMove:
                continue  # The host's answer came between reading and asking.
            did += 1
        return did

    def _grade(self) -> int:
        from osaamo.domains.crossstudy.enums import Side, State
        from osaamo.domains.crossstudy.models import Enrolment

        rows = Enrolment.objects.filter(side=Side.HOST, state=State.ENROLLED).order_by("pk")
        chosen = [row for row in rows if _tenth(row, "grade") < 8][:STEPS]
        return sum(_entered(row, str(1 + _tenth(row, "mark") % 5)) for row in chosen)

    def _correct(self) -> int:
        """A few grades are replaced by better ones, and a few taken back."""
        from osaamo.domains.crossstudy import services
        from osaamo.domains.crossstudy.enums import ResultStatus, Side, State
        from osaamo.domains.crossstudy.models import Enrolment

        did = 0
        rows = Enrolment.objects.filter(side=Side.HOST, state=State.COMPLETED).prefetch_related("results")
        for row in rows:
            results = list(row.results.all())
            if _tenth(row, "again") < 1 and len(results) == 1:
                did += _entered(row, "5")
            elif _tenth(row, "remove") < 1 and results[0].status == ResultStatus.VALID and _tenth(row, "again") >= 1:
                services.remove_result(result=results[0], who=None)
                did += 1
        return did

    def _repair(self) -> int:
        """The study office sends again what was given up."""
        from osaamo.domains.crossstudy import services
        from osaamo.domains.crossstudy.queries import failed_messages
        from osaamo.kernel.models import Person

        failed = list(failed_messages(self.party))
        for message in failed:
            services.resend(message=message, values={}, who=Person.objects.get(email=_mail(self.number, "office")))
        return len(failed)

    def _prolong(self) -> int:
        """A study right at home gets another day, which its hosts are told: more traffic for what may still fail."""
        from osaamo.domains.crossstudy import services
        from osaamo.domains.crossstudy.enums import Delivery, Side, State
        from osaamo.domains.crossstudy.models import Enrolment, Outgoing

        if Outgoing.objects.filter(delivery=Delivery.WAITING).exists():
            return 0
        row = Enrolment.objects.filter(side=Side.HOME, state=State.ENROLLED).select_related("home_right").first()
        if row is None or row.home_right is None:
            return 0
        services.change_study_right(right=row.home_right, ends=row.home_right.ends + timedelta(days=1))
        return 1

    def _let_offers_lapse(self) -> None:
        """Two days pass for every offer that nobody took."""
        from django.utils import timezone

        from osaamo.kernel import capacity

        capacity.expire(now=timezone.now() + timedelta(days=3))


def _mail(number: int, who: object) -> str:
    return f"{who}@school-{number}.example"


def _tenth(row: Any, about: str) -> int:
    """A number from 0 to 9 that depends on the enrolment alone, so that a restarted process decides the same."""
    return sha256(f"{row.key} {about}".encode()).digest()[0] % 10


def _entered(row: Any, grade: str) -> bool:
    from osaamo.connectors.ripa_messages import Scale
    from osaamo.domains.crossstudy import services
    from osaamo.domains.crossstudy.rules import IllegalMove

    try:
        services.enter_result(
            enrolment=row, scale=Scale.ONE_TO_FIVE, grade=grade, credits=Decimal(5),
            completed_on=date(2026, 12, 18), language="fi", acceptor="Opettaja", who=None,
        )  # fmt: skip
    except IllegalMove:
        return False  # The student withdrew between reading and grading.
    return True


def catalogue(plan: Plan) -> None:
    """Every process knows every course, as a catalogue that was harvested from all does."""
    from osaamo.ports.offers import Offer, keyed_offers, offers

    known = {
        key: Offer(
            ref=f"{KIND}:{key}", key=key, course=f"course-{key}", title={"fi": key}, host=school.code,
            credits=Decimal(5), seats=plan.seats,
        )
        for number, school in enumerate(plan.schools)
        for key in plan.offer_keys(number)
    }  # fmt: skip
    offers(KIND)(lambda refs: {ref: known[key] for ref in refs if (key := ref.partition(":")[2]) in known})
    keyed_offers(KIND)(lambda keys: {key: known[key] for key in keys if key in known})


def found(plan: Plan, number: int) -> None:
    """The school's parties, students and study office, on its first start."""
    from django.db import transaction

    from osaamo.domains.crossstudy.models import Agreement, Party, StudyRight
    from osaamo.kernel.models import Membership, Organisation, Person, Role

    with transaction.atomic():
        if Party.objects.exists():
            return
        agreement = Agreement.objects.create(identifier="SIM", name={"en": "Simulation"}, starts=date(2021, 1, 1))
        for each, school in enumerate(plan.schools):
            organisation = Organisation.objects.create(
                code=school.code, kind="institution", name={"en": school.code}, short_name=school.code
            )
            agreement.parties.add(
                Party.objects.create(
                    organisation=organisation,
                    tk_code=school.tk_code,
                    address="" if each == number else school.address,
                )
            )
        own = Party.objects.get(address="")
        Person.objects.create_local(email=_mail(number, "office"), display_name="Study office")
        students = Person.objects.bulk_create(
            Person(email=_mail(number, student), display_name=f"Student {student}")
            for student in sorted({student for student, _ in plan.wanted(number)})
        )
        Membership.objects.bulk_create(
            Membership(person=person, organisation=own.organisation, role=Role.STUDENT, starts=date(2021, 1, 1))
            for person in students
        )
        StudyRight.objects.bulk_create(
            StudyRight(
                person=person, party=own, key=f"right-{person.pk}", starts=date(2021, 1, 1), ends=date(2099, 7, 31),
                oid=f"1.2.246.562.24.{person.pk:011d}", born=date(2001, 1, 1), citizenship="246", mother_tongue="fi",
            )
            for person in students
        )  # fmt: skip


def _again_and_again(step: Callable[[], object]) -> None:
    """Call ``step`` for good; a pause where there was nothing to do, and after a database that was busy."""
    from django.db import DatabaseError

    while True:
        try:
            did = step()
        except DatabaseError:
            did = False
        time.sleep(0.005 if did else 0.1)


def main(folder: Path, number: int) -> None:
    """Be the school of the number until killed."""
    import django

    django.setup()
    import waitress
    from django.core.wsgi import get_wsgi_application

    from osaamo.domains.crossstudy import services

    plan = Plan.read(folder)
    catalogue(plan)
    found(plan, number)
    chance = random.Random()  # noqa: S311 - what befalls a restarted process is not what befell it before
    network = Network(folder / f"faults-{number}", plan.share(plan.network_faults, number), chance)
    life = Life(plan, number, network)

    def deliver() -> int:
        return services.deliver_due(
            send=network.send, wait=lambda attempts: timedelta(seconds=min(1.0, 0.05 * 2**attempts)), most=200
        )

    for step in (deliver, life.once):
        threading.Thread(target=_again_and_again, args=(step,), daemon=True).start()
    waitress.serve(get_wsgi_application(), host="127.0.0.1", port=plan.schools[number].port, threads=3)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
