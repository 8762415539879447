"""Adding pictures without scripts and with them, bad files included; and who gets to see which picture."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture

from forum import options
from qa.actions.hidings import hide_post
from qa.models import Image, Post, PostImage
from tests import make, pictures
from tests.pages import Page

pytestmark = pytest.mark.django_db

TITLE = "How can I sleep through a whole night?"
WORDS = "Words that took long to find."
BAD_FILES = {
    "0 bytes": (b"", "photo.jpg", "is empty"),
    "50,000 x 50,000": (pictures.bomb(), "photo.png", "more than 40 million pixels"),
    "a comment that begins like a GIF": (pictures.FAKE_GIF, "photo.gif", "JPEG, PNG, GIF or WebP"),
    "SVG": (pictures.SVG, "photo.svg", "JPEG, PNG, GIF or WebP"),
    "SVG called JPEG": (pictures.SVG, "photo.jpg", "JPEG, PNG, GIF or WebP"),
    "truncated JPEG": (pictures.TRUNCATED, "photo.jpg", "damaged or incomplete"),
    "program": (b"MZ\x90\x00" * 50, "photo.webp", "JPEG, PNG, GIF or WebP"),
    "6 MB": (pictures.too_large(), "photo.jpg", "at most 5 MB fit"),
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def file(content=None, name="photo.jpg", kind="image/jpeg"):
    return SimpleUploadedFile(name, pictures.photo() if content is None else content, kind)


def places(cast):
    """The three forms that take pictures: (address, fields besides the text)."""
    question = make.question(cast.asker)
    mine = make.answer(question, cast.asker)
    return {
        "ask": ("/ask/", {"title": TITLE, "tags": "sleep"}),
        "answer": (f"/questions/{question.pk}/answers/", {}),
        "edit a question": (f"/posts/{question.pk}/edit/", {"title": TITLE, "version": "1", "note": "Why"}),
        "edit an answer": (f"/posts/{mine.pk}/edit/", {"version": "1", "note": "Why"}),
    }


FORMS = ("ask", "answer", "edit a question", "edit an answer")


def nothing_is_half_done(media):
    return not Image.objects.exists() and not [path for path in Path(media).rglob("*") if path.is_file()]


# --- Without scripts --------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS)
def test_the_button_adds_the_picture_and_everything_typed_comes_back(cast, form):
    address, fields = places(cast)[form]
    count = Post.objects.count()
    sent = {**fields, "body": WORDS, "picture": file(), "picture_alt": "A quiet lake", "add_image": "1"}
    response = make.client(cast.asker).post(address, sent)
    image = Image.objects.get()
    page = Page.of(response)
    assert response.status_code == 200
    body = page.find("textarea", name="body")
    assert "".join(body.node[2]).strip() == f"{WORDS}\n\n![A quiet lake]({image.get_absolute_url()})"
    for name, value in fields.items():
        assert page.find("input", name=name).attribute("value") == value
    assert not page.find("input", name="picture_alt").attribute("value")
    assert image.alt == "A quiet lake"
    assert "The picture is in your text now" in page.text
    assert page.find("section", class_="preview").find("img").attribute("src") == image.get_absolute_url()
    assert Post.objects.count() == count
    assert not PostImage.objects.exists()


@pytest.mark.parametrize("form", FORMS)
def test_a_chosen_picture_is_posted_with_the_text(cast, form):
    address, fields = places(cast)[form]
    response = make.client(cast.asker).post(address, {**fields, "body": WORDS, "picture": file()})
    assert response.status_code == 302
    image = Image.objects.get()
    post = image.posts.get()
    assert post.body == f"{WORDS}\n\n![Picture]({image.get_absolute_url()})"
    assert fetch(make.client(), image.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("button", [{}, {"add_image": "1"}, {"preview": "1"}], ids=["post", "add", "preview"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_bad_file_is_refused_with_a_sentence_and_everything_typed_stays(cast, media, bad, form, button):
    content, name, sentence = BAD_FILES[bad]
    address, fields = places(cast)[form]
    before = list(Post.objects.order_by("pk").values("pk", "body", "version"))
    sent = {**fields, **button, "body": WORDS, "picture": file(content, name), "picture_alt": "A lake"}
    response = make.client(cast.asker).post(address, sent)
    page = Page.of(response)
    assert response.status_code == 422
    assert (
        sentence in page.find("form", class_="composer").text if form != "answer" else sentence in page.text
    )
    assert "".join(page.find("textarea", name="body").node[2]).strip() == WORDS
    assert page.find("input", name="picture_alt").attribute("value") == "A lake"
    for field, value in fields.items():
        assert page.find("input", name=field).attribute("value") == value
    assert list(Post.objects.order_by("pk").values("pk", "body", "version")) == before
    assert nothing_is_half_done(media)


def test_a_wrong_ending_and_a_wrong_type_do_no_harm_to_an_honest_picture(cast):
    sent = {
        "title": TITLE,
        "body": WORDS,
        "picture": file(pictures.photo(kind="PNG"), "page.html", "text/html"),
    }
    assert make.client(cast.asker).post("/ask/", sent).status_code == 302
    response = fetch(make.client(), Image.objects.get().get_absolute_url())
    assert response.headers["Content-Type"] == "image/webp"


def test_a_picture_is_kept_when_something_else_is_wrong(cast):
    sent = {"title": "Short", "body": WORDS, "picture": file()}
    response = make.client(cast.asker).post("/ask/", sent)
    assert response.status_code == 422
    assert b"at least 12 characters" in response.content
    assert Image.objects.get().get_absolute_url().encode() in response.content


def test_who_adds_a_picture_is_not_yet_told_what_else_is_missing(cast):
    response = make.client(cast.asker).post(
        "/ask/", {"title": "", "body": "", "picture": file(), "add_image": "1"}
    )
    assert response.status_code == 200
    assert not Page.of(response).find_all(class_="field__error")


def test_the_button_without_a_file_says_what_is_missing(cast):
    response = make.client(cast.asker).post("/ask/", {"title": TITLE, "body": WORDS, "add_image": "1"})
    assert response.status_code == 422
    assert b"choose a picture first" in response.content
    assert WORDS.encode() in response.content


@pytest.mark.parametrize("alt", ["before\x00after", "adm\u202ein"])
def test_a_description_that_no_text_may_hold_is_refused_with_a_sentence(cast, media, alt):
    sent = {"title": TITLE, "body": WORDS, "picture": file(), "picture_alt": alt}
    response = make.client(cast.asker).post("/ask/", sent)
    assert response.status_code == 422
    assert WORDS.encode() in response.content
    assert nothing_is_half_done(media)


def test_a_conflict_shows_the_picture_in_what_was_written(cast):
    question = make.question(cast.asker)
    make.edit(cast.editor, question.pk, "What the editor wrote.")
    sent = {"title": TITLE, "version": "1", "body": WORDS, "picture": file()}
    response = make.client(cast.asker).post(f"/posts/{question.pk}/edit/", sent)
    assert response.status_code == 409
    assert Image.objects.get().get_absolute_url().encode() in response.content


def test_the_limit_shows_what_was_typed(cast):
    options.save({"images_per_member": 1})
    make.image(cast.asker)
    response = make.client(cast.asker).post("/ask/", {"title": TITLE, "body": WORDS, "picture": file()})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 60
    assert WORDS.encode() in response.content
    assert not Post.objects.exists()


def test_visitors_see_no_fields_and_a_file_sent_all_the_same_is_refused_with_the_text(cast, media):
    page = Page.of(Client().get("/ask/"))
    assert not page.find_all("input", name="picture")
    assert not page.find_all("button", name="add_image")
    response = Client().post("/ask/", {"title": TITLE, "body": WORDS, "picture": file()})
    assert response.status_code == 403
    assert b"sign in to add pictures" in response.content
    assert WORDS.encode() in response.content
    assert not Post.objects.exists()
    assert nothing_is_half_done(media)
    assert "visitor" not in response.cookies


def test_visitors_add_pictures_where_the_owner_lets_them(cast):
    options.save({"are_visitor_images_allowed": True})
    client = Client()
    assert (
        Page.of(client.get("/ask/")).find("form", class_="composer").attribute("enctype")
        == "multipart/form-data"
    )
    client.post("/ask/", {"title": TITLE, "body": WORDS, "picture": file(), "add_image": "1"})
    image = Image.objects.get()
    assert fetch(client, image.get_absolute_url()).status_code == 200
    assert fetch(Client(), image.get_absolute_url()).status_code == 404
    client.post("/ask/", {"title": TITLE, "body": f"{WORDS} {image.markdown}"})
    assert fetch(Client(), image.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("address", ["/ask/", "/posts/{q}/edit/", "{question}"])
def test_switched_off_there_are_no_fields_for_anybody(cast, address):
    question = make.question(cast.asker)
    options.save({"are_images_allowed": False})
    page = Page.of(
        make.client(cast.asker).get(address.format(q=question.pk, question=question.get_absolute_url()))
    )
    assert not page.find_all("input", name="picture")
    assert not page.find_all("button", name="add_image")


def test_comments_and_their_edits_take_no_files(cast, media):
    question = make.question(cast.asker)
    comment = make.comment(question, cast.asker)
    client = make.client(cast.asker)
    for address in (f"/posts/{question.pk}/comments/", f"/posts/{comment.pk}/edit/"):
        assert not Page.of(client.get(address)).find_all("input", name="picture")
        assert client.post(address, {"body": WORDS, "version": "1", "picture": file()}).status_code == 302
    assert nothing_is_half_done(media)


# --- With scripts -----------------------------------------------------------------------------------
def test_the_endpoint_answers_with_the_markdown_that_shows_the_picture(cast):
    response = make.client(cast.asker).post("/images/", {"picture": file(), "picture_alt": "A [quiet] lake"})
    image = Image.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "markdown": f"![A (quiet) lake]({image.get_absolute_url()})",
        "address": image.get_absolute_url(),
    }


@pytest.mark.parametrize("bad", BAD_FILES)
def test_the_endpoint_refuses_a_bad_file_with_a_sentence(cast, media, bad):
    content, name, sentence = BAD_FILES[bad]
    response = make.client(cast.asker).post("/images/", {"picture": file(content, name)})
    assert response.status_code == 422
    assert sentence in response.json()["sentence"]
    assert nothing_is_half_done(media)


@pytest.mark.parametrize("sent", [{}, {"picture": "words"}, {"other": "x"}])
def test_the_endpoint_without_a_file_says_so(cast, sent):
    response = make.client(cast.asker).post("/images/", sent)
    assert response.status_code == 422
    assert "choose a picture" in response.json()["sentence"]


def test_the_endpoint_refuses_visitors_too_many_and_forms_without_their_token(cast, media):
    response = Client().post("/images/", {"picture": file()})
    assert response.status_code == 403
    assert "sign in" in response.json()["sentence"]
    options.save({"images_per_member": 0})
    response = make.client(cast.asker).post("/images/", {"picture": file()})
    assert response.status_code == 429
    assert "try again in" in response.json()["sentence"]
    assert int(response.headers["Retry-After"]) >= 60
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.reader.user, backend=make.BACKEND)
    assert client.post("/images/", {"picture": file()}).status_code == 403
    assert nothing_is_half_done(media)


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_the_endpoint_takes_nothing_but_post(cast, method):
    response = getattr(make.client(cast.asker), method)("/images/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


def test_two_files_at_once_are_refused(cast, media):
    sent = {"picture": file(), "second": file()}
    assert make.client(cast.asker).post("/images/", sent).status_code == 400
    assert nothing_is_half_done(media)


# --- Showing ----------------------------------------------------------------------------------------
def fetch(client, address, **headers):
    """Return the response, read to its end, with what was sent as `sent`."""
    response = client.get(address, headers=headers)
    response.sent = b"".join(response)
    return response


def get(viewer, image, **headers):
    return fetch(make.client(viewer), image.get_absolute_url(), **headers)


@pytest.fixture
def shown(cast):
    image = make.image(cast.answerer)
    answer = make.answer(make.question(cast.asker), cast.answerer, f"{WORDS}\n\n{image.markdown}")
    return image, answer


def test_what_is_served_is_the_picture_and_cannot_be_taken_for_anything_else(cast, shown):
    response = get(None, shown[0])
    content = response.sent
    assert Picture.open(BytesIO(content)).format == "WEBP"
    assert len(content) == int(response.headers["Content-Length"]) == shown[0].byte_count
    expected = {
        "Content-Type": "image/webp",
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "public, max-age=300, stale-while-revalidate=60",
    }
    assert {name: response.headers[name] for name in expected} == expected
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_a_polyglot_loses_its_other_half(cast):
    sent = {"title": TITLE, "body": WORDS, "picture": file(pictures.POLYGLOT, "photo.gif.html", "text/html")}
    make.client(cast.asker).post("/ask/", sent)
    response = get(None, Image.objects.get())
    assert b"script" not in response.sent
    assert response.headers["Content-Type"] == "image/webp"


def test_where_a_photo_was_taken_is_not_served(cast):
    sent = {"title": TITLE, "body": WORDS, "picture": file(pictures.with_position(6))}
    make.client(cast.asker).post("/ask/", sent)
    content = get(None, Image.objects.get()).sent
    picture = Picture.open(BytesIO(content))
    assert not picture.getexif()
    assert pictures.CAMERA.encode() not in content
    assert picture.size == (80, 120)


def test_a_head_request_and_a_known_picture_send_no_content(cast, shown):
    image, _answer = shown
    whole = get(None, image)
    head = make.client().head(image.get_absolute_url())
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control", "Content-Disposition"):
        assert head.headers[name] == whole.headers[name]
    known = get(None, image, if_none_match=whole.headers["ETag"])
    assert (known.status_code, known.sent) == (304, b"")
    assert known.headers["ETag"] == whole.headers["ETag"]
    assert known.headers["Cache-Control"] == whole.headers["Cache-Control"]
    assert get(None, image, if_none_match='"another"').status_code == 200


WHO = ("visitor", "reader", "asker", "answerer", "expert", "editor", "moderator", "administrator")


@pytest.mark.parametrize("who", WHO)
def test_a_picture_of_a_hidden_post_is_seen_by_its_author_and_those_who_may_hide(cast, shown, who):
    image, answer = shown
    viewer = getattr(cast, who, None)
    assert get(viewer, image).status_code == 200
    hide_post(cast.moderator, answer.pk)
    response = get(viewer, image)
    if who in ("answerer", "editor", "moderator", "administrator"):
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, max-age=60"
        assert "Cookie" in response.headers["Vary"]
    else:
        assert response.status_code == 404
        assert response.headers.get("Cache-Control", "") == ""
        etag = f'"{image.pk}"'
        assert get(viewer, image, if_none_match=etag).status_code == 404


@pytest.mark.parametrize("who", WHO)
def test_a_picture_that_no_post_shows_is_seen_by_its_sender_alone(cast, who):
    image = make.image(cast.asker)
    assert get(getattr(cast, who, None), image).status_code == (200 if who == "asker" else 404)


@pytest.mark.parametrize(
    "address",
    [
        "/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp",
        "/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.jpg",
        "/media/0b0e7a9c4d1e4f6a9c531a2b3c4d5e6f.webp",
        "/media/0B0E7A9C-4D1E-4F6A-9C53-1A2B3C4D5E6F.webp",
        "/media/",
        "/media/1.webp",
        "/media/ab/x.webp",
        "/media/../forum/settings.py",
        "/media/%2e%2e/%2e%2e/etc/passwd",
        "/media/00000000-0000-0000-0000-000000000000.webp",
    ],
)
def test_an_address_that_is_none_finds_nothing(cast, address):
    response = fetch(make.client(cast.administrator), address)
    assert response.status_code == 404
    assert b"<main" in response.content


def test_a_picture_whose_file_is_gone_is_not_found(cast, shown, media):
    image, _answer = shown
    (media / image.file_name).unlink()
    assert get(None, image).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_picture_can_only_be_looked_at(cast, shown, method):
    response = getattr(make.client(cast.moderator), method)(shown[0].get_absolute_url())
    assert response.status_code == 405


def test_a_public_picture_costs_one_query_also_for_members(cast, shown):
    client = make.client(cast.reader)
    with CaptureQueriesContext(connection) as queries:
        assert fetch(client, shown[0].get_absolute_url()).status_code == 200
    assert len(queries) == 1


def test_a_hidden_picture_costs_the_same_however_many_posts_show_it(cast, shown):
    image, answer = shown
    hide_post(cast.moderator, answer.pk)
    client = make.client(cast.moderator)

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert fetch(client, image.get_absolute_url()).status_code == 200
        return len(queries)

    count()  # the session is read for the first time
    before = count()
    for _ in range(3):
        hide_post(cast.answerer, make.question(cast.answerer, body=image.markdown).pk)
    assert count() == before <= 5
