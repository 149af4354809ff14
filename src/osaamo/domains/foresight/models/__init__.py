"""Dated texts: where they come from, the texts, how often each month asks for each skill; and portfolios."""

from osaamo.domains.foresight.models.corpora import BrokenText, Corpus, CorpusRun
from osaamo.domains.foresight.models.history import PastRun
from osaamo.domains.foresight.models.portfolio import PortfolioScenario
from osaamo.domains.foresight.models.series import CorpusMonth, SkillMonth
from osaamo.domains.foresight.models.writings import Fingerprint, JobAd, Thesis

__all__ = [
    "BrokenText",
    "Corpus",
    "CorpusMonth",
    "CorpusRun",
    "Fingerprint",
    "JobAd",
    "PastRun",
    "PortfolioScenario",
    "SkillMonth",
    "Thesis",
]
