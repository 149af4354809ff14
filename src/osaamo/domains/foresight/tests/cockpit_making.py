"""Corpora, months, courses and theses for the tests of the planner's pages, made with as little as needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from osaamo.competence.models import Reading, ReadSkill
from osaamo.competence.tests.fake_engine import BASE
from osaamo.domains.foresight.enums import CorpusKind
from osaamo.domains.foresight.models import Corpus, CorpusMonth, JobAd, SkillMonth, Thesis
from osaamo.domains.foresight.queries.balance import with_skills
from osaamo.kernel.refs import ref_of
from osaamo.ports.supply import Degree, Taught

_numbers = count(1)


def skill(name):
    return BASE + name


def make_corpus(code="ads", *, months, read=100, language="fi", counts=None):
    """A corpus of ads whose month ``n`` has ``read`` ads; ``counts`` maps skills to ads of each month."""
    corpus = Corpus.objects.create(code=code, name={"en": code}, kind=CorpusKind.ADS)
    for month in months:
        CorpusMonth.objects.create(corpus=corpus, month=month, language=language, texts=read, read=read)
    for name, row in (counts or {}).items():
        SkillMonth.objects.bulk_create(
            SkillMonth(corpus=corpus, uri=skill(name), month=month, language=language, count=count)
            for month, count in zip(months, row, strict=True)
            if count
        )
    return corpus


def make_read(row, *names):
    """The row, with skills read from it."""
    reading = Reading.objects.create(ref=ref_of(row), digest="0", language="fi", model="m", vocabulary="v")
    ReadSkill.objects.bulk_create(ReadSkill(reading=reading, uri=skill(name), confidence=0.9) for name in names)
    return row


def make_ad(key, *names, corpus=None, published=date(2026, 10, 5), **more):
    """An ad with skills read from it."""
    values = {"language": "fi", "title": f"Ad {key}", "text": "t"} | more
    return make_read(JobAd.objects.create(key=key, corpus=corpus, published=published, **values), *names)


def make_thesis(key, *names, year=2026, **more):
    """A thesis with skills read from it."""
    values = {"title": f"Thesis {key}", "abstract": "a", "language": "fi"} | more
    return make_read(Thesis.objects.create(key=key, year=year, **values), *names)


def taught(key, institution="laurea", *, credits=5, **more):  # noqa: A002 - the field's name
    """Something of a catalogue."""
    values = {"kind": "course", "title": {"en": key}, "outcomes": {}, "content": {}} | more
    ref = f"offering.courseunit:{next(_numbers)}"
    return Taught(ref=ref, key=key, institution=institution, credits=Decimal(credits), **values)


def degree(key, institution="laurea"):
    """A degree programme of level 6."""
    return Degree(key, {"en": f"{key} degree"}, institution, 6)


def course(key, institution, *names, **more):
    """A course with its skills."""
    one = taught(key, institution, **more)
    return with_skills([one], {one.ref: [skill(name) for name in names]})[0]
