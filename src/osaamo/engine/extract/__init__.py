"""From a text to ranked concepts with evidence: lexical matching, dense retrieval, learnt ranking."""
