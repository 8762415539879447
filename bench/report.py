"""Writes the results: JSON for machines, a Markdown table and SVG bars for people."""

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import PEER, find_goal

ROW, BAR, LABEL, WIDTH = 22, 14, 230, 760
HEAD = (
    "page", "viewer", "requests/s", "p50 ms", "p95 ms", "p99 ms", "server ms", "database ms", "units", "goal",
    "queries", "bytes", "errors", "the peer: requests/s · ms",
)  # fmt: skip


def show(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def table_row(line: dict[str, Any], size: str) -> list[str]:
    peer = PEER.get(size, {}).get((line["page"], line["viewer"]))
    goal = find_goal(line["page"], line["viewer"])
    units = show(line["units"], 2)
    if goal is not None and line["units"] is not None and line["units"] <= goal:
        units += " ✓"
    if line.get("ratio") is not None:
        units = show(line["ratio"], 2) + " (ratio)"
    return [
        line["page"] + (" (disturbed)" if line["disturbed"] else ""),
        line["viewer"],
        show(line["rps"], 0),
        show(line["p50"]),
        show(line["p95"]),
        show(line["p99"]),
        show(line["server_ms"], 2),
        show(line["db_ms"], 2),
        units,
        "" if goal is None else f"≤ {goal:g}",
        show(line["queries"]),
        show(line["bytes"], 0),
        str(line["errors"]),
        f"{peer[0]} · {peer[1]:g}" if peer else "",
    ]


def make_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * 2 + ["---:"] * (len(head) - 2), *rows]
    return "".join("| " + " | ".join(row) + " |\n" for row in lines)


def make_bars(title: str, bars: Sequence[tuple[str, float, float | None]]) -> str:
    """Return an SVG: a bar for each (label, value, goal), the goal a line across it; longer than the page: broken off."""
    most = max([goal or 0.0 for _label, _value, goal in bars] + [1.0]) * 1.5
    scale = (WIDTH - LABEL - 60) / most
    height = ROW * (len(bars) + 1) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' font-family="system-ui, sans-serif" font-size="12" role="img">',
        f"<title>{html.escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fffdf9"/>',
        f'<text x="8" y="16" font-weight="600" fill="#2b2621">{html.escape(title)}</text>',
    ]
    for number, (label, value, goal) in enumerate(bars, start=1):
        y = ROW * number + 8
        length = round(min(value, most) * scale, 1)
        colour = "#17635b" if goal is None or value <= goal else "#b4632a"
        parts.append(
            f'<text x="{LABEL - 8}" y="{y + 11}" text-anchor="end" fill="#2b2621">{html.escape(label)}</text>'
        )
        parts.append(f'<rect x="{LABEL}" y="{y}" width="{length}" height="{BAR}" fill="{colour}"/>')
        if goal is not None:
            x = round(LABEL + goal * scale, 1)
            parts.append(f'<path d="M{x} {y - 2}v{BAR + 4}" stroke="#2b2621" stroke-width="2"/>')
        words = f"{value:.2f}" + (" …" if value > most else "")
        parts.append(f'<text x="{LABEL + length + 6}" y="{y + 11}" fill="#2b2621">{words}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def write(lines: Sequence[dict[str, Any]], size: str, stem: Path, notes: Sequence[str]) -> None:
    """Write <stem>.json, .md and .svg."""
    stem.parent.mkdir(exist_ok=True)
    stem.with_name(stem.name + ".json").write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")
    bars = [
        (f"{line['page']}, {line['viewer']}", line["units"], find_goal(line["page"], line["viewer"]))
        for line in lines
        if line["units"] is not None and find_goal(line["page"], line["viewer"]) is not None
    ]
    if bars:
        picture = stem.with_name(stem.name + ".svg")
        title = f"Units a request, corpus {size}; the stroke is the goal"
        picture.write_text(make_bars(title, bars), encoding="utf-8")
    stem.with_name(stem.name + ".md").write_text(
        f"# Benchmark, corpus {size}\n\n"
        + "".join(f"- {note}\n" for note in notes)
        + "\n"
        + make_table(HEAD, [table_row(line, size) for line in lines])
        + (f"\n![Units a request]({stem.name}.svg)\n" if bars else ""),
        encoding="utf-8",
    )
