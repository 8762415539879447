"""Mails to those who run the site, at the address that the owner set: what happened and where to look, never what was written."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forum import options
from forum.background import background
from forum.letters import Letter, link, paragraph


def tell_staff(sentence: str | Promise, path: str) -> None:
    """Put one mail on the list of tasks: sent if all this is committed; without an address in the options, none.

    A sentence of ours and a path with numbers in it, no names and no words of posts: it waits in the database, and mail is
    read on many screens.
    """
    if options.current().feedback_address:
        send_staff_mail.enqueue(str(sentence), path)


@background()
def send_staff_mail(sentence: str, path: str) -> bool:
    """Send that mail to the address that the owner has set by now."""
    current = options.current()
    if not current.feedback_address:
        return False
    why = _(
        "You get this mail because your address stands in the options of %(site)s. There you can also switch it off."
    )
    letter = Letter(
        f"{current.site_name}: {sentence}",
        (paragraph(_("Hello,")), paragraph(sentence), link(path)),
        foot=(paragraph(why % {"site": current.site_name}),),
    )
    letter.send(current.feedback_address)
    return True
