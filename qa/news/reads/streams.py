"""Where a fact is read by those who follow something: the question, who did it, and the tags and categories it is new to."""

from dataclasses import dataclass

from forum import options
from forum.lib.text import normalise_key
from qa.models import Activity, Category, Post, QuestionTag, Revision

Verb = Activity.Verb
OF_MEMBERS = Activity.PUBLIC_VERBS
OF_QUESTIONS = (*Activity.PUBLIC_VERBS, Verb.SHOWN)

# The newest facts of a stream; f is the star. Whoever reads adds what else they ask of a fact, and how many they take.
STREAMS = {
    "question": """SELECT a.* FROM qa_activity a
        WHERE a.question_id = f.question_id AND a.verb = ANY(%(of_questions)s)""",
    "person": """SELECT a.* FROM qa_activity a
        WHERE a.actor_id = f.person_id AND a.verb = ANY(%(of_members)s)""",
    "tag": """SELECT a.* FROM news_streamitem i JOIN qa_activity a ON a.id = i.activity_id
        WHERE i.tag_id = f.tag_id""",
    "category": """SELECT a.* FROM news_streamitem i JOIN qa_activity a ON a.id = i.activity_id
        WHERE i.category_id = f.category_id""",
}
# In the order of the index that each of them has.
ORDERS = {
    "question": "a.created_at DESC, a.id DESC",
    "person": "a.created_at DESC, a.id DESC",
    "tag": "i.created_at DESC, i.activity_id DESC",
    "category": "i.created_at DESC, i.activity_id DESC",
}
VERBS = {
    "of_questions": [str(verb) for verb in OF_QUESTIONS],
    "of_members": [str(verb) for verb in OF_MEMBERS],
}


def window() -> int:
    """Return how many events of one stream a page of updates looks at: so many that few rows of theirs fall away."""
    return 2 * options.current().most_updates


@dataclass(frozen=True)
class Places:
    """What a fact is told of: ids; none where it is not told."""

    question_id: int | None = None
    person_id: int | None = None
    tag_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()


def find_places(fact: Activity, post: Post, question: Post) -> Places:
    """Return where a fact of a question's page is read."""
    tag_ids, category_ids = find_subjects(fact, post)
    return Places(
        question.pk if fact.verb in OF_QUESTIONS else None,
        fact.actor_id if fact.verb in OF_MEMBERS else None,
        tag_ids,
        category_ids,
    )


def find_subjects(fact: Activity, post: Post) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the ids of tags and categories to which a fact brought a question: those of a new one, or added by an edit."""
    if not post.is_question:
        return (), ()
    if fact.verb == Verb.ASKED:
        tags = QuestionTag.objects.filter(question=post).order_by("tag").values_list("tag_id", flat=True)
        return tuple(tags), tuple(post.category_ids)
    version = fact.details.get("version")
    if fact.verb != Verb.EDITED or not version:
        return (), ()
    revisions = list(Revision.objects.filter(post=post, version__lte=version).order_by("-version")[:2])
    if len(revisions) < 2 or revisions[0].version != version:
        return (), ()
    after, before = revisions
    return find_added_tags(post, before, after), find_added_categories(fact, post, before, after)


def find_added_tags(post: Post, before: Revision, after: Revision) -> tuple[int, ...]:
    """Return the ids of tags that came with a version and are still there."""
    old = {normalise_key(name) for name in before.tag_names}
    keys = {normalise_key(name) for name in after.tag_names} - old
    if not keys:
        return ()
    rows = QuestionTag.objects.filter(question=post, tag__key__in=keys).order_by("tag")
    # A tag that was merged or renamed between the versions did not come with the later one.
    rows = rows.exclude(tag__synonyms__key__in=old)
    return tuple(rows.values_list("tag_id", flat=True))


def find_added_categories(fact: Activity, post: Post, before: Revision, after: Revision) -> tuple[int, ...]:
    """Return the ids of the category to which a version moved a question, and of those above it where it was not before.

    A version names its category; two categories may have one name, so the fact is asked, too.
    """
    is_moved = before.category_name != after.category_name
    if not is_moved and fact.details.get("change") != Post.Change.RECATEGORISED:
        return ()
    named = Category.objects.filter(name=before.category_name).order_by("pk")
    old = next((one for one in named if one.pk != post.category_id), None)
    known = set(Category.objects.branch_to(old).values_list("pk", flat=True))
    return tuple(pk for pk in post.category_ids if pk not in known)
