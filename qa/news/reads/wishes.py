"""Who wants to be told of what, in the list of notices."""

from collections.abc import Iterable

from qa.news.rules.kinds import FOLLOWED, Kind

TOLD_WITHOUT_ASKING = (Kind.QUESTION,)


def wants(member_ids: Iterable[int], kind: Kind) -> set[int]:
    """Return those of these members who want notices of a kind.

    All want what is about themselves, and what happens to a question with their star; of members, tags and categories that
    they follow they read on the page of updates. Then nobody is looked up: `member_ids` may be a query.
    """
    if kind in FOLLOWED and kind not in TOLD_WITHOUT_ASKING:
        return set()
    return set(member_ids)
