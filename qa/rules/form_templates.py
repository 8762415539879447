"""Texts that a form begins with: what was left as it was is not what somebody wrote."""

import re
from collections.abc import Iterable

HEADING = re.compile(r"#{1,6}[ \t]+\S")


def split_sections(text: str) -> list[str]:
    """Return what stands before the first heading, then each heading with what stands below it."""
    sections = [""]
    for line in text.replace("\r\n", "\n").splitlines():
        if HEADING.match(line):
            sections.append(line)
        else:
            sections[-1] += f"\n{line}" if sections[-1] else line
    return sections


def normalise(section: str) -> str:
    """Return a section as it is compared: spaces and empty lines do not matter."""
    return " ".join(section.split())


def drop_untouched(text: str, templates: Iterable[str]) -> str:
    """Return a text without the sections that stand word for word in one of the templates; all else stays as it was typed."""
    offered = {normalise(section) for template in templates for section in split_sections(template)} - {""}
    if not offered:
        return text
    sections = split_sections(text)
    kept = [section for section in sections if normalise(section) not in offered]
    return text if len(kept) == len(sections) else "\n".join(kept).strip("\n")
