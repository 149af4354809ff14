"""Word lists behind the weights and the strictness of terms. Written by hand after reading all one-word terms.

Entries are keys as in the lexicon (lower case, mostly lemmas).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osaamo.engine.records import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GENERAL: dict[Language, frozenset[str]] = {
    "fi": _words("""
        aika aikataulu aineisto aitta ajo alue ammattilainen annos apu apukone arkki asema asiakas asiakirja
        asiantuntija asunto asuste auto budjetti data digit elokuva eläin eläke esiintyä esille esimies esite esitys
        haaste hanke hankinta harjoitus henkilö henkilöstö hevonen hiili hoito hops huolto hyvitys idea info johtaja
        johto juoma jännite järjestelmä jäsen kaava kampanja kanava kangas kansi kappale katko katto katu kauppa
        kehittyä kehitys kello kenkä kerros kertaus keskustelu kierto kiinnike kilpailu kirja kisko kokemus kokous
        kone konehuone koriste koru kotiuttaa kriisi kukka kulttuuri kuva kuvaus kylmä kysymys käydä käyminen
        käyttäjä käyttö laatu lainata laite laiva lanka lapsi laskenta lattia lava leikki lento liike liittyä linja
        loistaa luento lukko luonnos lähete maa mallas malli markkina materiaali matka matto menetelmä merkintä
        mitta mittari mittaus moottori muoto muotti muovi musiikki muste muuri määräys neste neuvonta nosto nuori
        näyttämö ohjaus ohjeistus ohjelma ohjelmisto ongelma opas opaste opetella opetus opiskelija oppia oppilas
        organisaatio osa osaaminen osata osto paalu paikka paine paino pakkaus palautus palvelu peli perhe periaate
        perustua pika pila pohja potilas projekti prosessi puhelu pullo purku puu päätös raide rakenne rakennus
        raportti rata ratkaisu rengas rikastus riski rooli ruoka ruokinta satama selkä siivous sisältää sopimus
        source sovellus standardi strategia suora suunnitelma suunnittelu suutin säde taide taito talli talous tango
        tapahtuma tarjoilu tarkastus tase taso tavoite tehtävä tekniikka teksti tele teline teollisuus teoria
        terveys testaus tiedosto tieto tiimi tiivistelmä tila tilaus toimia toiminta toimisto toimittaja toimitus
        toteutus treffit tukea tuki tulos tunnelma tunnistaa tuntea tunti tuoksu tuotanto tuote turva turvallisuus
        tutkia tutkimus tyyli työ työaika työelämä työkalu työkone työlupa työmatka työmäärä työpaikka työpäivä
        työskennellä työtaso työvuoro uhka ulkotyö vaatimus vaihe valinta valo valtio valua valvonta vara varasto
        vasara vastaanotto vastuu vaunu verho verkko versio vesi video viestintä viite viitekehys voima väline väri
        yhteistyö yhteisö yhtye yksi yleisö ympäristö yritys ääni äänitys
    """),
    "sv": _words("""
        aktivitet arbete bil bild bransch djur elev erfarenhet exercis fråga färg företag grupp hantering hår ide
        information kamera klient kommunikationsstörning konst kontroll krav kund kunskap kurs kvalitet ledning lim
        ljud ljus lösning maskin material metod märke mål möte patient plan planering princip problem process
        produkt produktion projekt rapport resultat risk ritning roll samarbete skala skydd språk strategi
        studerande stöd system säkerhet tid tjänst uppgift utbildning utrustning utveckling vara vatten verksamhet
        verktyg yta öva övning
    """),
    "en": _words("""
        ability absorb abstract access accompany activity analyse analysis area argument assemble asset balance
        bargain blueprint box brand break brush bundle business calculation call canal change check chip choose
        clean client collection communicate company compute conduct conducting cool cooperate copy copying copyright
        counsel course craft curiosity current customer data debate decide delegate delight design detect
        development diagram did dismantle do document draw drill dust electric employee energy engine environment
        equipment essence experience fiction filter flange form formula frame fuel guide hair harvest highlight
        honour improvise information innovate instruct integrity interview invent job knowledge language laser lead
        light lock locks log machine maintain manage management material mathematical measure measurement mechanism
        method model mold motor mould negotiate noise offer operate optimise order outline pack paper part pattern
        people performance persuade place plan planning plant pole policy practice prepare press principle problem
        process product production programme project quality record report reporting reports reserve resource result
        right rights roof rope sale sample sand scale schedule school scrutinise scrutinize seed select sense sensor
        service set shade ship shoot sign silver singe skill smell sound sounds source space spawn staff standard
        standards strategy strip student study superintend supply support survey switch system task team tech
        technique technology term test texture tie time tool topic train transport troubleshoot type upsell use user
        verbalise warehouse warning wild work workplace
    """),
}
"""Words too general to tell a skill when they stand alone, even where some label consists of just that word."""

AMBIGUOUS_NAMES = _words("""
    access ada ajax angular ansible assembly bash basic brackets c canvas chef clean cobra d dart eclipse elixir
    excel express flask frostbite gimp go groovy hack haskell helm hive iam io java jenkins julia kanban kotlin lam
    lams lean less lisp litmos lua maven ml moodle office oracle outlook pascal perl pig pike pl/i prince processing
    project prolog publisher puppet python r rage react rexx ruby rust sage sakai salt sap sas sass scala scheme
    scorm scratch sharp shiva sketch slack slate smalltalk solid solidity source spark spring stata storm swift
    teams unity unreal vagrant vb visio vyper word x10 yahoo
""")
"""Names of products and languages that are also words, people or letters: they need the right case and context."""

FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "fi": _words("ja tai sekä eli että joka mukaan mukaisesti avulla kautta osana varten liittyen liittyä koskeva"),
    "sv": _words("""
        att av de den dess det eller en enligt ett från för genom hos i inom med mellan mot och om på samt sig sin
        sina sitt som till under ur utan utifrån vid
    """),
    "en": _words("""
        a about across an and as at between by for from her his in into its of on or over that the their through to
        via which with within your
    """),
}
"""Words that carry no content; ``content`` terms are written without them."""

LIGHT_VERBS: dict[Language, frozenset[str]] = {
    "fi": _words("""
        hallita harjoittaa huomioida hyödyntää käyttää noudattaa omata osata osoittaa perehtyä soveltaa suorittaa
        tehdä toteuttaa tuntea ymmärtää
    """),
    "sv": _words("""
        använda bedriva behärska följa förstå genomföra göra ha iaktta kunna praktisera tillämpa utföra utnyttja
        visa
    """),
    "en": _words("""
        apply conduct demonstrate do employ execute exercise have perform possess practice practise show understand
        undertake use utilise utilize
    """),
}
"""Verbs that add little to their object: "apply risk management" is found as "risk management"."""
