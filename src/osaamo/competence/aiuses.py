"""The AI functions of the ground floor, in plain words."""

from osaamo.ports.aiuses import AiUse, register

SKILLS_FROM_TEXT = register(
    AiUse(
        key="competence.skills-from-text",
        title={
            "fi": "Osaamisen tunnistaminen tekstistä",
            "sv": "Att hitta kompetenser i en text",
            "en": "Finding skills in a text",
        },
        purpose={
            "fi": "Ehdottaa, mitä osaamista teksti kuvaa, ja näyttää kunkin kohdalla sen perusteena olevan virkkeen.",
            "sv": "Föreslår vilka kompetenser texten beskriver och visar meningen som varje förslag bygger på.",
            "en": "Suggests which skills a text describes and shows the sentence behind each suggestion.",
        },
        data={
            "fi": "Käyttäjän antama teksti. Etusivulla annettua tekstiä ei tallenneta.",
            "sv": "Texten som användaren ger. En text som ges på startsidan sparas inte.",
            "en": "The text the user gives. A text given on the front page is not stored.",
        },
        oversight={
            "fi": "Ihminen hyväksyy tai hylkää jokaisen ehdotuksen. Mitään ei päätetä automaattisesti.",
            "sv": "En människa godkänner eller förkastar varje förslag. Ingenting avgörs automatiskt.",
            "en": "A person accepts or rejects every suggestion. Nothing is decided automatically.",
        },
        part="extract",
    )
)
