"""Skills, occupations, their labels in three languages, groups, relations, map themes and matching terms.

Importing (:mod:`.importing`) and search (:mod:`.search`) are loaded when they are used.
"""

from osaamo.engine.vocabulary.lexicon import LexEntry, Lexicon
from osaamo.engine.vocabulary.store import PACKAGED
from osaamo.engine.vocabulary.themes import Theme, theme_of, themes
from osaamo.engine.vocabulary.vocabulary import ESCO_VERSIONS, Group, Occupation, Vocabulary

__all__ = [
    "ESCO_VERSIONS",
    "PACKAGED",
    "Group",
    "LexEntry",
    "Lexicon",
    "Occupation",
    "Theme",
    "Vocabulary",
    "theme_of",
    "themes",
]
