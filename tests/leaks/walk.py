"""All addresses that there are, asked as one person after the other; every answer is read once and kept."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib import admin

from forum.parts import parts
from qa.models import Image, LogEntry, ReviewItem
from qa.news.actions.feeds import make_feed_key, make_feed_ticket
from qa.sealed.rules.secrets import read_secret
from qa.team.actions.worries import Worry
from tests import feeds, make
from tests.leaks import marks as known
from tests.leaks.story import Story
from tests.qa.admin.routes import CONSOLE
from tests.qa.views.routes import GET, WRONG_METHOD
from tests.qa.views.test_held import MORE_ADDRESSES

VISITOR, READER, MODERATOR, OWNER = "a visitor", "a member", "a moderator", "the owner"
ROLES = (VISITOR, READER, MODERATOR, OWNER)
ROWS_OF_CONSOLE = 2  # of each table, the newest; of posts all that matter
OF_A_POST = (
    "/questions/{q}.md", "/questions/{q}/", "{address}", "/posts/{q}/history/", "/api/v1/questions/{q}",
    "/feeds/questions/{q}.atom",
    "/api/v1/questions/{q}/answers", "/posts/{q}/comments/all/", "/posts/{q}/votes/", "/posts/{q}/address/",
    "/posts/{q}/worry/sent/",
    "/questions/{q}/order/", "/questions/{q}/card.png", "/admin/qa/post/{q}/change/", "/admin/qa/post/{q}/history/",
    "/admin/qa/post/{q}/delete/", "/posts/{q}/appeal/", "/posts/{q}/flags/", "/posts/{q}/unmasking/", "/posts/{q}/edit/",
)  # fmt: skip
OF_A_MEMBER = (
    "/users/{name}/", "/users/{name}/questions/", "/users/{name}/answers/", "/users/{name}/points/", "/users/{name}/wall/",
    "/moderate/members/{name}/", "/admin/accounts/user/{number}/change/", "/admin/accounts/user/{number}/history/",
    "/admin/accounts/user/?q={name}", "/search/?q={name}", "/search/?q=user:{name}", "/search/?q=user:{name}+linnet",
    "/search/?q=user:{name}+plover", "/suggest/search/?q={name}", "/suggest/members/?q={name}", "/feeds/users/{name}.atom",
    "/api/v1/users/{name}", "/api/v1/users/{name}/answers", "/api/v1/search?q=user:{name}", "/admin/qa/post/?q={name}",
    "/moderate/addresses/{network}/", "/admin/hooks/event/?q={name}", "/admin/hooks/event/?member={name}",
)  # fmt: skip
MORE = (
    "/questions/?sort=recent", "/activity/", "/admin/qa/post/?q=linnet", "/admin/qa/post/?q=plover", "/search/?q=linnet",
    "/search/?q=plover", "/suggest/search/?q=linn", "/ask/similar/?title=linnets+at+night", "/ask/similar/?title=a+plover+rest",
    "/api/v1/search?q=linnet", "/api/v1/search?q=plover", "/moderate/unmaskings/", "/moderate/unmaskings/{u}/", "/worries/{o}/",
    "/moderation-log/export/?from=1", "/users/me/masked/", "/moderate/{flagged}/",
    "/feeds/search.atom?q=linnet", "/sealed/feed/{feed}/", "/feeds/updates/{updates}.atom", "/feeds/updates/{updates}.json",
    "/users/me/data/", "/moderate/members/", "/moderate/appeals/", "/appeals/{p}/", "/decisions/",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came home of a request."""

    status: int
    body: bytes
    headers: str
    location: str

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace") + self.location


class Found(NamedTuple):
    """A leak: through which channel, where, and what it tells."""

    channel: str
    where: str
    what: str


class Walk:
    """Asks as people do. `only`: the addresses that a planted leak can be seen at; everything is asked anew then."""

    def __init__(self, story: Story, only: Iterable[str] = ()) -> None:
        self.story, self.marks = story, story.marks
        self.addresses, self.is_short = sorted({*only}) or list_addresses(story), bool(only)
        self.kept: dict[tuple[str, str], Answer] = {}
        self.clients: dict[str, object] = {}
        self.read_count = 0
        if only:
            parts.kept.clear()

    def client(self, role: str):
        viewers = {READER: "reader", MODERATOR: "moderator", OWNER: "owner"}
        if role not in self.clients:
            self.clients[role] = make.client(
                getattr(self.story.cast, viewers[role]) if role in viewers else None
            )
        return self.clients[role]

    def ask(self, role: str, address: str) -> Answer:
        if (role, address) not in self.kept:
            response = self.client(role).get(address)
            headers = {name: value for name, value in response.headers.items() if name != "Location"}
            cookies = response.cookies.output()
            body = b"".join(response)
            self.kept[role, address] = Answer(
                response.status_code, body, f"{headers} {cookies}", response.headers.get("Location", "")
            )
        self.read_count += 1
        return self.kept[role, address]

    def some(self, paths: Iterable[str]) -> list[str]:
        """All paths of the API; of a short walk, the one where a question is read."""
        return [one for one in paths if not self.is_short or one.endswith("/questions/{pk}")]

    def choose(self, pattern: str, *, but: str = "(?!)") -> list[str]:
        """Return the addresses that a pattern fits (at their beginning)."""
        return [one for one in self.addresses if re.match(pattern, one) and not re.match(but, one)]

    def answers(self, role: str, addresses: Iterable[str]) -> Iterator[tuple[str, Answer]]:
        for address in addresses:
            yield address, self.ask(role, address)

    def compare(self, role: str, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield (address, what it tells): pages that name the canary more often than the control, and pages of the
        canary's own that are not what the control's are."""
        for address in addresses:
            if not self.marks.is_own(address):
                if not any(twin in address for _own, twin in self.marks.pairs.values()):
                    for what in self.marks.find(self.ask(role, address).text):
                        yield f"{address}, read by {role}", what
                continue
            own = strip(self.swap(self.ask(role, address).text))
            other = strip(self.swap(self.ask(role, self.marks.swap(address)).text))
            if own != other:
                yield f"{address}, read by {role}", f"differs from the control's: {differ(own, other)}"

    def swap(self, page: str) -> str:
        """Return a page of the canary's named life as it would be of the control's."""
        canary, control = self.story.canary, self.story.control
        for name, post in canary.named.items():
            page = page.replace(str(post.pk), str(control.named[name].pk))
        page = (
            page.replace("runs-in", "walks-in")
            .replace("Who runs", "Who walks")
            .replace("who+runs", "who+walks")
        )
        return self.marks.swap(page.replace(str(canary.picture_named), str(control.picture_named)))


def strip(page: str) -> str:
    """Return a page without what is another one each time it is made."""
    page = re.sub(r'name="(csrfmiddlewaretoken|submission_key|made_at)" value="[^"]*"', "", page)
    page = re.sub(r'value="[0-9a-f-]{36}"', "", page)
    page = re.sub(r"\d+ (?:second|minute)s? ago|just now", "now", page)
    page = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[0-9:.+Z]*|\d\d:\d\d:\d\d", "then", page)
    return re.sub(r"hx-headers='[^']*'|data-token=\"[^\"]*\"|tag:[^<]*", "", page)


def differ(one: str, other: str) -> str:
    """The beginning of what is different, for whoever has to look for it."""
    place = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"…{one[max(place - 60, 0) : place + 60]}… / …{other[max(place - 60, 0) : place + 60]}…"


def list_addresses(story: Story) -> list[str]:
    """Every address of the table of routes (a test holds that none is missing there), with the numbers of what the canary wrote
    masked and sealed; the console's, for every table that it shows; and those of the two themselves."""
    cast, masked, sealed = story.cast, story.masked, story.sealed
    rows = ReviewItem.objects
    words = defaultdict(lambda: 1) | {
        "q": masked["question"].pk, "a": masked["answer"].pk, "h": masked["hidden"].pk, "w": masked["held"].pk,
        "c": masked["comment"].pk, "open": cast.elsewhere.pk, "g": masked["answer"].pk, "d": masked["hidden"].pk,
        "e": LogEntry.objects.filter(post_id=masked["hidden"].pk).latest("pk").pk, "i": story.canary.picture.pk,
        "f": story.canary.picture.pk, "token": "none", "address": masked["question"].get_absolute_url(), "stop": "none",
        "r": rows.get(post=masked["held"]).pk, "flagged": rows.get(post=sealed["question"], kind="flagged").pk,
        "u": story.unmasking.pk, "p": story.appeal.pk, "o": Worry.objects.get().item_id,
        "feed": read_secret(story.secret).feed_key,
        "updates": make_feed_ticket(make_feed_key(cast.reader, is_discreet=False)),
    }  # fmt: skip
    routes = [address for address, statuses in GET.values() if statuses != WRONG_METHOD]
    known_routes = [*routes, *MORE_ADDRESSES, *CONSOLE, *feeds.ALL, *MORE]
    found = {one.format_map(words) for one in known_routes if "{twin}" not in one}
    secret = {
        "q": sealed["question"].pk,
        "a": sealed["answer"].pk,
        "c": sealed["comment"].pk,
        "h": sealed["comment"].pk,
    }
    found |= {one.format_map(words | secret) for one in MORE_ADDRESSES if "{twin}" not in one}
    for post in (*masked.values(), *sealed.values()):
        of_one = words | {"q": post.pk, "a": post.pk, "address": post.get_absolute_url()}
        found |= {one.format_map(of_one) for one in OF_A_POST}
    for index, name in enumerate(known.NAMES):
        of_one = {"name": name, "number": known.NUMBERS[index], "network": known.NETWORKS[index]}
        found |= {one.format_map(of_one) for one in OF_A_MEMBER}
    found |= set(list_console(story))
    return sorted(found)


def list_console(story: Story) -> Iterator[str]:
    """Lists, forms, histories and deletions of every table of the console."""
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield base
        keys = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:ROWS_OF_CONSOLE])
        for key in [story.canary.picture.pk] if model is Image else keys:
            if key not in known.NUMBERS:
                yield from (f"{base}{key}/{page}/" for page in ("change", "history", "delete"))
