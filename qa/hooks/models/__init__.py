"""Tables of the log of events and of webhooks."""

from qa.hooks.models.events import Event
from qa.hooks.models.hooks import PING, Delivery, Hook

__all__ = ["PING", "Delivery", "Event", "Hook"]
