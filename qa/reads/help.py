"""Where people who are not well find somebody to talk to."""

from django.urls import is_valid_path

from forum import options

HELP_PAGE = "/help-now/"


def help_url() -> str:
    """Return the address of the page of helplines: this site's own where it has one, else the owner's; '' without any."""
    return HELP_PAGE if is_valid_path(HELP_PAGE) else options.current().help_address
