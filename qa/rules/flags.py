"""How much a flag weighs, and when staff hear of flags."""

from decimal import Decimal

ORDINARY = Decimal("1.00")  # what a newcomer's flag weighs: so many of them hide a post as the option says
LEAST, MOST = Decimal("0.50"), Decimal("1.50")
# So many flags of each outcome everybody is thought to have set already: one slip or one lucky guess changes little.
PRIOR = 4


def weigh(upheld_count: int, declined_count: int) -> Decimal:
    """Return the weight of the next flag of somebody whose flags were upheld and declined so often.

    The share of upheld ones is smoothed (Beta(4, 4)), so it is never 0 or 1, and half for whoever has no record.
    """
    share = Decimal(upheld_count + PRIOR) / Decimal(upheld_count + declined_count + 2 * PRIOR)
    return (LEAST + share * (MOST - LEAST)).quantize(Decimal("0.01"))


def is_hidden_by(weight: Decimal, threshold: int) -> bool:
    """Whether flags of that weight together hide a post."""
    return weight >= threshold


def is_told(flag_count: int, first: int, every: int) -> bool:
    """Whether staff get a mail at this flag: at the `first` one, then at each `every` further ones. 0 means never."""
    if not first or flag_count < first:
        return False
    return flag_count == first or bool(every and (flag_count - first) % every == 0)
