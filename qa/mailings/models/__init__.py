"""Tables of mailings."""

from qa.mailings.models.mailings import Mailing, Recipient, Wish

__all__ = ["Mailing", "Recipient", "Wish"]
