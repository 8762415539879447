"""Tasks that tests put on the list."""

from forum.background import background

done = []


@background(attempts=3)
def succeed(word):
    done.append(word)
    return word


@background(attempts=3)
def fail(word):
    raise OSError(f"mailbox of {word}@example.org is full <{word}@example.org>")
