"""Slips of the keyboard and short spellings, made by chance: people who are well mistype as often as those who are not.

Most of the labelled texts that are mistyped are of people in need. Without this the encoder would take slips for a sign of it.
"""

import random

SHARE = 0.35  # of texts, in each round
NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
SHORT = {
    "you": "u", "your": "ur", "you're": "ur", "are": "r", "to": "2", "too": "2", "for": "4", "because": "coz",
    "what": "wot", "that": "dat", "the": "teh", "and": "n", "i'm": "im", "don't": "dont", "can't": "cant",
    "it's": "its", "please": "pls", "people": "ppl", "about": "abt", "with": "wiv", "really": "rly", "know": "kno",
    "this": "dis", "my": "me", "just": "jus", "tomorrow": "tmrw", "tonight": "tonite", "before": "b4", "though": "tho",
    "through": "thru",
}  # fmt: skip


def mistype(text: str, dice: random.Random) -> str:
    """Return a text as it might have been typed in haste; most often as it is."""
    if dice.random() > SHARE:
        return text
    rate, is_short, is_plain = dice.choice((0.06, 0.15, 0.3)), dice.random() < 0.5, dice.random() < 0.3
    words = []
    for word in text.split(" "):
        small = word.lower()
        if is_short and small in SHORT and dice.random() < 0.6:
            word = SHORT[small]
        elif len(word) > 2 and dice.random() < rate:
            word = slip(word, dice)
        words.append(word)
    typed = " ".join(words)
    return "".join(sign for sign in typed if sign not in "'’,.;") if is_plain else typed


def slip(word: str, dice: random.Random) -> str:
    """Return a word with one slip: two letters changed round, one left out, doubled, or its neighbour on the keyboard."""
    at = dice.randrange(len(word) - 1)
    kind = dice.randrange(5)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    if kind == 3 and word.lower().endswith("ing"):
        return word[:-1]
    near = NEIGHBOURS.get(word[at].lower())
    return word[:at] + dice.choice(near) + word[at + 1 :] if near else word
