"""Tables of the masks."""

from qa.masks.models.masks import Mask
from qa.masks.models.measures import MeasuredAuthor
from qa.masks.models.unmaskings import Reveal, Unmasking

__all__ = ["Mask", "MeasuredAuthor", "Reveal", "Unmasking"]
