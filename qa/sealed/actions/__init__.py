"""Everything that is written about sealed posts."""
