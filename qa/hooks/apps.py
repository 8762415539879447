"""The log of events and webhooks are an app of their own within the conversation, with tables and migrations of their own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HooksConfig(AppConfig):
    name = "qa.hooks"
    label = "hooks"
    verbose_name = _("Events and webhooks")

    def ready(self) -> None:
        """Have the worker deliver what waits, and write down what no table knows: signing in and out, searches."""
        from allauth.account import signals as account_signals
        from django.contrib.auth import signals

        from forum.events import listeners
        from qa.hooks.actions import deliveries  # noqa: F401 - registers its drain
        from qa.hooks.actions.events import SIGNED, log_event, note_signal

        if log_event not in listeners:
            listeners.append(log_event)
        for sender, name in ((signals, "user_logged_in"), (signals, "user_logged_out"),
                             (account_signals, "password_changed"), (account_signals, "password_set"),
                             (account_signals, "password_reset")):  # fmt: skip
            getattr(sender, name).connect(note_signal(SIGNED[name]), weak=False, dispatch_uid=f"hooks.{name}")
