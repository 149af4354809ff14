"""The AI functions of profiles, in plain words."""

from osaamo.ports.aiuses import AiUse, register

STUDY_PATH = register(
    AiUse(
        key="profiles.study-path",
        title={
            "fi": "Osaamisvaje ja opintopolku",
            "sv": "Kompetensgap och studiestig",
            "en": "Skill gap and study path",
        },
        purpose={
            "fi": "Vertaa henkilön osaamista tavoitteeseen ja ehdottaa opintojaksoja, jotka opettavat puuttuvan.",
            "sv": "Jämför personens kompetens med målet och föreslår studieperioder som lär ut det som saknas.",
            "en": "Compares a person's skills with their goal and suggests courses that teach what is missing.",
        },
        data={
            "fi": "Profiilin osaamiset ja omat arviot, tavoite ja korkeakoulujen tarjonta. Vain suostumuksella.",
            "sv": "Profilens kompetenser och egna bedömningar, målet och högskolornas utbud. Bara med samtycke.",
            "en": "The profile's skills and own grades, the goal and the offering of the schools. Only with consent.",
        },
        oversight={
            "fi": "Jokaisesta ehdotuksesta näkyy syy. Opiskelija valitsee; opinto-ohjaaja auttaa pyydettäessä.",
            "sv": "Orsaken visas för varje förslag. Den studerande väljer; studiehandledaren hjälper på begäran.",
            "en": "Each suggestion shows its reason. The student chooses; a counsellor helps if asked to.",
        },
        part="paths",
    )
)
