"""Pages of sealed posts."""
