"""How long somebody has to wait before they can write, told beside the form before they begin."""

from accounts.viewers import Viewer
from forum.limits import describe_wait, find_wait
from forum.options import Options


def explain_wait(viewer: Viewer, what: str, options: Options) -> str:
    """Return the sentence for somebody who has reached a limit already (questions, answers, comments), '' for others."""
    limits = {}
    if viewer.is_member:
        limits[f"member-{viewer.user_id}"] = getattr(options, f"{what}_per_member")
    if viewer.address_key:
        limits[viewer.address_key] = getattr(options, f"{what}_per_network")
    seconds = find_wait(what, limits) if limits else 0
    return describe_wait(seconds) if seconds else ""
