"""Tables that search finds with."""

from qa.search.tables.documents import Document, State, Waiting
from qa.search.tables.misses import Miss
from qa.search.tables.synonyms import Synonym
from qa.search.tables.words import Word, WordBuild, WordCount

__all__ = ["Document", "Miss", "State", "Synonym", "Waiting", "Word", "WordBuild", "WordCount"]
