"""Finds what tells who somebody is: phone numbers, e-mail addresses, full names, the writer's own address name.

It looks for what people write in passing and might not want on a public page. It is a reminder, not a filter: short
and free numbers of help lines pass, and so do years, prices, times and scores. Phrases are English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    OWN_NAME = "own name"


@dataclass(frozen=True)
class Finding:
    """A passage, `text[start:end]`, and what it looks like."""

    kind: Kind
    start: int
    end: int
    passage: str


EMAIL = re.compile(r"(?<![\w.+-])[\w][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
SPELLED_EMAIL = re.compile(
    r"(?<![\w.+-])[\w][\w.+-]{0,63}\s{0,2}[(\[{]\s?at\s?[)\]}]\s{0,2}[\w-]{1,63}"
    r"\s{0,2}(?:\.|[(\[{]\s?dot\s?[)\]}])\s{0,2}[a-z]{2,20}\b",
    re.IGNORECASE,
)

# A run of digits as phones are written, and what tells that it is something else.
DIGITS = re.compile(r"(?<![\w.,:/€$£#=&?%-])(?:\+|00)?\(?\d[\d ()./\u00a0\u2010-\u2013-]{5,22}\d(?![\w%€$£])")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
HELP_LINE = re.compile(
    r"^(?:(?:\+|00)?1?8(?:00|33|44|55|66|77|88)\d{7}"  # toll-free in North America
    r"|(?:\+|00)?(?:44|49|43|41|33|39|61|64|353)?0?(?:800|808|1800|1300)\d{4,8}"
    r"|116\d{3}|(?:00|\+)?\d{0,3}988)$"
)
GROUPS = re.compile(r"\d+")
DATE = re.compile(r"^(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
YEAR = re.compile(r"^(?:19|20)\d\d$")
MOST_DIGITS, FEWEST_DIGITS = 15, 7
CALL = re.compile(
    r"\b(?:phone|mobile|cell|call|text|whatsapp|reach|ring|number|telephone|tel|handy)\b", re.IGNORECASE
)

TITLES = r"(?:Dr|Doctor|Prof|Professor|Mr|Mrs|Ms|Miss|Mx|Herr|Frau|Sir|Rev|Father|Sister)\.?"
WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*[a-zß-ÿ’'][\w’'-]*)"
INITIAL = r"(?:[A-Z]\.)"
PARTICLE = r"(?:von|van|de|der|den|da|di|del|la|le|bin|al|ter|zu|O’|O'|Mc)"
FULL_NAME = rf"{WORD}(?:[ \u00a0](?:{INITIAL}|{PARTICLE}|{WORD}-?)){{0,3}}[ \u00a0]{WORD}"
RELATIONS = (
    r"therapist|psychologist|psychiatrist|psychotherapist|counsell?or|doctor|gp|physician|social worker|boss|manager|"
    r"teacher|professor|supervisor|husband|wife|partner|boyfriend|girlfriend|fianc[eé]e?|ex|ex-husband|ex-wife|friend|"
    r"best friend|roommate|flatmate|neighbou?r|colleague|coworker|co-worker|brother|sister|son|daughter|mother|father|"
    r"mum|mom|dad|uncle|aunt|cousin|landlord|coach|classmate|nurse|stepfather|stepmother"
)
PERSON = rf"(?:{TITLES} )?{FULL_NAME}"
SELF = r"my (?:full |real |legal |maiden )?name is|my name[’']s|i am called|i go by|call me"
GREETING = r"i am|i[’']m|this is|it[’']s|yours,?|regards,?|signed,?|sincerely,?"
END_OF_NAME = r"(?=\s*(?:[.,;!?\n)]|$|and\b|from\b|here\b))"
RELATION = rf"(?:my|our|his|her|their) (?:\w+ ){{0,2}}?(?:{RELATIONS})(?:[’']s name is)?,?(?: is| is called| called| named)?"
SOMEBODY = r"(?:person|man|woman|guy|girl|boy|someone|somebody) (?:is )?(?:called|named)"
INTRODUCTIONS = (
    rf"(?i:{SELF}) (?P<name>{PERSON})",
    rf"(?i:{GREETING})\s(?P<name>{PERSON}){END_OF_NAME}",
    rf"(?i:{RELATION}) (?P<name>{PERSON})",
    rf"(?i:{SOMEBODY}) (?P<name>{PERSON})",
    rf"(?<!\bby )(?<!\band )\b(?P<name>{TITLES} {FULL_NAME})",  # not who wrote a book
)
NAMES = [re.compile(rf"(?<!\w){pattern}") for pattern in INTRODUCTIONS]
# Capitalised words that are not names of people.
NO_NAME = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december christmas easter ramadan british american english german french spanish italian
irish scottish indian chinese japanese catholic christian muslim jewish hindu buddhist north south east west
northern southern eastern western united states kingdom new york london berlin paris university college school
hospital clinic center centre street road avenue borderline bipolar adhd ptsd ocd asperger autism syndrome disorder
cognitive behavioural behavioral therapy the a an and or but so not very just i we you he she they it this that what
why how when where who there here mental health first second third aid anonymous god lord mother father dad mum mom
also yes no please thank thanks hello hi dear all any prime minister facebook google instagram
"""
NOT_NAMES = set(NO_NAME.split())
SHORTEST_OWN_NAME = 5


def find(text: str, own_address: str = "") -> list[Finding]:
    """Return what stands out in a text, in order, each place once. `own_address` is the writer's e-mail address."""
    taken: list[Finding] = []
    for found in (
        *find_emails(text),
        *find_phones(text),
        *find_own_name(text, own_address),
        *find_names(text),
    ):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def make(kind: Kind, text: str, start: int, end: int) -> Finding:
    return Finding(kind, start, end, text[start:end])


def find_emails(text: str) -> Iterator[Finding]:
    for pattern in (EMAIL, SPELLED_EMAIL):
        for match in pattern.finditer(text):
            yield make(Kind.EMAIL, text, *match.span())


def find_phones(text: str) -> Iterator[Finding]:
    links = [match.span() for match in ADDRESS.finditer(text)]
    for match in DIGITS.finditer(text):
        start, end = match.span()
        is_in_link = any(first <= start < last for first, last in links)
        if not is_in_link and is_phone(match[0], text[max(0, start - 40) : start]):
            yield make(Kind.PHONE, text, start, end)


def is_phone(written: str, before: str) -> bool:
    """Whether a run of digits is written like a phone number. `before` are the words that lead to it."""
    digits = re.sub(r"\D", "", written)
    groups = GROUPS.findall(written)
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS or HELP_LINE.match(digits) or DATE.match(written):
        return False
    if all(YEAR.match(group) for group in groups) or is_counting(written, groups):
        return False
    if written.startswith(("+", "00", "(")) or (written.startswith("0") and len(digits) >= 9):
        return True
    if re.fullmatch(r"\d{3}[ .\u2010-\u2013-]\d{3}[ .\u2010-\u2013-]\d{4}", written):
        return True  # as in North America
    return bool(CALL.search(before))


def is_counting(written: str, groups: list[str]) -> bool:
    """Whether digits are a sum ("1 000 000"), a range or a list of small numbers."""
    is_sum = re.fullmatch(r"\d{1,3}(?:[ .\u00a0]\d{3})+", written) is not None
    return is_sum or (len(groups) > 2 and all(len(group) <= 2 for group in groups) and "0" not in written[0])


def find_names(text: str) -> Iterator[Finding]:
    for pattern in NAMES:
        for match in pattern.finditer(text):
            words = re.findall(r"[\w’'-]+", match["name"])
            if not any(word[0].isupper() and word.casefold() in NOT_NAMES for word in words):
                yield make(Kind.NAME, text, *match.span("name"))


def find_own_name(text: str, own_address: str) -> Iterator[Finding]:
    """Find what stands before the @ of the writer's address; "anna.miller" also as "Anna Miller"."""
    local = own_address.partition("@")[0].partition("+")[0]
    if len(local) < SHORTEST_OWN_NAME:
        return
    parts = [re.escape(part) for part in re.split(r"[._-]+", local) if part]
    pattern = r"[\s._-]{0,2}".join(parts) if len(parts) > 1 else re.escape(local)
    for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
        yield make(Kind.OWN_NAME, text, *match.span())
