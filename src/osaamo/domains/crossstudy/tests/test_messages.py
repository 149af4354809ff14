"""Messages on their way: lost, doubled, overtaken, refused, repaired, given up."""

from __future__ import annotations

import json
import random
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from osaamo.connectors.ripa_messages import InvalidMessage, MessageType
from osaamo.domains.crossstudy import services
from osaamo.domains.crossstudy.enums import Audience, Delivery, Intake, State, Wish
from osaamo.domains.crossstudy.models import Enrolment, Incoming, Outgoing
from osaamo.domains.crossstudy.queries import broken_trails, masked
from osaamo.domains.crossstudy.rules import IllegalMove
from osaamo.domains.crossstudy.services import transport
from osaamo.domains.crossstudy.services.delivering import MOST_ATTEMPTS, backoff, envelope_of
from osaamo.domains.crossstudy.tests.making import again, enrolled, graded, host_row, make_offer, make_student, settle
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(catalogue):
    made = make_offer()
    catalogue[made.ref] = made
    return made


@pytest.fixture
def asked(schools, offer) -> Enrolment:
    """The row of a student who enrolled; nothing was sent yet."""
    student = make_student(schools["haaga-helia"])
    return services.enrol(person=student, offer=offer, audience=Audience.DEGREE, language="fi")


def waiting():
    return list(Outgoing.objects.filter(delivery=Delivery.WAITING).select_related("enrolment__home", "enrolment__host"))


def test_a_message_that_comes_twice_is_handled_once(asked):
    envelopes = [envelope_of(message) for message in waiting()]
    for _ in range(3):
        assert [answer.is_ok for answer in services.receive(envelopes)] == [True]
    assert Enrolment.objects.filter(key=asked.key).count() == 2
    assert Outgoing.objects.filter(enrolment=host_row(asked)).count() == 1


def test_messages_that_overtake_each_other_are_heard_in_order(asked):
    services.wish(enrolment=asked, wish=Wish.WITHDRAW, who=asked.person)
    first, second = (envelope_of(message) for message in waiting())
    services.receive([second])
    assert Incoming.objects.get().intake == Intake.EARLY
    assert not Enrolment.objects.filter(key=asked.key, side="host").exists()
    services.receive([first])
    assert host_row(asked).state == State.WITHDRAWN
    assert set(Incoming.objects.values_list("intake", "body__message")) == {(Intake.DONE, None)}
    settle()
    assert again(asked).state == State.WITHDRAWN


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_arrival_leads_to_the_same_end(schools, offer, seed):
    """Three students, two seats; every message may come late, twice and before an earlier one."""
    chance = random.Random(seed)  # noqa: S311 - a play, not a secret
    rows = [
        services.enrol(person=make_student(schools["laurea"]), offer=offer, audience=Audience.DEGREE, language="fi")
        for _ in range(3)
    ]
    services.wish(enrolment=rows[seed % 3], wish=Wish.WITHDRAW, who=rows[seed % 3].person)
    for _ in range(200):
        left = waiting()
        if not left:
            break
        some = chance.choices(left, k=min(3, len(left)))
        for answer in services.receive([envelope_of(message) for message in some]):
            if chance.random() < 0.7:
                Outgoing.objects.filter(key=answer.key).update(delivery=Delivery.DELIVERED)
        for row in rows:
            if again(row).state == State.OFFERED and again(row).wish == Wish.STUDY:
                services.wish(enrolment=row, wish=Wish.ACCEPT, who=row.person)
    assert not waiting()
    states = sorted(again(row).state for row in rows)
    assert states == ["enrolled", "enrolled", "withdrawn"]
    assert [host_row(row).state for row in rows] == [again(row).state for row in rows]
    assert broken_trails() == []


def test_what_does_not_arrive_is_tried_later_and_later_and_then_given_to_a_person(asked):
    Outgoing.objects.update(receiver=asked.host)
    asked.host.address = "http://elsewhere.example/crossstudy/messages/"
    asked.host.save()

    def nobody(receiver, sender, envelopes):
        raise services.NotDelivered("timeout")

    now = timezone.now()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert services.deliver_due(now=now, send=nobody) == 0
        message = Outgoing.objects.get()
        assert message.attempts == attempt
        assert message.due_at == now + backoff(attempt)
        now = message.due_at
    assert (message.delivery, message.faults) == (Delivery.FAILED, {"": "timeout"})
    assert [backoff(n) for n in (1, 2, 3, 20)] == [timedelta(seconds=s) for s in (5, 10, 20, 3600)]


def test_an_acknowledged_message_that_says_nothing_is_tried_again(asked):
    asked.host.address = "http://elsewhere.example/crossstudy/messages/"
    asked.host.save()
    services.deliver_due(send=lambda *_: [])
    assert Outgoing.objects.get().faults == {"": "no-answer"}


def broken(schools, offer) -> Outgoing:
    """The message of a student whose citizenship the register wrote wrongly."""
    student = make_student(schools["haaga-helia"])
    student.study_rights.update(citizenship="FIN")
    services.enrol(person=student, offer=offer, audience=Audience.DEGREE, language="fi")
    return Outgoing.objects.select_related("enrolment").get()


def test_a_message_that_would_be_refused_is_mended_and_sent(schools, offer):
    message = broken(schools, offer)
    assert (message.delivery, list(message.faults)) == (Delivery.FAILED, ["/student/countryOfCitizenship"])
    office = make_person(Role.PLANNER, schools["haaga-helia"].organisation)
    with pytest.raises(InvalidMessage):
        services.resend(message=message, values={"/student/countryOfCitizenship": "SUOMI"}, who=office)
    assert Outgoing.objects.get().body["student"]["countryOfCitizenship"] == "FIN"
    services.resend(message=message, values={"/student/countryOfCitizenship": "246"}, who=office)
    settle()
    assert again(message.enrolment).state == State.ENROLLED
    with pytest.raises(IllegalMove):
        services.resend(message=message, values={}, who=office)


def test_the_office_sees_no_identity_in_a_message(schools, offer):
    shown = dict(masked(broken(schools, offer).body))
    hidden = {at.rpartition("/")[2] for at, value in shown.items() if value == "•••••"}
    assert hidden == {"oid", "dateOfBirth", "gender", "countryOfCitizenship", "motherTongue", "studyRightId"}
    assert shown["/networkIdentifier"] == "3AMK"


def test_a_registration_that_is_given_up_ends_the_enrolment(schools, offer):
    message = broken(schools, offer)
    office = make_person(Role.PLANNER, schools["haaga-helia"].organisation)
    with pytest.raises(ValueError, match="why"):
        services.discard(message=message, reason=" ", who=office)
    services.discard(message=message, reason="Duplicate", who=office)
    assert again(message.enrolment).state == State.DENIED
    assert Outgoing.objects.get().delivery == Delivery.DISCARDED


def test_a_later_message_that_is_given_up_leaves_no_gap(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    services.change_study_right(right=row.home_right, status=2)
    Outgoing.objects.filter(delivery=Delivery.WAITING).update(delivery=Delivery.FAILED)
    office = make_person(Role.PLANNER, schools["haaga-helia"].organisation)
    services.discard(message=Outgoing.objects.get(delivery=Delivery.FAILED), reason="Old", who=office)
    services.wish(enrolment=again(row), wish=Wish.WITHDRAW, who=row.person)
    settle()
    assert host_row(row).state == again(row).state == State.WITHDRAWN
    assert host_row(row).student["homeStudyRight"]["studyRightStatus"]["studyRightStatusValue"] == 1


def test_nobody_speaks_for_the_other_side(schools, offer):
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    graded(row)
    record = Outgoing.objects.filter(kind=MessageType.STUDY_RECORD).select_related("enrolment__home").get()
    forged = envelope_of(record).as_json() | {"messageId": str(uuid4()), "toHost": True, "sequence": 2}
    forged |= {"sender": record.receiver.tk_code, "receiver": record.enrolment.host.tk_code}
    [answer] = services.receive([services.read_envelope(forged)])
    assert answer.kind is MessageType.INVALID_RESPONSE


SIGNED = {"10056": "secret"}


def posted(content, *, key="secret", sender="10056", moment=None, path="messages"):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    at = moment or str(int(timezone.now().timestamp()))
    headers = {
        "X-Osaamo-Sender": sender,
        "X-Osaamo-Time": at,
        "X-Osaamo-Signature": transport._signature(key, at, data),
    }
    return Client().post(f"/en/crossstudy/{path}/", data, content_type="application/json", headers=headers)


def test_the_door_opens_to_signed_messages_only(asked, settings):
    settings.OSAAMO_PARTY_KEYS = SIGNED
    content = [envelope_of(message).as_json() for message in waiting()]
    assert posted(content, key="wrong").status_code == 401
    assert posted(content, sender="10066").status_code == 401
    assert posted(content, moment="1000").status_code == 401
    assert Client().post("/en/crossstudy/messages/", b"[]", content_type="application/json").status_code == 401
    assert not Incoming.objects.exists()
    answer = posted(content)
    assert (answer.status_code, answer.json()[0]["messageType"]) == (200, "REGISTRATION_RESPONSE")
    assert host_row(asked).state == State.ENROLLED


def test_a_party_cannot_bring_messages_of_another(asked, settings):
    settings.OSAAMO_PARTY_KEYS = {"10066": "secret"}
    content = [envelope_of(message).as_json() for message in waiting()]
    assert posted(content, sender="10066").status_code == 401


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"a": 1}', b"[" * 5000, b'[{"schemaVersion": 8}]', b"[]" + b" " * 2_100_000]
)
def test_what_is_no_message_is_answered_by_the_schema(schools, settings, content):
    settings.OSAAMO_PARTY_KEYS = SIGNED
    answer = posted(content)
    assert answer.status_code == 400
    assert answer.json()["messageType"] == "JSON_VALIDATION_FAILED_RESPONSE"


def test_a_party_sees_the_enrolments_it_shares_and_no_others(schools, offer, settings):
    settings.OSAAMO_PARTY_KEYS = SIGNED | {"10066": "secret"}
    row = enrolled(make_student(schools["haaga-helia"]), offer)
    view = posted({"of": "10065"}, path="view").json()
    assert view == {"home": {}, "host": {str(row.key): {"state": "enrolled", "grade": "", "credits": ""}}}
    assert posted({"of": "10065"}, path="view", sender="10066").json() == {"home": {}, "host": {}}
    assert posted({"of": "nobody"}, path="view").status_code == 401


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_a_batch_takes_the_seats_of_several_offers_in_one_order(schools, catalogue, known, turned):
    """Two batches that took them as their messages come would wait for each other for ever."""
    for number in (2, 10):
        catalogue[f"sample.run:{number}"] = make_offer(number, seats=1)
    rows = [
        services.enrol(person=make_student(schools["laurea"]), offer=one, audience=Audience.DEGREE, language="fi")
        for one in catalogue.values()
    ]
    if known:
        settle()
        for row in rows:
            services.wish(enrolment=again(row), wish=Wish.WITHDRAW, who=row.person)
    envelopes = [envelope_of(message) for message in waiting()]
    assert len(envelopes) == 2
    with CaptureQueriesContext(connection) as seen:
        services.receive(envelopes[::-1] if turned else envelopes)
    asked = [re.findall(r"sample\.run:\d+", one["sql"]) for one in seen if 'FROM "kernel_pool"' in one["sql"]]
    first_asked = list(dict.fromkeys(ref for refs in asked for ref in refs))
    assert first_asked == ["sample.run:10", "sample.run:2"]
