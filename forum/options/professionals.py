"""Professionals whose profession somebody checked: which, for how long, and how their answers stand."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

PROFESSIONALS = _("Verified professionals")
CHECKERS = (("administrator", _("Administrators")), ("moderator", _("Moderators and administrators")))


@dataclass(frozen=True)
class Professionals:
    """Options of this group."""

    are_professionals_marked: bool = option(
        False,
        PROFESSIONALS,
        _("Members can have their profession checked"),
        _(
            "They send evidence, which is deleted as soon as somebody has decided. Their answers say what they are."
        ),
    )
    professional_fields: str = option(
        "psychotherapist\npsychologist\npsychiatrist\nphysician\nnurse\nsocial worker\ncounsellor\npeer support worker\n",
        PROFESSIONALS,
        _("Professions"),
        _("One on each line, as it reads after “a verified”."),
        high=4_000,
        is_long=True,
        needs=("are_professionals_marked",),
    )
    professionals_checked_by: str = option(
        "administrator",
        PROFESSIONALS,
        _("Who sees the evidence and decides"),
        choices=CHECKERS,
        needs=("are_professionals_marked",),
    )
    professional_months: int = option(
        12,
        PROFESSIONALS,
        _("A mark holds for so many months"),
        low=1,
        high=60,
        needs=("are_professionals_marked",),
    )
    is_checker_named: bool = option(
        False,
        PROFESSIONALS,
        _("Readers are told the name of who checked"),
        _("Off, they are told the role alone."),
        needs=("are_professionals_marked",),
    )
    max_evidence_kilobytes: int = option(
        5_000,
        PROFESSIONALS,
        _("Largest file of evidence"),
        _("Kilobytes. Pictures and PDF."),
        low=100,
        high=20_000,
        needs=("are_professionals_marked",),
    )
    evidence_days: int = option(
        30,
        PROFESSIONALS,
        _("Evidence that nobody decided upon is deleted after so many days"),
        low=1,
        high=90,
        needs=("are_professionals_marked",),
    )
    are_answers_in_lanes: bool = option(
        False,
        PROFESSIONALS,
        _("Answers of professionals and of people with experience of their own stand under two headings"),
        _("Of equal rank, in the same order and on the same pages."),
        needs=("are_professionals_marked",),
    )
