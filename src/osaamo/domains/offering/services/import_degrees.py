"""The degree programmes of an import: which one a word of a file means, and what each course belongs to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import slugify

from osaamo.domains.offering.models import CourseUnit, DegreeProgramme

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from osaamo.kernel.models import Organisation

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CODE = 40


class Degrees:
    """The degree programmes of one institution, those planned in this import too, and the courses of each."""

    def __init__(self, institution: Organisation, source: str) -> None:
        """Read the programmes and which courses of the institution belong to them."""
        self._institution, self._source = institution, source
        self._rows: dict[str, DegreeProgramme] = {}
        self._words: dict[str, str] = {}
        for row in DegreeProgramme.objects.filter(institution=institution):
            self.add(row)
        self._of: dict[str, set[str]] = {}
        links = CourseUnit.degrees.through.objects.filter(degreeprogramme__institution=institution)
        for course, degree in links.values_list("courseunit__key", "degreeprogramme__key"):
            self._of.setdefault(course, set()).add(degree)

    def add(self, row: DegreeProgramme) -> None:
        """Know the programme by its id, its code and its names."""
        self._rows[row.key] = row
        own_id = row.key.removeprefix(f"{self._institution.code}:")
        for word in (row.key, own_id, row.code, *row.name.values()):
            if word:
                self._words.setdefault(word.casefold(), row.key)

    def find(self, word: str) -> DegreeProgramme | None:
        """The programme with the id, code or name."""
        return self._rows.get(self._words.get(word.casefold(), ""))

    def keys(self, words: Iterable[str]) -> set[str]:
        """The programmes of the words; one that nobody wrote before is planned.

        The bare id of one that is not known is left out: it has neither a name nor tells whether it leads to a degree.
        """
        found = set()
        for word in words:
            row = self.find(word)
            if row is None:
                if _UUID.fullmatch(word):
                    continue
                row = self._planned(word)
            found.add(row.key)
        return found

    def of(self, course: str) -> set[str]:
        """Keys of the programmes of this institution that the course with the key belongs to."""
        return self._of.get(course, set())

    def set_of(self, course: str, keys: Collection[str]) -> None:
        """Remember what the course belongs to, once it is written."""
        self._of[course] = set(keys)

    def told(self, keys: Iterable[str]) -> str:
        """The codes, for people."""
        return ", ".join(sorted(self._rows[key].code for key in keys))

    def write(self, wanted: Mapping[str, Collection[str]]) -> None:
        """Store the planned programmes that are named, and let each course belong to its programmes and no other."""
        named = {key for keys in wanted.values() for key in keys}
        DegreeProgramme.objects.bulk_create([self._rows[key] for key in sorted(named) if self._rows[key].pk is None])
        courses = dict(CourseUnit.objects.filter(key__in=wanted).values_list("key", "pk"))
        through = CourseUnit.degrees.through
        own = through.objects.filter(courseunit__in=courses.values(), degreeprogramme__institution=self._institution)
        there = {(one.courseunit_id, one.degreeprogramme_id): one.pk for one in own}
        pairs = {(courses[course], self._rows[key].pk) for course, keys in wanted.items() for key in keys}
        through.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in pairs]).delete()
        through.objects.bulk_create(
            through(courseunit_id=course, degreeprogramme_id=degree) for course, degree in sorted(pairs - there.keys())
        )

    def _planned(self, word: str) -> DegreeProgramme:
        """A new programme: a word without spaces is its code, another its name."""
        is_code = " " not in word and len(word) <= _CODE
        code = word if is_code else (slugify(word)[:_CODE] or "degree")
        taken = {row.code for row in self._rows.values()}
        plain, number = code, 1
        while code in taken:
            number += 1
            code = f"{plain[: _CODE - 4]}-{number}"
        row = DegreeProgramme(
            key=f"{self._institution.code}:{code}",
            institution=self._institution,
            code=code,
            name={} if is_code else {"fi": word},
            source=self._source,
            updated_at=timezone.now(),
        )
        self.add(row)
        return row
