"""A profile with everything in it, and strategies that make any profile."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from osaamo.connectors.badge_records import Alignment, BadgeRecord
from osaamo.connectors.profile_records import (
    ExportedChange,
    ExportedConsent,
    ExportedEvidence,
    ExportedGoal,
    ExportedPerson,
    ExportedPlan,
    ExportedPlanVersion,
    ExportedSkill,
    ExportedSource,
    ProfileExport,
    WantedSkill,
)
from osaamo.connectors.study_records import Attainment

ESCO = "http://data.europa.eu/esco/skill/00000000-0000-0000-0000-00000000000"
AT = dt.datetime(2026, 11, 24, 8, 30, tzinfo=dt.UTC)

PROFILE = ProfileExport(
    person=ExportedPerson("Aino Esimerkki", "aino@example.org", "Laurea", "fi"),
    made_at=AT,
    sources=(
        ExportedSource("s1", "cv", "CV", "fi", "Osaan SQL:n.", "0" * 64, "m1", "esco-1.2", AT, AT),
        ExportedSource("s2", "text", "Vapaa teksti"),
    ),
    skills=(
        ExportedSkill(
            uri=f"{ESCO}1",
            label={"fi": "SQL", "sv": "SQL", "en": "SQL"},
            status="accepted",
            grade=4,
            since=AT,
            evidence=(
                ExportedEvidence("Osaan SQL:n.", "s1", dt.date(2026, 11, 1), 0.93, 0, 12, 6, 11, "m1"),
                ExportedEvidence("Tein tietokannan.", "s2"),
            ),
            changes=(ExportedChange(AT, "status", "suggested", "accepted"), ExportedChange(AT, "grade", "", "4")),
        ),
        ExportedSkill(f"{ESCO}2", {"fi": "pakkaaminen"}, "rejected"),
        ExportedSkill("http://www.yso.fi/onto/yso/p1", {"fi": "kuvanveisto", "sv": "skulptur"}, "added", 2),
    ),
    attainments=(
        Attainment(
            code="TX00CK66",
            name={"fi": "Tietokannat", "en": "Databases"},
            credits=5.0,
            grade="4",
            date=dt.date(2025, 12, 19),
            institution="Metropolia",
            language="fi",
            learning_outcomes={"fi": "Osaa suunnitella tietokannan."},
            source_id="1",
            kind="course",
        ),
        Attainment(code="", name={"und": "Tradenomi"}, date=dt.date(2026, 5, 31), institution="Laurea", kind="degree"),
    ),
    badges=(
        BadgeRecord(
            "Tiimityö", "Toimii ryhmässä.", "Kolme projektia.", "https://example.org/c", "Laurea",
            dt.date(2026, 5, 31), dt.date(2029, 5, 31), (Alignment(f"{ESCO}3", "tiimityö", "ESCO"),), "urn:1", "2.0",
        ),
    ),
    goals=(
        ExportedGoal(
            "g1", "occupation", "Tietokantasuunnittelija", "http://data.europa.eu/esco/occupation/1", "",
            (WantedSkill(f"{ESCO}1", 0.5, "SQL-osaaminen"),), is_current=True, set_at=AT,
        ),
    ),
    plans=(
        ExportedPlan(
            "Kevät", "g1", AT,
            (ExportedPlanVersion(1, AT, 15.0, 0.2, 0.7, ({"id": "k-1", "source": "offering.realisation:1"},), {"credits_max": 30}),),
        ),
    ),
    consents=(ExportedConsent("r1", "guidance", "laurea", "Annan ohjaajan nähdä profiilini.", "1", AT, AT),),
)  # fmt: skip

_TEXT = st.text(max_size=12)
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
_OBJECTS = st.dictionaries(
    _TEXT, _TEXT | st.integers() | _NUMBERS | st.none() | st.lists(st.booleans(), max_size=2), max_size=2
)


def profiles():
    """Any valid profile: ids are unique, and evidence and plans point to sources and goals that are there."""
    moments = st.datetimes(timezones=st.just(dt.UTC) | st.just(dt.timezone(dt.timedelta(hours=2))))
    labels = st.dictionaries(st.sampled_from(["fi", "sv", "en"]), _TEXT, max_size=3)
    maybe = st.none() | moments
    days = st.none() | st.dates()
    shares = st.floats(0, 1)
    offsets = st.just((None, None)) | st.tuples(st.integers(0, 99), st.integers(100, 10**6))
    source_ids = st.lists(st.text(min_size=1, max_size=4), unique=True, max_size=3)
    goal_ids = st.lists(st.text(min_size=1, max_size=4), unique=True, max_size=3)

    @st.composite
    def build(draw):
        def many(make, most=2):
            return tuple(make() for _ in range(draw(st.integers(0, most))))

        def text():
            return draw(_TEXT)

        sources = tuple(
            ExportedSource(id_, text(), text(), text(), text(), text(), text(), text(), draw(maybe), draw(maybe))
            for id_ in draw(source_ids)
        )
        goals = tuple(
            ExportedGoal(
                id_, text(), text(), text(), text(),
                many(lambda: WantedSkill(text(), draw(_NUMBERS), text())), draw(st.booleans()), draw(maybe),
            )
            for id_ in draw(goal_ids)
        )  # fmt: skip

        def evidence():
            source = draw(st.sampled_from([item.id for item in sources]))
            spans = [offset for _ in range(2) for offset in draw(offsets)]
            return ExportedEvidence(text(), source, draw(days), draw(st.none() | shares), *spans, text())

        skills = tuple(
            ExportedSkill(
                uri, draw(labels), draw(st.sampled_from(["suggested", "accepted", "added", "rejected"])),
                draw(st.none() | st.integers(1, 5)), draw(maybe), many(evidence) if sources else (),
                many(lambda: ExportedChange(draw(moments), text(), text(), text())),
            )
            for uri in draw(st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=3))
        )  # fmt: skip
        plans = many(
            lambda: ExportedPlan(
                text(), draw(st.sampled_from(["", *(goal.id for goal in goals)])), draw(maybe),
                many(
                    lambda: ExportedPlanVersion(
                        draw(st.integers()), draw(moments), draw(_NUMBERS), draw(shares), draw(shares),
                        many(lambda: draw(_OBJECTS)), draw(_OBJECTS),
                    )
                ),
            )
        )  # fmt: skip
        attainments = many(
            lambda: Attainment(
                text(), draw(labels), draw(st.none() | _NUMBERS), text(), draw(days), text(), text(), draw(labels),
                text(), draw(st.sampled_from(["", "course", "module", "degree", "part"])),
            )
        )  # fmt: skip
        badges = many(
            lambda: BadgeRecord(
                text(), text(), text(), text(), text(), draw(days), draw(days),
                many(lambda: Alignment(text(), text(), text())), text(), draw(st.sampled_from(["1.1", "2.0", "3.0"])),
            )
        )  # fmt: skip
        receipts = draw(st.lists(st.text(min_size=1, max_size=4), unique=True, max_size=2))
        consents = tuple(
            ExportedConsent(receipt, text(), text(), text(), text(), draw(moments), draw(maybe)) for receipt in receipts
        )
        person = ExportedPerson(text(), text(), text(), draw(st.sampled_from(["fi", "sv", "en"])))
        return ProfileExport(person, draw(moments), sources, skills, attainments, badges, goals, plans, consents)

    return build()
