"""The AI functions of the evaluation, in plain words."""

from osaamo.ports.aiuses import AiUse, register

SIGNALS = register(
    AiUse(
        key="evaluation.signals",
        title={
            "fi": "Koneen havainnot ehdotuksesta",
            "sv": "Maskinella iakttagelser om ett förslag",
            "en": "Machine-made signals on a proposal",
        },
        purpose={
            "fi": "Näyttää arvioijille, kuinka usein ilmoituksissa kysytään osaamista, missä sitä opetetaan ja mitä "
            "YK:n kestävän kehityksen tavoitteita ehdotus palvelee.",
            "sv": "Visar granskarna hur ofta förslagets kompetenser efterfrågas i annonser, var de redan lärs ut och "
            "vilka av FN:s mål för hållbar utveckling förslaget främjar.",
            "en": "Shows reviewers how often job ads ask for the proposal's skills, where they are taught already, and "
            "which of the UN's goals of sustainable development the proposal serves.",
        },
        data={
            "fi": "Ehdotuksen otsikko ja tiivistelmä, tarjonta ja työpaikkailmoitukset. Ei henkilötietoja.",
            "sv": "Förslagets rubrik och sammanfattning, högskolornas utbud och jobbannonser. Inga personuppgifter.",
            "en": "The proposal's title and summary, the institutions' offering and job ads. No personal data.",
        },
        oversight={
            "fi": "Havainto ei ole arvio eikä pisteitä. Kaksi ihmistä arvioi, ja suunnitteluryhmä päättää perustellen.",
            "sv": "Detta är ingen granskning. Två personer granskar, planeringsgruppen beslutar och motiverar.",
            "en": "A signal is no review and no score. Two people review, and the planner group decides with reasons.",
        },
        part="extract",
    )
)
