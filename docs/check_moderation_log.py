"""Checks a download of the moderation log, for everybody: python3 check_moderation_log.py moderation-log-1.jsonl

Needs nothing but Python. What is computed, and why, stands in moderation-log.md.
"""

import hashlib
import json
import sys
from pathlib import Path

FIELDS = ("number", "at", "verb", "role", "subject", "post_id", "post_kind", "digests")


def digest(value: object) -> str:
    """Return the SHA-256 of the one JSON text that stands for a value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check(lines: list[str]) -> str:
    """Return the hash of the last entry. Raises ValueError with the number of the first one that does not hold."""
    before = number = None
    for line in lines:
        entry = json.loads(line)
        here = f"Entry {entry['number']}:"
        if before is not None and (entry["before"] != before or entry["number"] != number + 1):
            raise ValueError(f"{here} it does not follow from the one before.")
        if digest([entry["before"], {field: entry[field] for field in FIELDS}]) != entry["hash"]:
            raise ValueError(f"{here} its hash is another one.")
        for kind, part in entry["parts"].items():
            if digest([part["nonce"], part["content"]]) != entry["digests"].get(kind):
                raise ValueError(f"{here} its {kind} were changed.")
        before, number = entry["hash"], entry["number"]
    if before is None:
        raise ValueError("There is no entry in this file.")
    return f"{len(lines)} entries hold. Hash of entry {number}: {before}"


if __name__ == "__main__":
    try:
        print(check(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()))
    except ValueError as error:
        sys.exit(str(error))
