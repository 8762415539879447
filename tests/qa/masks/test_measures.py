"""Measures against whoever wrote a masked post: they reach the author, and nobody learns by them who it is."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from accounts.viewers import Viewer
from qa.actions.appeals import Statement, decide_appeal, file_appeal
from qa.actions.measures import acknowledge_warnings, change_end, lift, recount_copies, take_unnamed
from qa.actions.members import delete_member
from qa.actions.merges import merge
from qa.actions.modlog import seal, verify
from qa.actions.writing import Byline
from qa.masks.actions.masks import take_mask_off
from qa.masks.models import MeasuredAuthor
from qa.models import LogEntry, LogPart, Measure, Post
from qa.news.models import Notice
from qa.privacy.reads.masked import collect_masked
from qa.reads.modlog import export_entries
from qa.rules.grades import MASKED
from tests import make
from tests.work import work

pytestmark = pytest.mark.django_db
Kind = Measure.Kind
WHY = "This scorned somebody who asked for help."
UNNAMED = Byline(grade=MASKED)


@pytest.fixture
def post(cast):
    question = make.question(cast.reader, title="What helps against the fog in the head?")
    return make.answer(question, cast.asker, body="Pull yourself together.", byline=UNNAMED)


def again(viewer):
    return Viewer(User.objects.get(pk=viewer.user_id))


def suspend(by, post, **more):
    ends_at = timezone.now() + timedelta(days=3)
    return take_unnamed(by, post.pk, Kind.SUSPEND, rights=["all"], ends_at=ends_at, reason=WHY, **more)


def read(client, *addresses):
    return "\n".join(client.get(address).text for address in addresses)


def test_a_moderator_suspends_by_the_post_and_the_author_reads_why(cast, post, mailoutbox):
    EmailAddress.objects.create(user=cast.asker.user, email="a@example.org", verified=True, primary=True)
    moderator = make.client(cast.moderator)
    assert f"/posts/{post.pk}/author/" in moderator.get(post.question.get_absolute_url()).text
    assert moderator.get(f"/posts/{post.pk}/author/").status_code == 200
    address = f"/posts/{post.pk}/author/suspension/"
    missing = moderator.post(address, {"rights": ["all"], "lasting": "week", "rule": "Be kind"})
    assert missing.status_code == 422
    assert "Be kind" in missing.text
    form = {"rights": ["all"], "lasting": "week", "reason": WHY, "seen": "0"}
    assert moderator.post(address, form).status_code == 302
    work()
    assert [mail.to for mail in mailoutbox] == [["a@example.org"]]
    assert "Pull yourself" not in mailoutbox[0].body
    with pytest.raises(PermissionDenied, match="until"):
        make.answer(post.question, again(cast.asker))
    own = make.client(cast.asker)
    standing = own.get("/users/me/standing/").text
    assert WHY in standing
    assert post.get_absolute_url().partition("#")[0] in standing
    decisions = own.get("/decisions/").text
    assert WHY in decisions
    assert "the author of an answer" in decisions
    assert WHY in str(collect_masked(cast.asker.user))
    assert make.drift() == []


def test_no_page_of_moderators_or_others_says_whom_it_met(cast, post):
    before = read(make.client(cast.moderator), "/users/asker/", "/moderate/members/asker/")
    measure = suspend(cast.moderator, post)
    take_unnamed(cast.moderator, post.pk, Kind.WARN, reason=WHY)
    moderator = make.client(cast.moderator)
    after = read(moderator, "/users/asker/", "/moderate/members/asker/")
    assert WHY not in after
    assert (before.count("uspen"), before.count("badge")) == (after.count("uspen"), after.count("badge"))
    listed = moderator.get("/users/blocked/").text
    assert f"/posts/{post.pk}/author/" in listed
    pages = (
        f"/posts/{post.pk}/author/",
        "/users/blocked/",
        "/moderation-log/",
        f"/moderate/measures/{measure.pk}/lifting/",
    )
    assert ">asker<" not in read(moderator, *pages)
    parts = LogPart.objects.filter(kind="member").values_list("content", "user")
    assert set(map(str, parts)) == {str(({"post": post.pk}, None))}
    console = make.client(cast.administrator).get(f"/admin/accounts/user/{cast.asker.user_id}/change/")
    assert console.status_code == 200
    assert WHY not in console.text


def test_outside_the_log_says_of_it_what_it_says_of_any_measure(cast, post):
    suspend(cast.moderator, post)
    seal()
    told = list(export_entries(1))[-1]
    assert (told["subject"], told["post_id"], told["verb"]) == ("member", None, "suspended")
    assert set(told["digests"]) == {"actor", "member", "words"}
    assert verify() is None
    page = read(make.client(), "/moderation-log/")
    assert WHY not in page
    assert "the author of" not in page
    assert "the author of an answer" in read(make.client(cast.moderator), "/moderation-log/")


def test_moderators_do_not_see_whether_a_warning_was_read(cast, post):
    warning = take_unnamed(cast.moderator, post.pk, Kind.WARN, reason=WHY)
    moderator = make.client(cast.moderator)
    before = moderator.get(f"/posts/{post.pk}/author/").text
    assert WHY in make.client(cast.asker).get("/users/me/warning/").text
    acknowledge_warnings(again(cast.asker), [warning.pk])
    assert not User.objects.get(pk=cast.asker.user_id).has_open_warning
    after = moderator.get(f"/posts/{post.pk}/author/").text
    for words in ("not read yet", ">read<", "Lift"):
        assert before.count(words) == after.count(words)
    lift(cast.moderator, warning.pk, "A mistake.")


def test_what_is_answered_is_the_same_whoever_it_is(cast):
    """Of colleagues nothing is taken, of an account that is gone nothing can be; neither is told."""
    question = make.question(cast.reader)
    posts = [
        make.answer(question, who, byline=UNNAMED) for who in (cast.answerer, cast.administrator, cast.asker)
    ]
    delete_member(cast.administrator, cast.asker.user)
    moderator = make.client(cast.moderator)
    said = set()
    for post in posts:
        form = {"lasting": "week", "reason": WHY, "seen": "0"}
        answer = moderator.post(f"/posts/{post.pk}/author/block/", form, follow=True)
        said.add((answer.status_code, answer.text.count("in force"), answer.text.count("Lift")))
        change_end(cast.moderator, Measure.objects.get(post_number=post.pk).pk, None, "Until we have talked.")
    assert len(said) == 1
    assert again(cast.answerer).find_restriction("all") is not None
    assert again(cast.administrator).find_restriction("all") is None
    assert WHY in make.client(cast.administrator).get("/users/me/standing/").text
    with pytest.raises(PermissionDenied, match="about themselves"):
        take_unnamed(cast.administrator, posts[1].pk, Kind.WARN, reason=WHY)
    lift(cast.moderator, Measure.objects.get(post_number=posts[0].pk).pk, "They said sorry.")
    assert again(cast.answerer).find_restriction("all") is None
    assert recount_copies(is_dry_run=True) == 0


def test_only_moderators_and_only_of_masked_posts(cast, post):
    for who in (cast.reader, cast.asker, cast.editor):
        assert make.client(who).get(f"/posts/{post.pk}/author/").status_code == 403
        with pytest.raises(PermissionDenied):
            suspend(who, post)
    with pytest.raises(PermissionDenied, match="without their name"):
        suspend(cast.moderator, post.question)
    assert make.client(cast.moderator).get(f"/posts/{post.question.pk}/author/").status_code == 403


def test_the_author_appeals_masked_and_is_told_the_outcome(cast, post, mailoutbox):
    EmailAddress.objects.create(user=cast.asker.user, email="a@example.org", verified=True, primary=True)
    measure = suspend(cast.moderator, post)
    with pytest.raises(Http404):
        file_appeal(cast.reader, measure.entry_id, "It was meant kindly.")
    appeal = file_appeal(again(cast.asker), measure.entry_id, "It was meant kindly.")
    assert appeal.appellant is None
    work()
    mailoutbox.clear()
    told = Statement("It was meant kindly.", "None.", "It is lifted.")
    decide_appeal(cast.administrator, appeal.pk, is_overturned=True, statement=told)
    work()
    assert [mail.to for mail in mailoutbox if "appeal" in mail.body] == [["a@example.org"]]
    letter = next(mail for mail in mailoutbox if "appeal" in mail.body)
    assert f"/appeals/{appeal.pk}/" in letter.body
    assert "meant kindly" not in letter.body
    assert Notice.objects.get(recipient=cast.asker.user, about=f"appeal-{appeal.pk}").post is None
    assert "It is lifted." in make.client(cast.asker).get(f"/appeals/{appeal.pk}/").text
    assert again(cast.asker).find_restriction("all") is None


def test_the_measure_outlives_the_post_and_a_name_put_to_it(cast, post):
    suspend(cast.moderator, post)
    other = make.answer(post.question, cast.answerer, byline=UNNAMED)
    warning = take_unnamed(cast.moderator, other.pk, Kind.WARN, reason=WHY)
    acknowledge_warnings(again(cast.answerer), [warning.pk])
    take_mask_off(again(cast.answerer), other.pk)
    assert WHY in make.client(cast.answerer).get("/users/me/standing/").text
    Post.objects.filter(pk=post.pk).delete()
    recount_copies(is_dry_run=False)
    assert again(cast.asker).find_restriction("all") is not None
    assert "a post that is gone" in make.client(cast.asker).get("/users/me/standing/").text
    moderator = make.client(cast.moderator)
    assert "gone" in moderator.get(f"/posts/{post.pk}/author/").text
    assert "a post that is gone" in moderator.get("/users/blocked/").text


def test_it_goes_along_when_two_accounts_become_one(cast, post):
    suspend(cast.moderator, post)
    merge(cast.answerer.user_id, cast.asker.user_id)
    assert again(cast.answerer).find_restriction("all") is not None
    assert LogEntry.objects.filter(verb="suspended").count() == 1
    assert MeasuredAuthor.objects.count() == 1


def test_the_list_of_tasks_names_the_measure_and_never_whom_it_concerns(cast, post, mailoutbox):
    EmailAddress.objects.create(user=cast.asker.user, email="a@example.org", verified=True, primary=True)
    before = set(DBTaskResult.objects.values_list("pk", flat=True))
    measure = suspend(cast.moderator, post)
    added = [one.args_kwargs["args"] for one in DBTaskResult.objects.exclude(pk__in=before)]
    assert [measure.pk] in added
    assert not any(str(cast.asker.user_id) in map(str, args) for args in added)
    work()
    assert [mail.to for mail in mailoutbox] == [["a@example.org"]]
