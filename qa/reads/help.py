"""Where people who are not well find somebody to talk to."""

HELP_PAGE = "/help-now/"  # qa.care's, of which the rooms below it know the address alone


def help_url() -> str:
    """Return the address of the page of helplines."""
    return HELP_PAGE
