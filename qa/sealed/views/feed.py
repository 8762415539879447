"""The private feed of a sealed thread, by a key that is made of the secret and cannot be turned back into it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import options
from forum.lib.feeds import Entry, Feed
from qa.feeds.render import SINCE, absolute, make_id, name_author, respond, shown_time
from qa.models import Post
from qa.sealed.actions.seals import find_by_feed_key, holder_of
from qa.sealed.reads.page import load_page
from qa.sealed.views.session import keep_secret

ENTRIES = 30


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """What others wrote in the thread, without any word of the holder's own. Raises Http404 for a key that opens nothing."""
    seal = find_by_feed_key(key)
    if seal is None:
        raise Http404(_("This address leads nowhere (any more)."))
    others = load_page(seal, holder_of(seal)).others[-ENTRIES:]
    posts = [one.post for one in reversed(others) if not one.post.is_question]
    name = options.current().site_name
    feed = Feed(
        id=make_id(SINCE, f"sealed/{seal.pk}"),
        title=_("News at %(site)s") % {"site": name},
        url=absolute("/sealed/"),
        site_name=name,
        entries=tuple(make_entry(post) for post in posts),
        language=get_language() or "en",
    )
    response = keep_secret(respond(request, feed, "atom"))
    del response["Last-Modified"]
    return response


def make_entry(post: Post) -> Entry:
    return Entry(
        id=make_id(SINCE, f"sealed/post/{post.pk}"),
        url=absolute(post.get_absolute_url()),
        title=_("An answer") if post.is_answer else _("A comment"),
        published=shown_time(post.created_at),
        updated=shown_time(post.created_at),
        author=name_author(post.author, post.author_name),
        html=post.body_html,
    )
