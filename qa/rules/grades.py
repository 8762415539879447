"""How far a post shows who wrote it. The words are values of forms, drafts and actions."""

NAMED = "named"  # the member's name, or what a visitor gave
MASKED = "masked"  # the site knows, its members do not (qa.masks)
SEALED = "sealed"  # nobody knows: a secret is all that is left of who wrote it (qa.sealed)

# What a category or the site offers, each including those before it.
REACH = {"none": 0, MASKED: 1, SEALED: 2}
NEEDED = {NAMED: 0, MASKED: 1, SEALED: 2}


def includes(offer: str, grade: str) -> bool:
    """Whether a way to sign is among what is offered; of ways that others add nothing is known, and they are."""
    return REACH[offer] >= NEEDED.get(grade, 0)
