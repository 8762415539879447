"""Files other than pictures: off to begin with; added as pictures are; saved, never shown; seen by whom their post is."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import options
from qa.actions.drafts import discard_draft, save_draft
from qa.actions.hidings import hide_post
from qa.actions.uploads import clean_uploads
from qa.models import Attachment, Image, Post, PostAttachment
from tests import documents, make, pictures
from tests.pages import Page
from tests.qa.actions.test_images import DAY, age
from tests.qa.views.test_images import FORMS, WORDS, fetch, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    options.save({"are_files_allowed": True})
    return tmp_path


def file(content=documents.PDF, name="notes.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, content, kind)


def files(media):
    return [path for path in Path(media).rglob("*") if path.is_file()]


@pytest.fixture
def offered(cast):
    attachment = make.attachment(cast.answerer)
    answer = make.answer(make.question(cast.asker), cast.answerer, f"{WORDS}\n\n{attachment.markdown}")
    return attachment, answer


def get(viewer, attachment, **headers):
    return fetch(make.client(viewer), attachment.get_absolute_url(), **headers)


# --- Adding -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS)
def test_the_button_adds_the_file_with_its_size_and_everything_typed_comes_back(cast, form):
    address, fields = places(cast)[form]
    sent = {**fields, "body": WORDS, "picture": file(), "add_image": "1"}
    response = make.client(cast.asker).post(address, sent)
    attachment = Attachment.objects.get()
    page = Page.of(response)
    assert response.status_code == 200
    body = "".join(page.find("textarea", name="body").node[2]).strip()
    assert body == f"{WORDS}\n\n{attachment.markdown}"
    assert (
        attachment.markdown == f"[notes.pdf]({attachment.get_absolute_url()}) ({len(documents.PDF)}\xa0bytes)"
    )
    assert "The file is in your text now" in page.text
    for name, value in fields.items():
        assert page.find("input", name=name).attribute("value") == value


@pytest.mark.parametrize("form", FORMS)
def test_a_chosen_file_is_posted_with_the_text(cast, form):
    address, fields = places(cast)[form]
    assert (
        make.client(cast.asker).post(address, {**fields, "body": WORDS, "picture": file()}).status_code == 302
    )
    attachment = Attachment.objects.get()
    assert attachment.posts.get().body.endswith(attachment.markdown)
    assert fetch(Client(), attachment.get_absolute_url()).sent == documents.PDF


@pytest.mark.parametrize("ending", ["pdf", "txt", "odt", "docx"])
def test_the_endpoint_answers_with_the_link_for_each_kind_that_is_on_to_begin_with(cast, ending):
    sent = {
        "picture": file(documents.HONEST[ending], f"notes.{ending}", "text/html"),
        "picture_alt": "not asked",
    }
    response = make.client(cast.asker).post("/images/", sent)
    assert response.status_code == 201
    attachment = Attachment.objects.get()
    assert response.json()["markdown"] == attachment.markdown
    assert (attachment.uploader, attachment.name) == (cast.asker.user, f"notes.{ending}")


REFUSED = {
    "0 bytes": (b"", "a.pdf", "is empty"),
    "too large": (documents.PDF[:-7] + bytes(1_100_000) + b"%%EOF", "a.pdf", "at most 1 MB fit"),
    "an ending that is off": (documents.XLSX, "a.xlsx", "pdf, txt, odt, docx"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "a.html", "pdf, txt, odt, docx"),
    "a drawing": (pictures.SVG, "a.svg", "pdf, txt, odt, docx"),
    "a program": (b"MZ\x90\x00", "a.exe", "pdf, txt, odt, docx"),
    "no ending": (documents.PDF, "notes", "pdf, txt, odt, docx"),
    "a picture called PDF": (pictures.photo(), "a.pdf", "holds something else"),
    **{name: (data, called, "holds something else") for name, (data, called) in documents.BAD.items() if "rtf" not in called},
}  # fmt: skip


@pytest.mark.parametrize("bad", REFUSED)
def test_a_bad_file_is_refused_with_a_sentence_and_everything_typed_stays(cast, media, bad):
    content, name, sentence = REFUSED[bad]
    client = make.client(cast.asker)
    response = client.post("/images/", {"picture": file(content, name)})
    assert response.status_code == 422
    assert sentence in response.json()["sentence"]
    response = client.post(
        "/ask/", {"title": "A title that is long enough", "body": WORDS, "picture": file(content, name)}
    )
    assert response.status_code == 422
    assert sentence in Page.of(response).text
    assert "".join(Page.of(response).find("textarea", name="body").node[2]).strip() == WORDS
    assert not Attachment.objects.exists()
    assert not Post.objects.exists()
    assert files(media) == []


def test_off_to_begin_with_no_form_speaks_of_files_and_one_that_is_sent_is_no_picture(cast):
    options.save({"are_files_allowed": False})
    client = make.client(cast.asker)
    assert ".pdf" not in Page.of(client.get("/ask/")).find("input", name="picture").attribute("accept")
    response = client.post("/images/", {"picture": file()})
    assert response.status_code == 422
    assert "JPEG, PNG, GIF or WebP" in response.json()["sentence"]


def test_the_form_says_what_is_taken_and_pictures_are_still_pictures(cast):
    client = make.client(cast.asker)
    page = Page.of(client.get("/ask/"))
    assert page.find("input", name="picture").attribute("accept").endswith(",.pdf,.txt,.odt,.docx")
    assert "pdf, txt, odt, docx, at most 1 MB" in page.text
    assert page.find("button", name="add_image").text == "Add picture or file"
    client.post("/images/", {"picture": SimpleUploadedFile("lake.jpg", pictures.photo())})
    assert Image.objects.count() == 1


def test_files_alone_may_be_on(cast):
    options.save({"are_images_allowed": False})
    client = make.client(cast.asker)
    page = Page.of(client.get("/ask/"))
    assert page.find("input", name="picture").attribute("accept") == ".pdf,.txt,.odt,.docx"
    assert not page.find_all("input", name="picture_alt")
    assert page.find("button", name="add_image").text == "Add file"
    assert client.post("/images/", {"picture": file()}).status_code == 201
    refused = client.post("/images/", {"picture": SimpleUploadedFile("lake.jpg", pictures.photo())})
    assert (refused.status_code, Image.objects.count()) == (422, 0)


def test_visitors_add_no_files_whatever_the_options_for_pictures_say(cast, media):
    options.save({"are_visitor_images_allowed": True})
    page = Page.of(Client().get("/ask/"))
    assert ".pdf" not in page.find("input", name="picture").attribute("accept")
    assert Client().post("/images/", {"picture": file()}).status_code == 422
    assert files(media) == []


def test_files_count_with_pictures_and_refused_ones_count_too(cast):
    options.save({"images_per_member": 2})
    client = make.client(cast.asker)
    make.image(cast.asker)
    assert client.post("/images/", {"picture": file(b"x", "a.pdf")}).status_code == 422
    assert client.post("/images/", {"picture": file()}).status_code == 429


# --- Serving ----------------------------------------------------------------------------------------
def test_what_is_served_is_saved_under_its_name_and_can_do_nothing_here(cast, offered):
    response = get(None, offered[0])
    assert response.sent == documents.PDF
    expected = {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(documents.PDF)),
        "Content-Disposition": 'attachment; filename="notes.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "private, max-age=60",
    }
    assert {name: response.headers[name] for name in expected} == expected
    known = get(None, offered[0], if_none_match=response.headers["ETag"])
    assert (known.status_code, known.sent) == (304, b"")
    head = make.client().head(offered[0].get_absolute_url())
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (
        200,
        b"",
        str(len(documents.PDF)),
    )


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Schlaf – Übersicht.pdf", "attachment; filename*=utf-8''Schlaf%20%E2%80%93%20%C3%9Cbersicht.pdf"),
        ('a"; x="b.pdf', 'attachment; filename="a; x=b.pdf"'),
        ("a\r\nSet-Cookie: x=1.pdf", 'attachment; filename="aSet-Cookie x=1.pdf"'),
        ("../../../a.pdf", 'attachment; filename="a.pdf"'),
    ],
)
def test_a_name_does_no_harm_in_the_header(cast, name, header):
    attachment = make.attachment(cast.asker, name)
    assert get(cast.asker, attachment).headers["Content-Disposition"] == header


WHO = ("visitor", "reader", "asker", "answerer", "expert", "editor", "moderator", "administrator")


@pytest.mark.parametrize("who", WHO)
def test_a_file_of_a_hidden_post_is_had_by_its_author_and_those_who_may_hide(cast, offered, who):
    attachment, answer = offered
    viewer = getattr(cast, who, None)
    assert get(viewer, attachment).status_code == 200
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    allowed = who in ("answerer", "editor", "moderator", "administrator")
    response = get(viewer, attachment, if_none_match='"x"')
    assert response.status_code == (200 if allowed else 404)
    assert allowed or "file does not exist" in response.content.decode()


@pytest.mark.parametrize("who", WHO)
def test_a_file_that_no_post_names_is_had_by_its_sender_alone(cast, who):
    attachment = make.attachment(cast.asker)
    assert get(getattr(cast, who, None), attachment).status_code == (200 if who == "asker" else 404)


def test_naming_somebody_elses_unpublished_file_opens_nothing(cast):
    attachment = make.attachment(cast.asker)
    make.question(cast.reader, body=f"See {attachment.markdown}")
    assert not PostAttachment.objects.exists()
    assert get(cast.reader, attachment).status_code == 404


def test_another_ending_and_a_picture_s_address_find_nothing(cast, offered):
    attachment = offered[0]
    for ending in ("txt", "html", "webp", "pdf2"):
        assert fetch(Client(), f"/media/{attachment.pk}.{ending}").status_code == 404
    assert fetch(Client(), f"/media/{make.image(cast.asker).pk}.pdf").status_code == 404


def test_an_edit_that_takes_the_link_out_closes_the_file(cast):
    attachment = make.attachment(cast.asker)
    question = make.question(cast.asker, body=f"See {attachment.markdown}")
    assert get(None, attachment).status_code == 200
    make.edit(cast.asker, question.pk, "Nothing more to see.")
    assert get(None, attachment).status_code == 404


def test_a_public_file_costs_one_query(cast, offered):
    with CaptureQueriesContext(connection) as queries:
        assert get(None, offered[0]).status_code == 200
    assert len(queries) == 1


# --- Going ------------------------------------------------------------------------------------------
def test_the_clean_up_takes_files_that_no_text_names_and_leaves_the_others(
    cast, media, offered, django_capture_on_commit_callbacks
):
    orphan = make.attachment(cast.asker)
    stray = media / "ab" / "ab000000-0000-4000-8000-000000000000.pdf"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    Attachment.objects.update(created_at=Attachment.objects.first().created_at - 2 * DAY)
    age(orphan, 2 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_uploads().orphan_count == 1
    assert Attachment.objects.get() == offered[0]
    assert sorted(files(media)) == sorted([media / offered[0].file_name, stray])


def test_a_file_in_a_draft_stays_as_long_as_the_draft(cast, django_capture_on_commit_callbacks):
    attachment = make.attachment(cast.asker)
    save_draft(cast.asker, "ask", {"body": attachment.markdown})
    age(attachment, 2 * DAY)
    Attachment.objects.update(created_at=attachment.created_at - 2 * DAY)
    assert clean_uploads().orphan_count == 0
    discard_draft(cast.asker, "ask")
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_uploads().orphan_count == 1


def test_moderators_list_and_delete_files_in_the_console(
    cast, offered, media, django_capture_on_commit_callbacks
):
    client = make.client(cast.moderator)
    page = Page.of(client.get("/admin/qa/attachment/"))
    assert "notes.pdf" in page.text
    assert "answerer" in page.text
    address = f"/admin/qa/attachment/{offered[0].pk}"
    assert client.get(f"{address}/change/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 302
    assert not Attachment.objects.exists()
    assert files(media) == []
    assert make.client(cast.editor).get("/admin/qa/attachment/").status_code == 302


@pytest.mark.parametrize(
    ("columns", "rule"),
    [({"byte_count": 0}, "qa_attachment_size"), ({"visitor_key": "x" * 64}, "qa_attachment_one_uploader")],
)
def test_the_database_refuses_rows_that_cannot_be(cast, columns, rule):
    values = {"name": "a.pdf", "ending": "pdf", "byte_count": 1, "uploader": cast.asker.user, **columns}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Attachment.objects.create(**values)
