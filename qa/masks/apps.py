"""Masks are an app of their own within the conversation, with tables and migrations of their own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MasksConfig(AppConfig):
    name = "qa.masks"
    label = "masks"
    verbose_name = _("Posts without a name")

    def ready(self) -> None:
        """Let members find what was decided about posts that name nobody, keep such posts when two accounts become one, and
        lead the team to requests to be told."""
        from qa.actions.merges import BEFORE_MERGE
        from qa.actions.notices import OUTCOME_TELLERS
        from qa.masks.actions.telling import tell_appellant
        from qa.masks.keeping import hand_over, list_measures_of, list_unnamed
        from qa.masks.reads.desks import list_desks
        from qa.reads.desks import MORE_DESKS
        from qa.reads.modlog import UNNAMED_POSTS
        from qa.reads.records import UNNAMED_MEASURES

        if list_unnamed not in UNNAMED_POSTS:
            UNNAMED_POSTS.append(list_unnamed)
        if list_measures_of not in UNNAMED_MEASURES:
            UNNAMED_MEASURES.append(list_measures_of)
        if hand_over not in BEFORE_MERGE:
            BEFORE_MERGE.append(hand_over)
        if list_desks not in MORE_DESKS:
            MORE_DESKS.append(list_desks)
        if tell_appellant not in OUTCOME_TELLERS:
            OUTCOME_TELLERS.append(tell_appellant)
