"""Time of all the design desk says of one draft: ``python bench/design.py [--processor]``, milliseconds, warm, medians.

A draft of 250 words in each language is read, set beside 2,000 neighbours and 20,000 ads, given sentences to add, and
compared with its version before. ``read`` is of a draft never met, ``re-read`` after one sentence was added, as in a
pause of typing; ``--processor`` counts the process's own time, the one figure that means something on a busy machine.
Neighbours and ads are made up of skills of the vocabulary and random vectors: how
long it takes does not depend on what they say.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np

from osaamo.engine import (
    CourseDesigner,
    CourseDraft,
    Engine,
    Source,
    TwinItem,
    additions,
    changes,
    market,
    overlaps,
)

SENTENCES = {
    "fi": "Opiskelija osaa perustella valintansa asiakkaalle numero",
    "sv": "Studerande kan motivera sina val för kund nummer",
    "en": "The student can justify the choices to client number",
}
NEIGHBOURS, ADS, SKILLS = 2_000, 20_000, 15
DRAFTS = {
    "fi": CourseDraft(
        "Projektinhallinta ja palvelumuotoilu",
        "Opiskelija ymmärtää projektinhallinnan perusteet ja keskeiset käsitteet. Opiskelija osaa laatia "
        "projektisuunnitelman, aikataulun ja budjetin sekä arvioida projektin riskejä. Opiskelija pystyy soveltamaan "
        "ketteriä menetelmiä pienessä ohjelmistohankkeessa. Opiskelija tuntee palvelumuotoilun vaiheet ja osaa "
        "haastatella käyttäjiä. Opiskelija osaa rakentaa prototyypin ja testata sitä käyttäjien kanssa. Opiskelija "
        "saa valmiuksia toimia monikulttuurisessa tiimissä. Kurssilla käsitellään viestintää sidosryhmien kanssa. "
        "Opiskelija osaa analysoida asiakaspalautetta ja raportoida tulokset toimeksiantajalle.",
        "Projektin elinkaari, organisaatio ja roolit\nProjektisuunnitelma, aikataulutus ja budjetointi\nRiskien "
        "tunnistaminen, arviointi ja hallinta\nScrum, Kanban ja ketterä kehittäminen\nPalvelumuotoilun prosessi ja "
        "menetelmät\nKäyttäjähaastattelut ja havainnointi\nPrototyypit ja käytettävyystestaus\nAsiakaspalautteen "
        "kerääminen ja analysointi\nSidosryhmäviestintä ja neuvottelutaidot\nTiimityö monikulttuurisessa ympäristössä\n"
        "Projektin päättäminen ja oppien kokoaminen. Opintojaksolla tehdään todellinen toimeksianto yritykselle tai "
        "yhdistykselle ryhmissä, ja ryhmää ohjaavat opettaja ja toimeksiantajan edustaja koko lukukauden ajan.",
        "Projektisuunnitelma ja riskianalyysi 40 %, prototyyppi ja testausraportti 40 %, itsearviointi 20 %. "
        "Projektisuunnitelmassa arvioidaan aikataulun ja budjetin realistisuutta. Testausraportissa arvioidaan "
        "käyttäjäpalautteen analysointia. Loppuseminaarissa ryhmä esittelee tulokset toimeksiantajalle ja vastaa "
        "kysymyksiin. Hyväksytty suoritus edellyttää osallistumista ohjaustapaamisiin ja vertaisarviointiin, ja "
        "arvosana annetaan asteikolla 0–5. Myöhästynyt palautus alentaa arvosanaa yhdellä, ellei siitä ole sovittu "
        "etukäteen opettajan kanssa. Uusinta on mahdollinen kerran saman lukuvuoden aikana täydentämällä raporttia. "
        "Ryhmän jäsenet voivat saada eri arvosanan, jos työpanokset ovat selvästi eronneet toisistaan, mikä todetaan "
        "työajan seurannasta, vertaisarvioinnista ja ohjaustapaamisissa käydyistä keskusteluista.",
    ),
    "sv": CourseDraft(
        "Projektledning och tjänstedesign",
        "Studerande förstår grunderna i projektledning och centrala begrepp. Studerande kan göra upp en projektplan, "
        "tidtabell och budget samt bedöma risker. Studerande kan tillämpa agila metoder i ett litet programvaruprojekt. "
        "Studerande känner till tjänstedesignens skeden och kan intervjua användare. Studerande kan bygga en prototyp "
        "och testa den med användare. Studerande får färdigheter att arbeta i ett mångkulturellt team. Under kursen "
        "behandlas kommunikation med intressenter. Studerande kan analysera kundrespons och rapportera resultaten.",
        "Projektets livscykel, organisation och roller\nProjektplan, tidsplanering och budgetering\nIdentifiering, "
        "bedömning och hantering av risker\nScrum, Kanban och agil utveckling\nTjänstedesignens process och metoder\n"
        "Intervjuer och observation av användare\nPrototyper och användbarhetstestning\nInsamling och analys av "
        "kundrespons\nKommunikation med intressenter och förhandling\nTeamarbete i en mångkulturell miljö\nAvslutning "
        "av projekt. Under studieperioden utförs ett verkligt uppdrag för ett företag eller en förening i grupper, "
        "som handleds av läraren och av uppdragsgivarens representant under hela terminen.",
        "Projektplan och riskanalys 40 %, prototyp och testrapport 40 %, självvärdering 20 %. I projektplanen bedöms "
        "hur realistiska tidtabellen och budgeten är. I testrapporten bedöms analysen av användarnas respons. I "
        "slutseminariet presenterar gruppen resultaten för uppdragsgivaren och svarar på frågor. Godkänd prestation "
        "kräver deltagande i handledningen och i kamratbedömningen, och vitsordet ges på skalan 0–5. En försenad "
        "inlämning sänker vitsordet med ett, om inte annat har avtalats på förhand med läraren. Man kan ta om kursen "
        "en gång under samma läsår genom att komplettera rapporten. Gruppens medlemmar kan få olika vitsord, om "
        "arbetsinsatserna tydligt har skilt sig från varandra enligt uppföljningen av arbetstiden.",
    ),
    "en": CourseDraft(
        "Project management and service design",
        "The student understands the basics of project management and its central concepts. The student can draw up a "
        "project plan, a schedule and a budget and assess risks. The student is able to apply agile methods in a small "
        "software project. The student is familiar with the stages of service design and can interview users. The "
        "student can build a prototype and test it with users. The student gains confidence in working in a "
        "multicultural team. The course covers communication with stakeholders. The student can analyse feedback.",
        "Life cycle, organisation and roles of a project\nProject plan, scheduling and budgeting\nIdentifying, "
        "assessing and managing risks\nScrum, Kanban and agile development\nProcess and methods of service design\n"
        "Interviewing and observing users\nPrototypes and usability testing\nCollecting and analysing customer "
        "feedback\nCommunication with stakeholders and negotiation\nTeamwork in a multicultural environment\nClosing a "
        "project. The students carry out a real commission for a company or an association in groups, which the "
        "teacher and a representative of the client guide during the whole semester.",
        "Project plan and risk analysis 40 %, prototype and test report 40 %, self-assessment 20 %. The plan is graded "
        "on how realistic the schedule and the budget are. The report is graded on the analysis of feedback. In the "
        "final seminar the group presents its results to the client and answers questions. To pass, the student takes "
        "part in guidance and peer assessment, and the grade is given on a scale from 0 to 5. A late submission lowers "
        "the grade by one, unless agreed with the teacher in advance. The course can be taken again once during the "
        "same academic year by completing the report.",
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--processor", action="store_true")
    given = parser.parse_args()
    if given.processor:
        global clock  # noqa: PLW0603 - one clock for the whole run
        clock = time.process_time
    engine = Engine.load()
    designer = CourseDesigner(engine)
    chance, noise = Random(1), np.random.default_rng(1)
    uris = engine.vocabulary.uris[:3_000]
    vectors = noise.normal(size=(NEIGHBOURS, engine.encoder.dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    name = "processor" if given.processor else "wall"
    print(f"{name:9}{'words':>6}{'read':>7}{'re-read':>9}{'market':>8}{'overlap':>9}{'add':>6}{'diff':>6}", end="")
    print(f"{'all, new':>11}{'all, edit':>11}")
    for language, draft in DRAFTS.items():
        own = [skill.uri for skill in designer.read(draft, language=language).skills]
        pool = [*uris, *own * 20]
        courses = [
            TwinItem(str(at), tuple((uri, chance.random()) for uri in set(chance.sample(pool, SKILLS))), vectors[at])
            for at in range(NEIGHBOURS)
        ]
        ads = [frozenset(chance.sample(pool, SKILLS)) for _ in range(ADS)]
        rows = []
        for at in range(given.times):
            # A designer of its own has met no sentence; the second time one sentence is new, as after a pause of typing.
            engine.__dict__.pop("remembering", None)
            fresh = CourseDesigner(engine.remembering)
            first = once(engine, fresh, draft, language, courses, ads)
            edited = replace(draft, outcomes=f"{draft.outcomes} {SENTENCES[language]} {at}.")
            rows.append([once(engine, fresh, edited, language, courses, ads)[0], *first])
        middle = [statistics.median(row[at] for row in rows) * 1000 for at in range(6)]
        typed = [sum([row[0], *row[2:]]) * 1000 for row in rows]
        whole = [sum(row[1:]) * 1000 for row in rows]
        words = sum(len(draft.part(part).split()) for part in ("title", "outcomes", "content", "assessment"))
        print(
            f"{language:9}{words:6}{middle[1]:7.0f}{middle[0]:9.0f}{middle[2]:8.0f}{middle[3]:9.0f}{middle[4]:6.0f}"
            f"{middle[5]:6.0f}{statistics.median(whole):11.0f}{statistics.median(typed):11.0f}"
        )


clock = time.perf_counter


def once(engine: Engine, designer: CourseDesigner, draft: CourseDraft, language: str, courses: list, ads: list) -> list:
    """Seconds of each step."""
    marks = [clock()]

    def mark() -> None:
        marks.append(clock())

    reading = designer.read(draft, language=language)
    skills = [(skill.uri, skill.confidence) for skill in reading.skills]
    mark()
    found = market(skills, ads, similarity=engine.similarity)
    mark()
    near = overlaps(TwinItem("?", tuple(skills), reading.vector), courses, similarity=engine.similarity)
    mark()
    wanted = [*(gap.uri for gap in found.gaps), *(uri for one in near[:3] for uri in one.only_neighbour)][:10]
    sources = [Source(uri, "neighbour", "course", draft.outcomes.split(". ")[1], language) for uri in wanted]
    concepts = {uri: engine.vocabulary.concept(uri) for uri in wanted}
    additions(wanted, sources, concepts, language)
    mark()
    changes(draft.outcomes, draft.outcomes.replace("Student", "Learner").replace("ja", "sekä"))
    mark()
    return [after - before for before, after in pairwise(marks)]


if __name__ == "__main__":
    main()
