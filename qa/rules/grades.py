"""How far a post shows who wrote it. The words are values of forms, drafts and actions."""

NAMED = "named"  # the member's name, or what a visitor gave
MASKED = "masked"  # the site knows, its members do not (qa.masks)
SEALED = "sealed"  # nobody knows: a secret is all that is left of who wrote it (qa.sealed)
