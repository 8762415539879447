"""What tells a member, and whether a text tells of one of two members more than of the other.

The canary writes masked and sealed; the control does all else that the canary does. Each mark of the canary has a twin, so what a
place says of members as such (a list, a profile) says as much of the one as of the other, and only a leak makes a difference.
"""

import re
from dataclasses import dataclass, field

from accounts.profiles.pictures import pattern_of
from qa.masks.keeping import find_owner_key
from tests.canary_search import shape

NAMES = ("canarywren", "controlrook")
NUMBERS = (987_654_321, 987_654_322)
EMAILS = ("wrenmail@kestrelpost.example", "rookmail@jackdawpost.example")
NETWORKS = ("203.0.113.171", "198.51.100.172")
BROWSERS = ("WrenBrowser/77.1 (Windows NT) Firefox/7771", "RookBrowser/88.2 (Windows NT) Firefox/8882")
WORDS = ("wrenprofileword", "rookprofileword")
SITES = ("https://wrenhomepage.example/", "https://rookhomepage.example/")
FILES = ("wrenholiday.jpg", "rookholiday.jpg")
CAMERAS = ("WrenCamera 3000", "RookCamera 3000")


@dataclass
class Marks:
    """Pairs of strings, the canary's first, each under the name of what it is."""

    pairs: dict[str, tuple[str, str]] = field(default_factory=dict)
    shapes: list[tuple[str, str, str]] = field(default_factory=list)
    pattern: re.Pattern[str] = re.compile("(?!)")

    @classmethod
    def of_members(cls) -> "Marks":
        """The marks that are known before either has done anything."""
        found = cls()
        found.add("name", NAMES)
        found.add("number", tuple(map(str, NUMBERS)))
        found.add("e-mail address", EMAILS)
        found.add("mailbox", tuple(address.partition("@")[0] for address in EMAILS))
        found.add("network address", NETWORKS)
        found.add("browser", tuple(browser.partition("/")[0] for browser in BROWSERS))
        found.add("words of the profile", WORDS)
        found.add("site", tuple(site.split("/")[2] for site in SITES))
        found.add("name of a file", tuple(name.partition(".")[0] for name in FILES))
        found.add("camera", CAMERAS)
        found.add("drawing", tuple(map(pattern_of, NUMBERS)))
        found.add("owner of masks", tuple(map(find_owner_key, NUMBERS)))
        return found

    def add(self, what: str, pair: tuple[str, ...]) -> None:
        """Add a mark and its twin, in every shape in which programs write strings down."""
        own, twin = pair
        if not (own and twin) or own in twin or twin in own:
            raise ValueError(f"{what}: {own!r} and {twin!r} cannot be told apart.")
        self.pairs[what] = (own, twin)
        twins = dict(zip(shape(own), shape(twin), strict=True))
        self.shapes += [(what, one.lower(), other.lower()) for one, other in twins.items() if len(one) > 5]
        known = {one for _what, *both in self.shapes for one in both}
        self.pattern = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))

    def find(self, text: str) -> list[str]:
        """Return the marks of which a text tells more, or less, often of the canary than of the control."""
        found = self.pattern.findall(text.lower())
        if not found:
            return []
        return list(
            dict.fromkeys(
                what for what, own, twin in self.shapes if found.count(own) != found.count(twin)
            )
        )  # fmt: skip

    def find_own(self, text: str) -> list[str]:
        """Return the marks of the canary that stand in a text at all."""
        found = set(self.pattern.findall(text.lower()))
        return list(dict.fromkeys(what for what, own, _twin in self.shapes if own in found))

    def is_own(self, address: str) -> bool:
        """Whether an address names the canary."""
        return any(own in address for own, _twin in self.pairs.values())

    def swap(self, text: str) -> str:
        """Return a text as it would be if it were of the control."""
        for own, twin in self.pairs.values():
            text = text.replace(own, twin)
        return text
