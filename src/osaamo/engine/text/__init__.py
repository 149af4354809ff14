"""Text in: languages, sentences, tokens with their lattice of keys, and what is negated."""

from osaamo.engine.text.analysis import LONGEST_TEXT, analyse
from osaamo.engine.text.cache import configure
from osaamo.engine.text.clauses import clauses
from osaamo.engine.text.language import detect_language
from osaamo.engine.text.lemmas import fold, keys, lemmas, parts, prefetch, warm
from osaamo.engine.text.negation import negated_spans
from osaamo.engine.text.tokens import label_keys, tokenise, words

__all__ = [
    "LONGEST_TEXT",
    "analyse",
    "clauses",
    "configure",
    "detect_language",
    "fold",
    "keys",
    "label_keys",
    "lemmas",
    "negated_spans",
    "parts",
    "prefetch",
    "tokenise",
    "warm",
    "words",
]
