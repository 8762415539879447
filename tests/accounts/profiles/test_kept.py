"""Pages that the door keeps show profiles and pictures as they are at that moment, and to whom they are for."""

import pytest

from accounts.models import ProfileField
from accounts.profiles.actions import choose_picture, remove_own_picture, save_values
from accounts.profiles.models import Readers
from accounts.profiles.names import rename_self
from tests import make, pictures
from tests.forum.doors import Browser, Server
from tests.forum.test_door import age

pytestmark = pytest.mark.django_db(transaction=True)


def test_kept_pages_follow_what_members_say_and_show(transactional_db):
    people, server = make.cast(), Server()
    field = ProfileField.objects.create(label="Pronouns")
    question = make.question(people.asker).get_absolute_url()
    age()
    for address in ("/users/asker/", question, "/users/"):
        server.get_made(address)
        server.get_kept(address)
    choose_picture(people.asker, pictures.photo())
    for address in ("/users/asker/", question, "/users/"):
        assert ".webp" in server.get_made(address).text
        server.get_kept(address)
    remove_own_picture(people.asker)
    assert ".webp" not in server.get_made(question).text
    save_values(people.asker, {field.pk: "they/them"})
    assert "they/them" in server.get_made("/users/asker/").text
    assert "they/them" in server.get_kept("/users/asker/").text
    members = [
        Browser(server, people.reader),
        Browser(server, people.answerer),
        Browser(server, people.asker),
    ]
    ProfileField.objects.filter(pk=field.pk).update(readers=Readers.MEMBERS)
    assert "they/them" not in server.get_made("/users/asker/").text
    for member in members:
        assert "they/them" in member.get("/users/asker/").text
    ProfileField.objects.filter(pk=field.pk).update(readers=Readers.MODERATORS)
    assert ["they/them" in member.get("/users/asker/").text for member in members] == [False, False, True]
    assert "Edit my profile" in members[2].get("/users/asker/").text
    assert "Edit my profile" not in members[0].get("/users/asker/").text
    rename_self(people.asker, "Ann", leads_on=True, has_written=True)
    assert "Ann" in server.get_made(question).text
    assert server.get("/users/asker/").status == 301
