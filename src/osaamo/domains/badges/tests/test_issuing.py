"""Badges given on grade, evidence and parts; withdrawn; signed with keys that change."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from osaamo.connectors.openbadges_checking import Outcome, check_badge
from osaamo.connectors.openbadges_proofs import holds
from osaamo.connectors.openbadges_status import LENGTH, is_withdrawn
from osaamo.domains.badges import jobs, queries, services
from osaamo.domains.badges.enums import Decision, KeyUse, Reason, RuleKind
from osaamo.domains.badges.models import Credential, IssuerKey, StatusEntry
from osaamo.domains.badges.tests.making import completed, keys, make_badge, text
from osaamo.kernel.models import AuditEntry
from osaamo.kernel.tests.making import make_person
from osaamo.ports import attainments

pytestmark = pytest.mark.django_db


def check(credential, form="document"):
    data = credential.token if form == "token" else json.dumps(credential.document)
    found = check_badge(
        data.encode(), "badge", now=timezone.now(), find_key=queries.find_key, find_status=queries.find_status
    )
    return found.outcome, [(one.name, one.reason) for one in found.checks if one.outcome is not Outcome.PASSED]


def test_a_grade_earns_the_badge_once_however_often_it_is_told(told) -> None:
    person = make_person(preferred_language="en")
    badge = make_badge(kind="grade", course="da101")
    for _ in range(3):
        attainments.tell(completed(person))
    credential = Credential.objects.get()
    assert (credential.badge, credential.person, credential.source_ref) == (badge, person, "crossstudy.result:1")
    subject = credential.document["credentialSubject"]
    assert subject["creditsEarned"] == 5
    assert "result" not in subject
    assert credential.document["evidence"] == [
        {
            "type": ["Evidence"],
            "name": "Data analysis",
            "narrative": "Completed on 31.5.2026 at metropolia, 5 ECTS credits.",
        }
    ]
    assert check(credential) == check(credential, "token") == (Outcome.PASSED, [])
    assert [(one.ref, one.kind, one.skills, one.removed) for one in told] == [
        (f"badges.credential:{credential.pk}", "badge", ("http://data.europa.eu/esco/skill/fake-python",), False)
    ]


@pytest.mark.parametrize(
    ("rule", "told_of", "earned"),
    [
        ({}, {}, True),
        ({}, {"passed": False}, False),
        ({}, {"removed": True}, False),
        ({}, {"course": "other"}, False),
        ({}, {"course": ""}, False),
        ({}, {"on": date(2025, 12, 31)}, False),
        ({"least_grade": 4}, {}, True),
        ({"least_grade": 5}, {}, False),
        ({"least_grade": 1}, {"grade": "HYV"}, False),
        ({"least_grade": 1}, {"grade": "²"}, False),
        ({}, {"grade": "HYV"}, True),
    ],
)
def test_only_what_the_rule_says_earns_the_badge(rule, told_of, earned) -> None:
    make_badge(kind="grade", course="da101", **rule)
    services.hear(completed(make_person(), **told_of))
    assert Credential.objects.exists() is earned


def test_the_grade_stands_in_the_badge_only_where_the_rule_says_so() -> None:
    make_badge(kind="grade", course="da101", tells_grade=True)
    services.hear(completed(make_person()))
    credential = Credential.objects.get()
    assert credential.document["credentialSubject"]["result"][0]["value"] == "4"
    assert check(credential) == (Outcome.PASSED, [])


def test_a_removed_credit_takes_the_badge_and_the_path_badge_with_it(told) -> None:
    person = make_person()
    first, second = (make_badge(kind="grade", course=course) for course in ("a", "b"))
    path = make_badge(kind="parts", parts=[first, second])
    services.hear(completed(person, course="a", ref="crossstudy.result:1"))
    assert [one.badge for one in queries.held(person)] == [first]
    services.hear(completed(person, course="b", ref="crossstudy.result:2"))
    assert {one.badge for one in queries.held(person)} == {first, second, path}
    whole = Credential.objects.get(badge=path)
    assert [one["id"] for one in whole.document["evidence"]] == [
        queries.credential_address(one.key)
        for one in Credential.objects.filter(badge__in=[first, second]).order_by("pk")
    ]
    services.hear(completed(person, course="a", ref="crossstudy.result:1", removed=True))
    reasons = {one.badge: one.reason for one in queries.held(person)}
    assert reasons == {first: Reason.REMOVED, second: "", path: Reason.PART}
    whole.refresh_from_db()
    assert check(whole) == check(whole, "token") == (Outcome.FAILED, [("status", "withdrawn")])
    assert [one.removed for one in told] == [False, False, False, True, True]


def test_a_correction_below_the_rule_withdraws_and_one_above_gives_again() -> None:
    person = make_person()
    make_badge(kind="grade", course="da101", least_grade=3)
    for grade, in_force in (("4", 1), ("2", 0), ("5", 1)):
        services.hear(completed(person, grade=grade))
        assert Credential.objects.filter(withdrawn_at__isnull=True).count() == in_force
    assert Credential.objects.count() == 2


def test_a_rule_that_ended_gives_no_more_and_takes_nothing_back() -> None:
    person, planner = make_person(), make_person()
    badge = make_badge(kind="grade", course="da101")
    services.hear(completed(person))
    services.end_rule(rule=badge.rules.get(), who=planner)
    services.hear(completed(person))
    services.hear(completed(make_person(), ref="crossstudy.result:2"))
    assert Credential.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_a_badge_keeps_the_version_it_was_given_under() -> None:
    badge, planner = make_badge(kind="grade", course="da101", name="Vanha"), make_person()
    services.hear(completed(make_person()))
    assert services.change_badge(badge=badge, who=planner, text=text("Vanha")).number == 1
    assert services.change_badge(badge=badge, who=planner, text=text("Uusi")).number == 2
    services.hear(completed(make_person(), ref="crossstudy.result:2"))
    old, new = Credential.objects.order_by("pk")
    assert (old.version.number, new.version.number) == (1, 2)
    assert check(old)[0] is check(new)[0] is Outcome.PASSED
    assert new.document["credentialSubject"]["achievement"]["name"] == "Uusi"


def test_keys_change_and_old_badges_still_hold(settings) -> None:
    make_badge(kind="grade", course="da101")
    services.hear(completed(make_person()))
    settings.OSAAMO_BADGE_KEYS = keys("second")
    services.hear(completed(make_person(), ref="crossstudy.result:2"))
    old, new = Credential.objects.order_by("pk")
    methods = [one.document["proof"][0]["verificationMethod"] for one in (old, new)]
    assert methods[0] != methods[1]
    assert [check(one, form) for one in (old, new) for form in ("document", "token")] == [(Outcome.PASSED, [])] * 4
    assert IssuerKey.objects.filter(retired_at__isnull=True).count() == 2
    assert IssuerKey.objects.filter(retired_at__isnull=False, use=KeyUse.TOKEN).count() == 1


def test_no_private_key_is_in_the_database() -> None:
    make_badge(kind="grade", course="da101")
    services.hear(completed(make_person()))
    private = {"d", "p", "q", "dp", "dq", "qi"}
    for row in IssuerKey.objects.all():
        assert not private & row.public.keys()
    assert "PRIVATE" not in json.dumps([row.public for row in IssuerKey.objects.all()])


def test_without_a_key_nothing_is_given_until_there_is_one(settings, monkeypatch) -> None:
    settings.OSAAMO_BADGE_KEYS = b""
    person = make_person()
    badge = make_badge(kind="grade", course="da101")
    services.hear(completed(person))
    assert jobs.catch_up() == "no signing key: no badges given"
    with pytest.raises(ImproperlyConfigured, match="set OSAAMO_BADGE_KEYS"):
        services.issue(badge=badge, person=person, rule=None)
    assert not Credential.objects.exists()
    settings.OSAAMO_BADGE_KEYS = b"nonsense"
    with pytest.raises(ImproperlyConfigured, match="is not right"):
        services.issue(badge=badge, person=person, rule=None)
    settings.OSAAMO_BADGE_KEYS = keys()
    today = timezone.localdate()
    recent = completed(person, on=today - timedelta(days=3))
    badge.rules.update(since=today - timedelta(days=30))
    monkeypatch.setattr(attainments, "_sources", {"x": lambda start, end: iter([recent] * (start <= recent.on < end))})
    assert [jobs.catch_up(), jobs.catch_up()] == ["1 badges given", "0 badges given"]


def test_evidence_is_decided_once_and_earns_the_badge() -> None:
    badge, person, teacher = make_badge(kind="evidence"), make_person(), make_person()
    services.claim(badge=badge, person=person, text="Ensimmäinen", url="")
    claim = services.claim(badge=badge, person=person, text="Raportti", url="https://example.org/raportti")
    services.decide(claim=claim, who=teacher, approve=True)
    with pytest.raises(services.AlreadyDecided):
        services.decide(claim=claim, who=teacher, approve=False)
    credential = Credential.objects.get()
    assert claim.decision == Decision.APPROVED
    assert credential.source_ref == f"badges.claim:{claim.pk}"
    assert credential.document["evidence"][0] | {"name": ""} == {
        "id": "https://example.org/raportti",
        "type": ["Evidence"],
        "name": "",
        "narrative": "Raportti",
    }
    second = services.claim(badge=badge, person=make_person(), text="Toinen")
    services.decide(claim=second, who=teacher, approve=False, answer="Liian lyhyt")
    assert Credential.objects.count() == 1


def test_without_a_key_a_claim_stays_undecided(settings) -> None:
    settings.OSAAMO_BADGE_KEYS = b""
    claim = services.claim(badge=make_badge(kind="evidence"), person=make_person(), text="Raportti")
    with pytest.raises(services.NoKeys), transaction.atomic():
        services.decide(claim=claim, who=make_person(), approve=True)
    claim.refresh_from_db()
    assert claim.decision == Decision.WAITING


def test_a_path_is_no_part_of_itself() -> None:
    first = make_badge()
    second = make_badge(kind="parts", parts=[first])
    for badge, parts in ((first, [second]), (first, [first]), (first, [])):
        with pytest.raises(ValueError, match="part of itself"):
            services.add_rule(badge=badge, who=None, kind=RuleKind.PARTS, parts=parts)


def test_the_database_knows_that_a_badge_is_held_once() -> None:
    badge, person = make_badge(), make_person()
    held = services.issue(badge=badge, person=person, rule=None)
    held.pk, held.key, held.status = None, "00000000-0000-4000-8000-000000000000", StatusEntry.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save(force_insert=True)


def test_a_withdrawal_outlives_the_holder_and_holds_nothing_of_them() -> None:
    person = make_person(display_name="Aada Esimerkki", email="aada@example.fi")
    credential = services.issue(badge=make_badge(), person=person, rule=None)
    services.withdraw(credential=credential, reason=Reason.MISTAKE, who=make_person(), note="Väärä henkilö")
    text_of_all = json.dumps(credential.document) + credential.token
    assert "Aada" not in text_of_all
    assert "aada@" not in text_of_all
    person.delete()
    assert not Credential.objects.exists()
    signed = services.signed_status_list(1)
    assert is_withdrawn(signed, credential.status.index) is True
    assert holds(signed, signed["proof"][0], IssuerKey.objects.get(use=KeyUse.EMBEDDED).public["multikey"])


def test_withdrawing_twice_keeps_the_first_reason() -> None:
    credential = services.issue(badge=make_badge(), person=make_person(), rule=None)
    for reason in (Reason.ASKED, Reason.MISCONDUCT):
        services.withdraw(credential=credential, reason=reason, who=None)
    assert Credential.objects.get().reason == Reason.ASKED
    assert AuditEntry.objects.filter(verb="badge.withdraw").count() == 1


@settings(max_examples=30)
@given(st.integers(1, 5 * LENGTH))
def test_every_status_entry_has_its_own_bit(pk) -> None:
    entry = StatusEntry(pk=pk)
    assert entry.number >= 1
    assert 0 <= entry.index < LENGTH
    assert (entry.number - 1) * LENGTH + entry.index + 1 == pk


def test_foreign_addresses_are_no_keys_or_lists_of_ours() -> None:
    services.issue(badge=make_badge(), person=make_person(), rule=None)
    multikey = IssuerKey.objects.get(use=KeyUse.EMBEDDED).kid
    for address in (
        "",
        "x",
        f"https://evil.example/badges/issuers/laurea#{multikey}",
        f"#{multikey}",
        "https://testserver/badges/keys/x",
    ):
        assert queries.find_key(address) is None
    for address in (
        "",
        "https://evil.example/badges/status/1",
        "https://testserver/badges/status/x",
        "https://testserver/badges/status/9999999999",
    ):
        assert queries.find_status(address, 0) is None
