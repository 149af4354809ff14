"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from decimal import Decimal

from osaamo.domains.crossstudy.enums import Delivery, Side, State
from osaamo.domains.crossstudy.models import Enrolment, Outgoing, Party
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person
from osaamo.kernel.tests.twins import Twin


def _party() -> Party:
    organisation = make_organisation()
    return Party.objects.create(organisation=organisation, tk_code=organisation.code)


def _row(side: Side, state: State, person=None) -> Enrolment:
    return Enrolment.objects.create(
        side=side, home=_party(), host=_party(), person=person, audience="degree", offer_ref="sample.run:1",
        offer_key="run-1", title={"fi": "Kurssi"}, credits=Decimal(5), state=state,
    )  # fmt: skip


def _office(side: Side, state: State, role: Role = Role.PLANNER):
    def asked():
        row = _row(side, state)
        return make_person(role, row.organisation), row

    return asked


def _elsewhere(side: Side, state: State):
    def asked():
        row = _row(side, state)
        return make_person(Role.PLANNER, row.other.organisation), row

    return asked


def _own(person):
    return person, _row(Side.HOME, State.SENT, person)


def _of_another():
    return make_person(), _row(Side.HOME, State.SENT, make_person())


def _message(delivery: Delivery, *, elsewhere: bool = False):
    def asked():
        row = _row(Side.HOME, State.SENT)
        message = Outgoing.objects.create(
            enrolment=row, receiver=row.host, kind="CREATE_REGISTRATION_REQUEST", sequence=1, delivery=delivery
        )
        place = row.host if elsewhere else row.home
        return make_person(Role.PLANNER, place.organisation), message

    return asked


def _place(role: Role):
    def asked():
        place = make_organisation()
        return make_person(role, place), place

    return asked


def _self():
    person = make_person()
    return person, person


TWINS = {
    "kernel.organisation:handle-enrolments": Twin(_place(Role.PLANNER), _place(Role.TEACHER)),
    "kernel.organisation:enter-results": Twin(_place(Role.TEACHER), _place(Role.STUDENT)),
    "kernel.person:enrol-elsewhere": Twin(_self, lambda: (make_person(), make_person())),
    "crossstudy.enrolment:view": Twin(lambda: _own(make_person()), _of_another),
    "crossstudy.enrolment:wish": Twin(lambda: _own(make_person()), _of_another),
    "crossstudy.enrolment:approve": Twin(_office(Side.HOME, State.ASKED), _elsewhere(Side.HOME, State.ASKED)),
    "crossstudy.enrolment:decide": Twin(_office(Side.HOST, State.RECEIVED), _elsewhere(Side.HOST, State.RECEIVED)),
    "crossstudy.enrolment:cancel": Twin(
        _office(Side.HOST, State.ENROLLED), _office(Side.HOST, State.ENROLLED, Role.TEACHER)
    ),
    "crossstudy.enrolment:grade": Twin(
        _office(Side.HOST, State.ENROLLED, Role.TEACHER), _office(Side.HOST, State.QUEUED, Role.TEACHER)
    ),
    "crossstudy.outgoing:view": Twin(_message(Delivery.WAITING), _message(Delivery.WAITING, elsewhere=True)),
    "crossstudy.outgoing:repair": Twin(_message(Delivery.FAILED), _message(Delivery.WAITING)),
}
