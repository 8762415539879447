"""What search has done again and again."""

from datetime import timedelta

from forum.background import background, periodic
from qa.search.actions import misses, words


@periodic(timedelta(days=1))
@background(priority=-10)
def list_words_of_the_site() -> int:
    """Begin to make the list of words anew; what was hidden meanwhile leaves it with that."""
    build = words.begin_build()
    words.carry_on.enqueue(build.pk)
    return build.pk


@periodic(timedelta(hours=1))
@background(priority=-10)
def add_words_of_new_titles() -> int:
    """Let titles that are new be spelled right at once."""
    return words.add_new_titles()


@periodic(timedelta(days=1))
@background()
def forget_what_was_not_found() -> int:
    """Delete what was searched for in vain and is older than the owner keeps it."""
    return misses.forget_misses()
