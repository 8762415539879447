"""What a post shows besides its text."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from forum.options.declare import option

SHOWN = _("What a post shows")


@dataclass(frozen=True)
class Shown:
    """Options of this group."""

    is_time_shown: bool = option(True, SHOWN, _("When it was written"))
    full_date_days: int = option(
        7,
        SHOWN,
        _("Days after which the date stands instead of “3 days ago”"),
        _("0: always the date."),
        high=36_500,
    )
    are_points_shown: bool = option(True, SHOWN, _("Points after the name"))
    are_titles_shown: bool = option(True, SHOWN, _("Titles after the name"))
    are_badges_on: bool = option(
        True, SHOWN, _("Badges"), _("Off, no page tells of any, and none are given.")
    )
    point_titles: str = option(
        "",
        SHOWN,
        _("Titles by points"),
        _(
            "One on each line, such as “500 Listener”. A member carries the highest one whose points they have."
        ),
        high=2000,
        is_long=True,
    )
    are_changes_shown: bool = option(
        True, SHOWN, _("Who changed it last"), _("Not what authors change within the first five minutes.")
    )
    are_numbers_compact: bool = option(True, SHOWN, _("Large numbers shortened"), _("7.5k instead of 7,480."))
    are_votes_separated: bool = option(
        False, SHOWN, _("Votes up and down separately"), _("“6 up, 1 down” instead of “+5 votes”.")
    )
    is_flag_count_public: bool = option(
        False, SHOWN, _("How often it was flagged, to everybody"), _("Editors and above always see it.")
    )
    are_views_counted: bool = option(True, SHOWN, _("Views are counted"))
    are_views_shown: bool = option(False, SHOWN, _("Views on the page of a question"))
    are_views_listed: bool = option(True, SHOWN, _("Views in lists"))
