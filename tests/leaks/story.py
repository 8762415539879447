"""What the canary and the control do, over HTTP as people do it, and what the others, the team and the worker do with it."""

import logging
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Level, ProfileField, User
from accounts.viewers import Viewer
from forum import options
from qa.actions.favourites import set_favourite_member
from qa.actions.hidings import hide_post
from qa.actions.measures import take_unnamed
from qa.actions.writing import Byline
from qa.api.actions.consents import set_consent
from qa.hooks.actions.hooks import save_hook
from qa.hooks.models import Hook
from qa.mailings.actions.mailings import save_mailing, start_mailing
from qa.mailings.models import Mailing
from qa.masks.actions.unmaskings import request_unmasking
from qa.models import Activity, Appeal, Image, Measure, Post
from qa.news.actions.feeds import make_feed_key
from qa.news.models import Notice, Preferences
from qa.news.rules.kinds import Kind, Pace
from qa.news.rules.preferences import Wish, write_choices
from qa.news.tasks import send_due_digests
from tests import feeds, make, pictures
from tests.leaks import marks as known
from tests.leaks.marks import Marks
from tests.pages import Page
from tests.qa.sealed.people import forget_limits, key_on, let_time_pass, open_secret, post_of, secret_on
from tests.work import work

FIRST_POST = 987_100_000  # numbers of posts that stand nowhere by chance
OPTIONS = feeds.ALL_ON | {
    "is_event_log_kept": True, "are_addresses_kept": True, "are_points_shown": True, "are_searches_logged": True,
    "dataset_license": "CC BY 4.0", "dataset_license_url": "https://example.org/by", "avatar_list": 24,
    "mail_domain": "mail.example.org",
}  # fmt: skip
MASKED, SEALED = "masked", "sealed"
# At DEBUG these write down each variable that a template does without, and each tag of each picture.
CHATTER = ("django.template", "PIL")


@dataclass
class Hand:
    """The canary or the control: an account, a browser of their own, and which of the two strings of each mark is theirs."""

    index: int
    viewer: Viewer
    browser: Client
    session_key: str = ""
    named: dict[str, Post] = field(default_factory=dict)
    picture: Any = None  # the last one that was sent
    picture_named: str = ""

    @property
    def name(self) -> str:
        return known.NAMES[self.index]


@dataclass
class Story:
    """All that came of it."""

    marks: Marks
    cast: SimpleNamespace
    canary: Hand
    control: Hand
    folder: Path
    masked: dict[str, Post] = field(default_factory=dict)
    sealed: dict[str, Post] = field(default_factory=dict)
    log_lines: list[str] = field(default_factory=list)
    mails: list[tuple[list[str], str]] = field(default_factory=list)
    windows: list[tuple[Any, Any]] = field(
        default_factory=list
    )  # from when to when something sealed was sent
    numbers_taken: list[str] = field(default_factory=list)  # sequences that moved meanwhile
    requests: list[tuple[str, str]] = field(default_factory=list)  # of the canary: (method, address)
    secret: str = ""
    unmasking: Any = None
    measure: Any = None
    appeal: Any = None

    @property
    def threads(self) -> dict[str, list[int]]:
        """Threads in which the canary has written without a name, and has nothing else."""
        return {MASKED: [self.cast.elsewhere.pk, self.cast.third.pk], SEALED: [self.cast.other.pk]}

    @property
    def hidden(self) -> dict[int, str]:
        """The numbers of all that was written without a name, each with its grade."""
        return {post.pk: MASKED for post in self.masked.values()} | {
            post.pk: SEALED for post in self.sealed.values()
        }


class Lines(logging.Handler):
    """Keeps every line of every logger, as a file of them would have it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.lines = lines
        self.setFormatter(logging.Formatter("{asctime} {levelname} {name}: {message} {pathname}", style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def listening(lines: list[str]):
    """Have every logger that there is speak of everything, and keep what it says."""
    handler = Lines(lines)
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.Logger.manager.loggerDict))]
    before = [(one, one.level, one.propagate, one.disabled) for one in loggers]
    for one in loggers:
        one.setLevel(logging.INFO if one.name.startswith(CHATTER) else logging.DEBUG)
        one.propagate, one.disabled = True, False
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        for one, level, propagate, disabled in before:
            one.setLevel(level)
            one.propagate, one.disabled = propagate, disabled


@contextmanager
def told(folder: Path):
    """The whole story, in a database that was empty, with settings under which it leaves most traces."""
    with ExitStack() as stack:
        stack.enter_context(
            override_settings(
                EVENT_LOG_DIR=str(folder / "events"), DEFAULT_FROM_EMAIL="forum@mail.example.org"
            )
        )
        forget_limits()
        mail.outbox = []
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM qa_post_id_seq")
            before = cursor.fetchone()[0]
            cursor.execute(f"ALTER SEQUENCE qa_post_id_seq RESTART WITH {FIRST_POST}")
        stack.callback(restart_numbers, before)
        story = begin(folder)
        with listening(story.log_lines):
            tell(story)
        story.mails = [
            ([*one.to, *one.cc, *one.bcc], one.message().as_string() + one.body + str(one.alternatives))
            for one in mail.outbox
        ]
        yield story


def restart_numbers(last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SEQUENCE qa_post_id_seq RESTART WITH {last + 1}")


def begin(folder: Path) -> Story:
    options.save(OPTIONS)
    cast = make.cast()
    cast.owner = make.member("owner", Level.SUPER_ADMINISTRATOR)
    cast.second = make.member("secondmod", Level.MODERATOR)
    cast.one, cast.two = make.member("readerone", id=987_654_001), make.member("readertwo", id=987_654_002)
    for viewer in vars(cast).values():
        confirm(viewer, f"{viewer.user.username}@example.org")
    cast.category = make.category("Health")
    for key, kind in (("about", "text"), ("website", "address")):
        ProfileField.objects.get_or_create(key=key, defaults={"kind": kind, "max_length": 500})
    save_hook(
        make.SYSTEM,
        Hook(name="Chat", url="https://chat.example/", verbs=list(Activity.Verb), sends_texts=True),
    )
    hands: list[Hand] = []
    for index, number in enumerate(known.NUMBERS):
        viewer = make.member(known.NAMES[index], id=number, email=known.EMAILS[index])
        confirm(viewer, known.EMAILS[index])
        browser = Client(HTTP_USER_AGENT=known.BROWSERS[index], REMOTE_ADDR=known.NETWORKS[index])
        hands.append(Hand(index, viewer, browser))
    return Story(Marks.of_members(), cast, *hands, folder)


def confirm(viewer: Viewer, email: str) -> None:
    User.objects.filter(pk=viewer.user_id).update(email=email)
    viewer.user.email = email
    EmailAddress.objects.create(user=viewer.user, email=email, verified=True, primary=True)
    viewer.user.refresh_from_db()


def tell(story: Story) -> None:
    cast = story.cast
    for hand in (story.canary, story.control):
        arrive(hand)
    story.marks.add("session", (story.canary.session_key, story.control.session_key))
    avatars = [User.objects.get(pk=number).avatar for number in known.NUMBERS]
    story.marks.add("picture of the profile", tuple(avatars))
    words = {
        "tags": ("sleep",),
        "category": cast.category,
        "byline": Byline("", True),
    }  # they want to be told by mail
    cast.elsewhere = make.question(cast.asker, "What helps on a grey day?", **words)
    cast.early = make.answer(cast.elsewhere, cast.expert, "Light helps me, in the morning.")
    cast.other = make.question(
        cast.reader, "Who walks in the evening?", tags=("walks",), category=cast.category
    )
    cast.third = make.question(cast.reader, "Who walks in the rain?", tags=("walks",), category=cast.category)
    titles = ("Who walks in the morning?", "Who runs in the morning?")
    for hand, title in zip((story.canary, story.control), titles, strict=True):
        hand.named["thread"] = make.question(cast.reader, title, tags=("walks",), category=cast.category)
        hand.named["light"] = make.answer(hand.named["thread"], cast.expert, f"Light helps me, says {title}")
    follow_both(story)
    for hand in (story.canary, story.control):
        live_by_name(hand, story)
    read_daily(cast)
    write_masked(story)
    write_sealed(story)
    story.measure = take_unnamed(
        cast.moderator, story.masked["answer"].pk, Measure.Kind.WARN, reason="Walks are no cure."
    )
    for hand in (story.canary, story.control):
        hand.browser.get("/inbox/")
        hand.browser.get("/users/me/masked/")
        hand.browser.get("/nowhere/")
        hand.browser.get("/moderate/")
    letters = Mailing(subject="News of the forum", text="We meet **on Friday**.", pace=6_000)
    start_mailing(cast.owner, save_mailing(cast.owner, letters).pk)
    work()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=8))
    send_due_digests.enqueue()
    work()


def sent(response: Any) -> Any:
    """The answer to a form that was taken."""
    assert response.status_code in (200, 201, 302), (response.status_code, Page.of(response).text[-1500:])
    if response.status_code == 200 and "text/html" in response.headers.get("Content-Type", ""):
        assert "form__error" not in response.content.decode(), Page.of(response).text[:1500]
    return response


def newest() -> Post:
    return Post.objects.order_by("-pk").first()


def arrive(hand: Hand) -> None:
    """Sign in, say something of oneself, show a picture."""
    index, browser = hand.index, hand.browser
    sent(browser.post("/accounts/login/", {"login": hand.name, "password": make.PASSWORD}))
    hand.session_key = browser.cookies["sessionid"].value
    typed = {
        f"profile_{one.pk}": {"about": f"I am {known.WORDS[index]}.", "website": known.SITES[index]}.get(
            one.key, ""
        )
        for one in ProfileField.objects.all()
    }
    sent(browser.post("/users/me/profile/", typed))
    sent(browser.post("/users/me/picture/", {"picture": taken_by(index)}))


def taken_by(index: int) -> SimpleUploadedFile:
    """A photo that says with which camera it was taken, by a name of its own."""
    real = pictures.CAMERA
    pictures.CAMERA = known.CAMERAS[index]
    try:
        return SimpleUploadedFile(known.FILES[index], pictures.with_position(), "image/jpeg")
    finally:
        pictures.CAMERA = real


def upload(hand: Hand) -> str:
    """Send a picture; return the Markdown that shows it."""
    answer = sent(hand.browser.post("/images/", {"picture": taken_by(hand.index), "alt": "A lake"}))
    hand.picture = Image.objects.get(pk=re.search(r"/media/([0-9a-f-]{36})", answer.json()["markdown"])[1])
    return answer.json()["markdown"]


def follow_both(story: Story) -> None:
    """Others follow both of the two, and read what is new in a feed of their own."""
    for hand in (story.canary, story.control):
        set_favourite_member(story.cast.reader, hand.viewer.user_id, True)
        set_consent(hand.viewer, True)
    for viewer in (story.cast.reader, story.cast.asker, story.cast.answerer):
        set_consent(viewer, True)
    make_feed_key(story.cast.reader, is_discreet=False)


def live_by_name(hand: Hand, story: Story) -> None:
    """What the canary and the control do alike, with their names."""
    cast, browser = story.cast, hand.browser
    own = known.WORDS[hand.index]
    asked = {
        "title": f"How does a {hand.name} sleep?", "body": f"Yours, {own}. {upload(hand)}", "tags": "walks",
        "category": cast.category.pk,
    }  # fmt: skip
    sent(browser.post("/ask/", asked))
    hand.named["question"], hand.picture_named = newest(), str(hand.picture.pk)
    thread, light = hand.named["thread"].pk, hand.named["light"].pk
    sent(browser.post(f"/questions/{thread}/answers/", {"body": f"I walk when it rains, says {own}."}))
    hand.named["answer"] = newest()
    sent(browser.post(f"/posts/{thread}/comments/", {"body": f"I would like to know, too, says {own}."}))
    hand.named["comment"] = newest()
    sent(browser.post(f"/posts/{light}/vote/", {"value": "1"}))
    sent(browser.post(f"/posts/{thread}/favourite/", {"favourite": "1"}))
    make.answer(hand.named["question"], cast.answerer, f"With open windows, I would say to {own}.")
    browser.get("/search/?q=evening")


def read_daily(cast: SimpleNamespace) -> None:
    """Some want to be told of everything at once, one in a digest."""
    kinds = list(Kind)
    for viewer, pace in ((cast.reader, Pace.NOW), (cast.asker, Pace.DAILY)):
        choices = write_choices({kind: Wish(True, pace) for kind in kinds})
        values = {"choices": choices, "is_discreet": False}
        Preferences.objects.update_or_create(member=viewer.user, defaults=values)
        hour = timezone.now().hour
        Preferences.objects.filter(member=viewer.user).update(digest_hour=hour)


def write_masked(story: Story) -> None:
    """A question, an answer and comments without a name, and all that can happen to them."""
    cast, canary, posts = story.cast, story.canary, story.masked
    browser, picture = canary.browser, upload(canary)
    words = {"title": "What about the words of a linnet?", "body": f"Nobody hears linnets. {picture}", "tags": "sleep",
             "category": cast.category.pk, "grade": MASKED, "wants_notice": "on"}  # fmt: skip
    ask = key_on(browser.get("/ask/"))
    sent(browser.post("/drafts/", {"place": "ask", "body": "Nobody hears"}))
    sent(browser.post("/ask/", words | {"submission_key": ask}))
    question = posts["question"] = newest()
    browser.get(f"{cast.elsewhere.get_absolute_url()}?answer=1")
    sent(browser.post("/drafts/", {"place": f"answer-{cast.elsewhere.pk}", "body": "Tea helps"}))
    sent(
        browser.post(
            f"/questions/{cast.elsewhere.pk}/answers/", {"body": "Tea helps linnets.", "grade": MASKED}
        )
    )
    posts["answer"] = newest()
    answer = make.answer(question, cast.answerer, "I hear them at dawn.")
    make.comment(question, cast.reader, "Which linnets do you mean?")
    sent(browser.post(f"/posts/{answer.pk}/comments/", {"body": "Thank you from a linnet.", "grade": MASKED}))
    posts["comment"] = newest()
    edited = {"title": question.title, "body": f"Nobody ever hears linnets. {picture}", "tags": "sleep", "version": 1,
              "category": cast.category.pk}  # fmt: skip
    sent(browser.post(f"/posts/{question.pk}/edit/", edited))
    sent(browser.post(f"/posts/{answer.pk}/acceptance/", {"accepted": "1"}))
    sent(browser.post(f"/posts/{question.pk}/closure/", {"reason": "It helped."}))
    sent(browser.post(f"/posts/{question.pk}/reopening/"))
    reader, asker = make.client(cast.reader), make.client(cast.asker)
    sent(reader.post(f"/posts/{question.pk}/vote/", {"value": "1"}))
    sent(asker.post(f"/posts/{posts['answer'].pk}/vote/", {"value": "1"}))
    sent(asker.post(f"/posts/{posts['answer'].pk}/acceptance/", {"accepted": "1"}))
    sent(reader.post(f"/posts/{question.pk}/favourite/", {"favourite": "1"}))
    sent(reader.post(f"/posts/{posts['answer'].pk}/flag/", {"reason": "rude"}))
    sent(reader.post(f"/posts/{question.pk}/worry/", {"concern": "alone"}))
    sent(
        browser.post(f"/posts/{cast.elsewhere.pk}/comments/", {"body": "Linnets should go.", "grade": MASKED})
    )
    gone = posts["hidden"] = newest()
    hide_post(cast.moderator, gone.pk, reason="Not for here.")
    form = browser.get(f"/posts/{gone.pk}/appeal/").headers["Location"]
    sent(browser.post(form, {"text": "It is harmless."}))
    story.appeal = Appeal.objects.get()
    sent(
        browser.post(f"/posts/{cast.elsewhere.pk}/comments/", {"body": "Linnets come back.", "grade": MASKED})
    )
    own = posts["withdrawn"] = newest()
    sent(browser.post(f"/posts/{own.pk}/hiding/", {"confirmed": "1"}))
    options.save({"is_unapproved_held": True})
    sent(
        browser.post(
            f"/questions/{cast.third.pk}/answers/", {"body": "Linnets walk seldom.", "grade": MASKED}
        )
    )
    posts["held"] = newest()
    options.save({"is_unapproved_held": False})
    story.unmasking = request_unmasking(cast.moderator, question.pk, "Somebody is in danger.")
    make.answer(question, cast.expert, "Go to the marsh, before the sun is up.")
    put_on_later(story)


def put_on_later(story: Story) -> None:
    """A question that was asked with the name, and lost it: all that was kept of the name has to go."""
    cast, browser = story.cast, story.canary.browser
    words = {
        "title": "How do linnets rest at night?",
        "body": "By name at first.",
        "tags": "sleep",
        "category": cast.category.pk,
    }
    work()
    mailed = len(mail.outbox)
    sent(browser.post("/ask/", words))
    later = story.masked["later"] = newest()
    answer = make.answer(later, cast.answerer, "In the reeds.")
    sent(browser.post(f"/posts/{answer.pk}/acceptance/", {"accepted": "1"}))
    edited = words | {"body": "By name at first, and better words.", "version": 1}
    sent(browser.post(f"/posts/{later.pk}/edit/", edited))
    sent(make.client(cast.reader).post(f"/posts/{later.pk}/vote/", {"value": "1"}))
    work()
    del mail.outbox[mailed:]  # what was mailed with the name is not called back
    sent(browser.post(f"/posts/{later.pk}/name/"))


def write_sealed(story: Story) -> None:
    """A question, an answer and a comment that are sealed, and all that can happen to them."""
    cast, canary, posts = story.cast, story.canary, story.sealed
    browser = canary.browser
    words = {"title": "How does a plover rest?", "body": "A plover lies awake.", "grade": SEALED, "tags": "sleep",
             "category": cast.category.pk}  # fmt: skip
    browser.get("/ask/")
    browser.post("/drafts/", {"place": "ask", "body": "A plover lies"})
    browser.post("/preview/", {"body": "A plover lies awake."})
    asked = send_sealed(story, "/ask/", words | {"submission_key": key_on(browser.get("/ask/"))})
    story.secret = secret_on(asked)
    browser.get(f"{cast.other.get_absolute_url()}?answer=1")
    browser.post("/drafts/", {"place": f"answer-{cast.other.pk}", "body": "Plovers walk"})
    thread = f"/questions/{cast.other.pk}/answers/"
    answered = send_sealed(story, thread, {"body": "Plovers walk, every day.", "grade": SEALED})
    let_time_pass()
    question = posts["question"] = post_of(story.secret)
    posts["answer"] = post_of(secret_on(answered))
    answer = make.answer(question, cast.answerer, "Warm milk for plovers.")
    make.comment(question, cast.reader, "Since when, dear plover?")
    sent(open_secret(browser, story.secret))
    send_sealed(story, f"/sealed/post/{answer.pk}/comment/", {"body": "Thank you from a plover."})
    edited = {"title": question.title, "body": "A plover lies awake, mostly.", "version": "1", "note": "",
              "tags": "sleep", "category": cast.category.pk}  # fmt: skip
    send_sealed(story, f"/sealed/post/{question.pk}/edit/", edited)
    send_sealed(story, f"/sealed/post/{answer.pk}/accept/", {})
    let_time_pass()
    posts["comment"] = Post.objects.get(body__contains="from a plover")
    browser.post("/sealed/end/")
    reader, asker = make.client(cast.reader), make.client(cast.asker)
    sent(reader.post(f"/posts/{question.pk}/vote/", {"value": "1"}))
    sent(reader.post(f"/posts/{question.pk}/favourite/", {"favourite": "1"}))
    sent(reader.post(f"/posts/{question.pk}/flag/", {"reason": "rude"}))
    sent(asker.post(f"/posts/{posts['answer'].pk}/vote/", {"value": "1"}))
    make.answer(question, cast.expert, "Read a dull book, by a small light.")
    hide_post(cast.moderator, posts["comment"].pk, reason="Not for here.")
    sent(open_secret(browser, story.secret))
    appeal = f"/sealed/post/{posts['comment'].pk}/appeal/"
    send_sealed(story, appeal, {"text": "A plover says thank you, nothing else."})
    let_time_pass()
    browser.post("/sealed/end/")


def send_sealed(story: Story, address: str, form: dict[str, Any]) -> Any:
    """Send something sealed; note when, and which numbers were taken meanwhile."""
    before, since = read_sequences(), timezone.now()
    answer = sent(story.canary.browser.post(address, form))
    story.requests.append(("POST", address))
    story.windows.append((since, timezone.now()))
    story.numbers_taken += [name for name, last in read_sequences().items() if last != before[name]]
    return answer


def read_sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'"
        )
        return dict(cursor.fetchall())
