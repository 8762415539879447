"""What a masked member writes tells nobody whose it is: on all addresses, for all roles, in mails, feeds, exports and tables.

The canary writes masked; the control has the same history, but writes nothing. Wherever one of them stands, the other one has to
stand as often: a page that told of the canary alone would tell who wrote.
"""

import re
from collections import defaultdict

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection

from accounts.models import Level
from forum import options
from qa.actions.acceptances import accept_answer
from qa.actions.closures import close_question, reopen_question
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.writing import Byline
from qa.hooks.models import Event
from qa.masks.actions.masks import put_mask_on, take_mask_off
from qa.masks.actions.unmaskings import request_unmasking
from qa.models import Activity, Image, LogEntry, Post, ReviewItem
from qa.rules.grades import MASKED
from tests import feeds, make
from tests.qa.admin.routes import CONSOLE
from tests.qa.views.routes import GET
from tests.qa.views.test_held import MORE_ADDRESSES
from tests.work import work

pytestmark = pytest.mark.django_db
CANARY, CONTROL = "canarywren", "controlrook"
IDS = {CANARY: 987_654_321, CONTROL: 987_654_322}
UNNAMED = Byline("", True, grade=MASKED)
# Tables in which a member's number stands beside what is theirs alone; no page, list or console shows them.
OWN_TABLES = {
    "forum_ratecount", "hooks_event", "news_notice", "news_visit", "news_update", "news_inbox", "qa_draft",
    "account_emailaddress", "accounts_user", "qa_standing",
}  # fmt: skip


def person(name):
    email = f"{name}@example.org"
    found = make.member(name, id=IDS[name], email=email)
    EmailAddress.objects.create(user=found.user, email=email, verified=True, primary=True)
    return found


@pytest.fixture
def garden(cast):
    options.save(
        feeds.ALL_ON | {"is_event_log_kept": True, "are_addresses_kept": True, "are_points_shown": True}
    )
    cast.canary, cast.control = person(CANARY), person(CONTROL)
    health = make.category("Health")
    picture = make.image(cast.canary)
    cast.question = make.question(
        cast.canary, "What about the words of a wren?", body=f"Some words. {picture.markdown}", tags=("sleep",),
        category=health, byline=UNNAMED,
    )  # fmt: skip
    cast.answer = make.answer(cast.question, cast.answerer)
    make.comment(cast.question, cast.reader)
    make.comment(cast.answer, cast.canary, byline=UNNAMED)
    cast.elsewhere = make.question(cast.asker, tags=("sleep",), category=health)
    cast.reply = make.answer(cast.elsewhere, cast.canary, byline=UNNAMED)
    return cast


def live(garden):
    """Let everything happen that leaves traces."""
    canary, question = garden.canary, garden.question
    accept_answer(canary, garden.answer.pk)
    make.edit(canary, question.pk, f"Other words. {Image.objects.get().markdown}")
    close_question(canary, question.pk, reason="It helped.")
    reopen_question(canary, question.pk)
    flag_post(garden.reader, garden.reply.pk, reason="rude")
    gone = make.comment(garden.elsewhere, canary, byline=UNNAMED)
    hide_post(garden.moderator, gone.pk, reason="Not for here.")
    options.save({"is_beginner_held": True})
    held = make.answer(question, canary, byline=UNNAMED)
    options.save({"is_beginner_held": False})
    request_unmasking(garden.moderator, question.pk, "Somebody is in danger.")
    work()
    words = defaultdict(lambda: 1) | {
        "q": question.pk, "a": garden.reply.pk, "h": gone.pk, "w": held.pk, "c": gone.pk, "open": garden.elsewhere.pk,
        "g": garden.reply.pk, "d": gone.pk, "e": LogEntry.objects.filter(post_id=gone.pk).latest("pk").pk,
        "i": Image.objects.get().pk, "f": Image.objects.get().pk, "token": "none", "address": question.get_absolute_url(),
        "r": ReviewItem.objects.get(post=held).pk,
    }  # fmt: skip
    known = [*(address for address, _statuses in GET.values()), *MORE_ADDRESSES, *CONSOLE, *feeds.ALL]
    for name in (CANARY, CONTROL):
        known += [
            f"/users/{name}/", f"/users/{name}/questions/", f"/users/{name}/answers/", f"/users/{name}/points/",
            f"/moderate/members/{name}/", f"/admin/accounts/user/{IDS[name]}/change/",
        ]  # fmt: skip
    known += [
        "/questions/{open}/", "/questions/?sort=recent", "/activity/", "/posts/{q}/history/", "/posts/{a}/history/",
        "/admin/hooks/event/", "/admin/qa/post/?q=wren", "/admin/qa/post/{q}/history/", "/search/?q=wren",
        f"/search/?q=user:{CANARY}", f"/search/?q=user:{CONTROL}", "/moderate/unmaskings/", "/moderate/unmaskings/{u}/",
        "/api/v1/questions/{q}", "/api/v1/questions/{q}/answers", "/questions/{q}.md", "/questions/{open}.md",
        "/moderation-log/export/?from=1", "/users/me/masked/",
    ]  # fmt: skip
    return sorted({address.format_map(words) for address in known if "{twin}" not in address})


def count_names(text):
    """Return how often a text tells of the canary more often than of the control: by name or by number."""
    return [
        (text.count(one) - text.count(other))
        for one, other in ((CANARY, CONTROL), (str(IDS[CANARY]), str(IDS[CONTROL])))
    ]


def read(client, address):
    response = client.get(address)
    return b"".join(response).decode(errors="replace") + response.headers.get("Location", "")


def walk(client, addresses):
    """Return the addresses that tell of the canary more than of the control. Pages of their own come together."""
    texts = {address: read(client, address) for address in addresses}
    own = [address for address in texts if CANARY in address or str(IDS[CANARY]) in address]
    pairs = {
        address: address.replace(CANARY, CONTROL).replace(str(IDS[CANARY]), str(IDS[CONTROL]))
        for address in own
    }
    found = []
    for address, twin in pairs.items():
        renamed = texts.pop(address).replace(CANARY, CONTROL).replace(str(IDS[CANARY]), str(IDS[CONTROL]))
        if strip(renamed) != strip(texts.pop(twin)):
            found.append(address)
    return found + [address for address, text in texts.items() if any(count_names(text))]


def strip(page):
    """Return a page without what is another one each time it is made."""
    page = re.sub(r'name="(csrfmiddlewaretoken|submission_key|made_at)" value="[^"]*"', "", page)
    page = re.sub(r'value="[0-9a-f-]{36}"', "", page)
    page = re.sub(r"\d+ seconds? ago|just now", "now", page)
    page = re.sub(r"/avatars/\w+", "", page)  # each has a drawing of their own
    return re.sub(r"hx-headers='[^']*'|data-token=\"[^\"]*\"", "", page)


@pytest.mark.parametrize("who", ["visitor", "reader", "moderator", "super"])
def test_no_address_tells_who_wrote_masked(garden, who):
    addresses = live(garden)
    made = {"visitor": lambda: None, "super": lambda: make.member(level=Level.SUPER_ADMINISTRATOR)}
    viewer = made[who]() if who in made else getattr(garden, who)
    assert walk(make.client(viewer), addresses) == []


def test_the_walk_finds_a_leak_that_was_planted(garden):
    addresses = live(garden)
    Activity.objects.filter(post=garden.question, verb="edited").update(actor=garden.canary.user)
    assert f"/users/{CANARY}/" in walk(make.client(), addresses)


def test_mails_name_nobody_and_the_masked_author_hears_of_replies_themselves(garden, mailoutbox):
    make.comment(garden.question, garden.canary, byline=UNNAMED)
    make.comment(garden.question, garden.asker)
    work()
    to_canary = [mail for mail in mailoutbox if mail.to == [f"{CANARY}@example.org"]]
    assert to_canary, "the author was told that somebody answered"
    for mail in mailoutbox:
        if mail not in to_canary:
            assert not any(count_names(mail.message().as_string())), mail.subject


def test_two_readers_of_one_class_get_the_same_page(garden):
    live(garden)
    address = garden.question.get_absolute_url()
    one, other = make.member("someone", id=987_654_001), make.member("another", id=987_654_002)
    pages = [
        strip(read(make.client(viewer), address))
        .replace(viewer.user.username, "X")
        .replace(str(viewer.user_id), "N")
        for viewer in (one, other)
    ]
    assert pages[0] == pages[1]
    assert "(you)" not in pages[0]
    assert "(you)" in read(make.client(garden.canary), address)


def test_no_table_but_those_of_ones_own_names_the_member_beside_a_post(garden):
    live(garden)
    assert find_in_tables(IDS[CANARY]) <= OWN_TABLES
    assert not Event.objects.filter(member_id=IDS[CANARY]).exclude(post_number=None).exists()


def test_a_name_that_is_taken_off_later_is_gone_from_all_that_is_kept_and_comes_back_when_wanted(garden):
    named = make.question(garden.canary, "How do wrens sleep at night?", category=garden.question.category)
    answer = make.answer(named, garden.answerer)
    accept_answer(garden.canary, answer.pk)
    make.edit(garden.canary, named.pk, "Other words.")
    hide_post(garden.moderator, named.pk, reason="Not for here.")
    points = make.points(garden.canary)
    Post.objects.filter(pk=named.pk).update(is_hidden=False)
    put_mask_on(garden.canary, named.pk)
    assert make.points(garden.canary) <= points
    for who in (None, garden.reader, garden.moderator, make.member(level=Level.SUPER_ADMINISTRATOR)):
        client = make.client(who)
        for address in (
            named.get_absolute_url(),
            f"/posts/{named.pk}/history/",
            "/activity/",
            "/admin/hooks/event/",
        ):
            assert not any(count_names(read(client, address))), address
    take_mask_off(garden.canary, named.pk)
    found = Post.objects.get(pk=named.pk)
    assert (found.author, found.mask_key) == (garden.canary.user, "")
    assert CANARY in read(make.client(garden.reader), named.get_absolute_url())
    call_command("verify_modlog")


def find_in_tables(number):
    """Return the tables in which the number stands anywhere."""
    with connection.cursor() as cursor:
        tables = [
            name
            for name in connection.introspection.table_names(cursor)
            if not name.startswith("django_migrations")
        ]
        found = set()
        for table in tables:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{number}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found
