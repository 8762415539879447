"""A text as pieces of words, by number: what the encoder of the crisis card reads. Pure.

The pieces are those of BERT (uncased): Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language
Understanding" (2019), after Wu et al., "Google's Neural Machine Translation System" (2016), section 4.1: of a word the longest
piece that is in the list is taken from the left, then the longest of what remains; a word that cannot be cut so is unknown.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

LONGEST_WORD = 100  # signs; a longer one is unknown
WINDOW = 160  # pieces that are read together: what is said in one place of a long text is not lost in it
MOST_WINDOWS = 40  # that are read of a text: the beginning of a very long one
ENDS = frozenset(".!?…\n")
SPACES = frozenset("\t\n\r ")
SILENT = frozenset({"Mn", "Cc", "Cf", "Co", "Cs"})  # accents that stand apart, controls, private use
CUT = "\n"  # stands where a line ends
IDEOGRAPHS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


class Pieces:
    """A list of pieces, and how a text is cut into them."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.numbers = {piece: number for number, piece in enumerate(pieces)}
        self.start, self.end, self.unknown = (self.numbers[one] for one in ("[CLS]", "[SEP]", "[UNK]"))
        self.cut = lru_cache(maxsize=16_384)(self.cut_word)

    def list_windows(self, text: str) -> Iterator[list[int]]:
        """Yield a text in windows of whole sentences (a sentence that is too long is cut); none where it says nothing."""
        found: list[int] = []
        told = 0
        for sentence in self.list_sentences(text):
            for at in range(0, len(sentence), WINDOW):
                part = sentence[at : at + WINDOW]
                if found and len(found) + len(part) > WINDOW:
                    yield [self.start, *found, self.end]
                    found, told = [], told + 1
                    if told == MOST_WINDOWS:
                        return
                found += part
        if found:
            yield [self.start, *found, self.end]

    def list_sentences(self, text: str) -> Iterator[list[int]]:
        sentence: list[int] = []
        for word in split_words(text):
            if word != CUT:
                sentence += self.cut(word)
            if word in ENDS and sentence:
                yield sentence
                sentence = []
        if sentence:
            yield sentence

    def cut_word(self, word: str) -> tuple[int, ...]:
        """Return the numbers of a word's pieces."""
        if len(word) > LONGEST_WORD:
            return (self.unknown,)
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self.numbers.get(word[start:end] if not start else f"##{word[start:end]}")
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self.unknown,)
        return tuple(found)


def split_words(text: str) -> Iterator[str]:
    """Yield words in small letters without accents, signs one by one, and CUT where a line ends."""
    word: list[str] = []
    for sign in unicodedata.normalize("NFD", text).lower():
        is_alone = stands_alone(sign)
        if is_alone is False:
            word.append(sign)
        elif is_alone is not None:
            if word:
                yield "".join(word)
                word = []
            if sign == CUT or (sign not in SPACES and not unicodedata.category(sign).startswith("Z")):
                yield sign
    if word:
        yield "".join(word)


@lru_cache(maxsize=4096)
def stands_alone(sign: str) -> bool | None:
    """Return whether a sign ends a word (spaces, punctuation, ideographs); None for one that says nothing at all."""
    if sign in SPACES:
        return True
    category = unicodedata.category(sign)
    if category in SILENT or sign == "\ufffd":
        return None
    if category[0] in "PZ" or (sign.isascii() and not sign.isalnum()):
        return True
    return any(first <= ord(sign) <= last for first, last in IDEOGRAPHS)
