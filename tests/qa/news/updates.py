"""Reading a page of updates, and changing what it tells of."""

from forum.lib.texts import compose
from qa.actions.edits import edit_reply, retag_question
from qa.models import Post
from tests import make
from tests.pages import Page
from tests.work import work

COPIED, READ = 10, 0  # most_copies: by which of the two ways a star gets its events


def rows(viewer, show="all", **more):
    """(title, what happened) of each row on a member's page of updates."""
    work()
    page = Page.of(make.client(viewer).get("/updates/", {"show": show, **more}))
    return [
        (row.find(class_="row__title").find("a").text, row.find(class_="meta__what").text)
        for row in page.find_all(class_="row")
    ]


def whats(viewer, show="all"):
    return [what for _title, what in rows(viewer, show)]


def retag(by, question, tags=(), category=None):
    found = Post.objects.get(pk=question.pk)
    category = category or found.category
    return retag_question(by, question.pk, category, list(tags), version=found.version)


def reword(by, post, words, **more):
    text = compose(words)
    return edit_reply(by, post.pk, text, version=Post.objects.get(pk=post.pk).version, **more)
