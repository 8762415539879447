"""Learning what spam looks like here, from what moderators decide. Nobody else teaches."""

from collections.abc import Iterable

from django.db import connection, transaction

from accounts.viewers import Viewer
from qa.models import Activity, Post, SpamLesson, SpamToken
from qa.policies.screening import may_teach
from qa.reads.screening import list_outward_links
from qa.reads.spam import ALL, numbers_of
from qa.rules.screening import Writer, Writing

TEACHING = 0x7370616D  # of those who change what was learned: one at a time
COUNT = """
    INSERT INTO qa_spamtoken AS t (number, spam_count, fine_count)
    SELECT number, %(spam)s, %(fine)s FROM unnest(%(numbers)s::bigint[]) AS number
    ON CONFLICT (number) DO UPDATE SET
        spam_count = greatest(0, t.spam_count + %(spam_step)s), fine_count = greatest(0, t.fine_count + %(fine_step)s)
"""


@transaction.atomic
def learn(viewer: Viewer, post: Post, *, is_spam: bool) -> None:
    """Learn from a moderator's decision about a post whose thread the caller has locked. A later decision replaces it.

    Who may not teach teaches nothing: no error, for the decision itself stands.
    """
    if may_teach(viewer, post):
        teach(post, is_spam=is_spam)


def teach(post: Post, *, is_spam: bool) -> None:
    wait_for_others()
    numbers = numbers_of_post(post)
    lesson = SpamLesson.objects.filter(post=post).first()
    if lesson is not None:
        count(lesson.numbers, is_spam=lesson.is_spam, by=-1)
    SpamLesson.objects.update_or_create(post=post, defaults={"is_spam": is_spam, "numbers": numbers})
    count(numbers, is_spam=is_spam, by=1)


def wait_for_others() -> None:
    """Let nobody else teach until this transaction ends: two that take the same tokens would wait in a circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TEACHING])


def numbers_of_post(post: Post) -> list[int]:
    """Return the numbers of the tokens of a post."""
    writing = Writing(
        post.kind,
        post.title,
        post.body_text,
        tags=tuple(post.tag_names),
        links=list_outward_links(post.body_html),
        writer=Writer(is_member=post.author_id is not None),
    )
    return sorted({*numbers_of(writing)} - {ALL})


def count(numbers: Iterable[int], *, is_spam: bool, by: int) -> None:
    """Count one decided post more or less for each of its tokens, and for all."""
    step = {"spam_step": by if is_spam else 0, "fine_step": 0 if is_spam else by}
    first = {"spam": max(0, step["spam_step"]), "fine": max(0, step["fine_step"])}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"numbers": sorted({ALL, *numbers}), **step, **first})


@transaction.atomic
def rebuild() -> tuple[int, int]:
    """Learn everything anew from the decisions; return how many were spam and how many were not.

    Posts that still exist are read again (a new key or another way of taking texts apart counts then); of those that are
    gone, what was kept counts. Posts that were approved before there was a score teach, too.
    """
    wait_for_others()
    SpamToken.objects.all().delete()
    approved = Activity.objects.filter(verb=Activity.Verb.APPROVED).exclude(post=None).values("post_id")
    for post in Post.objects.filter(pk__in=approved, is_hidden=False, spam_lesson=None).order_by("pk"):
        SpamLesson.objects.create(post=post, is_spam=False, numbers=[])
    totals = {True: 0, False: 0}
    for lesson in SpamLesson.objects.select_related("post", "post__author").order_by("pk").iterator(500):
        if lesson.post is not None:
            lesson.numbers = numbers_of_post(lesson.post)
            lesson.save(update_fields=["numbers"])
        count(lesson.numbers, is_spam=lesson.is_spam, by=1)
        totals[lesson.is_spam] += 1
    return totals[True], totals[False]
