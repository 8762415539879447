"""News is an app of its own within the conversation, with tables and migrations of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "qa.news"
    label = "news"
    verbose_name = _("News for members")

    def ready(self) -> None:
        """Have the worker tell people what happened, and hear of opened threads, merged tags and mail that a service brings."""
        from anymail.signals import inbound, tracking

        from accounts.alerts import LISTENERS
        from qa.actions.openings import OPENED
        from qa.actions.tag_moves import FOLLOWERS
        from qa.news.actions import fanout, streams  # noqa: F401 - register their drains
        from qa.news.actions.alerts import tell_of_account
        from qa.news.actions.provided import take_mail, take_report
        from qa.news.actions.reading import note_visit

        inbound.connect(take_mail, dispatch_uid="news.mail")
        tracking.connect(take_report, dispatch_uid="news.report")
        if tell_of_account not in LISTENERS:
            LISTENERS.append(tell_of_account)
        if note_visit not in OPENED:
            OPENED.append(note_visit)
        if streams.follow_merge not in FOLLOWERS:
            FOLLOWERS.append(streams.follow_merge)
