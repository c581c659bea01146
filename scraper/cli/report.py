"""What a run did, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import click

from scraper.run.archive import RunReport

FIRST = (
    *("new_posts", "new_comments", "edited_posts", "edited_comments"),
    *("missing", "withdrawn", "returned", "failed", "posts_listed", "fetched"),
)
"""Counts in the order people ask for them; others follow by name."""
FACTS = ("_html", "_rest", "_file", "lists_read_to_their_end")
"""Ends of counts that only later runs compare with."""


def print_report(report: RunReport, *, as_json: bool) -> None:
    """Say what a run did: JSON on standard output, or lines on standard error."""
    if as_json:
        record = asdict(report)
        for name, of_source in report.sources.items():  # asdict spoils a Counter
            record["sources"][name]["counts"] = dict(of_source.counts)
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for name, day in report.ended.items():
        click.echo(f"{name}: ended {day}, left alone", err=True)
    for name, of_source in report.sources.items():
        click.echo(f"{name}: {told(of_source.counts) or 'nothing to do'}", err=True)
        for route in of_source.route:
            click.echo(f"  read {route}", err=True)
        for problem in of_source.problems[:20]:
            click.echo(f"  {problem}", err=True)
        if of_source.drift:
            click.echo(f"  not believed: {of_source.drift}", err=True)
        elif of_source.stopped:
            click.echo(f"  left for a later run: {of_source.stopped}", err=True)


def told(counts: Mapping[str, int]) -> str:
    """Counts in a line, what matters first.

    >>> told({"fetched": 7, "new_posts": 2, "text_html": 2, "masked": 0})
    '2 new posts, 7 fetched'
    """
    names = [name for name, n in counts.items() if n and not name.endswith(FACTS)]
    names.sort(key=lambda n: (FIRST.index(n) if n in FIRST else len(FIRST), n))
    return ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in names)
