"""Network addresses of those who write: not kept, unless the owner wants it; then seen by few, and forgotten after a while."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Level
from forum import options
from forum.lib.networks import read_pattern
from forum.models import AddressBlock
from qa.actions.blocks import block_addresses, lift_block
from qa.actions.category_levels import set_category_level
from qa.actions.hidings import hide_post
from qa.actions.members import delete_member
from qa.actions.modlog import verify
from qa.models import LogEntry, LogPart, Post, PostAddress
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
HERE = "198.51.100.7"


def write(question, address=HERE, words="", viewer=None):
    client = make.client(viewer)
    sent = {"body": words or f"Words that may help, number {make.count()}."}
    response = client.post(f"/questions/{question.pk}/answers/", sent, REMOTE_ADDR=address)
    assert response.status_code == 302
    return Post.objects.latest("pk")


@pytest.fixture
def kept(cast):
    options.save({"are_addresses_kept": True})
    cast.question = make.question(cast.asker)
    return cast


def test_nothing_is_kept_to_begin_with(cast):
    write(make.question(cast.asker))
    assert not PostAddress.objects.exists()


def test_where_the_owner_wants_it_editors_see_what_came_from_the_same_network(kept):
    first, second = write(kept.question), write(kept.question, viewer=kept.reader)
    elsewhere = write(kept.question, "192.0.2.9")
    client = make.client(kept.editor)
    page = client.get(kept.question.get_absolute_url()).content.decode()
    assert f"/posts/{first.pk}/address/" in page
    response = client.get(f"/posts/{first.pk}/address/", follow=True)
    text = Page.of(response).text
    assert Page.of(response).find("h1").text == HERE
    assert first.body in text and second.body in text
    assert elsewhere.body not in text


@pytest.mark.parametrize("who", [None, "reader", "asker", "expert"])
def test_nobody_below_sees_an_address_or_a_way_to_it(kept, who):
    post = write(kept.question)
    client = make.client(getattr(kept, who) if who else None)
    for address in (kept.question.get_absolute_url(), f"/posts/{post.pk}/address/", f"/moderate/addresses/{HERE}/",
                    f"/moderate/addresses/{HERE}/hiding/"):  # fmt: skip
        response = client.get(address)
        assert response.status_code == (200 if "questions" in address else 403)
        assert HERE not in response.content.decode().replace(address, "")
        assert f"/posts/{post.pk}/address/" not in response.content.decode().replace(address, "")


def test_an_ipv6_address_stands_for_its_network(kept):
    first = write(kept.question, "2001:db8::1")
    write(kept.question, "2001:db8::2")
    write(kept.question, "2001:db8:0:1::2")
    response = make.client(kept.editor).get(f"/posts/{first.pk}/address/", follow=True)
    assert Page.of(response).find("h1").text == "2001:db8::/64"
    assert len(Page.of(response).find_all("article")) == 2


@pytest.mark.parametrize("address", ["nonsense", "300.1.1.1", "1.2.3.4-5", "unknown", "x" * 300])
def test_what_is_no_address_has_no_page(kept, address):
    assert make.client(kept.editor).get(f"/moderate/addresses/{address}/").status_code == 404


def test_a_post_whose_address_is_not_kept_has_none(kept):
    post = make.answer(kept.question)
    assert make.client(kept.editor).get(f"/posts/{post.pk}/address/").status_code == 404


def test_all_posts_from_a_network_are_hidden_after_asking_and_each_is_in_the_log(kept):
    posts = [write(kept.question) for _ in range(3)]
    other = write(kept.question, "192.0.2.9")
    client, address = make.client(kept.editor), f"/moderate/addresses/{HERE}/hiding/"
    assert "3 posts can be seen." in Page.of(client.get(address)).text
    assert not Post.objects.filter(is_hidden=True).exists()
    assert client.post(address).status_code == 302
    assert set(Post.objects.filter(is_hidden=True)) == set(posts)
    assert not Post.objects.get(pk=other.pk).is_hidden
    assert LogEntry.objects.filter(verb="hid").count() == 3
    assert client.post(address).status_code == 302
    assert make.drift() == []


def test_moderators_block_the_network_from_there_and_lift_it(kept):
    write(kept.question)
    client = make.client(kept.moderator)
    page = Page.of(client.get(f"/moderate/addresses/{HERE}/"))
    assert page.find("a", href=f"/moderate/blocks/?pattern={HERE}")
    form = Page.of(client.get(f"/moderate/blocks/?pattern={HERE}"))
    assert form.find("input", name="pattern").attribute("value") == HERE
    client.post("/moderate/blocks/", {"pattern": HERE, "reason": "Advertisements", "days": "30"})
    page = Page.of(client.get(f"/moderate/addresses/{HERE}/"))
    assert "Advertisements" in page.text
    assert page.find("form", action=f"/moderate/blocks/{AddressBlock.objects.get().pk}/lifting/")
    assert not Page.of(make.client(kept.editor).get(f"/moderate/addresses/{HERE}/")).find_all(
        "form", action="/moderate/blocks/1/"
    )


def test_the_list_costs_the_same_with_more_rows(kept, django_assert_max_num_queries):
    for _ in range(4):
        write(kept.question)
    client = make.client(kept.editor)
    client.get(f"/moderate/addresses/{HERE}/")
    with django_assert_max_num_queries(8):
        client.get(f"/moderate/addresses/{HERE}/")


def forget():
    out = StringIO()
    call_command("forget_addresses", stdout=out)
    return out.getvalue()


def test_addresses_are_forgotten_after_the_owners_days(kept):
    old, new = write(kept.question), write(kept.question)
    PostAddress.objects.filter(post=old).update(created_at=timezone.now() - timedelta(days=31))
    assert "1 network addresses of writers" in forget()
    assert list(PostAddress.objects.values_list("post_id", flat=True)) == [new.pk]


def test_all_of_them_go_once_the_owner_does_not_want_them_any_more(kept):
    write(kept.question)
    options.save({"are_addresses_kept": False})
    forget()
    assert not PostAddress.objects.exists()


def test_of_blocks_that_are_past_the_log_forgets_the_addresses_and_its_chain_holds(kept):
    past = block_addresses(kept.moderator, read_pattern("203.0.113.9"), reason="Advertisements")
    lift_block(kept.moderator, past.pk)
    block_addresses(kept.moderator, read_pattern("203.0.113.10"), reason="Advertisements")
    LogEntry.objects.update(created_at=timezone.now() - timedelta(days=40))
    assert "2 mentions" in forget()
    words = str(list(LogPart.objects.filter(kind="words").values_list("content", flat=True)))
    assert "203.0.113.9" not in words
    assert "203.0.113.10" in words
    assert LogEntry.objects.filter(subject="address").count() == 3
    assert verify() is None
    assert "0 mentions" in forget()


def test_blocks_that_ended_long_ago_leave_the_list(kept):
    ended = block_addresses(
        kept.moderator, read_pattern(HERE), reason="Spam", until=timezone.now() + timedelta(days=1)
    )
    AddressBlock.objects.filter(pk=ended.pk).update(until=timezone.now() - timedelta(days=31))
    assert "1 blocks" in forget()
    assert not AddressBlock.objects.exists()


def test_with_an_account_go_the_addresses_of_what_it_wrote(kept):
    write(kept.question, viewer=kept.reader)
    other = write(kept.question)
    delete_member(kept.administrator, kept.reader.user)
    assert list(PostAddress.objects.values_list("post_id", flat=True)) == [other.pk]


def test_who_sees_addresses_by_the_owners_wish_sees_no_hidden_text_there(kept):
    options.save({"see_addresses_level": "members"})
    seen, hidden = write(kept.question), write(kept.question, words="Words that were hidden since.")
    hide_post(kept.editor, hidden.pk, reason="Advertisements")
    address = f"/moderate/addresses/{HERE}/"
    text = make.client(kept.reader).get(address).content.decode()
    assert seen.body in text
    assert hidden.body not in text
    assert "Hide all posts" not in text
    assert make.client(kept.reader).post(f"{address}hiding/").status_code == 403
    assert hidden.body in make.client(kept.editor).get(address).content.decode()


def test_a_level_in_one_category_shows_what_came_from_a_network_there_alone(kept):
    here, there = make.category("Here"), make.category("There")
    inside = write(make.question(kept.asker, category=here))
    outside = write(make.question(kept.asker, category=there))
    set_category_level(kept.administrator, kept.reader.user, here, Level.EDITOR)
    client = make.client(kept.reader)
    text = client.get(f"/moderate/addresses/{HERE}/").content.decode()
    assert inside.body in text
    assert outside.body not in text
    assert client.get(f"/posts/{inside.pk}/address/").status_code == 302
    assert client.get(f"/posts/{outside.pk}/address/").status_code == 403
    assert client.post(f"/moderate/addresses/{HERE}/hiding/").status_code == 302
    assert list(Post.objects.filter(is_hidden=True)) == [inside]
