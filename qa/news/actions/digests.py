"""Digests: one mail a day or a week about all that came meanwhile and was not read.

Each notice stands in one digest at most: they are marked in the transaction that sends the mail. A worker killed between the
mail server's "taken" and the end of that transaction sends that one mail again, with the same Message-ID.
"""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from forum import options
from forum.background import background
from forum.letters import (
    Block,
    Letter,
    NotSent,
    hash_words,
    heading,
    link,
    name_message,
    neutral_subject,
    paragraph,
)
from forum.lib.tickets import make_ticket
from qa.news.actions.bounces import GONE, note_return
from qa.news.actions.claims import claim
from qa.news.actions.mails import (
    BOUNCE,
    MEMBER,
    TICKET_DAYS,
    describe,
    find_path,
    is_visible,
    make_address,
)
from qa.news.actions.stops import DIGESTS, make_stop_path
from qa.news.models import Notice, Preferences
from qa.news.reads.preferences import (
    find_preferences,
    find_stopped,
    hash_mailbox,
    is_confirmed,
    is_left_alone,
    load_preferences,
)
from qa.news.rules.kinds import Pace
from qa.news.rules.preferences import NEEDS_TICK

MOST_QUESTIONS, MOST_A_QUESTION = 20, 5
AT_ONCE = 1_000


def find_waiting(pace: str) -> QuerySet[Notice]:
    """Return what waits for a digest of that pace."""
    unread = Q(read_at=None) | Q(is_listed=False)
    return Notice.objects.filter(unread, mail=pace, mailed_at=None)


def put_due_on_list() -> int:
    """Put a digest on the list for each member for whom one is due; return how many."""
    count = 0
    for pace in DIGESTS:
        last = 0
        while True:
            recipients = find_waiting(pace).filter(recipient_id__gt=last).order_by("recipient_id")
            some = list(recipients.values_list("recipient_id", flat=True).distinct()[:AT_ONCE])
            if not some:
                break
            last = some[-1]
            for member_id, preferences in load_preferences(some).items():
                if find_due(preferences, pace).exists():
                    send_digest.enqueue(member_id, pace)
                    count += 1
    return count


def find_due(preferences: Preferences, pace: str) -> QuerySet[Notice]:
    """Return what goes into the member's digest now: all that came before the hour at which it was due for the last time."""
    if preferences.is_on_break:
        return Notice.objects.none()
    due_at = preferences.find_last_digest(pace, timezone.now())
    return find_waiting(pace).filter(recipient_id=preferences.member_id, created_at__lte=due_at)


@background()
def send_digest(member_id: int, pace: str) -> bool:
    """Send the member's digest, if one is due and there is something unread to say."""
    with transaction.atomic():
        if not claim(f"digest-{member_id}"):
            return False
        preferences = find_preferences(member_id)
        member = User.objects.filter(pk=member_id).first()
        related = ("activity", "post__question", "question")
        due = find_due(preferences, pace).select_related(*related).order_by("created_at", "pk")
        notices = list(due)
        if member is None or not notices:
            return False
        due_at = preferences.find_last_digest(pace, timezone.now())
        ids, wanted = [notice.pk for notice in notices], []
        if member.is_active and member.email and not is_left_alone(member):
            wanted = find_wanted(notices, preferences, is_known=is_confirmed(member))
        if wanted:
            try:
                compose_digest(member, preferences, pace, due_at, wanted).send(member.email)
            except NotSent as refusal:
                if not refusal.is_for_good:
                    raise
                note_return(member, GONE)
                wanted = []
        Notice.objects.filter(pk__in=[notice.pk for notice in wanted]).update(mailed_at=timezone.now())
        Notice.objects.filter(pk__in=ids, mailed_at=None).update(mail=Pace.NEVER)
        return bool(wanted)


def find_wanted(notices: list[Notice], preferences: Preferences, *, is_known: bool) -> list[Notice]:
    """Return those that the member still wants by mail, and can see. `is_known`: the address is confirmed."""
    questions = {notice.question_id for notice in notices if notice.question_id}
    stopped = {pk for pk in questions if find_stopped([preferences.member_id], pk)}
    return [
        notice
        for notice in notices
        if preferences.wish(notice.kind).mail
        and (is_known or notice.kind in NEEDS_TICK)
        and is_visible(notice)
        and notice.question_id not in stopped
    ]


def compose_digest(
    member: User, preferences: Preferences, pace: str, due_at: datetime, notices: list[Notice]
) -> Letter:
    """Return the letter: grouped by question, or how much there is alone where the member is discreet."""
    count = len(notices)
    told = ngettext("There is %(count)d thing new for you.", "There are %(count)d things new for you.", count)
    blocks: list[Block] = [paragraph(_("Hello,")), paragraph(told % {"count": count})]
    is_open = not preferences.wants_discretion and is_confirmed(member)
    if is_open:
        blocks += list_groups(notices)
    else:
        blocks += list_links(notices)
    stop_path = make_stop_path(member.pk, None)
    words = f"{pace}-{due_at:%Y%m%d%H}"
    ticket = make_ticket(
        f"{BOUNCE}:{hash_mailbox(member.email)}", [MEMBER, member.pk], days=TICKET_DAYS, since=due_at
    )
    site = options.current().site_name
    return Letter(
        _("What is new at %(site)s") % {"site": site} if is_open else neutral_subject(),
        tuple(blocks),
        foot=(
            paragraph(_("You get this mail because you chose to read what is new once in a while.")),
            link(stop_path, _("No more such mails")),
            link(reverse("news:preferences"), _("All choices")),
        ),
        sender_name=site if is_open else "",
        stop_path=stop_path,
        message_id=name_message(f"d{words}-{hash_words('digest', member.pk, words)}", ticket),
        return_path=make_address(BOUNCE, ticket),
    )


def list_groups(notices: list[Notice]) -> list[Block]:
    """Return what each question has new, by title; the rest is counted."""
    groups = group(notices)
    blocks: list[Block] = []
    for found in groups[:MOST_QUESTIONS]:
        question = found[0].question
        if question is not None:
            blocks.append(heading(question.title))
        blocks += [
            link(find_path(notice), describe(notice).rstrip(".")) for notice in found[:MOST_A_QUESTION]
        ]
        blocks += count_rest(len(found) - MOST_A_QUESTION)
    return blocks + count_rest(sum(len(found) for found in groups[MOST_QUESTIONS:]))


def list_links(notices: list[Notice]) -> list[Block]:
    """Return one link for each question, which has no word of it."""
    groups = group(notices)
    blocks = [link(find_path(found[0]), describe(found[0]).rstrip(".")) for found in groups[:MOST_QUESTIONS]]
    return blocks + count_rest(len(groups) - MOST_QUESTIONS)


def count_rest(count: int) -> list[Block]:
    if count <= 0:
        return []
    return [paragraph(ngettext("And %(count)d more.", "And %(count)d more.", count) % {"count": count})]


def group(notices: list[Notice]) -> list[list[Notice]]:
    """Return the notices by what they are about; what came first stands first."""
    order: dict[tuple[int, str], int] = {}
    for notice in notices:
        order.setdefault(key_of(notice), len(order))
    ordered = sorted(notices, key=lambda notice: order[key_of(notice)])
    return [list(found) for _key, found in groupby(ordered, key=key_of)]


def key_of(notice: Notice) -> tuple[int, str]:
    return (notice.question_id or 0, "" if notice.question_id else notice.about or notice.path)
