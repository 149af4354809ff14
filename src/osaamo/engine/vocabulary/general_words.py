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
        asiantuntija asunto asuste auto budjetti data digit eläin eläke elokuva esille esimies esitys esite
        haaste hanke hankinta harjoitus henkilö henkilöstö hevonen hiili hoito hops huolto hyvitys idea info
        johtaja johto juoma jäsen jännite järjestelmä kaava kampanja kanava kangas kansi kappale katko katto katu kauppa kehitys kello
        keskustelu kenkä kerros kertaus kierto kiinnike kilpailu kirja kisko kokemus kokous kone konehuone koriste koru kotiuttaa kriisi kukka
        kulttuuri kuva kuvaus kylmä käyttäjä käyttö kysymys laatu lainata laite laiva lanka lapsi laskenta lattia lava leikki
        lento liike linja loistaa luento luonnos lukko lähete maa malli mallas markkina materiaali matka matto menetelmä merkintä mitta
        mittari mittaus moottori muoto muotti muovi musiikki muste muuri määräys neste neuvonta nuori nosto näyttämö ohjaus ohjelma ohjeistus
        ongelma opas opaste opetus opiskelija oppilas organisaatio osa osaaminen osto palautus palvelu paalu paine paino paikka pakkaus
        peli perhe periaate pika pila pohja potilas projekti prosessi puhelu pullo purku puu päätös raide rakennus rakenne raportti rata
        ratkaisu rengas rikastus riski rooli ruoka ruokinta satama selkä siivous sopimus source sovellus standardi strategia suora suunnitelma
        suunnittelu suutin säde taide taito talli talous tango tapahtuma tarjoilu tarkastus taso tase tavoite tehtävä tekniikka teksti
        tele teline teollisuus teoria terveys testaus tiedosto tieto tiimi tila tilaus toiminta toimittaja toimitus toimisto
        toteutus treffit tukea tuki tulos tuntea tunti tunnelma tuote tuotanto turva turvallisuus tutkimus tuoksu tyyli työ työaika työelämä
        työkalu työkone työlupa työmatka työmäärä työpaikka työpäivä työtaso työvuoro uhka ulkotyö vaatimus vaihe valinta valo valtio
        valua valvonta vara varasto vasara vastaanotto vastuu vaunu verkko verho versio vesi viestintä viite video viitekehys voima
        väline väri ympäristö yhteisö yhteistyö yhtye yksi yleisö yritys ääni äänitys
    """),
    "sv": _words("""
        aktivitet arbete bil bild bransch djur exercis elev erfarenhet företag fråga färg grupp hantering hår ide information kamera
        klient kommunikationsstörning konst kontroll krav kund kunskap kurs kvalitet ledning ljud ljus lim lösning maskin material metod mål
        märke möte patient plan planering princip problem process produkt produktion projekt rapport resultat risk roll ritning
        samarbete skala skydd språk stöd strategi studerande system säkerhet tid tjänst uppgift utbildning utrustning utveckling vara
        vatten verksamhet verktyg yta öva övning
    """),
    "en": _words("""
        ability absorb abstract access accompany activity analyse analysis area argument assemble asset balance bargain blueprint box
        brand break brush bundle business call canal change check chip choose clean client collection communicate company
        compute conduct conducting cool cooperate copy copying copyright counsel course craft curiosity current customer data
        debate decide delegate delight design detect development diagram did dismantle do document draw drill dust
        electric employee energy engine environment equipment essence experience fiction filter flange form formula frame
        fuel guide hair harvest highlight honour improvise information innovate instruct integrity interview invent job
        knowledge language laser lead light lock locks log machine maintain management manage material mathematical
        measure measurement mechanism method model motor mould mold negotiate noise offer operate optimise order outline pack paper
        part pattern people performance persuade place plan planning plant pole policy practice prepare press principle problem process
        product production programme project quality record report reporting reserve resource result right rights roof rope
        sale sample sand scale schedule school scrutinise scrutinize seed select sense sensor service set shade ship shoot sign silver singe
        skill smell sound sounds source space spawn staff standard standards strip strategy student study superintend supply support
        survey switch system task team tech technique technology term test texture tie time tool topic train transport
        troubleshoot type upsell use user verbalise warehouse warning wild work workplace
    """),
}
"""Words too general to tell a skill when they stand alone, even where some label consists of just that word."""

AMBIGUOUS_NAMES = _words("""
    access ada ajax angular ansible assembly bash basic brackets c canvas chef clean cobra d dart eclipse elixir excel express
    flask frostbite gimp go groovy hack haskell helm hive iam io java jenkins julia kanban kotlin lam lams less lean lisp litmos
    lua maven ml moodle office oracle outlook pascal perl pig pike pl/i prince processing project prolog publisher puppet
    python r rage react rexx ruby rust sage sakai salt sap sas sass scala scheme scratch scorm sharp shiva sketch slack slate smalltalk solid
    solidity source spark spring stata storm swift teams unity unreal vagrant vb visio vyper word x10 yahoo
""")
"""Names of products and languages that are also words, people or letters: they need the right case and context."""

FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "fi": _words("ja tai sekä eli että joka mukaan mukaisesti avulla kautta osana varten liittyen liittyä koskeva"),
    "sv": _words("""
        och eller att av i på för till med om från vid inom mot genom enligt under ur hos mellan utan som en ett den det
        de dess samt utifrån sig sin sitt sina
    """),
    "en": _words("""
        a an the of in on for to with by at from and or as into over about between within through their its his her your
        that which via across
    """),
}
"""Words that carry no content; ``content`` terms are written without them."""

LIGHT_VERBS: dict[Language, frozenset[str]] = {
    "fi": _words("""
        käyttää tehdä soveltaa suorittaa toteuttaa harjoittaa hyödyntää noudattaa osoittaa ymmärtää omata hallita
        perehtyä huomioida tuntea osata
    """),
    "sv": _words("""
        använda utföra tillämpa göra genomföra bedriva visa ha utnyttja följa förstå behärska kunna praktisera iaktta
    """),
    "en": _words("""
        use utilise utilize apply perform conduct undertake execute have demonstrate show understand employ practise
        practice possess exercise do
    """),
}
"""Verbs that add little to their object: "apply risk management" is found as "risk management"."""
