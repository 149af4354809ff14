"""Skills, occupations, their labels in three languages, groups, relations, map themes and matching terms."""

from osaamo.engine.vocabulary.lexicon import LexEntry, Lexicon
from osaamo.engine.vocabulary.vocabulary import ESCO_VERSIONS, PACKAGED, Group, Occupation, Vocabulary

__all__ = ["ESCO_VERSIONS", "PACKAGED", "Group", "LexEntry", "Lexicon", "Occupation", "Vocabulary"]
