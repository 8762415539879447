"""What the conversation has done again and again."""

from datetime import timedelta

from forum import options
from forum.background import background, periodic
from qa.actions import modlog
from qa.actions.addresses import forget_addresses
from qa.actions.badges import award_badges
from qa.actions.earnings import refresh_earnings
from qa.actions.feedback import forget_feedback
from qa.actions.prior import refresh_prior
from qa.actions.states import archive_old
from qa.actions.uploads import clean_uploads


@periodic(timedelta(weeks=1))
@background()
def refresh_votes_to_begin_with() -> bool:
    """Estimate again what an average answer is, where the owner leaves that to the forum."""
    is_wanted = options.load().is_prior_estimated
    if is_wanted:
        refresh_prior()
    return is_wanted


@periodic(timedelta(hours=1))
@background(priority=-10)
def give_badges() -> int:
    """Give everybody the badges that they have earned since, where the owner wants badges."""
    return award_badges()


@periodic(timedelta(hours=1))
@background(priority=-10)
def list_who_earned_most() -> bool:
    """Make the lists of the week and the month anew."""
    return refresh_earnings()


@periodic(timedelta(days=1))
@background()
def clean_pictures_and_files() -> int:
    """Delete what no text has shown for a day."""
    cleaned = clean_uploads()
    return cleaned.orphan_count + cleaned.stray_count


@periodic(timedelta(days=1))
@background()
def forget_network_addresses() -> int:
    """Delete network addresses whose time is over."""
    return forget_addresses().address_count


@periodic(timedelta(hours=1))
@background()
def seal_moderation_log() -> int:
    """Chain what a process that died left out of the chain."""
    return modlog.seal()


@periodic(timedelta(days=1))
@background()
def archive_old_questions() -> int:
    """Archive questions without activity, where the owner wants it."""
    days = options.load().archive_days
    return archive_old(days) if days else 0


@periodic(timedelta(days=1))
@background()
def forget_unsent_feedback() -> int:
    """Delete what people wrote to an owner who has no address."""
    return forget_feedback()
