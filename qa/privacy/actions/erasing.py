"""Erasing an account, step by step: the worker carries it on, and a worker that dies loses nothing.

Each step does some of its work in a transaction of its own and notes in the same one how far it is. Every step may run twice.
"""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry as ConsoleEntry
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import FormerName, User
from accounts.viewers import NOBODY
from forum.background import background
from forum.lib.rows import run
from forum.models import Feedback, RateCount
from qa.actions.members import remove_account
from qa.actions.reviews import close_item
from qa.hooks.actions.events import list_files
from qa.models import Appeal, NoticeAddress, Post, ReviewItem
from qa.privacy.actions.copies import drop_copy
from qa.privacy.actions.departures import forget_sessions
from qa.privacy.actions.names import (
    count_left,
    is_ordinary_word,
    list_places,
    read_search,
    sever_others,
    sweep,
)
from qa.privacy.actions.texts import list_posts, remove_messages, remove_post, remove_uploads
from qa.privacy.models import Departure
from qa.search.actions.words import begin_build
from qa.search.actions.words import carry_on as carry_words_on

logger = logging.getLogger(__name__)
STEP_SECONDS = 5.0
PAUSE = timedelta(seconds=1)
State = Departure.State


def begin_due() -> int:
    """Put every erasure on the list whose days of grace are over, and those that a dead worker left; return how many."""
    numbers = list(Departure.objects.due().values_list("pk", flat=True))
    for pk in numbers:
        erase.enqueue(pk)
    return len(numbers)


@background()
def erase(pk: int) -> bool:
    """Do some of it; other work comes between. Returns whether it is done."""
    end = time.monotonic() + STEP_SECONDS
    while advance(pk):
        if time.monotonic() > end:
            erase.using(run_after=timezone.now() + PAUSE).enqueue(pk)
            return False
    return True


def advance(pk: int) -> bool:
    """Do the next piece of work of an erasure; return whether there is more. Whoever holds the row is at it."""
    with transaction.atomic():
        departure = Departure.objects.select_for_update(skip_locked=True).due().filter(pk=pk).first()
        if departure is None:
            return False
        is_done = STEPS[departure.step](departure)
        if is_done:
            departure.step, departure.cursor = departure.step + 1, {}
        is_last = departure.step == len(STEPS)
        if is_last:
            departure.state, departure.ended_at, departure.words = State.DONE, timezone.now(), {}
            departure.member = None
        departure.save()
    return not is_last


def note_names(departure: Departure) -> bool:
    """Write down what will be looked for, and end what cannot wait: sessions, copies, appeals."""
    member = departure.member
    if member is None:  # somebody else deleted the account meanwhile; its name is not known any more
        departure.step = len(STEPS) - 1
        return True
    emails = {member.email, *EmailAddress.objects.filter(user=member).values_list("email", flat=True)} - {""}
    departure.state = State.ERASING
    departure.words = {
        "name": member.username,
        "emails": sorted(emails),
        "is_ordinary": is_ordinary_word(member.username),
        "former": [
            [name, is_ordinary_word(name)]
            for name in FormerName.objects.filter(member=member).order_by("pk").values_list("name", flat=True)
        ],
        "number": member.pk,
    }
    forget_sessions.call(member.pk)
    drop_copy(member)
    for appeal in Appeal.objects.filter(appellant=member, state=Appeal.State.OPEN):
        # The appeal itself goes with the account; the queue says why nobody has to decide it any more.
        note = _("The account was erased at its owner's wish, so there is nobody left to answer.")
        close_item([ReviewItem.Kind.APPEAL], ReviewItem.Decision.WITHDRAWN, number=appeal.pk, note=note)
    return True


def remove_texts(departure: Departure) -> bool:
    """Remove the next of what the member wrote, where they wish it."""
    member_id = departure.member_id
    if member_id is None or not departure.removes_texts:
        return True
    numbers = list_posts(member_id)
    for number in numbers:
        is_whole = remove_post(number)
        name = "deleted_posts" if is_whole else "blanked_posts"
        departure.counts[name] = departure.counts.get(name, 0) + 1
    if numbers:
        return False
    departure.counts["messages"] = remove_messages(member_id)
    carry_words_on.enqueue(begin_build().pk)
    return True


def remove_member(departure: Departure) -> bool:
    """Delete the account with all that hangs on it, what the moderation log says of it, and what other tables keep by number."""
    member = User.objects.filter(pk=departure.words["number"]).first()
    if member is None:
        return True
    remove_uploads(member.pk)
    Feedback.objects.filter(member=member).delete()
    NoticeAddress.objects.filter(post__author=member).delete()
    Post.objects.filter(author=member).exclude(author_name="").update(author_name="")
    ConsoleEntry.objects.filter(object_id=str(member.pk), content_type__model="user").delete()
    forget_tries(departure.words["emails"])
    RateCount.objects.filter(who__in=[str(member.pk), f"member-{member.pk}", f"m{member.pk}"]).delete()
    remove_account(NOBODY, member)
    departure.member = None
    return True


def forget_tries(emails: list[str]) -> None:
    """Delete counts of tries that stand under a hash of an address: whoever knows the address could make the hash."""
    for email in emails:
        for digest in {hashlib.sha256(one.encode()).hexdigest() for one in (email, email.lower())}:
            run("DELETE FROM forum_cache WHERE cache_key LIKE %s", [f"%{digest}%"])


def remove_names(departure: Departure) -> bool:
    """Take name and addresses out of the next piece of what others wrote."""
    search = read_search(departure.words)
    if not departure.cursor:
        sever_others(search)
    last, after = departure.cursor.get("table", ""), departure.cursor.get("after")
    place = next(
        (place for place in list_places() if place.table >= last and (place.table > last or after)), None
    )
    if place is None:
        return True
    count, until = sweep(place, search, after if place.table == last else None)
    departure.counts["names"] = departure.counts.get("names", 0) + count
    departure.cursor = {"table": place.table, "after": until}
    return False


def clean_files(departure: Departure) -> bool:
    """Take the member out of the daily files of the log of events, and throw away drawn cards, which may have names on them."""
    needles = read_search(departure.words).needles
    for path, _day in list_files():
        clean_file(path, str(departure.words["number"]), needles)
    if departure.removes_texts or departure.counts.get("names"):
        for card in Path(settings.CARD_DIR).glob("*.png"):
            card.unlink(missing_ok=True)
    return True


def clean_file(path: Path, number: str, needles: list[str]) -> None:
    """Write a daily file anew without the member; under its name it is always whole."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    cleaned = [clean_line(line, number, needles) for line in lines]
    if cleaned == lines:
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".events-")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.writelines(cleaned)
    Path(draft).rename(path)


def clean_line(line: str, number: str, needles: list[str]) -> str:
    """Return a line without the member: no number, no name; details that name them go as a whole."""
    fields = line.rstrip("\n").split("\t")
    if len(fields) > 2 and fields[1] == number:
        fields[1] = fields[2] = ""
    fields = ["" if any(needle in field.lower() for needle in needles) else field for field in fields]
    return "\t".join(fields) + "\n"


def prove(departure: Departure) -> bool:
    """Look everywhere once more, and keep how often something was found: nought, or the step before is done again."""
    if not departure.words:
        return True
    found = count_left(read_search(departure.words))
    departure.counts["found"] = found
    tries = departure.counts["tries"] = departure.counts.get("tries", 0) + 1
    if found and tries < 3:  # somebody wrote the name meanwhile
        departure.step, departure.cursor = STEPS.index(remove_names), {}
        return False
    if found:
        logger.error("An erasure is done, but %d rows still have the name or the address.", found)
    return True


STEPS: list[Callable[[Departure], bool]] = [
    note_names,
    remove_texts,
    remove_member,
    remove_names,
    clean_files,
    prove,
]
