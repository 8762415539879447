"""Asking the asker, once and some days later, whether something helped."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.viewers import ALL_RIGHTS, Viewer
from forum import options
from forum.options import Options
from qa.actions.notices import CHECK_IN, make_check_in_path, notify_visitor
from qa.masks.keeping import find_members
from qa.models import Category, NoticeAddress, Post
from qa.models.querysets import PostQuerySet
from qa.news.actions.tell import tell
from qa.news.models import MailStop, Preferences
from qa.news.rules.kinds import Kind
from qa.team.models import CheckIn

CAUGHT_UP = timedelta(days=7)  # older ones were not asked in time and are left alone
AT_ONCE = 500


def due_questions(current: Options) -> PostQuerySet:
    """Return the questions whose askers are to be asked now: not of who is away, is gone, was stopped or wants no mail. Of masked
    ones only `check_in` can tell."""
    until = timezone.now() - timedelta(days=current.check_in_days)
    rows = Post.objects.listed(for_members=True).filter(
        created_at__gt=until - CAUGHT_UP, created_at__lte=until
    )
    rows = rows.filter(frozen_as="", check_in=None).filter(in_categories(current.check_in_categories))
    now = timezone.now()
    own = Preferences.objects.filter(member=OuterRef("author"))
    away = own.filter(Q(paused_until__gt=now) | Q(is_mail_stopped=True))
    stopped = MailStop.objects.filter(member=OuterRef("author"), question=OuterRef("pk"))
    address = NoticeAddress.objects.filter(post=OuterRef("pk"))
    members = Q(author__is_active=True, author__memorial=None) & ~Q(Exists(away)) & ~Q(Exists(stopped))
    visitors = Q(author=None, mask_key="", wants_notice=True) & Q(Exists(address))
    return rows.filter(members | visitors | ~Q(mask_key=""))


def in_categories(lines: str) -> Q:
    """Questions within the categories that the owner named; without any, all."""
    paths = [line.strip().strip("/") for line in lines.splitlines() if line.strip()]
    if not paths:
        return Q()
    within = Q(pk__in=[])
    for category in Category.objects.filter(path__in=paths):
        within |= Q(**{f"category_ids__{category.depth - 1}": category.pk})
    return within


def send_check_ins() -> int:
    """Ask those whose day has come; return how many were asked."""
    current = options.load()
    if not current.check_in_days:
        return 0
    ids = list(due_questions(current).order_by("created_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(check_in(pk, current) for pk in ids)


@transaction.atomic
def check_in(question_id: int, current: Options) -> bool:
    """Ask the asker of one question, unless that was done or something changed meanwhile."""
    rows = due_questions(current).select_for_update(of=("self",), no_key=True).select_related("author")
    question = rows.filter(pk=question_id).first()
    if question is None:
        return False
    asker = find_masked_asker(question) if question.mask_key else question.author
    if question.mask_key and asker is None:
        return False
    if asker is not None and Viewer(asker).find_restriction(ALL_RIGHTS) is not None:
        return False
    CheckIn.objects.create(question=question)
    if asker is None:
        notify_visitor(question, CHECK_IN, question)
        return True
    silent = () if question.wants_notice else (asker.pk,)
    tell(
        {asker.pk: Kind.CHECK_IN},
        about=f"check-in-{question.pk}",
        path=make_check_in_path(question),
        without_mail=silent,
    )
    return True


def find_masked_asker(question: Post) -> User | None:
    """Return who asked a masked question, if they are to be asked. It stays in here: what is written down is the notice, which
    only they read, and that the question had its turn."""
    member_id = find_members([question]).get(question.pk)
    away = Q(paused_until__gt=timezone.now()) | Q(is_mail_stopped=True)
    if Preferences.objects.filter(away, member=member_id or 0).exists():
        return None
    if MailStop.objects.filter(member=member_id or 0, question=question).exists():
        return None
    return User.objects.filter(pk=member_id or 0, is_active=True, memorial=None).first()
