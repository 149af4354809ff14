"""The AI function of governance, in plain words."""

from osaamo.ports.aiuses import AiUse, register

EXPERTS = register(
    AiUse(
        key="governance.experts",
        title={
            "fi": "Asiantuntijoiden haku tapausta varten",
            "sv": "Sökning av experter för ett fall",
            "en": "Finding experts for a case",
        },
        purpose={
            "fi": "Lukee osaamiset tapauksen kuvauksesta ja ehdottaa pooleista asiantuntijoita, joilla on niitä, eri "
            "korkeakouluista ja vähiten kysytyt ensin.",
            "sv": "Läser kompetenserna i beskrivningen av ett fall och föreslår experter ur poolerna som har dem, från "
            "olika högskolor och de minst tillfrågade först.",
            "en": "Reads the skills in the description of a case and suggests experts of the pools who have them, from "
            "different schools and the least asked first.",
        },
        data={
            "fi": "Tapauksen kuvaus ja teksti, jonka asiantuntija on itse kirjoittanut pooliin. Vain suostumuksella.",
            "sv": "Fallets beskrivning och den text som experten själv skrivit i poolen. Bara med samtycke.",
            "en": "The description of the case and the text the expert wrote for the pool. Only with consent.",
        },
        oversight={
            "fi": "Jokaisesta ehdotuksesta näkyy syy. Ihminen valitsee, ketä pyydetään, ja asiantuntija vastaa itse.",
            "sv": "Orsaken visas för varje förslag. En människa väljer vem som tillfrågas, och experten svarar själv.",
            "en": "Each suggestion shows its reason. A person chooses whom to ask, and the expert answers.",
        },
        part="extract",
    )
)
