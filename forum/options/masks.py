"""Posts without a name: what members may write so that others do not see who wrote it, and who of the team can be told."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

MASKS = _("Posts without a name")
OFFERED_GRADES = (
    ("none", _("Writing with the name only")),
    ("masked", _("Writing without the name, too")),
    ("sealed", _("Writing without the name, and sealed")),
)
UNMASKING_LEVELS = (("moderator", _("Moderators")), ("administrator", _("Administrators")))


@dataclass(frozen=True)
class Masks:
    """Options of this group."""

    are_masked_questions_offered: bool = option(
        True,
        MASKS,
        _("Members may ask without their name"),
        _("Others see “anonymous”. The site knows who it was, and two of the team together can look."),
    )
    are_masked_answers_offered: bool = option(True, MASKS, _("Members may answer without their name"))
    are_masked_comments_offered: bool = option(True, MASKS, _("Members may comment without their name"))
    offered_grades: str = option(
        "sealed",
        MASKS,
        _("What categories offer that say nothing themselves"),
        _(
            "Each category can offer less, or more: see its own page. What is switched off above is offered nowhere."
        ),
        choices=OFFERED_GRADES,
    )
    unmasking_level: str = option(
        "moderator",
        MASKS,
        _("Who can look, two of them together"),
        _(
            "One asks with a reason, another one agrees. The author is told, and everybody sees how often it happened."
        ),
        choices=UNMASKING_LEVELS,
    )
    unmasking_shown_days: int = option(7, MASKS, _("Days for which those two see the name"), low=1, high=30)
