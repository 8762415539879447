"""What is hidden, what waits and what is private reaches nobody on any page who may not read it: all addresses, all roles."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum import options
from qa.actions.category_levels import set_category_level
from qa.actions.hidings import hide_post
from qa.actions.measures import block
from qa.actions.member_notes import write_note
from qa.actions.sweeps import hide_all
from qa.models import Category, LogEntry, ReviewItem
from qa.talks.actions.messages import delete_message
from qa.talks.actions.reports import report_message
from qa.talks.models import Report
from tests import feeds, make
from tests.qa.admin.routes import CONSOLE
from tests.qa.views.routes import GET, WRONG_METHOD
from tests.qa.views.test_held import MORE_ADDRESSES

pytestmark = pytest.mark.django_db
HIDDEN, HELD, ADDRESS = "zyzzyva", "quokkapelt", "secret.kim@example.org"
NOTE = "murmurgrey"  # what moderators wrote about a member: nobody below them reads it
# What members write to each other: of that, moderators read what one of the two gave them, and nobody else a word.
PRIVATE, REPORTED = "privatepear", "reportedplum"
TEAM = {HIDDEN, HELD}
# Who may meet which of them somewhere. Whoever may, must: else the walk would prove nothing.
MAY = {
    "visitor": set(),
    "newcomer": set(),
    "approved": set(),
    "suspended": set(),
    "suspended editor": set(),
    "editor elsewhere": set(),
    "expert here": {HELD},
    "editor here": TEAM,
    "expert": {HELD},
    "editor": TEAM,
    "moderator": {*TEAM, NOTE, REPORTED},
    "administrator": {*TEAM, ADDRESS, NOTE, REPORTED},
    "super": {*TEAM, ADDRESS, NOTE, REPORTED},
}
OF_POSTS = (
    "/posts/{",
    "/questions/{q}.md",
    "/api/v1/",
)  # addresses that are asked for each of the secret posts
# What takes forms alone refuses before it looks for any post: asked for once, and not for each of them.
FORMS_ALONE = {address for address, statuses in GET.values() if statuses == WRONG_METHOD}
CONSOLE_PAGES = (
    "/admin/accounts/user/{kim}/change/", "/admin/accounts/user/?q=secret", "/admin/accounts/user/{kim}/history/",
    "/admin/accounts/user/{kim}/delete/", "/admin/forum/siteoption/presets/?to=careful", "/admin/qa/post/?q=zyzzyva",
    "/admin/qa/post/{h}/history/", "/admin/accounts/user/{one}/change/", "/admin/accounts/user/{one}/delete/",
    "/admin/talks/", "/admin/talks/message/", "/admin/talks/message/{talked}/change/", "/admin/talks/copy/",
    "/admin/talks/report/", "/admin/news/", "/admin/news/notice/", "/messages/{talk}/{talked}/report/",
    "/messages/{talk}/{talked}/deletion/", "/users/kim2/", "/users/lee/wall/", "/moderate/members/kim2/",
    "/moderate/members/lee/", "/moderate/?kind=report", "/drafts/message-{talk}/discarding/", "/search/?q=privatepear",
)  # fmt: skip


@pytest.fixture
def secrets(cast):
    """Hidden and held posts of every kind in one category, with a word of their own; and a member with an address."""
    health, other = make.category("Health"), make.category("Other")
    writer = make.member("asker2")
    User.objects.filter(pk=cast.asker.user_id).update(email=ADDRESS)
    EmailAddress.objects.create(user=cast.asker.user, email=ADDRESS, verified=True, primary=True)
    open_question = make.question(cast.asker, category=health, tags=("sleep",))
    image = make.image(cast.asker)
    words = [f"Some words: {HIDDEN}."]
    gone = [
        make.question(writer, f"What about {HIDDEN} things?", category=health, body=words[0]),
        make.answer(open_question, writer, words[0]),
        make.comment(open_question, writer, words[0]),
    ]
    for post in gone:
        hide_post(cast.moderator, post.pk, reason="Not for here.")
    options.save({"is_beginner_held": True})
    held = [
        make.question(writer, f"What about {HELD} things?", category=health, body=f"Some words: {HELD}."),
        make.answer(open_question, writer, f"Some words: {HELD}."),
        make.comment(open_question, writer, f"Some words: {HELD}."),
    ]
    options.save({"is_beginner_held": False})
    cast.posts = [*gone, *held]
    target = make.member("somebody")
    measure = block(cast.moderator, target.user_id, reason="Threats.")
    note = write_note(cast.moderator, cast.asker.user_id, f"Among us: {NOTE}.")
    words = {"q": open_question.pk, "a": gone[1].pk, "h": gone[1].pk, "w": held[1].pk, "c": held[2].pk,
             "open": open_question.pk, "i": image.pk, "f": image.pk, "address": open_question.get_absolute_url(),
             "token": "none", "kim": cast.asker.user_id, "m": measure.pk, "n": note.pk,
             "s": hide_all(cast.moderator, target.user_id, "Threats.").pk, "d": gone[0].pk,
             "e": LogEntry.objects.get(post_id=gone[0].pk).pk, "p": 1, "g": open_question.pk,
             "r": ReviewItem.objects.get(post=held[1]).pk, "o": 0}  # fmt: skip
    words |= talk(cast)
    options.save(feeds.ALL_ON)
    ours = [
        *(address for address, _statuses in GET.values()),
        *MORE_ADDRESSES,
        *CONSOLE,
        *CONSOLE_PAGES,
        *feeds.ALL,
    ]
    ours += ["/feeds/users/asker2.atom", "/feeds/questions/{h}.atom", "/feeds/questions/{d}.atom"]
    cast.addresses = {address.format(**words) for address in ours if "{twin}" not in address}
    for post in cast.posts:
        here = words | {"q": post.pk, "a": post.pk, "h": post.pk, "w": post.pk, "open": post.pk}
        here["address"] = post.get_absolute_url()
        cast.addresses |= {
            address.format(**here)
            for address in ours
            if any(part in address for part in OF_POSTS) and address not in FORMS_ALONE
        }
        cast.addresses |= {post.get_absolute_url().partition("#")[0], f"/admin/qa/post/{post.pk}/change/"}
    cast.health, cast.other = health, other
    return cast


def talk(cast):
    """Let two members write to each other, and one of them report a message; return what addresses are made of."""
    one, other = make.member("kim2"), make.member("lee")
    first = make.message(one, other, f"My dear, {PRIVATE}.")
    bad = make.message(one, other, f"Listen, {REPORTED}.")
    report = report_message(other, bad.conversation_id, bad.pk, Report.Reason.RUDE)
    make.message(other, one, f"No, {PRIVATE}.")
    delete_message(one, first.conversation_id, first.pk)
    note = make.note(make.member(has_confirmed_address=True), cast.asker)
    return {"talk": first.conversation_id, "message": bad.pk, "report": report.pk, "wall": note.pk,
            "one": one.user_id, "talked": first.pk, "stop": "none", "b": 0, "k": 0,
            "synonym": 0, "merge": 0}  # fmt: skip


def cast_for(secrets, who):
    """Return the member who walks."""
    soon = (timezone.now() + timedelta(days=1)).isoformat()
    made = {
        "visitor": lambda: None,
        "newcomer": make.member,
        "approved": lambda: make.member(level=Level.APPROVED),
        "suspended": lambda: make.member(restrictions={"all": soon}),
        "suspended editor": lambda: make.member(level=Level.EDITOR, restrictions={"all": soon}),
        "editor elsewhere": lambda: trusted(secrets.administrator, secrets.other, Level.EDITOR),
        "expert here": lambda: trusted(secrets.administrator, secrets.health, Level.EXPERT),
        "editor here": lambda: trusted(secrets.administrator, secrets.health, Level.EDITOR),
        "super": lambda: make.member(level=Level.SUPER_ADMINISTRATOR),
    }
    return made[who]() if who in made else getattr(secrets, who)


def trusted(by, category: Category, level):
    member = make.user()
    set_category_level(by, member, category, level)
    return Viewer(User.objects.get(pk=member.pk))


@pytest.mark.parametrize("who", MAY)
def test_no_address_tells_a_secret_to_anybody_who_may_not_know_it(secrets, who):
    client = make.client(cast_for(secrets, who))
    met = set()
    for address in sorted(secrets.addresses):
        response = client.get(address)
        text = b"".join(response).decode(errors="replace") + response.headers.get("Location", "")
        found = {word for word in (HIDDEN, HELD, ADDRESS, NOTE, PRIVATE, REPORTED) if word in text}
        if PRIVATE in address:
            found = found - {PRIVATE} if "My dear, " not in text else found
        if HIDDEN in address:  # a search repeats what was looked for
            found = {word for word in found if word != HIDDEN or "Some words: " in text}
        met |= found
        assert found <= MAY[who], address
    assert met == MAY[who]
