"""Other names of tags mean the same in a search: who looks for one finds what is filed under the other."""

from collections.abc import Sequence

from django.db.models import F, Q

from qa.models import Tag
from qa.search.vocabulary import Pairs


def pairs_of(phrases: Sequence[str]) -> Pairs:
    """Yield (a phrase of the search, another name of that tag). One query; of tags that everybody may find."""
    asked = {phrase.replace(" ", "-"): phrase for phrase in phrases} | {phrase: phrase for phrase in phrases}
    rows = Tag.objects.filter(root__question_count__gt=F("root__members_count")).select_related("root")
    for row in rows.filter(Q(key__in=asked) | Q(root__key__in=asked)).order_by("key"):
        root = row.root
        if root is None:
            continue
        if row.key in asked:
            yield asked[row.key], as_words(root.name)
        if root.key in asked:
            yield asked[root.key], as_words(row.name)


def as_words(name: str) -> str:
    """Return a tag's name as it stands in a sentence."""
    return name.replace("-", " ")
