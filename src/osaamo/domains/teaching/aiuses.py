"""The AI functions of teaching, in plain words."""

from osaamo.ports.aiuses import AiUse, register

DESK = register(
    AiUse(
        key="teaching.course-design",
        title={
            "fi": "Palaute opintojakson luonnoksesta",
            "sv": "Respons på ett utkast till studieperiod",
            "en": "Feedback on the draft of a course",
        },
        purpose={
            "fi": "Näyttää opettajalle luonnoksen osaamisen, heikot osaamistavoitteet, tasoarvion, työelämän kysynnän, "
            "päällekkäiset opintojaksot ja lisättäviksi ehdotetut virkkeet lähteineen.",
            "sv": "Visar läraren kompetenserna i utkastet, svaga lärandemål, en uppskattning av nivån, vad arbetslivet "
            "frågar efter, överlappande studieperioder och förslag på meningar med källor.",
            "en": "Shows the teacher the draft's skills, weak outcomes, an estimate of its level, what working life "
            "asks for, courses that overlap, and sentences to add, each with its source.",
        },
        data={
            "fi": "Opettajan kirjoittama luonnos, tarjonta ja työpaikkailmoitukset. Teksti ei lähde palvelimelta.",
            "sv": "Lärarens utkast, utbudet och jobbannonser. Texten lämnar inte servern.",
            "en": "The teacher's draft, the offering and job ads. The text does not leave the server.",
        },
        oversight={
            "fi": "Opettaja päättää jokaisesta muutoksesta. Palaute näkyy vain luonnoksen tekijöille."
            " Sillä ei arvioida opettajaa.",
            "sv": "Läraren avgör varje ändring. Bara de som skriver utkastet ser responsen."
            " Den används inte för att bedöma läraren.",
            "en": "The teacher decides on every change. Only those of the draft see the feedback; it rates no teacher.",
        },
        part="design",
    )
)

GOALS = register(
    AiUse(
        key="teaching.goals-of-the-un",
        title={
            "fi": "Ehdotukset kestävän kehityksen tavoitteista",
            "sv": "Förslag på mål för hållbar utveckling",
            "en": "Suggestions of sustainable development goals",
        },
        purpose={
            "fi": "Ehdottaa, mitä YK:n tavoitteita opintojakson teksti edistää, ja näyttää virkkeet ehdotuksen takana.",
            "sv": "Föreslår vilka av FN:s mål texten om en studieperiod främjar och visar meningarna bakom förslaget.",
            "en": "Suggests which of the UN's goals the text of a course serves and shows the sentences behind it.",
        },
        data={
            "fi": "Opintojaksojen ja kokonaisuuksien nimet, tavoitteet ja sisällöt. Ei henkilötietoja.",
            "sv": "Studieperiodernas och studiehelheternas namn, lärandemål och innehåll. Inga personuppgifter.",
            "en": "Names, outcomes and content of courses and modules. No personal data.",
        },
        oversight={
            "fi": "Opettaja tai suunnittelija vahvistaa tai hylkää perustellen. Vain vahvistetut lasketaan mukaan.",
            "sv": "En lärare eller planerare bekräftar eller avvisar med motivering. Bara det bekräftade räknas.",
            "en": "A teacher or planner confirms or rejects with a reason. Only what is confirmed is counted.",
        },
        part="sdg",
    )
)
