"""What the engine says of a proposal, what the ports carry, and what the plan counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from osaamo.competence.tests.fake_engine import BASE
from osaamo.domains.evaluation import queries, services
from osaamo.domains.evaluation.enums import Outcome
from osaamo.domains.evaluation.models import Decision, Proposal, Signal, TeamShare
from osaamo.domains.evaluation.services import signals
from osaamo.domains.evaluation.tests.making import (
    ask,
    make_alliance,
    make_proposal,
    make_round,
    pass_gate,
    pass_to_run,
    score,
)
from osaamo.domains.evaluation.views.showing import shown_signals
from osaamo.engine import GoalSentence, Labels, SdgReading, ServedGoal, Step, TaughtSkill, goals
from osaamo.kernel.models import Person
from osaamo.kernel.refs import ref_of
from osaamo.kernel.rows import Unchangeable
from osaamo.kernel.tests.making import make_organisation, run_jobs
from osaamo.ports import demand, erasing, measures, publishing, steps
from osaamo.ports.demand import Demand
from osaamo.ports.measures import Period

pytestmark = pytest.mark.django_db
DESIGN, LEARNING, WORKSHOPS = BASE + "service-design", BASE + "machine-learning", BASE + "workshops"


def course(key, institution, *skills):
    return Step(
        id=f"{key}-1", course=key, title=Labels(key, key, key), institution=institution, credits=5.0,
        skills=tuple(TaughtSkill(uri=uri, confidence=0.9, evidence="") for uri in skills),
        source=f"offering.courseunit:{len(key)}",
    )  # fmt: skip


@pytest.fixture
def offering(monkeypatch):
    """Two institutions' courses, one of them given twice."""
    given = [
        course("design", "Laurea", DESIGN, WORKSHOPS, LEARNING),
        course("design", "Laurea", DESIGN, WORKSHOPS, LEARNING),
        course("learning", "Haaga-Helia", LEARNING),
        course("care", "Laurea", BASE + "wound-care"),
    ]
    monkeypatch.setattr(steps, "_sources", {"t": lambda _on: iter(given)})


def ads(monkeypatch, of):
    counted = {DESIGN: 12, LEARNING: 7}
    monkeypatch.setattr(
        demand, "_sources", {"t": lambda uris: Demand({u: counted.get(u, 0) for u in uris}, of, "2026-01-01")}
    )


def test_the_signals_by_hand(offering, monkeypatch):
    ads(monkeypatch, 30)
    _, proposal = make_proposal()
    run_jobs()
    found = queries.latest_signals(proposal)
    wanted = found["demand"].value
    assert (found["demand"].state, wanted["of"], wanted["since"]) == ("measured", 30, "2026-01-01")
    assert [(row["uri"], row["asked"]) for row in wanted["skills"]] == [(DESIGN, 12), (LEARNING, 7), (WORKSHOPS, 0)]
    assert all(row["sentence"].startswith("Opiskelija vetää") for row in wanted["skills"])
    assert found["strengths"].value["institutions"] == [
        {"name": "Haaga-Helia", "courses": 1, "of": 1}, {"name": "Laurea", "courses": 1, "of": 2},
    ]  # fmt: skip
    alike = found["overlap"].value["courses"]
    assert [row["title"]["en"] for row in alike] == ["design", "learning"]
    assert set(alike[0]["shared"]) == {DESIGN, LEARNING, WORKSHOPS}
    assert (found["sdg"].state, found["sdg"].value) == ("measured", {"goals": []})
    assert found["sdg"].model.startswith("sdg.v1:")
    assert {found[kind].model for kind in ("demand", "overlap", "strengths")} == {"fake.v1"}


def test_the_goals_come_with_their_sentences(monkeypatch):
    sentence = GoalSentence(0, 22, " Laskee päästöt. ", 0.8, "13.2")
    reading = SdgReading({13: 0.91234}, (ServedGoal(13, 0.91234, (sentence,), (), ()),), (), "sdg.v1:test")
    monkeypatch.setattr(signals, "read_goals", lambda *_text, **_more: reading)
    _, proposal = make_proposal()
    run_jobs()
    found = queries.latest_signals(proposal)["sdg"]
    assert (found.state, found.model, found.vocabulary) == ("measured", "sdg.v1:test", "")
    uri = "http://metadata.un.org/sdg/13"
    assert found.value == {"goals": [{"uri": uri, "goal": 13, "probability": 0.912, "sentences": ["Laskee päästöt."]}]}
    shown = shown_signals(proposal)["sdg"]
    with translation.override("fi"):
        words = render_to_string("evaluation/parts/signal.html", {"signal": shown.signal, "names": shown.names})
    assert f"13 {goals()[12].labels.fi} <b>91 %</b>" in words
    assert "<q>Laskee päästöt.</q>" in words


@pytest.mark.parametrize(("of", "state"), [(29, "too_few"), (30, "measured"), (0, "too_few")])
def test_of_few_ads_demand_says_nothing(monkeypatch, of, state):
    ads(monkeypatch, of)
    _, proposal = make_proposal()
    run_jobs()
    assert queries.latest_signals(proposal)["demand"].state == state


def test_without_courses_nothing_is_measured_and_nothing_is_made_up(monkeypatch):
    monkeypatch.setattr(steps, "_sources", {})
    _, proposal = make_proposal()
    run_jobs()
    found = queries.latest_signals(proposal)
    assert {found[kind].state for kind in ("overlap", "strengths")} == {"not_measured"}
    assert found["overlap"].value == {}


def test_a_signal_is_kept_and_counts_as_no_review():
    _, proposal, of = make_round()
    run_jobs()
    run_jobs()
    assert proposal.signals.count() == 4, "measured once for each sending in"
    services.measure(proposal=proposal)
    assert proposal.signals.count() == 8
    with pytest.raises(Unchangeable):
        Signal.objects.first().save()
    assert queries.gate_of(of).closed == 0
    with pytest.raises(services.GateRefused, match="too-few-reviews"):
        services.decide(
            of=of, who=None, outcome=Outcome.PASS, reasons="The machine likes it.", next_on=date(2099, 1, 1)
        )


def test_an_accepted_proposal_becomes_one_module_with_its_trail(monkeypatch):
    told = []

    def make(accepted):
        told.append(accepted)
        return publishing.Made("offering.module:7", "dataservices")

    monkeypatch.setattr(publishing, "_catalogues", {"t": make})
    alliance, proposal = make_proposal()
    with pytest.raises(services.NotAccepted):
        services.create_module(proposal=proposal, who=alliance.planners[0])
    decision = pass_to_run(alliance, proposal)
    made = services.create_module(proposal=proposal, who=alliance.planners[0])
    assert services.create_module(proposal=proposal, who=alliance.planners[0]) == made
    (accepted,) = told
    assert (accepted.ref, accepted.kind, accepted.lead) == (ref_of(proposal), "module", alliance.schools[0].code)
    assert accepted.institutions == tuple(sorted(school.code for school in alliance.schools[:2]))
    assert (accepted.credits, accepted.decided_on) == (Decimal(5), timezone.localdate(decision.since))
    trail = publishing.trail_of("offering.module:7")
    assert (trail.ref, trail.url.endswith(f"/proposals/{proposal.pk}/")) == (ref_of(proposal), True)
    assert publishing.trail_of("offering.module:8") is None
    assert publishing.trail_of("") is None
    with pytest.raises(services.GateRefused, match="moved-on"):
        services.correct(decision=decision, who=None, outcome=Outcome.STOP, reasons="Too late.")


def test_without_a_catalogue_nothing_is_made(monkeypatch):
    monkeypatch.setattr(publishing, "_catalogues", {})
    alliance, proposal = make_proposal()
    pass_to_run(alliance, proposal)
    with pytest.raises(services.NoCatalogue):
        services.create_module(proposal=proposal, who=alliance.planners[0])
    assert Proposal.objects.get().module_ref == ""


def test_a_catalogue_and_a_source_of_trails_are_one_each(monkeypatch):
    monkeypatch.setattr(publishing, "_catalogues", {})
    monkeypatch.setattr(publishing, "_trails", {})
    for register in (publishing.catalogue, publishing.trails):
        register("a")(make_organisation)
        register("a")(make_organisation)
        with pytest.raises(ValueError, match="keep one"):
            register("b")(make_alliance)


def test_what_the_plan_counts_opens_to_its_rows():
    alliance, proposal = make_proposal()
    pass_gate(alliance, proposal)
    _, other = make_proposal(alliance)
    services.decide(of=other.rounds.get(), who=None, outcome=Outcome.STOP, reasons="No.")
    today = timezone.localdate()
    now, before = Period(today, today + timedelta(1)), Period(today - timedelta(9), today)

    def counted(key, period=now, organisation=None):
        tally = measures.find(key).tally(period)
        return tally.total(organisation), list(tally.refs(organisation))

    both = sorted([ref_of(proposal), ref_of(other)], key=lambda ref: int(ref.split(":")[1]))
    passed, stopped = (Decision.objects.get(outcome=outcome) for outcome in (Outcome.PASS, Outcome.STOP))
    assert counted("evaluation.entered-idea") == (2, both)
    assert counted("evaluation.entered-plan") == (1, [ref_of(proposal)])
    assert counted("evaluation.entered-idea", before) == (0, [])
    assert counted("evaluation.decided-pass") == (1, [ref_of(passed)])
    assert counted("evaluation.decided-stop", organisation=alliance.schools[0].code) == (1, [ref_of(stopped)])
    assert counted("evaluation.decided-stop", organisation=alliance.schools[2].code) == (0, [])
    assert counted("evaluation.two-reviews") == (Decimal("0.5"), [ref_of(passed)])
    services.correct(
        decision=stopped, who=None, outcome=Outcome.RETURN, reasons="Rather so.", conditions="More.", next_on=today
    )
    assert counted("evaluation.decided-stop") == (0, [])
    assert counted("evaluation.decided-return")[0] == 1


def test_a_person_who_leaves_takes_their_drafts_and_their_name():
    alliance, proposal = make_proposal()
    owner, reviewer = alliance.teachers[0], alliance.teachers[1]
    make_proposal(alliance, sent=False)
    score(ask(alliance, proposal)[0])
    assert erasing.held_about(ref_of(owner))["evaluation.Proposal"] == 1
    assert erasing.erase_all(ref_of(owner)).removed["evaluation.Proposal"] == 1
    for person in (owner, reviewer):
        Person.objects.get(pk=person.pk).delete()
    proposal.refresh_from_db()
    assert (proposal.owner, proposal.rounds.get().reviews.first().reviewer) == (None, None)
    assert list(TeamShare.objects.values_list("person", "share")) == [(None, Decimal(100))]
    assert queries.gate_of(proposal.rounds.get()).closed == 1
