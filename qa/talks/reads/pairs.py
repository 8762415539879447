"""What there is between two members: everything that the right to write rests on."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import Level, User
from accounts.viewers import Viewer
from forum.lib.text import normalise_key
from forum.options import Options
from qa.models import Post
from qa.talks.models import Conversation, Preference, Side, Stop
from qa.talks.policies.messages import Pair
from qa.talks.rules.openness import Openness

DAY = timedelta(days=1)


def find_partner(name: str) -> User | None:
    """Return the member of a name, if somebody can sign in under it."""
    return User.objects.filter(username_key=normalise_key(name), is_active=True).first() if name else None


def load_pair(viewer: Viewer, partner: User | None, current: Options) -> Pair:
    """Return what there is between the viewer and whom they want to write to: at most six queries."""
    if partner is None or partner.pk == viewer.user_id or not partner.is_active:
        return Pair(partner if partner is not None and partner.is_active else None)
    ids = [viewer.member_id, partner.pk]
    stops = set(Stop.objects.filter(member__in=ids, stopped__in=ids).values_list("member", flat=True))
    opennesses = dict(Preference.objects.filter(member__in=ids).values_list("member", "openness"))
    sides = list(Side.objects.filter(member__in=ids, partner__in=ids))
    has_answered = any(side.member_id == partner.pk and side.has_written for side in sides)
    openness = opennesses.get(partner.pk, Openness.EVERYBODY)
    return Pair(
        partner,
        openness=Openness(openness),
        own_openness=Openness(opennesses.get(viewer.member_id, Openness.EVERYBODY)),
        is_stopped=partner.pk in stops,
        has_stopped=viewer.member_id in stops,
        has_begun=bool(sides),
        has_answered=has_answered,
        is_known=openness == Openness.KNOWN and (has_answered or know_each_other(ids)),
        begun_count=count_begun(viewer) if not sides and is_new(viewer, current) else 0,
        is_newcomer=is_new(viewer, current),
    )


def know_each_other(ids: list[int]) -> bool:
    """Whether one of the two answered the other, where everybody can read it and both signed with their names."""
    answers = Post.objects.filter(kind=Post.Kind.ANSWER, is_hidden=False, question__is_hidden=False)
    one, other = ids
    return answers.filter(
        Q(author=one, question__author=other) | Q(author=other, question__author=one)
    ).exists()


def is_new(viewer: Viewer, current: Options) -> bool:
    """Whether the member may begin only so many conversations in a day."""
    user = viewer.user
    return user is not None and user.level < Level.EXPERT and user.points < current.newcomer_below_points


def count_begun(viewer: Viewer) -> int:
    """Return how many conversations the member began within a day, also those that they have deleted since."""
    return Conversation.objects.filter(begun_by=viewer.user, begun_at__gt=timezone.now() - DAY).count()
