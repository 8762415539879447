"""How evenly work is spread among people. Pure arithmetic."""

from collections.abc import Iterable


def find_gini(counts: Iterable[int]) -> float | None:
    """Return the Gini coefficient of what each person did: 0 where all did the same, nearly 1 where one did everything.

    With the counts in ascending order x_1 .. x_n it is sum((2i - n - 1) x_i) / (n sum(x)): C. Damgaard and J. Weiner,
    "Describing inequality in plant size or fecundity", Ecology 81 (2000), 1139-1142, equation for discrete data, without
    their correction for small samples (these are all the people there are). None: nothing was done, or there is one person.
    """
    ordered = sorted(counts)
    size, total = len(ordered), sum(ordered)
    if size < 2 or not total:
        return None
    return sum((2 * place - size - 1) * count for place, count in enumerate(ordered, start=1)) / (
        size * total
    )


def find_busiest_share(counts: Iterable[int]) -> float | None:
    """Return which share of all was done by whoever did most; None where nothing was done, or there is one person."""
    known = list(counts)
    total = sum(known)
    return max(known) / total if total and len(known) > 1 else None
