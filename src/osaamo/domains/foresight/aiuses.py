"""The AI functions of foresight, in plain words."""

from osaamo.ports.aiuses import AiUse, register

FORECASTS = register(
    AiUse(
        key="foresight.forecasts",
        title={
            "fi": "Osaamistarpeen ennuste",
            "sv": "Prognos för kompetensbehov",
            "en": "Forecast of demand for skills",
        },
        purpose={
            "fi": "Ennustaa vuodeksi, kuinka usein ilmoituksissa kysytään osaamista tai teemaa, vaihteluväleineen.",
            "sv": "Förutser för ett år hur ofta jobbannonser efterfrågar en kompetens eller ett tema, med intervall.",
            "en": "Foretells for a year how often job ads ask for a skill or a theme, with intervals.",
        },
        data={
            "fi": "Ilmoitusten määrät kuukausittain, osaamisittain. Ei henkilötietoja.",
            "sv": "Antalet annonser per månad och kompetens. Inga personuppgifter.",
            "en": "Counts of ads by month and skill. No personal data.",
        },
        oversight={
            "fi": "Menetelmä valitaan menneillä kuukausilla, ja taulukko näyttää, milloin naiivi ennuste voittaa. "
            "Jos tietoa on liian vähän, ennustetta ei anneta. Tarjonnasta päättävät ihmiset.",
            "sv": "Metoden väljs genom prov på tidigare månader, och en tabell visar när en naiv prognos vinner. "
            "Finns det för lite data ges ingen prognos. Människor beslutar om utbudet.",
            "en": "The way to forecast is chosen by trying it on past months, and a table shows when a naive one wins. "
            "Where there is too little data there is no forecast. People decide on the offering.",
        },
        part="forecast",
    )
)

SIGNALS = register(
    AiUse(
        key="foresight.signals",
        title={
            "fi": "Työelämän signaalit",
            "sv": "Signaler från arbetslivet",
            "en": "Signals of working life",
        },
        purpose={
            "fi": "Näyttää, mitä osaamisia kysytään enemmän tai vähemmän kuin ennen, ja mikä on pelkkää kohinaa.",
            "sv": "Visar vilka kompetenser som efterfrågas mer eller mindre än förr, och vad som bara är brus.",
            "en": "Shows which skills are asked for more or less than before, and what is only noise.",
        },
        data={
            "fi": "Ilmoitusten määrät kuukausittain, osaamisittain, sekä opintojaksojen tekstit. Ei henkilötietoja.",
            "sv": "Antalet annonser per månad och kompetens samt kursernas texter. Inga personuppgifter.",
            "en": "Counts of ads by month and skill, and the texts of courses. No personal data.",
        },
        oversight={
            "fi": "Signaali annetaan vain, kun muutos on tilastollisesti merkitsevä kaikkien osaamisten joukossa. "
            "Jokainen luku avautuu ilmoituksiin ja opintojaksoihin. Tarjonnasta päättävät ihmiset.",
            "sv": "En signal ges bara när förändringen är statistiskt signifikant bland alla kompetenser. "
            "Varje tal öppnar sig till annonser och kurser. Människor beslutar om utbudet.",
            "en": "A signal is given only where the change is significant among all skills. "
            "Every number opens to its ads and courses. People decide on the offering.",
        },
        part="signals",
    )
)

COMPASS = register(
    AiUse(
        key="foresight.compass",
        title={
            "fi": "Opinnäytekompassi",
            "sv": "Examensarbetskompassen",
            "en": "Thesis compass",
        },
        purpose={
            "fi": "Näyttää, mitä opinnäytetyöt käsittelevät vuosittain, kenelle niitä tehdään ja mikä on uutta.",
            "sv": "Visar vad examensarbetena handlar om år för år, för vem de görs och vad som är nytt.",
            "en": "Shows what theses are about year by year, for whom they are done, and what is new.",
        },
        data={
            "fi": "Julkisten opinnäytetöiden tiivistelmät, ohjelma, vuosi ja toimeksiantaja. Ei tekijöitä.",
            "sv": "Offentliga examensarbetens sammandrag, program, år och uppdragsgivare. Inga författarnamn.",
            "en": "Abstracts of public theses, programme, year and client. No authors' names.",
        },
        oversight={
            "fi": "Uutta on vain aihe, jonka osuus nousi enemmän kuin sattuma. Jokainen luku avautuu töihin.",
            "sv": "Bara ett ämne vars andel stigit mer än slumpen kallas nytt. Varje tal öppnar sig till arbeten.",
            "en": "Only a topic whose share rose by more than chance is called new. Every number opens to its theses.",
        },
        part="extract",
    )
)

PORTFOLIO = register(
    AiUse(
        key="foresight.portfolio",
        title={
            "fi": "Opintokokonaisuuksien valikoima",
            "sv": "Portföljen av studiehelheter",
            "en": "Portfolio of modules",
        },
        purpose={
            "fi": "Etsii rajojen sisällä kokonaisuudet ja opintojaksot, jotka kattavat eniten työelämän "
            "kysymistä taidoista, ja ryhmittelee yleistyvistä taidoista uusia kokonaisuuksia.",
            "sv": "Söker inom givna gränser de helheter och studieperioder som täcker mest av de kompetenser "
            "arbetslivet efterfrågar, och grupperar växande kompetenser till nya helheter.",
            "en": "Finds, within limits, the modules and courses that cover most of the skills working life asks "
            "for, and groups rising skills into new modules.",
        },
        data={
            "fi": "Tarjonnan tekstit, ilmoitusten taidot, opintopisteet ja hinnat. Ei henkilötietoja.",
            "sv": "Utbudets texter, annonsernas kompetenser, studiepoäng och kostnader. Inga personuppgifter.",
            "en": "The texts of the offering, the skills of ads, credits and costs. No personal data.",
        },
        oversight={
            "fi": "Jokainen vaihto perustellaan, ja sivu kertoo, onko tulos todistetusti paras. Rajat ja hinnat antaa "
            "ihminen. Tarjonnasta päättävät ihmiset.",
            "sv": "Varje byte motiveras och sidan säger om svaret är bevisat bäst. Gränser och kostnader ges av "
            "en människa. Människor beslutar om utbudet.",
            "en": "Each swap comes with its reason, and the page says whether the answer is proven best. A person "
            "gives limits and costs. People decide on the offering.",
        },
        part="portfolio",
    )
)

ENROLMENT = register(
    AiUse(
        key="foresight.enrolment",
        title={"fi": "Ilmoittautumisennuste", "sv": "Prognos för anmälningar", "en": "Enrolment forecast"},
        purpose={
            "fi": "Ennustaa, kuinka moni hakee paikkaa kokonaisuuden seuraavalle toteutukselle, vaihteluväleineen.",
            "sv": "Förutser hur många som söker en plats på nästa genomförande av en helhet, med intervall.",
            "en": "Foretells how many will ask for a seat on the next run of a module, with intervals.",
        },
        data={
            "fi": "Hakijoiden ja paikkojen määrät toteutuksittain. Ei henkilötietoja.",
            "sv": "Antalet sökande och platser per genomförande. Inga personuppgifter.",
            "en": "Counts of applicants and seats by run. No personal data.",
        },
        oversight={
            "fi": "Sivu näyttää, kuinka hyvin ennuste olisi osunut tunnettuihin toteutuksiin. Alle kahdesta "
            "toteutuksesta ennustetta ei anneta. Paikoista päättävät ihmiset.",
            "sv": "Sidan visar hur väl prognosen skulle ha träffat kända genomföranden. Med färre än två "
            "genomföranden ges ingen prognos. Människor beslutar om platserna.",
            "en": "The page shows how well the forecast would have met the known runs. With fewer than two runs "
            "there is no forecast. People decide on the seats.",
        },
        part="enrolment",
    )
)
