"""Pictures of members: made small and harmless, drawn where there is none, shown at every place and gone when taken away."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import User
from accounts.profiles import patterns
from forum import options
from qa.actions.members import delete_member
from tests import make, pictures
from tests.pages import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/users/me/picture/"


def choose(viewer, data, name="me.jpg", address=ADDRESS):
    return make.client(viewer).post(address, {"picture": SimpleUploadedFile(name, data)})


def faces(viewer, address):
    return Page.of(make.client(viewer).get(address)).find_all("img", class_="face")


def key_of(viewer):
    return User.objects.get(pk=viewer.user_id).avatar


def fetch(address):
    return make.client().get(address)


def test_a_picture_becomes_two_squares_without_a_word_of_where_it_was_taken(cast):
    assert choose(cast.asker, pictures.with_position()).status_code == 302
    for side in (96, 400):
        response = fetch(f"/avatars/{key_of(cast.asker)}-{side}.webp")
        image = Image.open(BytesIO(response.content))
        assert (image.format, image.size) == ("WEBP", (side, side))
        assert not image.getexif() and "exif" not in image.info
        assert pictures.CAMERA.encode() not in response.content
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert fetch(f"/avatars/{'0' * 32}-96.webp").status_code == 404


@pytest.mark.parametrize(
    "data",
    [pictures.bomb(), pictures.scan_bomb(), pictures.SVG, pictures.FAKE_GIF, b"", pictures.photo()[:300]],
    ids=["bomb", "scans", "svg", "fake", "empty", "cut"],
)
def test_what_is_no_whole_picture_is_refused_with_a_sentence(cast, data):
    response = choose(cast.asker, data)
    assert response.status_code == 422
    assert Page.of(response).find(class_="field__error").text
    assert key_of(cast.asker) == ""


def test_what_hides_in_a_picture_is_not_in_what_is_shown(cast):
    assert choose(cast.asker, pictures.POLYGLOT).status_code == 302
    assert b"script" not in fetch(f"/avatars/{key_of(cast.asker)}-400.webp").content


def test_another_picture_replaces_the_file_and_removing_or_leaving_takes_it_along(
    cast, django_capture_on_commit_callbacks
):
    choose(cast.asker, pictures.photo())
    first = key_of(cast.asker)
    with django_capture_on_commit_callbacks(execute=True):
        choose(cast.asker, pictures.photo(colour="red"))
    second = key_of(cast.asker)
    assert not default_storage.exists(f"avatars/{first}-96.webp")
    assert default_storage.exists(f"avatars/{second}-96.webp")
    with django_capture_on_commit_callbacks(execute=True):
        make.client(cast.asker).post("/users/me/picture/removal/")
    assert key_of(cast.asker) == ""
    assert fetch(f"/avatars/{second}-96.webp").status_code == 404
    choose(cast.asker, pictures.photo())
    third = key_of(cast.asker)
    with django_capture_on_commit_callbacks(execute=True):
        delete_member(cast.administrator, cast.asker.user)
    assert not default_storage.exists(f"avatars/{third}-400.webp")


def test_pictures_stand_where_the_owner_wants_them_with_their_size_and_lazily(cast):
    question = make.question(cast.asker)
    make.comment(make.answer(question, cast.answerer), cast.reader)
    make.message(cast.asker, cast.reader)
    address = question.get_absolute_url()
    assert [face.attribute("width") for face in faces(None, address)] == ["28", "28", "20"]
    assert {face.attribute("loading") for face in faces(None, address)} == {"lazy"}
    assert [face.attribute("width") for face in faces(None, "/users/asker/")] == ["160"]
    assert len(faces(None, "/users/")) == User.objects.count()
    assert faces(None, "/questions/") == []
    options.save({"avatar_list": 24, "avatar_comment": 0})
    assert [face.attribute("width") for face in faces(None, "/questions/")] == ["24"]
    assert len(faces(None, address)) == 2
    options.save({"avatar_without": "nothing"})
    assert faces(None, address) == []
    choose(cast.asker, pictures.photo())
    assert [face.attribute("src") for face in faces(None, address)] == [
        f"/avatars/{key_of(cast.asker)}-96.webp"
    ]


def test_drawings_are_made_here_and_are_the_same_each_time(cast):
    sources = [face.attribute("src") for face in faces(None, "/users/")]
    assert len(set(sources)) == len(sources)
    assert all(re.fullmatch(r"/avatars/[0-9a-f]{8}\.svg", source) for source in sources)
    response = fetch(sources[0])
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in response.headers["Cache-Control"]
    assert faces(None, "/users/")[0].attribute("src") == sources[0]
    for number in (0, 1, 2**31, 2**32 - 1):
        ElementTree.fromstring(patterns.draw(number))


def test_administrators_choose_one_picture_for_all_who_have_none(cast):
    assert choose(cast.moderator, pictures.photo(), address="/moderate/picture/").status_code == 403
    assert choose(cast.administrator, pictures.photo(), address="/moderate/picture/").status_code == 302
    options.save({"avatar_without": "picture"})
    key = options.load().avatar_of_site
    assert faces(None, "/users/asker/")[0].attribute("src") == f"/avatars/{key}-400.webp"
    make.client(cast.administrator).post("/moderate/picture/", {"remove": "1"})
    assert faces(None, "/users/asker/") == []


def test_where_the_owner_wants_none_nobody_chooses_one_and_one_can_still_be_removed(cast):
    choose(cast.asker, pictures.photo())
    options.save({"may_upload_avatars": False})
    assert choose(cast.asker, pictures.photo()).status_code == 403
    assert make.client(cast.asker).post("/users/me/picture/removal/").status_code == 302
    assert key_of(cast.asker) == ""


def test_too_many_pictures_in_an_hour_wait(cast):
    options.save({"images_per_member": 1})
    assert choose(cast.asker, pictures.photo()).status_code == 302
    response = choose(cast.asker, pictures.photo())
    assert response.status_code == 429
