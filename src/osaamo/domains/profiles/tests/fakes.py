"""The fake engine with occupations."""

from __future__ import annotations

from dataclasses import dataclass

from osaamo.competence.tests.fake_engine import BASE, FakeEngine, FakeVocabulary, fake_search
from osaamo.engine import Hit, Labels, UnknownSkill

OCCUPATIONS = "http://data.europa.eu/esco/occupation/"
ANALYST = OCCUPATIONS + "analyst"
POET = OCCUPATIONS + "poet"


@dataclass(frozen=True)
class FakeOccupation:
    uri: str
    labels: Labels
    isco: str = "0000"


class VocabularyWithOccupations(FakeVocabulary):
    """An analyst needs SQL and statistics and may know Python; nothing is listed for a poet."""

    occupations = (
        FakeOccupation(ANALYST, Labels("data-analyytikko", "dataanalytiker", "data analyst")),
        FakeOccupation(POET, Labels("runoilija", "poet", "poet")),
    )

    def occupation(self, uri):
        for row in self.occupations:
            if row.uri == uri:
                return row
        raise UnknownSkill(f"{uri} is unknown.", uri=uri)

    def profile(self, uri):
        self.occupation(uri)
        listed = (("sql", True), ("statistics", True), ("python", False)) if uri == ANALYST else ()
        return tuple((self.uris.index(BASE + key), essential) for key, essential in listed)


class FakeEngineWithOccupations(FakeEngine):
    vocabulary = VocabularyWithOccupations()


def search_with_occupations(vocabulary, term, limit=10, *, occupations=False):
    """Stands in for the engine's search, as fake_search does."""
    found = [row for row in vocabulary.occupations if occupations and term in row.labels.en]
    hits = tuple(Hit(row.uri, row.labels, term, 1.0, "occupation") for row in found)
    return (hits + fake_search(vocabulary, term, limit))[:limit]
