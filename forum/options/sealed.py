"""Sealed posts: no link to who wrote them is kept anywhere."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SEALED = _("Sealed posts")


@dataclass(frozen=True)
class Sealed:
    """Options of this group."""

    are_sealed_posts_allowed: bool = option(
        True,
        SEALED,
        _("Questions and answers may be sealed"),
        _(
            "Nothing that is kept tells who wrote them: not to members, not to moderators, not to you. A secret that is shown "
            "once is the only proof. Switched off, no new ones are taken; those that are there keep their secrets."
        ),
    )
    sealed_wait_minutes: int = option(
        15,
        SEALED,
        _("Minutes between two moments at which sealed posts appear"),
        _(
            "They appear together, so that the minute tells nobody whose they are. The longer, the more people were here in "
            "between."
        ),
        low=5,
        high=720,
        needs=("are_sealed_posts_allowed",),
    )
    sealed_per_person: int = option(
        3,
        SEALED,
        _("Sealed posts of one person in a day"),
        _("Counted in the memory of the running forum alone, so a restart forgets it."),
        low=1,
        high=100,
        needs=("are_sealed_posts_allowed",),
    )
    sealed_per_day: int = option(
        100,
        SEALED,
        _("Sealed posts of everybody together in a day"),
        low=1,
        high=100_000,
        needs=("are_sealed_posts_allowed",),
    )
