"""Site options: what the owner may change at run time. A leaf that every layer may read.

Each option is declared once, in the module of its group, with its type, default, bounds and the words that explain it;
the console draws its form from these declarations. Only values that differ from the default are stored. One query a
request reads all.
"""

from forum.options.answers import ANSWER_ORDERS
from forum.options.declare import Words
from forum.options.mail import WEEKDAYS
from forum.options.rights import POINTS_STEPS, STEPS
from forum.options.store import (
    STORED,
    current,
    fits,
    is_in_use,
    list_thresholds,
    load,
    offer,
    parse,
    save,
    seen,
    snapshot,
    using,
)
from forum.options.values import DECLARATIONS, DEFAULTS, Options

__all__ = [
    "ANSWER_ORDERS", "DECLARATIONS", "DEFAULTS", "POINTS_STEPS", "STEPS", "STORED", "WEEKDAYS", "Options", "Words",
    "current", "fits", "is_in_use", "list_thresholds", "load", "offer", "parse", "save", "seen", "snapshot", "using",
]  # fmt: skip
