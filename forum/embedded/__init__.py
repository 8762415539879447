"""Database backend: PostgreSQL, started by itself (see forum.localdb)."""
