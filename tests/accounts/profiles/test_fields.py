"""What members say of themselves: who reads it, how it is shown, what is refused."""

import pytest

from accounts.models import Level, ProfileField, ProfileValue
from accounts.profiles.actions import delete_field, save_values
from accounts.profiles.models import Readers
from tests import make
from tests.pages import Page

pytestmark = pytest.mark.django_db
OWN = "/users/me/profile/"


def field(label="Pronouns", **more):
    return ProfileField.objects.create(label=label, **more)


def built_in(key):
    return ProfileField.objects.get(key=key)


def write(viewer, **values):
    """Write into the four fields that are there from the beginning."""
    save_values(viewer, {built_in(key).pk: text for key, text in values.items()})


def send(viewer, **typed):
    """Send the form of one's own profile, as a browser would."""
    fields = {f"profile_{one.pk}": typed.get(one.key or one.label, "") for one in ProfileField.objects.all()}
    return make.client(viewer).post(OWN, fields)


def read(viewer, address="/users/asker/"):
    return make.client(viewer).get(address).content.decode()


def test_a_member_fills_in_a_page_of_their_own_and_everybody_reads_it(cast):
    assert (
        send(
            cast.asker, name="Sam", location="Leeds", website="example.org/sam", about="One\ntwo"
        ).status_code
        == 302
    )
    facts = Page.of(make.client().get("/users/asker/")).find("dl", class_="about")
    assert "Leeds" in facts.text
    assert facts.find("a").attribute("href") == "https://example.org/sam"
    assert facts.find("a").attribute("rel") == "nofollow ugc noopener"
    assert "One<br>two" in read(None)
    assert 'value="Leeds"' in read(cast.asker, OWN)
    send(cast.asker, location="York")
    assert ProfileValue.objects.values_list("text", flat=True).get() == "York"


def test_what_was_written_is_plain_text_whatever_it_looks_like(cast):
    write(
        cast.asker,
        about='<script>alert(1)</script> **bold** [x](javascript:alert(1)) (https://a.example/?q="1"&b=2).',
    )
    page = read(None)
    assert "<script>alert" not in page
    assert "**bold** [x](javascript:alert(1))" in page
    assert '<a href="https://a.example/?q=" rel="nofollow ugc noopener">https://a.example/?q=</a>' in page


@pytest.mark.parametrize(
    ("readers", "who"),
    [
        (Readers.EVERYBODY, {None, "reader", "expert", "moderator", "administrator"}),
        (Readers.MEMBERS, {"reader", "expert", "moderator", "administrator"}),
        (Readers.EXPERTS, {"expert", "moderator", "administrator"}),
        (Readers.MODERATORS, {"moderator", "administrator"}),
        (Readers.ADMINISTRATORS, {"administrator"}),
    ],
)
def test_a_field_is_read_by_whom_it_is_for_and_leaks_nowhere(cast, readers, who):
    made = field(readers=readers)
    save_values(cast.asker, {made.pk: "secret-word"})
    make.question(cast.asker)
    for name in (None, "reader", "expert", "moderator", "administrator"):
        viewer = getattr(cast, name or "", None)
        assert ("secret-word" in read(viewer)) == (name in who), name
    assert "secret-word" in read(cast.asker)
    for address in ("/api/v1/users/asker", "/users/", "/users/asker/questions/"):
        assert "secret-word" not in read(None, address), address
    assert 'class="row"' not in read(None, "/search/?q=secret-word")
    structured = read(None).partition("application/ld+json")[2]
    assert "secret-word" not in structured


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("line", "x" * 201, "201 characters"),
        ("line", "two\nlines", "line break"),
        ("line", "nul \x00", "no computer can store"),
        ("line", "a" + "\u0301" * 40, "too many marks"),
        ("text", "x" * 10_000, "10000 characters"),
        ("address", "javascript:alert(1)", "not the address"),
        ("address", "https://user:word@example.org/", "not the address"),
        ("address", "https://", "not the address"),
        ("choice", "elephant", "not one of the available"),
    ],
)
def test_what_does_not_fit_comes_back_with_a_sentence_and_nothing_is_kept(cast, kind, typed, why):
    made = field(kind=kind, choices="cat\ndog")
    response = make.client(cast.asker).post(OWN, {f"profile_{made.pk}": typed})
    assert response.status_code == 422
    assert why in Page.of(response).text
    assert typed[:8].strip("\x00") in response.content.decode() or kind == "choice"
    assert not ProfileValue.objects.exists()


def test_a_field_that_is_gone_meanwhile_is_passed_over_and_takes_its_values_along(cast):
    made = field()
    save_values(cast.asker, {made.pk: "they"})
    delete_field(made)
    assert not ProfileValue.objects.exists()
    save_values(cast.asker, {made.pk: "they"})
    assert not ProfileValue.objects.exists()


def test_required_fields_are_asked_when_signing_up_and_kept_with_the_account(client):
    made = field("How did you find us?", is_on_sign_up=True, is_required=True)
    assert "How did you find us?" in client.get("/accounts/signup/").content.decode()
    sent = {"username": "Robin", "email": "", "password1": "slow-lantern-42", "password2": "slow-lantern-42"}
    assert client.post("/accounts/signup/", sent).status_code == 422
    assert client.post("/accounts/signup/", {**sent, f"profile_{made.pk}": "A friend"}).status_code == 302
    assert ProfileValue.objects.get().text == "A friend"


def test_who_is_blocked_changes_nothing_and_visitors_are_sent_to_sign_in(cast):
    assert make.client().get(OWN).status_code == 302
    cast.asker.user.restrictions = {"all": None}
    cast.asker.user.save()
    assert send(cast.asker, location="Leeds").status_code == 403
    assert not ProfileValue.objects.exists()


def test_moderators_empty_a_profile_with_a_reason_that_the_log_keeps(cast):
    write(cast.asker, about="Buy now")
    client = make.client(cast.moderator)
    assert client.post("/moderate/members/asker/profile/", {"reason": ""}).status_code == 422
    assert client.post("/moderate/members/asker/profile/", {"reason": "Advertising."}).status_code == 302
    assert not ProfileValue.objects.exists()
    assert "emptied the profile of" in Page.of(client.get("/moderation-log/")).text
    above = make.member("boss", Level.ADMINISTRATOR)
    assert (
        client.post(f"/moderate/members/{above.user.username}/profile/", {"reason": "x"}).status_code == 403
    )
