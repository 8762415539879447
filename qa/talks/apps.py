"""Talks are an app of their own within the conversation, with tables and migrations of their own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalksConfig(AppConfig):
    name = "qa.talks"
    label = "talks"
    verbose_name = _("Private messages and walls")

    def ready(self) -> None:
        """Have profiles show a member's wall, and the way to write to them; accounts that become one have one conversation."""
        from qa.actions.merges import BEFORE_MERGE
        from qa.reads.people import MORE_ON_PROFILES
        from qa.talks.actions.merges import join_conversations
        from qa.talks.reads.profiles import load_more

        if load_more not in MORE_ON_PROFILES:
            MORE_ON_PROFILES.append(load_more)
        if join_conversations not in BEFORE_MERGE:
            BEFORE_MERGE.append(join_conversations)
