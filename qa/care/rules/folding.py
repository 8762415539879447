"""A text as the crisis card reads it: sentences of plain words, however they were typed. Pure, English.

Case, accents, typographic signs, spaced-out letters, drawn-out letters, digits for letters, shortened and misspelt words all
come out as the same words. One pass over the text; nothing is searched for by an expression that could run for long.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from forum.lib.watchlist import fold

LONGEST_TEXT = 40_000  # signs that are looked at
LONGEST_SENTENCE = 200  # words
PIECE = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[.!?;\n:,()\"\u2014\u2013]")
ENDS = frozenset(".!?;\n")
CLAUSE = "|"  # stands where a clause ends within its sentence
BREAKS = frozenset(',:()"\u2014\u2013')
APOSTROPHES = re.compile("(?<=[a-z])['\u2018\u2019\u02bc\u0060\u00b4\u2032\uff07](?=[a-z])")
DRAWN_OUT = re.compile(r"(.)\1{2,}")
DIGITS = str.maketrans("0134578", "oieastb")
FEWEST_SPACED = 3  # letters in a row that stand alone are one word

LONG_FORMS = {
    "im": "i am", "ive": "i have", "id": "i would", "dont": "do not", "dnt": "do not", "doesnt": "does not", "didnt": "did not",
    "cant": "can not", "cnt": "can not", "cannot": "can not", "couldnt": "could not", "wont": "will not",
    "wouldnt": "would not", "shouldnt": "should not", "isnt": "is not", "arent": "are not", "aint": "is not",
    "wasnt": "was not", "werent": "were not", "havent": "have not", "hasnt": "has not", "hadnt": "had not",
    "wanna": "want to", "wana": "want to", "gonna": "going to", "gona": "going to", "gotta": "have to",
    "theres": "there is", "thats": "that is", "whats": "what is", "its": "it is", "youre": "you are", "youll": "you will",
    "theyre": "they are", "theyd": "they would", "hes": "he is", "shes": "she is", "lets": "let us", "itll": "it will",
    "anymore": "any more", "anylonger": "any longer", "noone": "no one", "ur": "your", "u": "you", "plz": "please",
    "rn": "right now", "tonite": "tonight", "2nite": "tonight", "bc": "because", "w": "with", "abt": "about", "lyfe": "life",
    "everybody": "everyone", "nobody": "no one", "anybody": "anyone", "somebody": "someone", "kid": "child", "kids": "children",
    "mum": "mother", "mom": "mother", "mommy": "mother", "dad": "father", "daddy": "father", "tablets": "pills",
    "tablet": "pill", "med": "pills", "meds": "pills", "medication": "pills", "medicine": "pills",
}  # fmt: skip
WITH_APOSTROPHE = {"i'll": "i will", "we'll": "we will", "he'll": "he will", "she'll": "she will", "i'd": "i would",
                   "we're": "we are", "he's": "he is", "she's": "she is", "it's": "it is", "let's": "let us",
                   "you'd": "you would", "he'd": "he would", "she'd": "she would", "wan't": "want"}  # fmt: skip
JOINED = {("my", "self"): "myself", ("any", "more"): "anymore", ("any", "longer"): "anymore", ("no", "more"): "anymore",
          ("him", "self"): "himself", ("her", "self"): "herself", ("self", "harm"): "selfharm",
          ("self", "harmed"): "selfharmed", ("self", "harming"): "selfharming", ("self", "harms"): "selfharms",
          ("self", "injury"): "selfinjury", ("self", "injure"): "selfinjure", ("sewer", "slide"): "suicide",
          ("any", "one"): "anyone", ("some", "one"): "someone"}  # fmt: skip
SPELLINGS = {"kil": "kill", "kll": "kill", "wnat": "want", "wnt": "want", "wan": "want", "dye": "die",
             "dieing": "dying", "comit": "commit", "ded": "dead", "beter": "better", "endin": "ending", "thinkin": "thinking",
             "tierd": "tired", "tred": "tired", "anymor": "anymore", "hert": "hurt", "unaliving": "unalive",
             "sewerslide": "suicide",
             "sewercide": "suicide", "tonght": "tonight", "tommorow": "tomorrow", "tommorrow": "tomorrow", "alot": "lot",
             "sui": "suicide"}  # fmt: skip
# Long words are also known with one letter missing, added, changed or in another place.
KNOWN_LONG = ("suicide", "suicidal", "myself", "overdose", "suicides", "selfharm", "burden", "goodbye")
RUN_TOGETHER = {"iwanttodie": "i want to die", "iwannadie": "i want to die", "killmyself": "kill myself",
                "wannadie": "want to die", "wanttodie": "want to die", "endmylife": "end my life",
                "imsuicidal": "i am suicidal"}  # fmt: skip


def split_sentences(text: str) -> Iterator[list[str]]:
    """Yield the sentences of a text, each a list of words; the sign of a clause stands where one ends."""
    plain = fold(text[:LONGEST_TEXT]).text
    words: list[str] = []
    for sign in cut_words(plain):
        if sign in ENDS or len(words) >= LONGEST_SENTENCE:
            if words:
                yield normalise(words)
            words = [] if sign in ENDS else [sign]
        elif sign in BREAKS:
            words.append(CLAUSE)
        else:
            words.append(sign)
    if words:
        yield normalise(words)


def cut_words(plain: str) -> Iterator[str]:
    """Yield words and signs; an apostrophe within a word says what is short for what, and is gone."""
    for found in PIECE.finditer(APOSTROPHES.sub("'", plain).replace("-", " ")):
        word = found[0]
        if "'" in word:
            word = WITH_APOSTROPHE.get(word, word.replace("'", ""))
        yield from word.split() or [word]


def normalise(words: list[str]) -> list[str]:
    """Return the words of a sentence as phrases are written: long forms, right spellings, spaced letters together."""
    plain: list[str] = []
    for word in join_spaced(words):
        plain.extend(plain_words(word))
    joined: list[str] = []
    for word in plain:
        together = JOINED.get((joined[-1], word)) if joined else None
        if together:
            joined[-1] = together
        elif word == "2" and joined and joined[-1] in ("want", "need", "going", "have", "how"):
            joined.append("to")
        else:
            joined.append(word)
    return joined


def join_spaced(words: list[str]) -> list[str]:
    """Return words; three letters or more that stand alone in a row are one word (without an "i" of its own before)."""
    joined: list[str] = []
    for is_run, some in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        run = list(some)
        if not is_run or len(run) < FEWEST_SPACED:
            joined += run
            continue
        if run[0] == "i" and "".join(run[1:]) in ("die", "kill", "dead"):
            joined.append(run.pop(0))
        joined.append("".join(run))
    return joined


@lru_cache(maxsize=8192)
def plain_words(word: str) -> tuple[str, ...]:
    """Return the words that one word as it was typed stands for."""
    if word == CLAUSE or word.isdigit():
        return (word,)
    if not word.isalpha():
        word = word.translate(DIGITS)
    for form in dict.fromkeys((word, DRAWN_OUT.sub(r"\1\1", word), DRAWN_OUT.sub(r"\1", word))):
        if form in RUN_TOGETHER:
            return tuple(RUN_TOGETHER[form].split())
        if form in LONG_FORMS:
            return tuple(LONG_FORMS[form].split())
        if form in SPELLINGS:
            return (SPELLINGS[form],)
    word = DRAWN_OUT.sub(r"\1", word)
    return (find_long(word),)


def find_long(word: str) -> str:
    """Return the long word that this one is, but for one slip; else the word."""
    if len(word) < 5 or word in KNOWN_LONG:
        return word
    for known in KNOWN_LONG:
        if word[0] == known[0] and is_near(word, known):
            return known
    return word


def is_near(word: str, other: str) -> bool:
    """Whether two words differ by one letter at most (missing, added, changed, or two that changed places)."""
    if abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )
