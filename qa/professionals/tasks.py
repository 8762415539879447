"""What is done about professionals again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.professionals.actions.applications import tidy
from qa.professionals.actions.letters import remind_all


@periodic(timedelta(days=1))
@background()
def look_after_professionals() -> int:
    """Destroy evidence that is too old, take off marks that are over, and remind those whose mark is over soon."""
    return tidy() + remind_all()
