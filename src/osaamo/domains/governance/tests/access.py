"""The permission twins of this domain's actions; tests/architecture/test_access.py walks them."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from osaamo.domains.governance.models import AreaLead, Evaluation, Expert, Finding, Invitation, Meeting
from osaamo.domains.governance.tests.making import DAY, make_alliance, make_body, make_expert, make_report, place
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person
from osaamo.kernel.tests.twins import Twin


def _meeting():
    return Meeting.objects.get_or_create(body=make_body(), day=DAY)[0]


def _evaluation():
    return Evaluation.objects.get_or_create(
        organisation=make_alliance(), title="Arviointi", starts=DAY, ends=date(2026, 12, 1)
    )[0]


def _finding():
    return Finding.objects.get_or_create(evaluation=_evaluation(), number=1)[0]


def _expert():
    return Expert.objects.first() or make_expert(make_person(), "metropolia")


def _invitation():
    return Invitation.objects.get_or_create(expert=_expert(), title="Tapaus")[0]


def _twin(make_row, may, may_not, at="3amk"):
    def asked(role):
        def made():
            row = make_row()
            return make_person(role, place(at)), row

        return made

    return Twin(asked(may), asked(may_not))


def _finds():
    row = _evaluation()
    person = make_person()
    row.evaluators.create(person=person, until=timezone.localdate())
    return person, row


def _finds_no_more():
    row = _evaluation()
    person = make_person()
    row.evaluators.create(person=person, until=timezone.localdate() - timedelta(days=1))
    return person, row


def _is_asked():
    row = _invitation()
    return row.expert.person, row


def _is_not_asked():
    return make_person(Role.STEERING_MEMBER, make_alliance()), _invitation()


def _chairs():
    """The chair named in the body's seat; beside a named chair another member of the group may not approve."""
    report, chair = make_report(), make_person()
    report.body.seats.create(person=chair, organisation=place("laurea"), role="chair", starts=DAY)
    return chair, report


def _sits_beside_the_chair():
    _, report = _chairs()
    return make_person(Role.STEERING_MEMBER, make_alliance()), report


def _leads_an_area():
    report, lead = make_report(), make_person()
    AreaLead.objects.create(alliance=make_alliance(), area=report.body.areas[0], person=lead, starts=DAY)
    return lead, report


TWINS = {
    "governance.body:view": Twin(lambda: (make_person(), make_body()), None),
    "governance.body:manage": _twin(make_body, Role.STEERING_MEMBER, Role.RECTOR),
    "governance.body:oversee": _twin(make_body, Role.RECTOR, Role.TEACHER, at="metropolia"),
    "governance.meeting:view": _twin(_meeting, Role.RECTOR, Role.TEACHER, at="metropolia"),
    "governance.meeting:manage": _twin(_meeting, Role.STEERING_MEMBER, Role.RECTOR),
    "governance.report:view": _twin(make_report, Role.RECTOR, Role.TEACHER, at="metropolia"),
    "governance.report:prepare": _twin(make_report, Role.STEERING_MEMBER, Role.RECTOR),
    "governance.report:comment": _twin(make_report, Role.RECTOR, Role.STUDENT, at="metropolia"),
    "governance.report:read-inside": Twin(
        _leads_an_area, lambda: (make_person(Role.TEACHER), make_report(upto="approved"))
    ),
    "governance.report:approve": Twin(_chairs, _sits_beside_the_chair),
    "governance.report:freeze": _twin(make_report, Role.RECTOR, Role.STEERING_MEMBER),
    "governance.evaluation:view": _twin(_evaluation, Role.RECTOR, Role.STUDENT, at="metropolia"),
    "governance.evaluation:manage": _twin(_evaluation, Role.STEERING_MEMBER, Role.RECTOR),
    "governance.evaluation:find": Twin(_finds, _finds_no_more),
    "governance.finding:answer": _twin(_finding, Role.STEERING_MEMBER, Role.RECTOR),
    "governance.expert:view": _twin(_expert, Role.PLANNER, Role.STUDENT, at="laurea"),
    "governance.expert:invite": _twin(_expert, Role.PLANNER, Role.TEACHER, at="laurea"),
    "governance.invitation:answer": Twin(_is_asked, _is_not_asked),
}
