"""Content warnings: which there are, and what readers see who have chosen nothing themselves."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

CONTENT_WARNINGS = _("Content warnings")
TREATMENTS = (
    ("fold", _("The title, and the text once somebody opens it")),
    ("show", _("The text with the warning above it")),
)
VEILS = (
    ("off", _("As they are")),
    ("warned", _("Blurred in posts with a warning, until somebody uncovers them")),
    ("all", _("All blurred, until somebody uncovers them")),
)
SHIPPED = """\
self-harm | Self-harm | Injuring oneself, or the wish to.
suicide | Suicide | Thoughts of suicide, an attempt, or a death by suicide.
eating | Eating | Disordered eating, weight, numbers.
abuse | Abuse | Abuse by somebody close, or sexual abuse.
violence | Violence | Violence that was done or seen.
substances | Substances | Alcohol, drugs or medicines in harmful amounts.
loss | Loss | The death of somebody close."""


@dataclass(frozen=True)
class ContentWarnings:
    """Options of this group."""

    content_warnings: str = option(
        SHIPPED,
        CONTENT_WARNINGS,
        _("Warnings that writers can put on a post"),
        _(
            "One on each line: a short word for programs, what readers see, and perhaps what is meant, with | between them. "
            "A line that begins with - is offered no more, and stays on the posts that have it. None: nobody is asked."
        ),
        high=8_000,
        is_long=True,
    )
    warned_treatment: str = option(
        "fold",
        CONTENT_WARNINGS,
        _("What is shown of a post with a warning"),
        _("Lists, searches and mails show its title alone. Members choose for themselves."),
        choices=TREATMENTS,
    )
    veiled_pictures: str = option(
        "warned", CONTENT_WARNINGS, _("Pictures"), _("Members choose for themselves."), choices=VEILS
    )
    are_queue_pictures_veiled: bool = option(
        True,
        CONTENT_WARNINGS,
        _("Pictures are blurred in the review queue"),
        _("Whoever has chosen to see pictures as they are sees them there, too."),
    )
