"""A profile as a learner's claims in the European Learning Model 3 (JSON-LD), the model of Europass.

The document is one ``elm:Person`` with claims, after the application profile ``edc-generic-no-cv``. It is no
credential: that needs an issuer with an eIDAS legal identifier, which a person has not, and a signature. An
institution can put the person into a credential of its own.
"""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

from osaamo.connectors.profile_records import OWN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from osaamo.connectors.badge_records import BadgeRecord
    from osaamo.connectors.profile_records import ExportedEvidence, ExportedSkill, ProfileExport
    from osaamo.connectors.study_records import Attainment

CONTEXT = ("https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap")
ESCO_SKILL = "http://data.europa.eu/esco/skill/"

_ECTS = "http://data.europa.eu/snb/education-credit/6fcec5c5af"
_ECTS_SCHEME = "http://data.europa.eu/snb/education-credit/25831c2"
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_OWN_CLAIM = {
    "fi": "Henkilön oma ilmoitus, jota kukaan muu ei ole vahvistanut.",
    "sv": "Personens egen uppgift, som ingen annan har bekräftat.",
    "en": "The person's own statement, which nobody else has confirmed.",
}
_UNVERIFIED = {
    "fi": "Osaamismerkki henkilön antamasta tiedostosta. Allekirjoitusta ei ole tarkistettu.",
    "sv": "Kompetensmärke ur en fil som personen lämnat. Underskriften har inte kontrollerats.",
    "en": "A badge from a file that the person handed in. Its signature was not checked.",
}
_GRADE = {"fi": "Oma arvio: {}/5", "sv": "Egen bedömning: {}/5", "en": "Own grade: {}/5"}
_ASSESSMENT = {"fi": "Arviointi", "sv": "Bedömning", "en": "Assessment"}


def write_elm(profile: ProfileExport) -> bytes:
    """The document as UTF-8 JSON-LD; the same profile always gives the same bytes.

    Claims, all ``LearningAchievement``: each skill that is the person's own, with its own grade and evidence as notes
    and the vocabulary's concept as learning outcome; each attainment, with credits, grade and learning outcomes; each
    badge, marked as unverified. Suggested and rejected skills, goals, plans and consents are not in it. Without any
    claim the document does not conform: the profile asks for one at least.
    """
    return f"{json.dumps(_Document(profile).person(), ensure_ascii=False, indent=2)}\n".encode()


class _Document:
    """Builds the claims; gives every node an id of its own."""

    def __init__(self, profile: ProfileExport) -> None:
        self._profile = profile
        self._language: str = profile.person.language
        seed = f"{profile.person.email}|{profile.person.name}|{profile.made_at.isoformat()}"
        self._document = uuid.uuid5(uuid.NAMESPACE_OID, seed)
        self._count = 0
        self._person = f"urn:uuid:{self._document}"
        self._sources = {source.id: source for source in profile.sources}

    def person(self) -> dict[str, Any]:
        """The whole document."""
        profile = self._profile
        claims = [self._skill(skill) for skill in profile.skills if skill.status in OWN]
        claims += [self._attainment(attainment) for attainment in profile.attainments]
        claims += [self._badge(badge) for badge in profile.badges]
        name = {"fullName": {self._language: profile.person.name}} if profile.person.name else {}
        return {
            "@context": list(CONTEXT),
            "id": self._person,
            "type": "Person",
            **name,
            "dateModified": {"@type": "xsd:dateTime", "@value": _moment(profile.made_at)},
            "hasClaim": claims,
        }

    def _skill(self, skill: ExportedSkill) -> dict[str, Any]:
        label = _texts(skill.label) or {self._language: skill.uri}
        notes = [self._note(_OWN_CLAIM)]
        if skill.grade is not None:
            notes.append(self._note({language: text.format(skill.grade) for language, text in _GRADE.items()}))
        notes += [self._note(self._evidence(evidence)) for evidence in skill.evidence]
        by_person = {"id": self._person, "type": "Person"}
        return self._achievement(
            label,
            awarding_body=by_person,
            awarded=_moment(skill.since) if skill.since else "",
            additionalNote=notes,
            specifiedBy=self._specification(label, learningOutcome=[self._outcome(skill.uri, label)]),
        )

    def _evidence(self, evidence: ExportedEvidence) -> dict[str, str]:
        source = self._sources.get(evidence.source)
        origin = ", ".join(
            filter(None, (source.title if source else "", evidence.date.isoformat() if evidence.date else ""))
        )
        text = f"{evidence.sentence} ({origin})" if origin else evidence.sentence
        return {_tag(source.language if source and source.language else self._language): text}

    def _attainment(self, attainment: Attainment) -> dict[str, Any]:
        title = _texts(attainment.name) or {self._language: attainment.code or attainment.source_id or "-"}
        more: dict[str, Any] = {}
        if attainment.code:
            more["identifier"] = [self._node("Identifier", notation=attainment.code)]
        if attainment.credits is not None:
            more["creditReceived"] = [self._credits(attainment.credits)]
        school = self._agent(attainment.institution)
        awarded = f"{attainment.date.isoformat()}T00:00:00" if attainment.date else ""
        if attainment.grade:
            more["provenBy"] = [
                self._node(
                    "LearningAssessment",
                    title=_ASSESSMENT,
                    grade=self._note({_tag(attainment.language): attainment.grade}),
                    awardedBy=self._process(school, awarded),
                )
            ]
        if outcomes := _texts(attainment.learning_outcomes):
            more["specifiedBy"] = self._specification(title, learningOutcomeSummary=self._note(outcomes))
        return self._achievement(title, awarding_body=school, awarded=awarded, **more)

    def _badge(self, badge: BadgeRecord) -> dict[str, Any]:
        title = {self._language: badge.name or "-"}
        notes = [self._note(_UNVERIFIED)]
        more: dict[str, Any] = {}
        if badge.criteria:
            notes.append(self._note({self._language: badge.criteria}))
        if badge.description:
            more["description"] = {self._language: badge.description}
        if badge.criteria_url:
            more["supplementaryDocument"] = [self._node("WebResource", contentURL=badge.criteria_url)]
        if skills := [item for item in badge.alignments if _is_uri(item.url)]:
            outcomes = [self._outcome(item.url, {self._language: item.name or item.url}) for item in skills]
            more["specifiedBy"] = self._specification(title, learningOutcome=outcomes)
        awarded = f"{badge.issued_on.isoformat()}T00:00:00" if badge.issued_on else ""
        return self._achievement(
            title, awarding_body=self._agent(badge.issuer), awarded=awarded, additionalNote=notes, **more
        )

    def _achievement(
        self, title: Mapping[str, str], *, awarding_body: dict[str, Any], awarded: str, **more: Any
    ) -> dict[str, Any]:
        process = self._process(awarding_body, awarded)
        return self._node("LearningAchievement", title=title, awardedBy=process, **more)

    def _process(self, awarding_body: dict[str, Any], awarded: str) -> dict[str, Any]:
        date = {"awardingDate": awarded} if awarded else {}
        return self._node("AwardingProcess", awardingBody=[awarding_body], **date)

    def _agent(self, name: str) -> dict[str, Any]:
        """Who awarded it, by name only: an ``Organisation`` would need its country, which the profile does not hold.

        The same name is the same agent wherever it stands.
        """
        if not name:
            return self._node("Agent")
        id_ = uuid.uuid5(self._document, f"agent {name}")
        return {"id": f"urn:uuid:{id_}", "type": "Agent", "prefLabel": {self._language: name}}

    def _specification(self, title: Mapping[str, str], **more: Any) -> dict[str, Any]:
        return self._node("LearningAchievementSpecification", title=title, **more)

    def _outcome(self, uri: str, label: Mapping[str, str]) -> dict[str, Any]:
        if not _is_uri(uri):
            return self._node("LearningOutcome", title=label)
        concept = {"id": uri, "type": "Concept", "prefLabel": label}
        relation = "relatedESCOSkill" if uri.startswith(ESCO_SKILL) else "relatedSkill"
        return self._node("LearningOutcome", title=label, **{relation: [concept]})

    def _credits(self, points: float) -> dict[str, Any]:
        scheme = {"id": _ECTS_SCHEME, "type": "ConceptScheme"}
        framework = {"id": _ECTS, "type": "Concept", "inScheme": scheme}
        return self._node("CreditPoint", framework=framework, point=f"{points:g}")

    def _note(self, text: Mapping[str, str]) -> dict[str, Any]:
        return self._node("Note", noteLiteral=text)

    def _node(self, kind: str, **fields: Any) -> dict[str, Any]:
        self._count += 1
        id_ = uuid.uuid5(self._document, str(self._count))
        return {"id": f"urn:uuid:{id_}", "type": kind, **fields}


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {_tag(language): text for language, text in texts.items() if text.strip()}


def _tag(language: str) -> str:
    """A well-formed BCP 47 tag; ``und`` for anything that is none."""
    return language if _TAG.fullmatch(language) else "und"


def _is_uri(text: str) -> bool:
    """Whether ``text`` can stand as an IRI in RDF; other alignments are left to the badge itself."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+", text) is not None


def _moment(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds")
