"""``osaamo manage seed_load``: a database as full as the alliance's in ten years, for measuring."""

from __future__ import annotations

import datetime as dt
import random
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from osaamo.competence import services as competence
from osaamo.competence.models import Reading, ReadSkill
from osaamo.domains.foresight.models import JobAd
from osaamo.domains.offering.models import CourseUnit, Realisation
from osaamo.domains.profiles.enums import SERVICE, GoalKind, Purpose, SkillStatus, SourceKind
from osaamo.domains.profiles.models import Goal, Profile, ProfileSkill, SkillEvidence, Source
from osaamo.kernel.models import Consent, Organisation, Person
from osaamo.web.management.commands.load_demo import load_alliance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.core.management.base import CommandParser
    from django.db.models import Model

_AT_ONCE = 2000
UNUSABLE = make_password(None)
STATUSES = (SkillStatus.SUGGESTED, SkillStatus.ACCEPTED)
_PLACES = ("Helsinki", "Espoo", "Vantaa", "Tampere", "Turku", "Oulu", "")
_MODES = ("online", "campus", "blended")


class Command(BaseCommand):
    """Invented people, courses and ads, whose skills are drawn from our skill lists of occupations (fixed seed)."""

    help = "Fill an empty database of one's own machine with invented rows, for measuring."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many rows of each kind."""
        parser.add_argument("--profiles", type=int, default=100_000)
        parser.add_argument("--courses", type=int, default=10_000)
        parser.add_argument("--realisations", type=int, default=100_000)
        parser.add_argument("--ads", type=int, default=200_000)

    def handle(self, **options: Any) -> None:
        """Write the rows and say how long each kind took.

        Raises:
            CommandError: the settings are not those of one's own machine, or the database has profiles.
        """
        if not settings.OSAAMO_DEMO_PASSWORD:
            raise CommandError("Only a database of one's own machine is filled with invented rows.")
        if Profile.objects.exists():
            raise CommandError("The database has profiles already: give OSAAMO_VAR an empty folder.")
        load_alliance()
        seeding = Seeding(random.Random(7))  # noqa: S311 - the same rows on every machine
        for name in ("ads", "courses", "realisations", "profiles"):
            began = time.perf_counter()
            getattr(seeding, name)(options[name])
            self.stdout.write(f"{options[name]} {name} in {time.perf_counter() - began:.0f} s")


class Seeding:
    """Draws rows and writes them in batches."""

    def __init__(self, rng: random.Random) -> None:
        """Read the skill lists of the occupations."""
        self._rng = rng
        self._today = timezone.localdate()
        vocabulary = competence.engine().vocabulary
        self._lists = [
            (occupation, [vocabulary.uris[at] for at, _ in vocabulary.profile(occupation.uri)])
            for occupation in vocabulary.occupations
            if vocabulary.profile(occupation.uri)
        ]
        self._version = (competence.engine().model, vocabulary.version)
        self._schools = list(Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION))

    def ads(self, count: int) -> None:
        """Ads of the last year with what was read in them."""

        def make(at: int) -> JobAd:
            occupation, _ = self._rng.choice(self._lists)
            return JobAd(
                key=f"load-{at}",
                language=self._rng.choice(("fi", "fi", "sv", "en")),
                title=occupation.labels.fi or occupation.labels.en,
                place=self._rng.choice(_PLACES),
                published=self._today - dt.timedelta(self._rng.randrange(365)),
                text=f"Haemme: {occupation.labels.fi or occupation.labels.en}.",
            )

        self._write(JobAd, make, count, lambda rows: self._readings("foresight.jobad", rows, 9))

    def courses(self, count: int) -> None:
        """Course units with what was read in them."""

        def make(at: int) -> CourseUnit:
            occupation, _ = self._rng.choice(self._lists)
            return CourseUnit(
                key=f"load-{at}",
                institution=self._rng.choice(self._schools),
                code=f"LOAD{at}",
                name={"fi": f"{occupation.labels.fi or occupation.labels.en} {at}"},
                credits=self._rng.choice((3, 5, 5, 10)),
                is_sample=True,
                published_at=timezone.now(),
            )

        self._write(CourseUnit, make, count, lambda rows: self._readings("offering.courseunit", rows, 8))

    def realisations(self, count: int) -> None:
        """Realisations of the courses over the next year and the last."""
        courses = list(CourseUnit.objects.values_list("pk", flat=True))

        def make(at: int) -> Realisation:
            starts = self._today + dt.timedelta(self._rng.randrange(-365, 365))
            return Realisation(
                key=f"load-{at}",
                course_id=self._rng.choice(courses),
                starts=starts,
                ends=starts + dt.timedelta(60),
                languages=[self._rng.choice(("fi", "sv", "en"))],
                mode=self._rng.choice(_MODES),
            )

        self._write(Realisation, make, count)

    def profiles(self, count: int) -> None:
        """People with a consented profile, a read CV of about twelve skills, and a goal."""
        for first in range(0, count, _AT_ONCE):
            with transaction.atomic():
                self._people(range(first, min(count, first + _AT_ONCE)))

    def _people(self, numbers: Iterable[int]) -> None:
        people = Person.objects.bulk_create(
            Person(display_name=f"Load {at}", email=f"load{at}@osaamo.example", password=UNUSABLE) for at in numbers
        )
        Consent.objects.bulk_create(
            Consent(person=person, purpose=Purpose.PROFILE, recipient=SERVICE, text="load", version="load")
            for person in people
        )
        profiles = Profile.objects.bulk_create(Profile(person=person) for person in people)
        sources = Source.objects.bulk_create(
            Source(
                profile=profile, kind=SourceKind.CV, title="CV", language="fi", digest=f"{profile.pk:064d}",
                model=self._version[0], vocabulary=self._version[1],
            )
            for profile in profiles
        )  # fmt: skip
        skills = ProfileSkill.objects.bulk_create(
            ProfileSkill(profile=profile, uri=uri, status=self._rng.choice(STATUSES))
            for profile in profiles
            for uri in self._drawn(12)
        )  # fmt: skip
        of_profile = {source.profile_id: source for source in sources}
        SkillEvidence.objects.bulk_create(
            SkillEvidence(
                skill=skill, source=of_profile[skill.profile_id], sentence="Tein tätä työssäni.", start=0, end=19,
                confidence=self._rng.uniform(0.3, 0.95), model=self._version[0], seen_on=self._today,
            )
            for skill in skills
        )  # fmt: skip
        Goal.objects.bulk_create(self._goal(profile) for profile in profiles)

    def _goal(self, profile: Profile) -> Goal:
        occupation, uris = self._rng.choice(self._lists)
        wanted = [{"uri": uri, "weight": 1.0, "evidence": ""} for uri in uris]
        title = occupation.labels.fi or occupation.labels.en
        return Goal(profile=profile, kind=GoalKind.OCCUPATION, title=title, ref=occupation.uri, wanted=wanted)

    def _drawn(self, count: int) -> list[str]:
        _, uris = self._rng.choice(self._lists)
        return self._rng.sample(uris, min(len(uris), count))

    def _readings(self, kind: str, rows: list[Any], skills: int) -> None:
        model, vocabulary = self._version
        read = {"digest": "", "language": "fi", "model": model, "vocabulary": vocabulary}
        readings = Reading.objects.bulk_create(Reading(ref=f"{kind}:{row.pk}", **read) for row in rows)
        ReadSkill.objects.bulk_create(
            ReadSkill(reading=reading, uri=uri, confidence=self._rng.uniform(0.3, 0.95), evidence="Haemme osaajaa.")
            for reading in readings
            for uri in self._drawn(skills)
        )

    def _write(
        self,
        model: type[Model],
        make: Callable[[int], Any],
        count: int,
        then: Callable[[list[Any]], None] | None = None,
    ) -> None:
        numbers: Iterator[int] = iter(range(count))
        while batch := [make(at) for at in islice(numbers, _AT_ONCE)]:
            with transaction.atomic():
                rows = model._default_manager.bulk_create(batch)  # noqa: SLF001 - Django documents _default_manager
                if then:
                    then(rows)
