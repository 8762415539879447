"""Members that a text mentions with @name, and those whom one is likely to mention."""

from operator import itemgetter

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from accounts.models import FormerName, User
from forum.lib.text import normalise_key
from forum.lib.texts import Text, compose
from qa.models import Post

MOST_NAMES = 50  # of one text that are looked up
MOST_SUGGESTIONS = 6


def compose_post(source: str) -> Text:
    """Clean and render what was typed, every @name of a member being a link. At most one query. Raises as compose."""
    return compose(source, find_members)


def find_members(names: set[str]) -> dict[str, str]:
    """Return the address of each of these names that belongs to an active member, or did before they changed it."""
    keys = {name: normalise_key(name) for name in sorted(names)[:MOST_NAMES]}
    wanted = set(keys.values())
    members = User.objects.filter(username_key__in=wanted, is_active=True).order_by()
    had = FormerName.objects.filter(name_key__in=wanted, member__is_active=True).order_by()
    rows = members.values_list("username_key", "username", Value(1)).union(
        had.values_list("name_key", "member__username", Value(0))
    )
    # Whoever has a name now comes before somebody who had it.
    found = {key: username for key, username, _rank in sorted(rows, key=itemgetter(2))}
    return {name: User(username=found[key]).get_absolute_url() for name, key in keys.items() if key in found}


def suggest_members(beginning: str, question_id: int | None, *, for_members: bool = True) -> QuerySet[User]:
    """Return active members whose name begins so, those who take part in the question first; of no name, only those."""
    posts = Post.objects.filter(author=OuterRef("pk"), is_hidden=False).found(for_members=for_members)
    thread = posts.filter(Q(pk=question_id or 0) | Q(question_id=question_id or 0, question__is_hidden=False))
    members = User.objects.filter(is_active=True).annotate(is_here=Exists(thread))
    key = normalise_key(beginning)
    members = members.filter(username_key__startswith=key) if key else members.filter(is_here=True)
    return members.order_by("-is_here", "username_key")[:MOST_SUGGESTIONS]
