"""What the forum ships: phrases and helplines (qa/care/data). Put in by a migration, and again wherever they are wanted."""

import json
from datetime import date, timedelta
from typing import Any

from qa.care.reads.corpus import DATA

WRITTEN_ON = date(2026, 11, 27)  # when the helplines were written down
GOOD_FOR = timedelta(days=180)


def load_shipped(phrases: Any, resources: Any) -> None:
    """Put in what is shipped and not there yet, with the models given (those of today, or of a migration).

    Nothing of it is verified: whoever runs the site does that before launch. Its review is due half a year from now.
    """
    rows = [json.loads(line) for line in (DATA / "phrases.en.jsonl").read_text("utf-8").splitlines()]
    phrases.objects.bulk_create(
        (
            phrases(
                locale="en",
                pattern=row["pattern"],
                lane=row["lane"],
                is_whole=row["is_whole"],
                must_match="\n".join(row["must_match"]),
                must_not_match="\n".join(row["must_not_match"]),
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )
    note = f"Shipped with the forum, written down on {WRITTEN_ON}. Verify before launch."
    resources.objects.bulk_create(
        (
            resources(note=note, review_by=date.today() + GOOD_FOR, **row)
            for row in json.loads((DATA / "helplines.json").read_text("utf-8"))
        ),
        ignore_conflicts=True,
    )
