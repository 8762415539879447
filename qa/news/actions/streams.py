"""What those see who follow something: copies for the first of them, a stream for all others.

A fact of a question, or of a member, needs no row here: its index is the stream. What a question brings to tags and
categories is written once (`StreamItem`). Besides, it is copied for members (`Update`): for those whose own post it
concerns, and for those with a star that is `is_copied`. That is decided once for each star, by `decide`.
"""

from django.db import transaction

from forum import options
from forum.background import drain
from forum.lib.rows import fetch, run
from qa.models import Activity, Category, Favourite, Post, Tag
from qa.models.favourites import TARGETS
from qa.news.reads.audience import DECISIONS, find_owners, find_unnamed_actor, name_masked, writer_of
from qa.news.reads.streams import ORDERS, STREAMS, VERBS, Places, find_places, window
from qa.news.rules.kinds import Kind

AT_ONCE = 200  # stars decided before the worker looks after other things
LOCK = 0x6E6577733A737472  # shared by those who copy facts, alone for whoever decides how a star gets them

COPY_FOR_OWNERS = """
    INSERT INTO news_update (member_id, activity_id, question_id, created_at)
    SELECT u.id, %(fact)s, %(question)s, %(at)s FROM accounts_user u
    WHERE u.id = ANY(%(members)s) AND u.is_active ORDER BY u.id
    ON CONFLICT DO NOTHING
"""
COPY_FOR_FOLLOWERS = """
    INSERT INTO news_update (member_id, favourite_id, activity_id, question_id, created_at)
    SELECT f.member_id, f.id, %(fact)s, %(question)s, %(at)s FROM qa_favourite f
    WHERE f.is_copied AND f.member_id IS DISTINCT FROM %(actor)s
      AND (f.question_id = %(on_question)s OR f.person_id = %(on_person)s OR f.tag_id = ANY(%(tags)s::bigint[])
           OR f.category_id = ANY(%(categories)s::bigint[]))
    ORDER BY f.id
    ON CONFLICT DO NOTHING
"""
BRING = """
    INSERT INTO news_streamitem ({subject}_id, activity_id, question_id, created_at)
    SELECT s.id, %(fact)s, %(question)s, %(at)s FROM {table} s WHERE s.id = ANY(%(ids)s::bigint[]) ORDER BY s.id
    ON CONFLICT DO NOTHING
"""
# Of a question only the newest events are kept for each member and star. Rows that somebody else takes are theirs.
TRIM = """
    DELETE FROM news_update WHERE id IN (
        SELECT id FROM news_update WHERE id = ANY(ARRAY(
            SELECT ranked.id FROM (
                SELECT u.id, row_number() OVER (PARTITION BY u.member_id, u.favourite_id
                                                ORDER BY u.created_at DESC, u.activity_id DESC) AS place
                FROM news_update u WHERE u.question_id = %(question)s) ranked
            WHERE ranked.place > %(most)s))
        FOR UPDATE SKIP LOCKED)
"""

COPY_STREAM = """
    INSERT INTO news_update (member_id, favourite_id, activity_id, question_id, created_at)
    SELECT ranked.member_id, ranked.favourite_id, ranked.id, ranked.question_id, ranked.created_at FROM (
        SELECT f.member_id, f.id AS favourite_id, a.id, a.question_id, a.created_at,
               row_number() OVER (PARTITION BY a.question_id ORDER BY a.created_at DESC, a.id DESC) AS place
        FROM qa_favourite f
        CROSS JOIN LATERAL ({stream} AND a.actor_id IS DISTINCT FROM f.member_id AND a.post_id IS NOT NULL
                            ORDER BY {order} LIMIT %(window)s) a
        WHERE f.id = %(star)s) ranked
    WHERE ranked.place <= %(most)s AND ranked.question_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""
# What there was before anybody wrote down streams, and after a bulk load: the questions themselves.
FILL = {
    "tag": """
        INSERT INTO news_streamitem (tag_id, activity_id, question_id, created_at)
        SELECT %(id)s, a.id, q.question_id, a.created_at FROM (
            SELECT question_id FROM qa_questiontag WHERE tag_id = %(id)s
            ORDER BY created_at DESC, question_id DESC LIMIT %(window)s) q
        JOIN qa_activity a ON a.post_id = q.question_id AND a.verb = 'asked'
        ON CONFLICT DO NOTHING""",
    "category": """
        INSERT INTO news_streamitem (category_id, activity_id, question_id, created_at)
        SELECT %(id)s, a.id, q.id, a.created_at FROM (
            SELECT id FROM qa_post WHERE kind = 'Q' AND NOT is_hidden AND category_ids[{depth}] IS NOT NULL
            AND category_ids[{depth}] = %(id)s ORDER BY created_at DESC, id DESC LIMIT %(window)s) q
        JOIN qa_activity a ON a.post_id = q.id AND a.verb = 'asked'
        ON CONFLICT DO NOTHING""",
}
PURGE_STREAMS = """
    DELETE FROM news_streamitem WHERE id IN (
        SELECT id FROM (
            SELECT id, row_number() OVER (PARTITION BY {subject}_id ORDER BY created_at DESC, activity_id DESC) AS place
            FROM news_streamitem WHERE {subject}_id IS NOT NULL) ranked
        WHERE place > %(window)s)
"""
PURGE_UPDATES = """
    DELETE FROM news_update WHERE id IN (
        SELECT ranked.id FROM (SELECT member_id FROM news_update WHERE favourite_id IS {which}
                               GROUP BY member_id HAVING count(*) > %(most)s) m
        CROSS JOIN LATERAL (SELECT u.id FROM news_update u WHERE u.member_id = m.member_id AND u.favourite_id IS {which}
                            ORDER BY u.created_at DESC, u.activity_id DESC OFFSET %(most)s) ranked)
"""


def write_updates(fact: Activity, post: Post, question: Post) -> None:
    """Write down a fact for those who will look: within the transaction in which it is told.

    What is hidden now is written, too: it is left out, or said to be hidden, when somebody looks.
    """
    fetch("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    places = find_places(fact, post, question)
    bring(fact, question.pk, places)
    owners = find_own_readers(fact, post, question)
    about = {"fact": fact.pk, "question": question.pk, "at": fact.created_at}
    copied = run(COPY_FOR_OWNERS, about | {"members": sorted(owners)}) if owners else 0
    followed = {
        "actor": fact.actor_id,
        "on_question": places.question_id,
        "on_person": places.person_id,
        "tags": list(places.tag_ids),
        "categories": list(places.category_ids),
    }
    if places != Places():
        copied += run(COPY_FOR_FOLLOWERS, about | followed)
    if copied:
        run(TRIM, {"question": question.pk, "most": options.current().updates_per_question})


def find_own_readers(fact: Activity, post: Post, question: Post) -> set[int]:
    """Return the members whose own content a fact concerns, without those who did it."""
    found = list(find_owners(fact, post, question))
    if fact.verb in DECISIONS:
        found.append((writer_of(post), Kind.DECISION))
    owners = {member_id for member_id, kind in name_masked(found) if kind != Kind.MENTION}
    return owners - {fact.actor_id, find_unnamed_actor(fact, post, question)}


def bring(fact: Activity, question_id: int, places: Places) -> None:
    about = {"fact": fact.pk, "question": question_id, "at": fact.created_at}
    for subject, table, ids in (
        ("tag", Tag._meta.db_table, places.tag_ids),
        ("category", Category._meta.db_table, places.category_ids),
    ):
        if ids:
            run(BRING.format(subject=subject, table=table), about | {"ids": list(ids)})


FOLLOW = """
    INSERT INTO news_streamitem (tag_id, activity_id, question_id, created_at)
    SELECT %(target)s, activity_id, question_id, created_at FROM news_streamitem WHERE tag_id = %(source)s
    ON CONFLICT DO NOTHING
"""
LEAVE = "DELETE FROM news_streamitem WHERE tag_id = %(source)s"


def follow_merge(source: Tag, target: Tag) -> None:
    """Bring what a merged tag was told to the stream of the other one."""
    for statement in (FOLLOW, LEAVE):
        run(statement, {"source": source.pk, "target": target.pk})


@drain
def decide_about_stars() -> int:
    """Decide of new stars how what happens gets to their members; return how many were decided."""
    count = 0
    while count < AT_ONCE and Favourite.objects.filter(is_copied=None).exists() and decide_one():
        count += 1
    return count


@transaction.atomic
def decide_one() -> bool:
    """Decide of one star, and copy for it what there is already; return whether there was one.

    Nobody tells of a fact meanwhile: each is either in what is copied here, or comes after and finds the decision.
    """
    fetch("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    stars = Favourite.objects.filter(is_copied=None).order_by("pk")
    star = stars.select_for_update(of=("self",), skip_locked=True).select_related("category").first()
    if star is None:
        return False
    target = next(name for name in TARGETS if getattr(star, f"{name}_id") is not None)
    fill_stream(star)
    star.is_copied = decide(star, target)
    if star.is_copied:
        copy_stream(star, target)
    star.save(update_fields=["is_copied"])
    return True


def decide(star: Favourite, target: str) -> bool:
    """Whether what happens is copied for the member of a star.

    So it is for the first few who follow something. The others read it where all read it, but nobody more such streams
    than a page can be made of: whoever has that many gets copies of what else they follow.
    """
    current = options.current()
    others = Favourite.objects.filter(**{f"{target}_id": getattr(star, f"{target}_id")}, is_copied=True)
    if others[: current.most_copies].count() < current.most_copies:
        return True
    read = Favourite.objects.filter(member_id=star.member_id, is_copied=False)
    return read[: current.most_streams_read].count() >= current.most_streams_read


def fill_stream(star: Favourite) -> None:
    """Make sure that the stream of a tag or category holds its newest questions."""
    if star.tag_id:
        run(FILL["tag"], {"id": star.tag_id, "window": window()})
    elif star.category is not None:
        statement = FILL["category"].format(depth=int(star.category.depth))
        run(statement, {"id": star.category_id, "window": window()})


def copy_stream(star: Favourite, target: str) -> None:
    statement = COPY_STREAM.format(stream=STREAMS[target], order=ORDERS[target])
    most = options.current().updates_per_question
    run(statement, VERBS | {"star": star.pk, "window": window(), "most": most})


def purge_streams() -> int:
    """Delete what no page of updates shows any more; return how many rows that were."""
    current = options.current()
    values = {"window": window(), "most": current.most_updates * current.updates_per_question}
    count = sum(run(PURGE_UPDATES.format(which=which), values) for which in ("NULL", "NOT NULL"))
    for subject in ("tag", "category"):
        count += run(PURGE_STREAMS.format(subject=subject), values)
    return count
