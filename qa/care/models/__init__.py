"""The tables of care. None of them says anything about a member."""

from qa.care.models.events import RiskEvent
from qa.care.models.helplines import HelpResource
from qa.care.models.phrases import RiskPhrase

__all__ = ["HelpResource", "RiskEvent", "RiskPhrase"]
