"""Masked posts: other members cannot see who wrote them, and the team only by two of it together, for a reason, openly.

A masked post names nobody (`Post.author` is empty), so that every page, list, feed and export that exists tells of nobody by
itself. Who wrote it stands in `Mask` alone, sealed, and `qa.masks.keeping` alone reads that table.
"""
