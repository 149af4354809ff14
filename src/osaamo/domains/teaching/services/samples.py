"""The sample teacher's drafts: a weak one to improve, and one as it could be. Our own text."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from osaamo.domains.teaching.models import Draft
from osaamo.domains.teaching.services.drafts import keep_snapshot, start
from osaamo.kernel.queries import memberships_on

if TYPE_CHECKING:
    from osaamo.kernel.models import Person

WEAK = {
    "title": {"fi": "Data palvelujen kehittämisessä"},
    "outcomes": {
        "fi": "Opiskelija ymmärtää datan merkityksen palvelujen kehittämisessä.\n"
        "Opiskelija tuntee tietokantojen perusteet.\n"
        "Opiskelija perehtyy tietosuojaan.\n"
        "Opintojaksolla käsitellään tiedon visualisointia."
    },
    "content": {
        "fi": "Tietokannat ja SQL\nTiedon visualisointi\nTietosuoja ja datan eettinen käyttö\nAsiakasdatan analysointi"
    },
    "assessment": {"fi": "Tentti 60 %, tehtävät 40 %."},
    "credits": Decimal(5),
    "level": "6",
}
BETTER = {
    "title": {"fi": "Vastuullinen matkailupalvelu", "en": "Responsible tourism service"},
    "prerequisites": {"fi": "Palvelumuotoilun perusteet."},
    "outcomes": {
        "fi": "Opiskelija arvioi matkailupalvelun ympäristövaikutukset hiilijalanjälkilaskurilla.\n"
        "Opiskelija haastattelee asiakkaita.\n"
        "Opiskelija analysoi haastattelujen tulokset.\n"
        "Opiskelija suunnittelee vähähiilisen palvelun.\n"
        "Opiskelija laatii palvelulle budjetin.\n"
        "Opiskelija perustelee ratkaisunsa yritykselle."
    },
    "content": {
        "fi": "Matkailun ympäristövaikutukset ja hiilijalanjäljen laskeminen\n"
        "Asiakashaastattelut ja niiden analysointi\n"
        "Vähähiilisen palvelun suunnittelu ja budjetointi\n"
        "Palvelun esittely yritykselle"
    },
    "assessment": {
        "fi": "Raportissa arvioidaan ympäristövaikutusten laskenta ja haastattelujen analyysi (50 %).\n"
        "Palvelusuunnitelmassa ja sen budjetissa arvioidaan perustelut ja toteutettavuus (30 %).\n"
        "Yritykselle pidetyssä esittelyssä arvioidaan ratkaisun perustelu (20 %)."
    },
    "credits": Decimal(5),
    "level": "6",
}


def load_demo(*, teacher: Person | None) -> None:
    """Two drafts of the sample teacher, once; nothing without one."""
    if teacher is None or Draft.objects.filter(person=teacher, is_sample=True).exists():
        return
    place = memberships_on().filter(person=teacher).select_related("organisation").first()
    if place is None:
        return
    start(person=teacher, institution=place.organisation, values=BETTER, sample=True)
    weak = start(person=teacher, institution=place.organisation, values=WEAK, sample=True)
    keep_snapshot(draft=weak, name="Ensimmäinen versio")
