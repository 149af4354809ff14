"""Gates, reviews and criteria: what must be there, what follows, what never changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from osaamo.domains.evaluation import queries, services
from osaamo.domains.evaluation.enums import STAGES, Happening, Outcome, Stage, Status
from osaamo.domains.evaluation.models import CriteriaSet, Decision, LogLine, Proposal
from osaamo.domains.evaluation.tests.making import (
    LATER,
    ask,
    criteria_of,
    make_proposal,
    make_round,
    pass_gate,
    pass_to_run,
    score,
)
from osaamo.kernel.access import may
from osaamo.kernel.models import AuditEntry
from osaamo.kernel.rows import Unchangeable
from osaamo.kernel.tests.making import run_jobs

pytestmark = pytest.mark.django_db
FEW = hypothesis_settings(max_examples=12, deadline=None)

weights = st.lists(
    st.tuples(st.decimals(min_value="0.01", max_value=100, places=2), st.integers(1, 5)), min_size=1, max_size=8
)


@given(weights)
@hypothesis_settings(max_examples=100, deadline=None)
def test_the_weighted_mean_is_the_exact_fraction(scored):
    cents = [(int(weight * 100), value) for weight, value in scored]
    exact = Fraction(sum(weight * value for weight, value in cents), sum(weight for weight, _ in cents))
    mean = queries.weighted_mean(scored)
    assert mean == exact
    assert min(value for _, value in scored) <= mean <= max(value for _, value in scored)
    assert abs(Fraction(queries.as_decimal(mean)) - exact) <= Fraction(1, 20_000)


def test_nothing_has_no_mean():
    with pytest.raises(ValueError, match="weight above zero"):
        queries.weighted_mean([])


def test_means_and_spread_by_hand():
    alliance, proposal, of = make_round()
    first, second = ask(alliance, proposal)
    score(first, [5, 3, 4, 2, 4, 1])
    score(second, [3, 3, 4, 2, 4, 1])
    found = queries.figures_of(of)
    # The weights of an idea are 30, 15, 20, 10, 20, 5: 3.80 and 3.20, so 3.50 on average.
    assert (found.mean, found.spread, found.reviews) == (Decimal("3.5000"), 2, 2)
    assert [row.mean for row in found.criteria] == [Decimal(n) for n in ("4", "3", "4", "2", "4", "1")]
    assert [row.over for row in found.criteria] == [True, False, False, False, False, False]
    assert found.needs_discussion


@given(scores=st.lists(st.lists(st.integers(1, 5) | st.none(), min_size=6, max_size=6), min_size=0, max_size=3))
@FEW
def test_no_gate_passes_with_a_missing_criterion_or_too_few_closed_reviews(scores):
    with transaction.atomic():
        alliance, proposal, of = make_round()
        reviews = ask(alliance, proposal, of=(1, 2)[: len(scores)])
        complete = 0
        for review, values in zip(reviews, scores, strict=False):
            rows = list(of.criteria.rows.all())
            given_scores = {row.pk: (value, "Because.") for row, value in zip(rows, values, strict=True)}
            services.save_review(review=review, scores=given_scores)
            if None in values:
                with pytest.raises(services.MissingCriteria):
                    services.close_review(review=review)
            else:
                services.close_review(review=review)
                complete += 1
        whole = complete == 2
        try:
            services.decide(
                of=of, who=None, outcome=Outcome.PASS, reasons="Good.", discussion="Talked over.", next_on=LATER
            )
            passed = True
        except services.GateRefused:
            passed = False
        assert passed == whole
        proposal.refresh_from_db()
        assert (proposal.stage, proposal.status) == (
            (Stage.PLAN, Status.PREPARING) if whole else (Stage.IDEA, Status.IN_REVIEW)
        )
        transaction.set_rollback(True)


@given(steps=st.lists(st.sampled_from(["first", "second", "third", "decline"]), max_size=5))
@FEW
def test_nobody_reads_a_review_before_all_are_closed(steps):
    with transaction.atomic():
        alliance, proposal, of = make_round()
        reviews = dict(zip(("first", "second"), ask(alliance, proposal), strict=True))
        closed, standing = set(), {"first", "second"}
        for step in steps:
            if step == "decline" and "second" in standing - closed:
                services.decline_review(review=reviews["second"])
                standing.discard("second")
            elif step in standing - closed:
                score(reviews[step])
                closed.add(step)
            visible = len(closed) >= 2 and closed == standing
            readers = [alliance.planners[0], alliance.teachers[0], alliance.teachers[1]]
            assert [may(person, "read-reviews", of) for person in readers] == [visible] * 3
            assert not may(alliance.teachers[2], "view", reviews["first"])
        transaction.set_rollback(True)


@given(outcomes=st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=6))
@FEW
def test_the_stages_go_one_way_and_end(outcomes):
    with transaction.atomic():
        alliance, proposal = make_proposal()
        services.record_result(proposal=proposal, who=None, values={"enrolled": 3, "completed": 2, "source": "Peppi"})
        at, ended = 0, False
        for outcome in outcomes:
            if ended:
                with pytest.raises(services.NotEditable):
                    services.send_in(proposal=proposal, who=proposal.owner)
                break
            if proposal.status != Status.IN_REVIEW:
                services.send_in(proposal=proposal, who=proposal.owner)
            for review in ask(alliance, proposal):
                score(review)
            of = proposal.rounds.get(ended_at=None)
            services.decide(of=of, who=None, outcome=outcome, reasons="So.", conditions="This.", next_on=LATER)
            proposal.refresh_from_db()
            last = outcome == Outcome.PASS and at == len(STAGES) - 1
            ended = outcome == Outcome.STOP or last
            at += outcome == Outcome.PASS and not last
            assert proposal.stage == STAGES[at]
            wanted = {Outcome.PASS: Status.PREPARING, Outcome.RETURN: Status.RETURNED, Outcome.STOP: Status.STOPPED}
            assert proposal.status == (Status.DONE if last else wanted[outcome])
            assert (proposal.next_on is None) == ended
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"reasons": " "}, "no-reasons"),
        ({"outcome": Outcome.RETURN}, "no-conditions"),
        ({"next_on": None, "discussion": "Agreed."}, "no-next-date"),
        ({}, "no-discussion"),
    ],
)
def test_what_a_gate_asks_for(told, code):
    alliance, proposal, of = make_round()
    for review, given_score in zip(ask(alliance, proposal), (5, 2), strict=True):
        score(review, given_score)
    asked = {"outcome": Outcome.PASS, "reasons": "Good.", "next_on": LATER} | told
    with pytest.raises(services.GateRefused) as refused:
        services.decide(of=of, who=None, **asked)
    assert refused.value.code == code
    whole = {"outcome": Outcome.PASS, "reasons": "Good.", "next_on": LATER, "discussion": "Agreed on 4."}
    assert services.decide(of=of, who=None, **whole).spread == 3


def test_a_gate_with_one_review_open_waits_for_it():
    alliance, proposal, of = make_round()
    first, second = ask(alliance, proposal)
    score(first)
    score(second)
    services.assign_reviewer(of=of, person=alliance.planners[0], institution=alliance.schools[0], who=None)
    with pytest.raises(services.GateRefused, match="open-reviews"):
        services.decide(of=of, who=None, outcome=Outcome.PASS, reasons="Good.", next_on=LATER)


def test_reviewers_come_from_different_institutions_and_never_from_the_team():
    alliance, _, of = make_round()
    assign = lambda at: services.assign_reviewer(  # noqa: E731
        of=of, person=alliance.teachers[at], institution=alliance.schools[at], who=None
    )
    with pytest.raises(services.NotEligible):
        assign(0)
    assign(1)
    with pytest.raises(services.NotEligible):
        assign(1)
    with pytest.raises(services.NotEligible):
        services.assign_reviewer(of=of, person=alliance.planners[1], institution=alliance.schools[1], who=None)
    found = queries.possible_reviewers(of)
    assert {person for person, _ in found} == {alliance.planners[0], alliance.teachers[2], alliance.planners[2]}
    assert alliance.teachers[0] not in {person for person, _ in found}


def test_who_steps_back_makes_room_for_a_colleague():
    alliance, proposal, of = make_round()
    review, _ = ask(alliance, proposal)
    score(review, close=False)
    services.decline_review(review=review)
    assert not review.scores.exists()
    assert (alliance.planners[1], alliance.schools[1]) in queries.possible_reviewers(of)
    with pytest.raises(services.ReviewIsClosed):
        services.save_review(review=review, scores={})


def test_a_closed_review_takes_no_change_and_a_reason_is_needed():
    alliance, proposal, of = make_round()
    review = ask(alliance, proposal)[0]
    row = of.criteria.rows.first()
    score(review, close=False)
    services.save_review(review=review, scores={row.pk: (4, "  ")})
    with pytest.raises(services.MissingCriteria) as missing:
        services.close_review(review=review)
    assert missing.value.dimensions == ("working_life",)
    score(review)
    with pytest.raises(services.ReviewIsClosed):
        services.save_review(review=review, scores={row.pk: (1, "No.")})


def test_a_decision_never_changes_and_a_correction_refers_to_it():
    alliance, proposal = make_proposal()
    decision = pass_gate(alliance, proposal)
    decision.reasons = "Other."
    with pytest.raises(Unchangeable):
        decision.save()
    with pytest.raises(Unchangeable):
        decision.delete()
    new = services.correct(
        decision=decision, who=alliance.planners[0], outcome=Outcome.STOP, reasons="A mistake in the count."
    )
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.status) == (Stage.IDEA, Status.STOPPED)
    assert new.since > decision.since
    assert (new.corrects, new.mean) == (decision, Decision.objects.get(pk=decision.pk).mean)
    assert Decision.objects.get(pk=decision.pk).reasons == "It is good."
    assert queries.standing_decision(new.round) == new
    with pytest.raises(services.GateRefused, match="decided"):
        services.correct(decision=decision, who=None, outcome=Outcome.PASS, reasons="Again.", next_on=LATER)
    back = services.correct(decision=new, who=None, outcome=Outcome.PASS, reasons="Right at first.", next_on=LATER)
    proposal.refresh_from_db()
    assert (proposal.stage, queries.standing_decision(back.round)) == (Stage.PLAN, back)


def test_once_it_moved_on_only_the_reasons_can_be_corrected():
    alliance, proposal = make_proposal()
    decision = pass_gate(alliance, proposal)
    pass_gate(alliance, proposal)
    with pytest.raises(services.GateRefused, match="moved-on"):
        services.correct(decision=decision, who=None, outcome=Outcome.STOP, reasons="No.")
    told = services.correct(decision=decision, who=None, outcome=Outcome.PASS, reasons="Told better.")
    assert (told.since, told.at > decision.at) == (decision.since, True)
    proposal.refresh_from_db()
    assert (proposal.stage, proposal.status) == (Stage.RUN, Status.PREPARING)


def test_a_round_is_decided_once():
    _, _, of = make_round()
    services.decide(of=of, who=None, outcome=Outcome.STOP, reasons="No.")
    with pytest.raises(services.GateRefused, match="decided"):
        services.decide(of=of, who=None, outcome=Outcome.STOP, reasons="No.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(round=of, outcome=Outcome.PASS, reasons="Twice.", reviews=0, since=of.opened_at)


def test_old_decisions_keep_their_old_criteria():
    alliance, proposal = make_proposal()
    decision = pass_gate(alliance, proposal)
    before = {row.dimension: row.weight for row in decision.round.criteria.rows.all()}
    draft = services.draft_criteria(stage=Stage.IDEA, who=alliance.planners[0])
    new_weights = {"working_life": Decimal("25.5"), "quality": Decimal("14.5")}
    services.change_criteria(criteria=draft, who=alliance.planners[0], weights=new_weights, values={"reason": "More."})
    services.take_into_force(criteria=draft, who=alliance.planners[0])
    fresh = Decision.objects.get(pk=decision.pk).round.criteria
    assert fresh.version == 1
    assert {row.dimension: row.weight for row in fresh.rows.all()} == before
    _, other = make_proposal(alliance)
    assert other.rounds.get().criteria.version == 2


@given(cents=st.lists(st.integers(1, 10_000), min_size=6, max_size=6))
@FEW
def test_only_weights_that_sum_to_exactly_100_are_taken_into_force(cents):
    with transaction.atomic():
        services.install_criteria()
        draft = services.draft_criteria(stage=Stage.PLAN, who=None)
        chosen = {row.dimension: Decimal(n) / 100 for row, n in zip(draft.rows.all(), cents, strict=True)}
        services.change_criteria(criteria=draft, who=None, weights=chosen, values={})
        if sum(cents) == 10_000:
            services.take_into_force(criteria=draft, who=None)
        else:
            with pytest.raises(services.WeightsDoNotFit) as wrong:
                services.take_into_force(criteria=draft, who=None)
            assert wrong.value.total == Decimal(sum(cents)) / 100
        transaction.set_rollback(True)


def test_criteria_in_force_never_change_and_all_scores_have_words():
    services.install_criteria(on=date(2026, 1, 1))
    assert CriteriaSet.objects.count() == 4
    assert services.install_criteria() == []
    for criteria in CriteriaSet.objects.all():
        assert sum(row.weight for row in criteria.rows.all()) == 100
    with pytest.raises(Unchangeable):
        services.change_criteria(criteria=criteria_of(), who=None, weights={"sdg": Decimal(9)}, values={})
    draft = services.draft_criteria(stage=Stage.IDEA, who=None)
    row = draft.rows.first()
    row.anchors["3"]["sv"] = " "
    row.save()
    with pytest.raises(services.AnchorsMissing):
        services.take_into_force(criteria=draft, who=None)
    assert queries.criteria_in_force(Stage.IDEA) == criteria_of()
    assert queries.criteria_in_force(Stage.IDEA, on=date(2025, 12, 31)) is None


def test_sending_in_needs_what_the_gate_needs_and_an_open_call():
    alliance, proposal = make_proposal(sent=False, theme="", evidence_source=" ")
    with pytest.raises(services.Incomplete) as missing:
        services.send_in(proposal=proposal, who=proposal.owner)
    assert missing.value.missing == ("theme", "evidence_source")
    today = timezone.localdate()
    call = services.make_call(organisation=alliance.top, who=None, values={
        "key": "haku", "title": {"fi": "Haku"}, "opens_on": today + timedelta(1), "closes_on": today + timedelta(2),
        "gate_on": today + timedelta(9),
    })  # fmt: skip
    Proposal.objects.filter(pk=proposal.pk).update(theme="Data", evidence_source="Muistio", call=call)
    with pytest.raises(services.CallIsClosed):
        services.send_in(proposal=proposal, who=proposal.owner)
    services.change_call(call=call, who=None, values={"opens_on": today})
    services.send_in(proposal=proposal, who=proposal.owner)
    proposal.refresh_from_db()
    assert proposal.next_on == today + timedelta(9)
    services.change_call(call=call, who=None, values={"gate_on": today + timedelta(20)})
    proposal.refresh_from_db()
    assert proposal.next_on == today + timedelta(20)


def test_two_windows_never_overwrite_each_other_and_the_origin_stays():
    alliance, proposal = make_proposal(sent=False, origin_text="Ekosysteemin työpaja")
    save = lambda revision, **told: services.save_proposal(  # noqa: E731
        proposal=proposal, who=proposal.owner, revision=revision, institutions=alliance.schools, values=told
    )
    assert save(1, theme="Tieto").revision == 2
    with pytest.raises(services.ChangedMeanwhile):
        save(1, theme="Vanha")
    assert Proposal.objects.get().theme == "Tieto"
    services.send_in(proposal=proposal, who=proposal.owner)
    with pytest.raises(services.NotEditable):
        save(2, theme="Myöhässä")
    of = proposal.rounds.get()
    services.decide(of=of, who=None, outcome=Outcome.RETURN, reasons="Thin.", conditions="More.", next_on=LATER)
    saved = save(2, theme="Uusi", origin_text="")
    assert (saved.theme, saved.origin_text) == ("Uusi", "Ekosysteemin työpaja")
    assert of.content["theme"] == "Tieto", "the round keeps what was sent in"


def test_shares_of_a_team_sum_to_exactly_100():
    alliance, proposal = make_proposal(sent=False)
    third = Decimal("33.33")
    people = alliance.teachers
    with pytest.raises(services.SharesDoNotFit) as wrong:
        services.set_team(proposal=proposal, who=people[0], shares=dict.fromkeys(people, third))
    assert wrong.value.total == Decimal("99.99")
    services.set_team(proposal=proposal, who=people[0], shares={people[0]: Decimal("33.34"), people[1]: third * 2})
    assert [row.share for row in proposal.team.all()] == [Decimal("33.34"), Decimal("66.66")]


def test_the_log_tells_the_whole_way_and_the_trail_who():
    alliance, proposal = make_proposal()
    pass_to_run(alliance, proposal)
    told = list(proposal.log.values_list("happening", "stage"))
    assert told == [
        (Happening.ENTERED, Stage.IDEA), (Happening.SUBMITTED, Stage.IDEA), (Happening.PASSED, Stage.IDEA),
        (Happening.ENTERED, Stage.PLAN), (Happening.SUBMITTED, Stage.PLAN), (Happening.PASSED, Stage.PLAN),
        (Happening.ENTERED, Stage.RUN),
    ]  # fmt: skip
    passed = AuditEntry.objects.filter(verb="proposal.passed")
    assert {entry.who for entry in passed} == {alliance.planners[0]}


def test_time_per_stage_is_told_of_five_passages_and_more():
    alliance, first = make_proposal()
    proposals = [first, *(make_proposal(alliance)[1] for _ in range(4))]
    for days, proposal in enumerate(proposals, start=1):
        decision = pass_gate(alliance, proposal)
        LogLine.objects.filter(proposal=proposal, stage=Stage.IDEA, happening=Happening.ENTERED).update(
            at=decision.at - timedelta(days=days)
        )
        if proposal is proposals[3]:
            assert queries.times_per_stage()[0] == queries.StageTime(Stage.IDEA, 4)
    idea, plan, *_ = queries.times_per_stage()
    assert (idea.passages, idea.lower, idea.median, idea.upper) == (5, 2.0, 3.0, 4.0)
    assert plan == queries.StageTime(Stage.PLAN, 0)


def test_the_forecast_beside_what_came():
    alliance, proposal = make_proposal()
    assert queries.forecast_of(proposal) is None
    told = {"enrolled": 26, "completed": 20, "feedback": Decimal("4.25"), "source": "Peppi"}
    services.record_result(proposal=proposal, who=alliance.teachers[0], values=told)
    proposal.refresh_from_db()
    found = queries.forecast_of(proposal)
    assert (found.enrolled_difference, found.feedback_difference) == (6, Decimal("0.25"))


def test_the_signals_are_measured_after_sending_in():
    _, proposal = make_proposal()
    run_jobs()
    assert set(queries.latest_signals(proposal)) == {"demand", "overlap", "strengths", "sdg"}
