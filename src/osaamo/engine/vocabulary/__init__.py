"""Skills, occupations, their labels in three languages, groups, relations, map themes and matching terms.

Importing (:mod:`.importing`) is loaded when it is used.
"""

from osaamo.engine.vocabulary.lexicon import LexEntry, Lexicon
from osaamo.engine.vocabulary.search import Hit, search
from osaamo.engine.vocabulary.store import PACKAGED
from osaamo.engine.vocabulary.themes import Theme, theme_of, themes
from osaamo.engine.vocabulary.vocabulary import ESCO_VERSIONS, Group, Occupation, Vocabulary

__all__ = [
    "ESCO_VERSIONS",
    "PACKAGED",
    "Group",
    "Hit",
    "LexEntry",
    "Lexicon",
    "Occupation",
    "Theme",
    "Vocabulary",
    "search",
    "theme_of",
    "themes",
]
