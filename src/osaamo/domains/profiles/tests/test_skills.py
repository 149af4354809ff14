"""Sources into skills: evidence, decisions that last, history, and what each skill is worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osaamo.competence.tests.fake_engine import BASE
from osaamo.domains.profiles.enums import SERVICE, SkillStatus, SourceKind
from osaamo.domains.profiles.models import SkillEvidence
from osaamo.domains.profiles.queries import have_of, weight_of
from osaamo.domains.profiles.services import (
    NoConsent,
    add_skill,
    add_source,
    decide,
    grade,
    read_again,
    remove_source,
)
from osaamo.domains.profiles.tests.making import CV, make_profile
from osaamo.engine import EmptyText, UnknownSkill
from osaamo.kernel.models import Consent
from osaamo.kernel.services import withdraw_consent

pytestmark = pytest.mark.django_db

PYTHON, SQL, MARKETING, SWEDISH = (BASE + key for key in ("python", "sql", "marketing", "swedish"))


def skill_of(profile, uri):
    return profile.skills.get(uri=uri)


def test_each_skill_keeps_the_sentence_that_shows_it():
    profile = make_profile(CV)
    assert set(profile.skills.values_list("uri", flat=True)) == {MARKETING, PYTHON, SQL}
    for evidence in SkillEvidence.objects.filter(skill__profile=profile):
        assert CV[evidence.start : evidence.end] == evidence.sentence
        assert evidence.start <= evidence.cue_start < evidence.cue_end <= evidence.end
        assert evidence.model == "fake.v1"
    assert skill_of(profile, PYTHON).evidence.get().sentence == "Teen raportteja Pythonilla ja SQL-kyselyillä."


def test_nothing_is_stored_without_consent():
    profile = make_profile()
    withdraw_consent(consent=Consent.objects.get(person=profile.person, purpose="profile", recipient=SERVICE))
    with pytest.raises(NoConsent):
        add_source(profile=profile, kind=SourceKind.CV, title="cv.pdf", text=CV)
    with pytest.raises(NoConsent):
        add_skill(profile=profile, uri=PYTHON)
    assert not profile.sources.exists()
    assert not profile.skills.exists()


def test_the_text_is_kept_only_when_wished():
    profile = make_profile()
    assert add_source(profile=profile, kind=SourceKind.CV, title="cv", text=CV).source.text == ""
    kept = add_source(profile=profile, kind=SourceKind.TEXT, title="text", text="Osaan ruotsia.", keep_text=True)
    assert kept.source.text == "Osaan ruotsia."


def test_decisions_last_when_the_same_text_is_read_again():
    profile = make_profile(CV)
    decide(skill=skill_of(profile, MARKETING), status=SkillStatus.REJECTED)
    decide(skill=skill_of(profile, PYTHON), status=SkillStatus.ACCEPTED)
    again = add_source(
        profile=profile, kind=SourceKind.CV, title="new name.pdf", text=CV.replace("\n", "\r\n"), keep_text=True
    )
    assert (again.new, again.known, again.rejected) == (0, 3, 1)
    assert profile.sources.get().title == "new name.pdf"
    assert skill_of(profile, MARKETING).status == SkillStatus.REJECTED
    assert skill_of(profile, PYTHON).status == SkillStatus.ACCEPTED
    read_again(source=again.source)
    assert skill_of(profile, MARKETING).status == SkillStatus.REJECTED
    assert SkillEvidence.objects.filter(skill__profile=profile).count() == 3


def test_a_source_whose_text_was_not_kept_cannot_be_read_again(engine, monkeypatch):
    profile = make_profile(CV)

    def empty(text, **_):
        raise EmptyText("The text is empty.")

    monkeypatch.setattr(engine, "extract", empty)
    with pytest.raises(EmptyText):
        read_again(source=profile.sources.get())


def test_a_removed_source_takes_its_evidence_and_what_nobody_decided_on():
    profile = make_profile(CV)
    other = add_source(profile=profile, kind=SourceKind.HOBBY, title="club", text="Python-kerhon ohjaaja.").source
    decide(skill=skill_of(profile, SQL), status=SkillStatus.ACCEPTED)
    remove_source(source=profile.sources.get(title="cv.pdf"))
    assert dict(profile.skills.values_list("uri", "status")) == {PYTHON: "suggested", SQL: "accepted"}
    assert set(SkillEvidence.objects.filter(skill__profile=profile).values_list("source", flat=True)) == {other.pk}


def test_history_tells_each_change_once():
    profile = make_profile(CV)
    skill = skill_of(profile, PYTHON)
    grade(skill=skill, grade=4)
    grade(skill=skill, grade=4)
    decide(skill=skill, status=SkillStatus.REJECTED)
    told = list(skill.changes.values_list("kind", "before", "after"))
    assert told == [
        ("status", "", "suggested"),
        ("status", "suggested", "accepted"),
        ("grade", "", "4"),
        ("grade", "4", ""),
        ("status", "accepted", "rejected"),
    ]


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_a_grade_is_from_one_to_five(wrong):
    profile = make_profile(CV)
    with pytest.raises(ValueError, match="1 to 5"):
        grade(skill=skill_of(profile, PYTHON), grade=wrong)
    assert skill_of(profile, PYTHON).grade is None


def test_an_own_skill_is_added_once_and_a_rejected_one_accepted():
    profile = make_profile(CV)
    first = add_skill(profile=profile, uri=SWEDISH)
    assert (first.status, add_skill(profile=profile, uri=SWEDISH)) == (SkillStatus.ADDED, first)
    decide(skill=skill_of(profile, SQL), status=SkillStatus.REJECTED)
    assert add_skill(profile=profile, uri=SQL).status == SkillStatus.ACCEPTED
    with pytest.raises(UnknownSkill):
        add_skill(profile=profile, uri="http://example.org/nothing")


def test_what_is_had_leaves_out_what_was_rejected_and_a_source_one_thinks_away():
    profile = make_profile(CV)
    decide(skill=skill_of(profile, MARKETING), status=SkillStatus.REJECTED)
    grade(skill=skill_of(profile, PYTHON), grade=3)
    assert {skill.uri: skill.weight for skill in have_of(profile)} == {PYTHON: 0.6, SQL: pytest.approx(0.885, abs=0.05)}
    assert have_of(profile, without=[profile.sources.get().pk]) == []


STATUSES = st.sampled_from(SkillStatus.values)
GRADES = st.none() | st.integers(1, 5)
SHARES = st.floats(0, 1)


@given(STATUSES, GRADES, SHARES)
def test_a_weight_is_a_share_and_a_rejected_skill_weighs_nothing(status, own, confidence):
    weight = weight_of(status, own, confidence)
    assert 0 <= weight <= 1
    assert weight == 0 or status != SkillStatus.REJECTED


@given(st.sampled_from([SkillStatus.SUGGESTED, SkillStatus.ACCEPTED, SkillStatus.ADDED]), SHARES, st.integers(1, 4))
def test_a_higher_grade_weighs_more(status, confidence, own):
    assert weight_of(status, own, confidence) < weight_of(status, own + 1, confidence)
