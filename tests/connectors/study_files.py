"""Small study records of every kind, made in code about people who do not exist."""

from __future__ import annotations

ELMO = """<?xml version="1.0" encoding="UTF-8"?>
<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1">
  <generatedDate>2026-10-31T12:00:00+02:00</generatedDate>
  <learner>
    <identifier type="nationalIdentifier">010190-0000</identifier>
    <givenNames>Aino Maria</givenNames><familyName>Esimerkki</familyName><bday>1990-01-01</bday>
  </learner>
  <report>
    <issuer>
      <country>FI</country><identifier type="schac">esimerkki.fi</identifier>
      <title xml:lang="en">Sample University</title><title xml:lang="fi">Esimerkkikorkeakoulu</title>
      <url>https://esimerkki.fi</url>
    </issuer>
    {courses}
    <issueDate>2026-10-31T07:00:00+02:00</issueDate>
  </report>
</elmo>
"""
ELMO_COURSE = """
<learningOpportunitySpecification>
  <identifier type="local">PALV001</identifier>
  <title xml:lang="fi">Palvelumuotoilu</title><title xml:lang="sv-FI">Tjänstedesign</title>
  <type>Course</type>
  <description xml:lang="fi">Osaat haastatella.

Osaat kokeilla.</description>
  <descriptionHtml xml:lang="fi">&lt;p&gt;Sama&lt;/p&gt;</descriptionHtml>
  <descriptionHtml xml:lang="en">&lt;p&gt;You can &lt;b&gt;interview&lt;/b&gt;.&lt;/p&gt;</descriptionHtml>
  <specifies><learningOpportunityInstance>
    <date>2026-05-31</date><status>passed</status><resultLabel>4</resultLabel>
    <credit><scheme>hours</scheme><value>130</value></credit><credit><scheme>ECTS</scheme><value>5</value></credit>
    <languageOfInstruction>fi</languageOfInstruction>
  </learningOpportunityInstance></specifies>
</learningOpportunitySpecification>
"""
VIRTA = """<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>
<virtaluku:OpiskelijanKaikkiTiedotResponse xmlns:virtaluku="http://tietovaranto.csc.fi/luku">
<virta:Virta xmlns:virta="urn:mace:funet.fi:virta/2015/09/01"><virta:Opiskelija avain="S1">
  <virta:Henkilotunnus>010190-0000</virta:Henkilotunnus>
  <virta:Sukunimi>Esimerkki</virta:Sukunimi><virta:Etunimet>Aino</virta:Etunimet>
  <virta:Opiskeluoikeudet><virta:Opiskeluoikeus avain="O1"><virta:Myontaja>02629</virta:Myontaja></virta:Opiskeluoikeus>
  </virta:Opiskeluoikeudet>
  <virta:Opintosuoritukset>{attainments}</virta:Opintosuoritukset>
</virta:Opiskelija></virta:Virta></virtaluku:OpiskelijanKaikkiTiedotResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>
"""


def virta_attainment(key, *, grade="<virta:Viisiportainen>4</virta:Viisiportainen>", more="", kind="2", credits_="5.0"):
    """One Opintosuoritus."""
    return f"""<virta:Opintosuoritus avain="{key}" koulutusmoduulitunniste="TX00CK66" opiskelijaAvain="S1">
  <virta:SuoritusPvm>2025-12-19</virta:SuoritusPvm>
  <virta:Laajuus><virta:Opintopiste>{credits_}</virta:Opintopiste></virta:Laajuus>
  <virta:Arvosana>{grade}</virta:Arvosana><virta:Myontaja>02629</virta:Myontaja><virta:Laji>{kind}</virta:Laji>
  <virta:Nimi kieli="fi">Tietokannat {key}</virta:Nimi><virta:Nimi kieli="en">Databases {key}</virta:Nimi>
  <virta:Kieli>fi</virta:Kieli>{more}
</virta:Opintosuoritus>"""


def ripa_credit(**changes):
    """One completedCredit that fits the schema."""
    credit = {
        "completedCreditIdentifier": "hh-1",
        "completedCreditTarget": {
            "completedCreditTargetType": "COURSE_UNIT",
            "completedCreditTargetId": "CU-1",
            "completedCreditTargetIdentifierCode": "PALV001",
        },
        "completedCreditName": {"values": {"fi": "Palvelumuotoilu", "sv": "Tjänstedesign", "en": None}},
        "completedCreditObjective": {"values": {"fi": "<p>Osaat haastatella.</p>"}},
        "completedCreditContent": {"values": {"fi": "Kokeilut", "sv": "Försök"}},
        "completedCreditStatus": "ACCEPTED",
        "scope": 5,
        "assessment": {"gradingScale": {"scale": 1}, "grade": {"code": "4"}},
        "completionDate": "2026-05-31",
        "languagesOfCompletion": ["fi"],
        "acceptors": [{"surName": "Opettaja"}],
        "organisationResponsibleForCompletion": {
            "organisationTkCode": "10056",
            "organisationName": {"values": {"en": "Sample University"}},
        },
        "transaction": "NEW_COMPLETED_CREDIT",
        "type": 2,
        "minEduGuidanceArea": 6,
    }
    return credit | changes


def ripa_message(*credits_):
    """A createStudyRecordRequest of routing type OTHER."""
    return {
        "sendingOrganisation": "10056",
        "receivingOrganisation": "02629",
        "sendingTime": "2026-06-01T10:00:00+03:00",
        "routingType": "OTHER",
        "student": {"firstNames": "Aino Maria", "surName": "Esimerkki", "personId": "010190-0000"},
        "completedCredits": list(credits_),
    }


def koski_course(code, name, *, grade="5", parts=None, **changes):
    """One korkeakoulunopintojakso."""
    return {
        "koulutusmoduuli": {
            "tunniste": {"koodiarvo": code, "nimi": {"fi": name}},
            "nimi": {"fi": name, "en": f"{name} (en)"},
            "laajuus": {"arvo": 5.0, "yksikkö": {"koodiarvo": "2", "koodistoUri": "opintojenlaajuusyksikko"}},
        },
        "tyyppi": {"koodiarvo": "korkeakoulunopintojakso", "koodistoUri": "suorituksentyyppi"},
        "arviointi": [
            {"arvosana": {"koodiarvo": "1"}, "päivä": "2025-01-01"},
            {"arvosana": {"koodiarvo": grade}, "päivä": "2025-12-19", "hyväksytty": True},
        ],
        "suorituskieli": {"koodiarvo": "FI", "koodistoUri": "kieli"},
        "osasuoritukset": parts,
    } | changes


def koski(*courses):
    """An Oppija with one study right."""
    return {
        "henkilö": {"hetu": "010190-0000", "etunimet": "Aino", "kutsumanimi": "Aino", "sukunimi": "Esimerkki"},
        "opiskeluoikeudet": [{"oppilaitos": {"nimi": {"fi": "Esimerkkikorkeakoulu"}}, "suoritukset": list(courses)}],
    }
