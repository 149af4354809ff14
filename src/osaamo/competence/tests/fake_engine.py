# ruff: noqa: E501 - a table reads best with one row a line
"""A tiny engine with the methods of the real one: thirty skills, found by their words. For tests of the faces."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np

from osaamo.engine import (
    Atlas,
    Concept,
    EngineConfig,
    Evidence,
    Extraction,
    FoundSkill,
    Hit,
    Island,
    Labels,
    Note,
    Ranked,
)

_ROWS = """
marketing|0|markkinoida tuotteita|marknadsföra produkter|market products|markkinoin kampanj marknads market
social-media|0|hallita sosiaalista mediaa|hantera sociala medier|manage social media|sosiaalisen_median sociala_medier social_media
web-analytics|0|verkkoanalytiikka|webbanalys|web analytics|verkkoanalytiik webbanalys web_analytics
customer-service|0|asiakaspalvelu|kundtjänst|customer service|palvelin asiak kundtjänst customer_service
video-editing|0|muokata videoita|redigera video|edit video|videoita redigera edit video
sql|1|SQL|SQL|SQL|sql
python|1|Python|Python|Python|python
databases|1|tietokannat|databaser|databases|tietokan databas database
statistics|1|tilastollinen analyysi|statistisk analys|statistical analysis|tilastolli statistis statistic
data-visualisation|1|tietojen visualisointi|datavisualisering|data visualisation|visualisoi visualiser visualis
machine-learning|1|koneoppiminen|maskininlärning|machine learning|koneoppimi maskininlär machine_learning
interviewing|2|haastatella ihmisiä|intervjua människor|interview people|haastat intervju interview
service-design|2|palvelumuotoilu|tjänstedesign|service design|palvelumuotoil tjänstedesign service_design
prototyping|2|laatia prototyyppejä|bygga prototyper|build prototypes|prototyyp prototyp prototype
workshops|2|vetää työpajoja|leda workshoppar|facilitate workshops|työpaj workshop
accessibility|2|saavutettavuus|tillgänglighet|accessibility|saavutettavuu tillgänglig accessib
project-planning|3|suunnitella projekteja|planera projekt|plan projects|projekt project
budgeting|3|laatia budjetteja|göra upp budgetar|draw up budgets|budjet budget
leading-people|3|johtaa ihmisiä|leda människor|lead people|vapaaehtois personal supervis
human-resources|3|henkilöstösuunnittelu|personalplanering|human resource planning|perehdy personalplaner human_resource induction
presenting|3|pitää esityksiä|hålla presentationer|give presentations|presenter esityk present
medication|4|lääkehoito|läkemedelsbehandling|medication management|lääke läkemedel medication
wound-care|4|haavanhoito|sårvård|wound care|haavan sårvård wound
research-ethics|4|tutkimusetiikka|forskningsetik|research ethics|etiik etisk ethic
data-protection|4|tietosuoja|dataskydd|data protection|tietosuoj dataskydd data_protection
sustainability|5|arvioida ympäristövaikutuksia|bedöma miljöpåverkan|assess environmental impact|ympäristö miljö environment
english|6|englanti|engelska|English|englanni engelska english
swedish|6|ruotsi|svenska|Swedish|ruotsi svenska swedish
"""

_THEMES = (
    Labels("Markkinointi ja asiakkaat", "Marknadsföring och kunder", "Marketing and customers"),
    Labels("Data ja ohjelmointi", "Data och programmering", "Data and programming"),
    Labels("Muotoilu ja tutkimus", "Design och forskning", "Design and research"),
    Labels("Johtaminen ja projektit", "Ledarskap och projekt", "Leadership and projects"),
    Labels("Hoitotyö ja eettisyys", "Vård och etik", "Care and ethics"),
    Labels("Kestävyys", "Hållbarhet", "Sustainability"),
    Labels("Kielet", "Språk", "Languages"),
)

BASE = "http://data.europa.eu/esco/skill/fake-"

_CONCEPTS: dict[str, Concept] = {}
_WORDS: dict[str, tuple[str, ...]] = {}
for _row in _ROWS.strip().splitlines():
    _key, _theme, _fi, _sv, _en, _cues = _row.split("|")
    _CONCEPTS[BASE + _key] = Concept(BASE + _key, Labels(_fi, _sv, _en), kind="skill", theme=int(_theme))
    _WORDS[BASE + _key] = tuple(cue.replace("_", " ") for cue in _cues.split())


def _atlas():
    centres = [(0.5 + 0.36 * math.cos(at), 0.45 + 0.3 * math.sin(at)) for at in np.arange(len(_THEMES)) * 0.9]
    islands = tuple(Island(n, labels, *centres[n], 0.12) for n, labels in enumerate(_THEMES))
    places, themes, seen = [], [], [0] * len(_THEMES)
    for concept in _CONCEPTS.values():
        angle, (x, y) = 2.4 * seen[concept.theme], centres[concept.theme]
        reach = 0.035 * math.sqrt(seen[concept.theme])
        seen[concept.theme] += 1
        places.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
        themes.append(concept.theme)
    return Atlas({uri: row for row, uri in enumerate(_CONCEPTS)}, np.array(places), np.array(themes), islands)


_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_SWEDISH = re.compile(r"\b(och|att|för|som|med)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(the|and|of|to|with)\b", re.IGNORECASE)


OCCUPATIONS = "http://data.europa.eu/esco/occupation/fake-"


@dataclass(frozen=True)
class FakeOccupation:
    uri: str
    labels: Labels
    isco: str = "0000"


_PROFILES = {
    "analyst": (
        Labels("data-analyytikko", "dataanalytiker", "data analyst"),
        {"sql": True, "statistics": True, "machine-learning": True, "data-visualisation": False},
    ),
    "designer": (
        Labels("palvelumuotoilija", "tjänstedesigner", "service designer"),
        {"service-design": True, "interviewing": True, "prototyping": True, "workshops": False},
    ),
    "poet": (Labels("runoilija", "poet", "poet"), {}),
}


class FakeVocabulary:
    """Thirty skills in seven themes, and two occupations with their skills; nothing is listed for a poet."""

    version = "esco-fake"
    uris = tuple(_CONCEPTS)
    occupations = tuple(FakeOccupation(OCCUPATIONS + key, labels) for key, (labels, _) in _PROFILES.items())

    def profile(self, uri):
        _, skills = _PROFILES[uri.removeprefix(OCCUPATIONS)]
        return tuple((self.uris.index(BASE + key), essential) for key, essential in skills.items())

    def occupation(self, uri):
        return next(known for known in self.occupations if known.uri == uri)

    def __len__(self):
        return len(_CONCEPTS)

    def __contains__(self, uri):
        return uri in _CONCEPTS

    def concept(self, skill):
        return _CONCEPTS[self.uris[skill] if isinstance(skill, int) else skill]

    def labels(self, skill):
        return self.concept(skill).labels


def fake_search(vocabulary, term, language="auto", limit=10, *, occupations=False):
    """Stands in for the engine's search: skills, and occupations if asked, with the term in a label."""
    rows = [(uri, vocabulary.labels(uri), "skill") for uri in vocabulary.uris]
    if occupations:
        rows += [(row.uri, row.labels, "occupation") for row in vocabulary.occupations]
    hits = [
        Hit(uri, labels, term, 1.0 if term.lower() in names else 0.8, kind)
        for uri, labels, kind in rows
        for names in [[label.lower() for label in labels.as_dict().values()]]
        if term.lower() in " ".join(names)
    ]
    return tuple(sorted(hits, key=lambda hit: -hit.score)[:limit])


class BlankEncoder:
    """Vectors of zeros, in which no goal of the UN is seen."""

    def __init__(self, size):
        self.encoder, self.size = self, size

    def encode(self, texts):
        return np.zeros((len(texts), self.size), np.float32)


class FakeEngine:
    """Finds a skill where one of its words begins a word of a sentence."""

    model = "fake.v1"
    vocabulary = FakeVocabulary()
    atlas = _atlas()
    config = EngineConfig()
    tiers = (BlankEncoder(384), BlankEncoder(192))

    def extract(self, text, language="auto", limit=None, threshold=None):
        found: dict[str, list[Evidence]] = {}
        for match in _SENTENCE.finditer(text):
            raw = match.group()
            start = match.start() + len(raw) - len(raw.lstrip(" -\t"))
            end = match.start() + len(raw.rstrip())
            if start >= end:
                continue
            for uri, words in _WORDS.items():
                for word in words:
                    hit = re.search(r"\b" + re.escape(word) + r"\w*", text[start:end], re.IGNORECASE)
                    if hit and len(word) > 2:
                        cue = (start + hit.start(), start + hit.end())
                        found.setdefault(uri, []).append(Evidence(start, end, text[start:end], cue, 1.0))
                        break
        skills = [
            FoundSkill(uri, _CONCEPTS[uri].labels, round(0.92 - 0.035 * at, 3), tuple(evidence[:3]))
            for at, (uri, evidence) in enumerate(found.items())
        ]
        skills = [skill for skill in skills if skill.confidence >= (threshold or 0.0)][:limit]
        notes = () if len(text) > 30 else (Note("short-text"),)
        spoken = self.detect(text) if language == "auto" else language
        return Extraction(spoken, self.model, self.vocabulary.version, tuple(skills), notes)

    def detect(self, text):
        return "sv" if _SWEDISH.search(text) else "en" if _ENGLISH.search(text) else "fi"

    def rank(self, text, language="auto", limit=100):
        skills = self.extract(text, language).skills
        rest = [uri for uri in _CONCEPTS if uri not in {skill.uri for skill in skills}]
        rows = [Ranked(skill.uri, skill.confidence) for skill in skills] + [Ranked(uri, 0.0) for uri in rest]
        return tuple(rows[:limit])

    def vectors(self, uris):
        order = list(_CONCEPTS)
        return np.array([[float(uri == known) for known in order] for uri in uris], np.float32).reshape(-1, len(order))

    def similarity(self, rows, columns):
        return np.array([[self._near(a, b) for b in columns] for a in rows], np.float32).reshape(
            len(rows), len(columns)
        )

    @staticmethod
    def _near(a, b):
        return 1.0 if a == b else 0.78 if _CONCEPTS[a].theme == _CONCEPTS[b].theme else 0.2
