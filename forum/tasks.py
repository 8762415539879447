"""What the place itself has done again and again."""

from datetime import timedelta

from django.core.management import call_command

from forum.background import background, periodic, upkeep


@periodic(timedelta(hours=1))
@background()
def forget_old_tasks() -> int:
    """Delete what is known of tasks that are long done."""
    return upkeep.forget_what_is_old()


@periodic(timedelta(days=1))
@background()
def forget_old_sessions() -> None:
    """Delete sessions that have expired."""
    call_command("clearsessions")
