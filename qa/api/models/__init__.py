"""Tables of what programs get."""

from qa.api.models.consents import Consent
from qa.api.models.tokens import Token

__all__ = ["Consent", "Token"]
