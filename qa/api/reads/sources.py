"""The Markdown of posts, for whoever reads their history: everybody who sees the post, with the words that readers get."""

from collections.abc import Sequence

from accounts.viewers import Viewer
from forum.options import Options
from qa.models import Finding, Post
from qa.policies.screening import may_see_typed
from qa.reads.screening import read_settings, veil_text
from qa.rules.screening import Action


def sources_of(viewer: Viewer, posts: Sequence[Post], question: Post, current: Options) -> dict[int, str]:
    """Return the source of each of these posts of one thread, by the post's id: two queries, and one more where words
    were put in the place of others. (qa.reads.revisions shows histories by the same rule.)"""
    ids = [post.pk for post in posts]
    found = dict(Post.objects.filter(pk__in=ids).values_list("pk", "body"))
    veiled = set(
        Finding.objects.filter(post_id__in=ids, action=Action.REPLACE).values_list("post_id", flat=True)
    )
    veiled = {post.pk for post in posts if post.pk in veiled and not may_see_typed(viewer, post)}
    if veiled:
        rules = read_settings(current)
        found |= {pk: veil_text(rules, "body", found[pk]) for pk in veiled}
    return found
