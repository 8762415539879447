"""What slows machines and haste down."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

DEFENCES = _("Against machines and haste")


@dataclass(frozen=True)
class Defences:
    """Options of this group."""

    min_form_seconds: int = option(
        3,
        DEFENCES,
        _("Seconds that a form takes at least"),
        _("For visitors and for signing up. Who is quicker is asked to send it once more. 0: no matter."),
        high=60,
    )
    is_proof_asked: bool = option(
        False,
        DEFENCES,
        _("Browsers of visitors do a small sum before a text is posted"),
        _(
            "It takes about a second and nobody sees it. Where it cannot be done, the text waits for a moderator."
        ),
    )
    is_brake_on: bool = option(
        False,
        DEFENCES,
        _("Heated threads are slowed down"),
        _(
            "Between two replies to a flagged post pass 2 minutes, one more for each flag above it, and one for each that the "
            "writer gave."
        ),
    )
