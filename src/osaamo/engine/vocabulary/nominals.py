"""Nouns for the verbs that open ESCO's labels: "manage staff" is met in texts as "staff management".

Covers the verbs that open most labels; Finnish also by rule. Values are keys (lower-case lemmas), the usual noun first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.engine.records import Language


def _table(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (line.split(":") for line in text.split("\n") if ":" in line)
    return {verb: tuple(nouns.split()) for verbs, nouns in pairs for verb in verbs.split()}


_NOUNS: dict[Language, dict[str, tuple[str, ...]]] = {
    "en": _table("""
        manage administer: management
        operate: operation
        maintain: maintenance
        develop: development
        monitor: monitoring
        prepare: preparation
        advise: advice
        design: design
        analyse analyze: analysis
        assess: assessment
        evaluate: evaluation
        install: installation
        handle: handling
        inspect: inspection
        identify: identification
        supervise oversee: supervision
        plan: planning
        teach: teaching
        coordinate: coordination
        test: testing
        promote: promotion
        organise organize: organisation
        repair: repair
        implement: implementation
        clean: cleaning
        select: selection
        sell: sale
        assemble: assembly
        adjust: adjustment
        interpret: interpretation
        write: writing
        control: control
        collect: collection
        report: reporting
        define: definition
        remove: removal
        calculate: calculation
        measure: measurement
        negotiate: negotiation
        train: training
        process: processing
        produce manufacture: production
        prevent: prevention
        build: building
        cut: cutting
        transfer: transfer
        record: recording
        lead: leadership
        diagnose: diagnosis diagnostic
        estimate: estimation
        treat: treatment
        store: storage
        review: review
        integrate: integration
        investigate: investigation
        protect: protection
        compile: compilation
        breed: breeding
        forecast: forecasting forecast
        guide: guidance
        deliver: delivery
        translate: translation
        prescribe: prescription
        detect: detection
        document: documentation
        model: modelling modeling
        transport: transport
        replace: replacement
        improve: improvement
        purchase: purchasing purchase
        schedule: scheduling
        verify: verification
        construct: construction
        preserve: preservation
        regulate: regulation
        restore: restoration
        coach: coaching
        solve: solving
        calibrate: calibration
        edit: editing
        program: programming
        optimise optimize: optimisation optimization
        recruit: recruitment
        allocate: allocation
        archive: archiving
        audit: audit auditing
        budget: budgeting
        debug: debugging
        digitise: digitisation
        facilitate: facilitation
        mentor: mentoring
        migrate: migration
        visualise: visualisation
    """),
    "sv": _table("""
        hantera: hantering
        leda: ledning ledarskap
        utveckla: utveckling
        planera: planering
        övervaka: övervakning
        underhålla: underhåll
        säkerställa: säkring
        bedöma: bedömning
        analysera: analys
        förbereda bereda: förberedelse
        montera: montering
        identifiera: identifiering
        skapa: skapande
        kontrollera: kontroll
        inspektera: inspektion
        installera: installation
        undervisa: undervisning
        samordna: samordning
        upprätthålla: upprätthållande
        testa: testning test
        reparera: reparation
        fastställa: fastställande
        utforma formge: utformning design formgivning
        konstruera: konstruktion
        tillverka: tillverkning
        utarbeta: utarbetande
        främja: främjande
        välja: val
        skriva: skrivande
        utvärdera: utvärdering
        organisera: organisering
        tolka: tolkning
        anpassa: anpassning
        rengöra: rengöring
        sälja: försäljning
        upprätta: upprättande
        granska: granskning
        stödja: stöd
        kommunicera: kommunikation
        behandla: behandling
        undersöka: undersökning
        rapportera: rapportering
        justera: justering
        utbilda: utbildning
        beräkna: beräkning
        mäta: mätning
        förvalta: förvaltning
        förhandla: förhandling
        bygga: byggande
        registrera: registrering
        förebygga: förebyggande
        handleda: handledning
        dokumentera: dokumentation dokumentering
        beställa: beställning
        uppskatta: uppskattning
        diagnostisera: diagnostik
        integrera: integration integrering
        marknadsföra: marknadsföring
        utreda: utredning
        skydda: skydd
        överföra: överföring
        lagra: lagring
        styra: styrning
        bearbeta: bearbetning
        reglera: reglering
        transportera: transport
        presentera: presentation
        vårda: vård
        förbättra: förbättring
        definiera: definition
        modellera: modellering
        lösa: lösning
        införa: införande
        klassificera: klassificering
        schemalägga: schemaläggning
        programmera: programmering
        redigera: redigering
        prognostisera: prognos
        uppdatera: uppdatering
        odla: odling
        översätta: översättning
        restaurera: restaurering
        svetsa: svetsning
        rekrytera: rekrytering
        konfigurera: konfiguration konfigurering
        optimera: optimering
        konservera: konservering
        administrera: administration
        visualisera: visualisering
        forska: forskning
        informera: information
    """),
    "fi": _table("""
        käyttää: käyttö käyttäminen
        laatia: laatiminen laadinta
        valvoa: valvonta
        hallita: hallinta
        hoitaa: hoito hoitaminen
        suunnitella: suunnittelu
        arvioida: arviointi
        asentaa: asennus asentaminen
        johtaa: johtaminen johto
        varmistaa: varmistus varmistaminen
        kehittää: kehittäminen kehitys
        seurata: seuranta
        huoltaa: huolto
        käsitellä: käsittely
        tarkastaa: tarkastus
        analysoida: analyysi analysointi
        valmistella: valmistelu
        noudattaa: noudattaminen
        ylläpitää: ylläpito
        valmistaa: valmistus
        tunnistaa: tunnistus tunnistaminen
        soveltaa: soveltaminen
        järjestää: järjestäminen
        tutkia: tutkimus tutkiminen
        opettaa: opetus opettaminen
        toteuttaa: toteutus toteuttaminen
        ohjata: ohjaus ohjaaminen
        avustaa: avustaminen
        korjata: korjaus korjaaminen
        tarkistaa: tarkistus tarkistaminen
        koordinoida: koordinointi
        testata: testaus
        edistää: edistäminen
        koota: kokoaminen
        valita: valinta
        määrittää määritellä: määrittely määritys
        neuvoa: neuvonta
        puhdistaa: puhdistus
        tukea: tukeminen tuki
        luoda: luominen
        säätää: säätö
        myydä: myynti
        viestiä: viestintä
        kouluttaa: koulutus
        neuvotella: neuvottelu
        tulkita: tulkinta
        osallistua: osallistuminen
        poistaa: poisto
        siirtää: siirto
        laskea: laskenta laskeminen
        mitata: mittaus mittaaminen
        kerätä: keruu kerääminen
        kiinnittää: kiinnitys
        leikata: leikkaus leikkaaminen
        rakentaa: rakentaminen
        hallinnoida: hallinnointi hallinta
        raportoida: raportointi
        kirjata: kirjaus kirjaaminen
        lukea: lukeminen
        ehkäistä: ehkäisy
        hankkia: hankinta
        esitellä: esittely
        sovittaa: sovitus
        kirjoittaa: kirjoittaminen
        tilata: tilaus
        vaihtaa: vaihto
        hyödyntää: hyödyntäminen
        kasvattaa: kasvatus
        muokata: muokkaus
        säilyttää: säilytys
        dokumentoida: dokumentointi
        purkaa: purku
        muotoilla: muotoilu
        ennustaa: ennustaminen
        ratkaista: ratkaisu ratkaiseminen
        pakata: pakkaus
        varastoida: varastointi
        yhdistää: yhdistäminen
        parantaa: parantaminen
        kuljettaa: kuljetus
        markkinoida: markkinointi
        organisoida: organisointi
        tuottaa: tuotanto tuottaminen
        mallintaa: mallinnus mallintaminen
        luokitella: luokittelu
        suojella suojata: suojelu suojaus
        ostaa: osto
        aikatauluttaa: aikataulutus
        tiedottaa: tiedotus
        torjua: torjunta
        ohjelmoida: ohjelmointi
        ennakoida: ennakointi
        valmentaa: valmennus
        vähentää: vähentäminen
        lajitella: lajittelu
        kunnostaa: kunnostus
        kalibroida: kalibrointi
        kääntää: kääntäminen käännös
        haastatella: haastattelu
        päivittää: päivitys päivittäminen
        hitsata: hitsaus
        jalostaa: jalostus
        rekrytoida: rekrytointi
        kartoittaa: kartoitus
        optimoida: optimointi
        entisöidä: entisöinti
        arkistoida: arkistointi
        auditoida: auditointi
        viljellä: viljely
        budjetoida: budjetointi
        visualisoida: visualisointi
        digitalisoida: digitalisointi
    """),
}


def nouns_of(verb: str, language: Language) -> tuple[str, ...]:
    """The nouns for doing what ``verb`` says, as keys; none where no rule is safe."""
    known = _NOUNS[language].get(verb)
    if known is not None or language != "fi":
        return known or ()
    if verb.endswith(("oida", "öidä")):
        return (verb[:-2] + "nti",)
    if verb.endswith(("stella", "stellä")):
        return (verb[:-2] + ("u" if verb.endswith("a") else "y"),)
    # Two vowels before the end keep their stem ("kannustaa", "hakea"); other types change it.
    if len(verb) > 4 and verb[-1] in "aä" and verb[-2] in "aäeiouyö" and not verb.endswith(("da", "dä")):
        return (verb[:-1] + "minen",)
    return ()
