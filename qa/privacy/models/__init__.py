"""Tables of privacy."""

from qa.privacy.models.ages import Age
from qa.privacy.models.copies import DataCopy
from qa.privacy.models.departures import Departure

__all__ = ["Age", "DataCopy", "Departure"]
