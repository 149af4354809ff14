"""A small ESCO download in the official layout, made in code."""

from __future__ import annotations

import csv
import io
import zipfile

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
GROUP = "http://data.europa.eu/esco/skill/S5"
FIELD = "http://data.europa.eu/esco/isced-f/0613"
ISCO = "http://data.europa.eu/esco/isco/C2512"

HEADERS = {
    "skills": "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "scopeNote,definition,inScheme,description",
    "skillGroups": "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,"
    "inScheme,description,code",
    "occupations": "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,"
    "regulatedProfessionNote,scopeNote,definition,inScheme,description,code",
    "ISCOGroups": "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description",
    "occupationSkillRelations": "occupationUri,relationType,skillType,skillUri",
    "skillSkillRelations": "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri",
    "broaderRelationsSkillPillar": "conceptType,conceptUri,broaderType,broaderUri",
    "broaderRelationsOccPillar": "conceptType,conceptUri,broaderType,broaderUri",
    "digitalSkillsCollection": "conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,"
    "description,broaderConceptUri,broaderConceptPT",
}
FINNISH = {
    "skills": [
        {
            "conceptUri": SKILL + "a1",
            "skillType": "knowledge",
            "preferredLabel": "ohjelmistokehitys",
            "altLabels": "softan kehitys\nohjelmistojen kehittäminen",
            "hiddenLabels": "devaus",
            "description": 'Pitkä kuvaus,\njossa on rivinvaihto ja "lainaus".',
        },
        {
            "conceptUri": SKILL + "a2",
            "skillType": "skill/competence",
            "reuseLevel": "transversal",
            "preferredLabel": "johtaa ryhmää",
        },
    ],
    "skillGroups": [
        {"conceptUri": GROUP, "preferredLabel": "tietokoneiden käyttö", "code": "S5"},
        {"conceptUri": FIELD, "preferredLabel": "ohjelmistot", "code": "0613"},
    ],
    "occupations": [{"conceptUri": OCCUPATION + "o1", "iscoGroup": "2512", "preferredLabel": "ohjelmistokehittäjä"}],
    "ISCOGroups": [{"conceptUri": ISCO, "code": "2512", "preferredLabel": "Sovellussuunnittelijat"}],
    "occupationSkillRelations": [
        {"occupationUri": OCCUPATION + "o1", "relationType": "essential", "skillUri": SKILL + "a1"},
        {"occupationUri": OCCUPATION + "o1", "relationType": "optional", "skillUri": SKILL + "a2"},
    ],
    "skillSkillRelations": [
        {"originalSkillUri": SKILL + "a2", "relationType": "optional", "relatedSkillUri": SKILL + "a1"},
    ],
    "broaderRelationsSkillPillar": [{"conceptUri": SKILL + "a1", "broaderUri": FIELD}],
    "broaderRelationsOccPillar": [{"conceptUri": OCCUPATION + "o1", "broaderUri": ISCO}],
    "digitalSkillsCollection": [{"conceptUri": SKILL + "a1", "preferredLabel": "ohjelmistokehitys"}],
}


def table(name, rows, header=None):
    """One CSV file as ESCO writes it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, (header or HEADERS[name]).split(","), restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def esco_zip(tables=None, *, language="fi", encoding="utf-8", extra=None, folder="", compression=zipfile.ZIP_DEFLATED):
    """A zip of ``tables`` (name to rows, or to the text of the file) and of ``extra`` files, as bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, rows in (FINNISH if tables is None else tables).items():
            text = rows if isinstance(rows, str) else table(name, rows)
            archive.writestr(f"{folder}{name}_{language}.csv", text.encode(encoding))
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()
