"""How much time passes between two posts of one person in a thread."""

BRAKE_MINUTES = 2
LONGEST_MINUTES = 1_440


def brake_minutes(flags_above: int, own_flags: int) -> int:
    """Return the wait before a reply where flags stand above it (Lobsters' brake for heated threads); without any, none."""
    return BRAKE_MINUTES + flags_above + own_flags if flags_above else 0
