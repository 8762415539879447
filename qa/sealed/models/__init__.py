"""Tables of sealed posts."""

from qa.sealed.models.seals import Seal, SealedPost, Waiting

__all__ = ["Seal", "SealedPost", "Waiting"]
