"""Who wants to be told of what."""

from collections.abc import Iterable

from qa.news.models import Preferences
from qa.news.rules.kinds import Kind
from qa.news.rules.preferences import DEFAULTS


def wants(member_ids: Iterable[int], kind: Kind) -> set[int]:
    """Return those of these members who want to be told of a kind at all, on the site or by mail.

    Only those who chose something else than the default are looked up; `member_ids` may be a query.
    """
    default = DEFAULTS[kind]
    chosen = Preferences.objects.filter(pk__in=member_ids, choices__has_key=str(kind))
    wishes = {preferences.pk: preferences.wish(kind) for preferences in chosen}
    willing = {pk for pk, wish in wishes.items() if wish.site or wish.mail}
    by_default = set(member_ids) - set(wishes) if default.site or default.mail else set()
    return willing | by_default
