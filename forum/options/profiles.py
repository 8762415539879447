"""Pictures of members, and their names."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

FACES = _("Pictures of members")
NAMES = _("Names of members")
PIXELS = _("Pixels. 0: none.")
LARGEST = 400
PATTERN, NOTHING, PICTURE = "pattern", "nothing", "picture"


@dataclass(frozen=True)
class Profiles:
    """Options of these groups."""

    may_upload_avatars: bool = option(True, FACES, _("Members may choose a picture of their own"))
    avatar_without: str = option(
        PATTERN,
        FACES,
        _("What is shown of members without a picture"),
        _("A drawing is made here, of the number of the account; no other site is asked for anything."),
        choices=(
            (PATTERN, _("A small drawing, another one for each")),
            (PICTURE, _("The picture of the site, where there is one")),
            (NOTHING, _("Nothing")),
        ),
    )
    avatar_of_site: str = option("", FACES, _("The picture of the site"), high=32, page="faces")
    avatar_profile: int = option(160, FACES, _("On profiles"), PIXELS, high=LARGEST)
    avatar_members: int = option(44, FACES, _("In lists of members"), PIXELS, high=LARGEST)
    avatar_question: int = option(28, FACES, _("Beside questions"), PIXELS, high=LARGEST)
    avatar_answer: int = option(28, FACES, _("Beside answers"), PIXELS, high=LARGEST)
    avatar_comment: int = option(20, FACES, _("Beside comments"), PIXELS, high=LARGEST)
    avatar_list: int = option(0, FACES, _("In lists of questions"), PIXELS, high=LARGEST)
    avatar_message: int = option(20, FACES, _("Beside messages and notes on walls"), PIXELS, high=LARGEST)
    may_members_rename: bool = option(
        True,
        NAMES,
        _("Members may change their name"),
        _("Who has written nothing yet always may."),
    )
    rename_days: int = option(
        30, NAMES, _("Days between two changes of a name"), high=3650, needs=("may_members_rename",)
    )
    former_name_days: int = option(
        365,
        NAMES,
        _("Days for which nobody else takes a name that somebody had"),
        low=1,
        high=36_500,
    )
