"""The pages: proposing, reviewing, deciding, following; nothing lost, nothing seen too early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from osaamo.domains.evaluation import queries, services
from osaamo.domains.evaluation.enums import Outcome, Stage, Status
from osaamo.domains.evaluation.models import Call, CriteriaSet, Proposal, Review
from osaamo.domains.evaluation.tests.making import (
    LATER,
    ask,
    make_alliance,
    make_proposal,
    make_round,
    pass_gate,
    score,
    values,
)
from osaamo.kernel.models import Role
from osaamo.kernel.tests.making import make_organisation, make_person, run_jobs

pytestmark = pytest.mark.django_db


def to(name, *args):
    with translation.override("en"):
        return reverse(name, args=args)


def words(answer):
    return " ".join(answer.content.decode().split())


def filled(alliance, **more):
    """What a browser posts of a complete proposal."""
    told = values()
    return {
        "title_fi": "Palvelujen data", "title_en": "Data of services", "summary_fi": told["summary"]["fi"],
        "kind": "module", "lead": alliance.schools[0].pk, "institutions": [alliance.schools[1].pk], "theme": "Data",
        "evidence": told["evidence"], "evidence_source": told["evidence_source"],
    } | more  # fmt: skip


def test_from_draft_to_gate_in_the_pages(client):
    alliance = make_alliance()
    services.install_criteria(on=date(2020, 1, 1))
    owner, planner = alliance.teachers[0], alliance.planners[2]
    client.force_login(owner)
    answer = client.post(to("proposal-new"), filled(alliance, theme=""))
    proposal = Proposal.objects.get()
    assert answer.url == to("proposal-edit", proposal.pk)
    assert "Still missing for the next gate: theme." in words(client.get(answer.url))
    answer = client.post(answer.url, filled(alliance, theme="", revision=1, do="send"), follow=True)
    assert "Saved, but not sent: still missing are theme." in words(answer)
    client.post(to("proposal-edit", proposal.pk), filled(alliance, revision=2, do="send"))
    proposal.refresh_from_db()
    assert (proposal.status, list(proposal.institutions.all())) == (Status.IN_REVIEW, alliance.schools[:2])
    assert client.get(to("proposal-edit", proposal.pk)).status_code == 403
    client.force_login(planner)
    assert "0 of 2 reviews closed" in words(client.get(to("proposal-board")))
    for at in (1, 2):
        asked = {"reviewer": f"{alliance.teachers[at].pk}:{alliance.schools[at].pk}", "due_on": "2099-01-01"}
        client.post(to("proposal-assign", proposal.pk), asked)
    of = proposal.rounds.get()
    refused = client.post(to("round-decide", of.pk), {"outcome": "pass", "reasons": "Good.", "next_on": "2099-01-31"})
    assert refused.status_code == 422
    assert "too few reviews are closed" in words(refused)
    assert "Good." in words(refused), "what was written is not lost"
    for at, review in zip((1, 2), Review.objects.all(), strict=True):
        client.force_login(alliance.teachers[at])
        sheet = to("review", review.pk)
        rows = of.criteria.rows.all()
        half = {f"score_{row.pk}": "4" for row in rows}
        answer = client.post(sheet, half | {"do": "close"})
        assert answer.status_code == 422
        assert "Saved, but not closed" in words(answer)
        answer = client.post(sheet, half | {f"reason_{row.pk}": f"Why {at}" for row in rows} | {"do": "close"})
        assert answer.url == to("review-queue")
        assert (f"Why {3 - at}" in words(client.get(sheet))) == (at == 2), (
            "the other review is seen once both are closed"
        )
    client.force_login(planner)
    decision = {"outcome": "pass", "reasons": "Needed and ready.", "next_on": "2099-01-31"}
    assert client.post(to("round-decide", of.pk), decision).url == to("proposal-plan", proposal.pk)
    client.logout()
    seen = words(client.get(to("proposal", proposal.pk)))
    assert "Needed and ready." in seen
    assert "mean 4.00 of 5 from 2 reviews" in seen
    assert "Next date 31 Jan 2099" in seen
    for hidden in (owner, planner, *alliance.teachers[1:]):
        assert hidden.display_name not in seen
    assert "Why 1" not in seen


def test_what_was_written_in_an_old_window_is_shown_again(client):
    alliance, proposal = make_proposal(sent=False)
    client.force_login(alliance.teachers[0])
    client.post(to("proposal-edit", proposal.pk), filled(alliance, theme="New", revision=1))
    answer = client.post(to("proposal-edit", proposal.pk), filled(alliance, theme="From the other window", revision=1))
    assert answer.status_code == 409
    assert "From the other window" in words(answer)
    assert Proposal.objects.get().theme == "New"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"title_fi": "", "title_en": " "}, "Give a title in at least one language."),
        ({"credits": "99999"}, "240"),
        ({"credits": "five"}, "number"),
        ({"kind": "opera"}, "opera"),
        ({"summary_fi": "x" * 3_000_000}, "4000"),
        ({"expected_feedback": "7"}, "5"),
        ({"lead": "999999"}, "choice"),
    ],
)
def test_bad_input_is_told_and_nothing_is_stored(client, told, says):
    alliance = make_alliance()
    client.force_login(alliance.teachers[0])
    answer = client.post(to("proposal-new"), filled(alliance) | told)
    assert answer.status_code in {400, 422}
    assert answer.status_code == 400 or says in words(answer)
    assert not Proposal.objects.exists()


def test_a_student_cannot_propose_and_a_draft_is_its_owners(client):
    alliance, proposal = make_proposal(sent=False)
    client.force_login(make_person(Role.STUDENT, alliance.schools[0]))
    assert client.get(to("proposal-new")).status_code == 403
    for name in ("proposal", "proposal-edit", "proposal-plan"):
        assert client.get(to(name, proposal.pk)).status_code == 404
    client.force_login(alliance.planners[0])
    assert client.get(to("proposal", proposal.pk)).status_code == 404
    assert "Data of services" not in words(client.get(to("proposals")))


def test_the_list_by_filter(client):
    alliance, _ = make_proposal()
    _, second = make_proposal(alliance, kind="path", theme="Care", title={"fi": "Hoitopolku", "sv": "", "en": ""})
    pass_gate(alliance, second)

    def names(**chosen):
        found = words(client.get(to("proposals"), chosen))
        return {name for name in ("Data of services", "Hoitopolku") if name in found}

    assert names() == {"Data of services", "Hoitopolku"}
    assert names(stage="plan") == {"Hoitopolku"}
    assert names(kind="module") == {"Data of services"}
    assert names(theme="Care") == {"Hoitopolku"}
    assert names(institution=alliance.schools[2].code) == set()
    assert names(q="hoito") == {"Hoitopolku"}
    assert names(stage="nonsense", page="999") == set()


def test_shares_of_the_team(client):
    alliance, proposal = make_proposal(sent=False)
    owner, colleague = alliance.teachers[0], alliance.planners[1]
    client.force_login(owner)
    assert colleague.display_name in words(
        client.get(to("proposal-edit", proposal.pk), {"colleague": colleague.display_name})
    )
    posted = {"colleague": colleague.display_name, f"share_{owner.pk}": "60", f"share_{colleague.pk}": "39.99"}
    answer = client.post(to("proposal-team", proposal.pk), posted, follow=True)
    assert "The shares sum to 99.99." in words(answer)
    client.post(to("proposal-team", proposal.pk), posted | {f"share_{colleague.pk}": "40"})
    assert {row.person: row.share for row in proposal.team.all()} == {owner: 60, colleague: 40}
    stranger = alliance.teachers[2]
    client.post(to("proposal-team", proposal.pk), {f"share_{owner.pk}": "50", f"share_{stranger.pk}": "50"})
    assert {row.person for row in proposal.team.all()} == {owner, colleague}, "of owner institutions only"


def test_stepping_back_and_correcting(client):
    alliance, proposal, of = make_round()
    review, other = ask(alliance, proposal)
    client.force_login(alliance.teachers[1])
    client.post(to("review-decline", review.pk))
    assert client.get(to("review", review.pk)).status_code == 404
    score(other)
    decision = services.decide(of=of, who=None, outcome=Outcome.STOP, reasons="No need.")
    client.force_login(alliance.planners[0])
    bad = client.post(to("decision-correct", decision.pk), {"outcome": "return", "reasons": "Try again."})
    assert "Write the conditions" in words(bad)
    client.post(to("decision-correct", decision.pk), {
        "outcome": "return", "reasons": "Try again.", "conditions": "Ask a company.", "next_on": "2099-01-31",
    })  # fmt: skip
    proposal.refresh_from_db()
    assert proposal.status == Status.RETURNED
    seen = words(client.get(to("proposal", proposal.pk)))
    assert "No need." in seen
    assert "Corrects the decision of" in seen


def test_what_a_reviewer_sees_of_the_machine_is_marked(client):
    alliance, proposal, _ = make_round()
    run_jobs()
    review = ask(alliance, proposal)[0]
    client.force_login(alliance.teachers[1])
    seen = words(client.get(to("review", review.pk)))
    assert seen.count("Machine-made, not a review") == 4
    assert "fake.v1" in seen
    assert "Not measured." in seen
    assert "None of the 17 goals shows clearly in the text." in seen
    assert review.scores.count() == 0


def test_calls_with_their_calendar(client):
    alliance = make_alliance()
    today = timezone.localdate()
    client.force_login(alliance.planners[0])
    days = {"opens_on": today, "closes_on": today + timedelta(10), "gate_on": today + timedelta(20)}
    wrong = client.post(to("call-new"), {"title_fi": "Haku", **days, "closes_on": today - timedelta(1)})
    assert "The call must open before it closes" in words(wrong)
    client.post(to("call-new"), {"title_fi": "Kevään haku", **days})
    call = Call.objects.get()
    client.post(to("call-change", call.pk), {"title_fi": "Kevään haku", **days, "gate_on": today + timedelta(30)})
    client.logout()
    assert "Open now" in words(client.get(to("proposal-calls")))
    calendar = Calendar.from_ical(client.get(to("proposal-calls-ics")).content)
    events = [
        (str(event["summary"]), event.decoded("dtstart"), event.decoded("dtend")) for event in calendar.walk("vevent")
    ]
    assert events == [
        ("Kevään haku: open", today, today + timedelta(11)),
        ("Kevään haku: decision", today + timedelta(30), today + timedelta(31)),
    ]


def test_a_new_version_of_criteria(client):
    alliance = make_alliance()
    client.force_login(alliance.planners[0])
    client.post(to("criteria-install"))
    client.post(to("criteria-draft", "idea"))
    posted = {"required_reviews": "3", "spread_limit": "1", "reason": "More eyes.", "do": "force"} | {
        f"weight_{name}": weight
        for name, weight in zip(
            ("working_life", "strengths", "attractiveness", "quality", "added_value", "sdg"),
            (30, 15, 20, 10, 20, 6),
            strict=True,
        )
    }
    assert "the weights sum to 101.00" in words(client.post(to("criteria-draft", "idea"), posted))
    client.post(to("criteria-draft", "idea"), posted | {"weight_sdg": "5"})
    assert CriteriaSet.objects.get(stage=Stage.IDEA, version=2).required_reviews == 3
    client.logout()
    seen = words(client.get(to("proposal-criteria")))
    assert "Version 2, from" in seen
    assert "More eyes." in seen


def test_a_result_beside_the_forecast(client):
    alliance, proposal = make_proposal()
    pass_gate(alliance, proposal)
    pass_gate(alliance, proposal)
    client.force_login(alliance.teachers[0])
    told = {"enrolled": 20, "completed": 21, "feedback": "4.5", "source": "Peppi"}
    assert "More completed than enrolled" in words(client.post(to("proposal-result", proposal.pk), told))
    client.post(to("proposal-result", proposal.pk), told | {"completed": 18})
    assert "Forecast and result" in words(client.get(to("proposal", proposal.pk)))
    assert proposal.results.get().completed == 18
    assert proposal.next_on == LATER


def test_where_an_idea_came_from_goes_along_and_stays(client):
    alliance = make_alliance()
    client.force_login(alliance.teachers[0])
    assert 'value="rdi.project:12"' in words(client.get(to("proposal-new"), {"origin": "rdi.project:12"}))
    assert client.post(to("proposal-new"), filled(alliance, origin_ref="<script>")).status_code == 422
    client.post(to("proposal-new"), filled(alliance, origin_ref="rdi.project:12"))
    assert Proposal.objects.get().origin_ref == "rdi.project:12"


def test_the_samples_stand_at_every_stage_and_load_once(client):
    top = make_organisation("3amk", kind="alliance")
    schools = {code: make_organisation(code, parent=top) for code in ("haaga-helia", "laurea", "metropolia")}
    people = {"teacher": make_person(Role.TEACHER, schools["metropolia"])}
    assert [services.load_demo(on=timezone.localdate(), people=people) for _ in range(2)] == [7, 0]
    assert sorted(Proposal.objects.values_list("stage", "status")) == [
        ("after", "done"), ("after", "preparing"), ("idea", "in_review"), ("plan", "in_review"), ("plan", "preparing"),
        ("plan", "returned"), ("run", "preparing"),
    ]  # fmt: skip
    idea = queries.times_per_stage()[0]
    # An hour more or less where summer time began or ended in between.
    assert (idea.passages, idea.lower, idea.median, idea.upper) == pytest.approx((6, 22.25, 23.5, 27), abs=0.1)
    client.force_login(people["teacher"])
    assert "10 Days 100 Challenges" in words(client.get(to("review-queue")))
