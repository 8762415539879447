"""Pictures and files in posts."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

PICTURES = _("Pictures and files")


@dataclass(frozen=True)
class Pictures:
    """Options of this group."""

    are_images_allowed: bool = option(True, PICTURES, _("Pictures in questions and answers"))
    are_visitor_images_allowed: bool = option(False, PICTURES, _("Visitors may add pictures, too"))
    max_image_kilobytes: int = option(
        5000,
        PICTURES,
        _("Largest file"),
        _("Kilobytes. Pictures are scaled down and stored smaller."),
        low=100,
        high=20_000,
    )
    are_files_allowed: bool = option(
        False, PICTURES, _("Members may add other files"), _("They are offered for saving, never shown.")
    )
    max_file_kilobytes: int = option(
        1000, PICTURES, _("Largest other file"), _("Kilobytes."), low=10, high=20_000
    )
    file_endings: str = option(
        "pdf, txt, odt, docx",
        PICTURES,
        _("Kinds of other files"),
        _("Of these: pdf, txt, csv, rtf, odt, ods, odp, docx, xlsx, pptx. Others are never taken."),
        low=1,
        high=100,
    )
