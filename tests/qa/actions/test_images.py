"""Pictures are taken in whole or not at all, follow the texts that show them, and go when none does any more."""

import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import options
from forum.lib.errors import TooMany
from forum.lib.images import ImageRefused
from forum.lib.texts import compose
from forum.lib.uploads import UploadRefused
from qa.actions.claims import claim_post
from qa.actions.deletions import delete_post
from qa.actions.drafts import discard_draft, save_draft
from qa.actions.edits import edit_reply, restore_revision
from qa.actions.hidings import hide_post
from qa.actions.images import upload_image
from qa.actions.members import delete_member
from qa.actions.upload_links import KINDS
from qa.actions.uploads import Cleaned, clean_orphans, clean_uploads, delete_upload
from qa.models import Image, PostImage
from qa.models.images import find_image_ids
from qa.reads.images import find_image
from tests import make, pictures

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def age(image, by=DAY + timedelta(minutes=1)):
    Image.objects.filter(pk=image.pk).update(created_at=timezone.now() - by)
    path = Path(default_storage.path(image.file_name))
    if path.exists():
        os.utime(path, (time.time() - by.total_seconds(),) * 2)


def showing(*images):
    return "Words around it.\n\n" + "\n".join(image.markdown for image in images)


def shown_in(post):
    return set(PostImage.objects.filter(post=post).values_list("image_id", flat=True))


def sees(viewer, image):
    try:
        find_image(viewer, image.pk)
    except Http404:
        return False
    return True


# --- Taking in ------------------------------------------------------------------------------------
def test_a_picture_is_kept_with_its_sizes_its_sender_and_what_it_shows(cast, media):
    image = make.image(cast.asker, "A lake")
    image.refresh_from_db()
    assert (image.width, image.height, image.uploader, image.alt) == (120, 80, cast.asker.user, "A lake")
    assert files(media) == [image.file_name]
    assert (media / image.file_name).stat().st_size == image.byte_count


@pytest.mark.parametrize("data", [b"", pictures.SVG, pictures.TRUNCATED, pictures.bomb()])
def test_a_refused_file_leaves_nothing_behind_but_counts(cast, media, data):
    options.save({"images_per_member": 1})
    with pytest.raises(ImageRefused):
        upload_image(cast.asker, data)
    assert not Image.objects.exists()
    assert files(media) == []
    with pytest.raises(TooMany):
        make.image(cast.asker)


def test_the_limits_hold_for_a_member_and_for_a_network(cast):
    options.save({"images_per_member": 2, "are_visitor_images_allowed": True, "images_per_network": 1})
    make.image(cast.asker)
    make.image(cast.asker)
    with pytest.raises(TooMany):
        make.image(cast.asker)
    make.image(cast.reader)
    near = make.Viewer(visitor_key="a" * 64, address_key="network")
    make.image(near)
    with pytest.raises(TooMany):
        make.image(make.Viewer(visitor_key="b" * 64, address_key="network"))


def test_visitors_add_pictures_only_where_the_owner_wants_it_and_nobody_when_switched_off(cast):
    visitor = make.visitor()
    with pytest.raises(PermissionDenied, match="sign in"):
        make.image(visitor)
    options.save({"are_visitor_images_allowed": True})
    assert make.image(visitor).visitor_key == visitor.visitor_key
    options.save({"are_images_allowed": False})
    for viewer in (visitor, cast.asker, cast.administrator):
        with pytest.raises(PermissionDenied, match="switched off"):
            make.image(viewer)


def test_the_largest_file_is_an_option(cast):
    options.save({"max_image_kilobytes": 100})
    with pytest.raises(ImageRefused, match=r"at most 0.1 MB fit"):
        upload_image(cast.asker, pictures.photo() + bytes(100_000))


def test_a_full_disk_is_a_sentence_and_leaves_no_row(cast, media, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", fail)
    with pytest.raises(UploadRefused, match="try again later"):
        make.image(cast.asker)
    assert not Image.objects.exists()


def test_a_database_that_refuses_the_row_leaves_no_file(cast, media, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr("django.db.models.Model.save_base", fail)
    with pytest.raises(DatabaseError):
        make.image(cast.asker)
    assert files(media) == []


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"width": 0}, "qa_image_size"),
        ({"byte_count": 0}, "qa_image_size"),
        ({"visitor_key": "x" * 64}, "qa_image_one_uploader"),
    ],
)
def test_the_database_refuses_rows_that_cannot_be(cast, columns, rule):
    values = {"width": 1, "height": 1, "byte_count": 1, "uploader": cast.asker.user, **columns}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Image.objects.create(**values)


# --- The words ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("alt", "shown"),
    [
        ("A quiet lake", 'alt="A quiet lake"'),
        ("", 'alt="Picture"'),
        ("an [x](http://evil.example) here", 'alt="an (x)(http://evil.example) here"'),
        ("`code` and \\ *stars* ![", "alt=\"'code' and / *stars* !(\""),
        ('"><script>alert(1)</script>', "&lt;script&gt;"),
    ],
)
def test_whatever_the_description_says_the_text_shows_one_picture(alt, shown):
    image = Image(alt=alt)
    html = compose(image.markdown).html
    assert html.count("<img ") == 1
    assert f'src="{image.get_absolute_url()}"' in html
    assert 'loading="lazy"' in html
    assert shown in html
    assert "<script" not in html
    assert "href" not in html


@pytest.mark.parametrize(
    "address",
    [
        "/media/../accounts/logout/",
        "/media/x.webp",
        "/media/a/b.webp",
        "/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.svg",
        "/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp?x=1",
        "https://elsewhere.example/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp",
        "//elsewhere.example/media/0b0e7a9c-4d1e-4f6a-9c53-1a2b3c4d5e6f.webp",
    ],
)
def test_only_our_own_addresses_become_pictures(address):
    assert "<img" not in compose(f"![words]({address})").html


def test_the_pictures_of_a_text_are_found_each_once():
    first, second = Image(), Image()
    assert find_image_ids(showing(first, second, first)) == [first.pk, second.pk]


# --- Which posts show what --------------------------------------------------------------------------
def test_asking_answering_commenting_and_editing_note_what_is_shown(cast):
    first, second = make.image(cast.asker), make.image(cast.asker)
    question = make.question(cast.asker, body=showing(first))
    assert shown_in(question) == {first.pk}
    answer = make.answer(question, cast.asker, showing(first, second))
    assert shown_in(answer) == {first.pk, second.pk}
    comment = make.comment(question, cast.asker, showing(second))
    assert shown_in(comment) == {second.pk}
    make.edit(cast.asker, question.pk, showing(second))
    assert shown_in(question) == {second.pk}
    edit_reply(cast.asker, answer.pk, compose("Now without any picture."), version=1)
    assert shown_in(answer) == set()


def test_an_editor_keeps_what_the_text_shows_and_may_take_it_out(cast):
    image = make.image(cast.asker)
    question = make.question(cast.asker, body=showing(image))
    make.edit(cast.editor, question.pk, "Better words. " + showing(image))
    assert shown_in(question) == {image.pk}
    make.edit(cast.editor, question.pk, "Better words.")
    assert shown_in(question) == set()


def test_a_restored_version_shows_its_pictures_again_whoever_restores_it(cast):
    image = make.image(cast.asker)
    question = make.question(cast.asker, body=showing(image))
    make.edit(cast.asker, question.pk, "Without it.")
    restore_revision(cast.editor, question.pk, 1)
    assert shown_in(question) == {image.pk}


def test_what_everybody_sees_may_be_shown_again_by_anybody(cast):
    image = make.image(cast.asker)
    make.question(cast.asker, body=showing(image))
    assert shown_in(make.question(cast.reader, body=showing(image))) == {image.pk}


def test_naming_somebody_elses_unpublished_or_hidden_picture_opens_nothing(cast):
    unpublished, hidden = make.image(cast.asker), make.image(cast.asker)
    question = make.question(cast.asker, body=showing(hidden))
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    thief = make.question(cast.reader, body=showing(unpublished, hidden, Image()))
    assert shown_in(thief) == set()
    assert not sees(cast.reader, unpublished)
    assert not sees(cast.reader, hidden)
    make.edit(cast.reader, thief.pk, showing(hidden))
    make.edit(cast.reader, thief.pk, "Nothing.")
    restore_revision(cast.reader, thief.pk, 1)
    assert not sees(make.visitor(), hidden)


def test_a_visitors_picture_is_theirs_also_after_signing_in(cast):
    options.save({"are_visitor_images_allowed": True})
    visitor = make.visitor("secret")
    image = make.image(visitor)
    later = make.Viewer(cast.reader.user, claim_key=visitor.visitor_key)
    assert sees(visitor, image)
    assert sees(later, image)
    assert not sees(cast.reader, image)
    assert not sees(make.visitor(), image)
    assert shown_in(make.question(later, body=showing(image))) == {image.pk}


def test_a_claimed_post_keeps_its_pictures(cast):
    options.save({"are_visitor_images_allowed": True})
    visitor = make.visitor("secret")
    image = make.image(visitor)
    question = make.question(visitor, body=showing(image))
    claimer = make.Viewer(cast.reader.user, claim_key=visitor.visitor_key)
    claim_post(claimer, question.pk)
    assert shown_in(question) == {image.pk}
    hide_post(claimer, question.pk)
    assert sees(claimer, image)


def test_a_deleted_account_leaves_its_pictures_in_the_posts_that_stay(cast):
    image = make.image(cast.asker)
    make.question(cast.asker, body=showing(image))
    delete_member(cast.administrator, cast.asker.user)
    image.refresh_from_db()
    assert image.uploader is None
    assert sees(make.visitor(), image)


def test_texts_without_pictures_cost_no_query(cast):
    question = make.question(cast.asker)
    with CaptureQueriesContext(connection) as queries:
        make.answer(question, cast.asker)
        make.edit(cast.asker, question.pk, "Other words.")
    assert not [query for query in queries if "image" in query["sql"]]


# --- Who sees ---------------------------------------------------------------------------------------
def test_a_picture_is_seen_by_whom_its_post_is(cast):
    image = make.image(cast.answerer)
    everybody = (make.visitor(), cast.reader, cast.asker, cast.answerer, cast.editor, cast.moderator)
    assert [sees(viewer, image) for viewer in everybody] == [False, False, False, True, False, False]
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer, showing(image))
    assert all(sees(viewer, image) for viewer in everybody)
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    assert [sees(viewer, image) for viewer in everybody] == [False, False, False, True, True, True]


def test_a_hidden_question_hides_the_pictures_of_its_answers_also_from_their_authors(cast):
    image = make.image(cast.answerer)
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer, showing(image))
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    viewers = (make.visitor(), cast.reader, cast.asker, cast.answerer, cast.moderator)
    assert [sees(viewer, image) for viewer in viewers] == [False, False, True, False, True]
    assert shown_in(answer) == {image.pk}


def test_a_picture_in_a_comment_below_a_hidden_answer_is_hidden_with_it(cast):
    image = make.image(cast.reader)
    question = make.question(cast.asker)
    answer = make.answer(question, cast.answerer)
    make.comment(answer, cast.reader, showing(image))
    assert sees(cast.asker, image)
    hide_post(cast.moderator, answer.pk, reason="Not for here.")
    assert not sees(cast.asker, image)
    assert sees(cast.moderator, image)


def test_one_visible_post_among_hidden_ones_is_enough(cast):
    image = make.image(cast.asker)
    hidden = make.question(cast.asker, body=showing(image))
    make.question(cast.asker, body=showing(image))
    hide_post(cast.asker, hidden.pk)
    assert sees(make.visitor(), image)


@pytest.mark.parametrize("count", [1, 4])
def test_a_public_picture_is_found_with_one_query_and_a_hidden_one_with_four(cast, count):
    image = make.image(cast.asker)
    posts = [make.question(cast.asker, body=showing(image)) for _ in range(count)]
    with CaptureQueriesContext(connection) as queries:
        find_image(cast.reader, image.pk)
    assert len(queries) == 1
    for post in posts:
        hide_post(cast.asker, post.pk)
    with CaptureQueriesContext(connection) as queries:
        find_image(cast.moderator, image.pk)
    assert (
        len(queries) == 4
    )  # the options, twice, say who sees hidden posts; within a request they are read once


# --- Going ------------------------------------------------------------------------------------------
def test_pictures_that_no_post_has_shown_for_a_day_go_and_the_others_stay(
    cast, media, django_capture_on_commit_callbacks
):
    young, old, used, hidden = (make.image(cast.asker) for _ in range(4))
    make.question(cast.asker, body=showing(used))
    hide_post(cast.asker, make.question(cast.asker, body=showing(hidden)).pk)
    for image in (old, used, hidden):
        age(image)
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_uploads().orphan_count == 1
    assert set(Image.objects.all()) == {young, used, hidden}
    assert files(media) == sorted(image.file_name for image in (young, used, hidden))


def test_a_picture_in_a_draft_stays_as_long_as_the_draft(cast, django_capture_on_commit_callbacks):
    image, other = make.image(cast.asker), make.image(cast.asker)
    save_draft(cast.asker, "ask", {"title": "Words", "body": showing(image)})
    save_draft(cast.asker, "ask-7", {"body": "Words without a picture."})
    save_draft(cast.reader, "ask", {"title": "Only a title"})
    for found in (image, other):
        age(found, timedelta(days=40))
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_uploads().orphan_count == 1
    assert Image.objects.get() == image
    discard_draft(cast.asker, "ask")
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_uploads().orphan_count == 1


def test_a_deleted_post_and_an_edited_one_leave_orphans(cast, django_capture_on_commit_callbacks):
    deleted, dropped = make.image(cast.asker), make.image(cast.asker)
    question = make.question(cast.asker, body=showing(deleted))
    make.edit(cast.asker, make.question(cast.asker, body=showing(dropped)).pk, "Without it.")
    hide_post(cast.moderator, question.pk, reason="Not for here.")
    delete_post(cast.moderator, question.pk, reason="Not for here.")
    age(deleted)
    age(dropped)
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_uploads().orphan_count == 2


def test_files_without_a_row_go_after_a_day_and_files_of_others_never(cast, media):
    kept = make.image(cast.asker)
    stray, young = Image(), Image()
    foreign = ["notes.txt", "ab/readme.webp", f"zz/{stray.pk}.webp", f"{stray.file_name}.bak"]
    for name in (stray.file_name, young.file_name, *foreign):
        (media / name).parent.mkdir(exist_ok=True)
        (media / name).write_bytes(b"x")
        os.utime(media / name, (1_000_000_000,) * 2)
    age(kept, timedelta(hours=1))
    os.utime(media / young.file_name)
    out = StringIO()
    call_command("clean_images", stdout=out)
    assert out.getvalue() == "Deleted: 0 pictures and files that no text shows, 1 contents without a row.\n"
    assert files(media) == sorted([kept.file_name, young.file_name, *foreign])


def test_a_clean_up_before_there_is_any_picture_finds_nothing(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "not made yet"
    assert clean_uploads() == Cleaned(0, 0)


def test_more_orphans_than_one_batch_all_go(cast, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("qa.actions.uploads.BATCH_SIZE", 2)
    for _ in range(5):
        age(make.image(cast.asker))
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_uploads().orphan_count == 5


def test_a_clean_up_that_is_taken_back_removes_no_file(cast, media):
    image = make.image(cast.asker)
    age(image)
    with pytest.raises(RuntimeError), transaction.atomic():
        clean_orphans(KINDS[0], timezone.now())
        raise RuntimeError
    assert files(media) == [image.file_name]
    assert Image.objects.get() == image


def test_a_moderator_deletes_a_picture_and_nobody_below(cast, media, django_capture_on_commit_callbacks):
    image = make.image(cast.asker)
    question = make.question(cast.asker, body=showing(image))
    for viewer in (make.visitor(), cast.asker, cast.editor):
        with pytest.raises(PermissionDenied):
            delete_upload(viewer, Image, image.pk)
    with django_capture_on_commit_callbacks(execute=True):
        delete_upload(cast.moderator, Image, image.pk)
    assert files(media) == []
    assert shown_in(question) == set()
    make.edit(cast.asker, question.pk, "More words. " + showing(image))
    assert shown_in(question) == set()


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_being_deleted_cannot_be_linked_and_the_text_is_still_written(cast):
    """The deletion holds the row; the post waits for it, and then finds nothing to show."""
    import threading

    image = make.image(cast.asker)
    posted = []

    def post():
        try:
            posted.append(make.question(cast.asker, body=showing(image)))
        finally:
            connection.close()

    thread = threading.Thread(target=post)
    with transaction.atomic():
        delete_upload(cast.moderator, Image, image.pk)
        thread.start()
        time.sleep(0.5)
        assert posted == []
    thread.join(20)
    assert shown_in(posted[0]) == set()
