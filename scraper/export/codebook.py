"""What every table and column means: ``codebook.toml``, and how people read it."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scraper.export.resources import SELECTED, Field, Resource

_FILE = Path(__file__).with_name("codebook.toml")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One description in both languages."""

    sv: str
    en: str


@cache
def load() -> dict[str, Any]:
    """The whole codebook: table -> ``sv``, ``en``, ``columns`` -> ``sv``, ``en``."""
    return tomllib.loads(_FILE.read_text("utf-8"))


def describe(table: str, column: str | None = None) -> Meaning:
    """The meaning of a table, or of one of its columns.

    Raises:
        KeyError: the codebook lacks it; a test keeps that from happening.
    """
    name = "completeness" if table == "ledger" else table
    if column == SELECTED:
        found = load()["package"]["columns"][SELECTED]
    elif column is not None:
        found = load()[name]["columns"][column]
    else:
        found = load()[name]
    return Meaning(found["sv"], found["en"])


def type_of(field: Field, resource: Resource) -> str:
    """How a column's type and keys read in the codebook."""
    parts: list[str] = [field.type]
    if field.name in resource.key:
        parts.append("key")
    parts += [f"→ {r[1]}.{r[2]}" for r in resource.refers if r[0] == field.name]
    return ", ".join(parts)


NOTES = (
    "Times are UTC, ISO 8601, to the second; `date` is the blog's own day.",
    "`published` is what the blog says, `first_seen` what the archive observed.",
    'In CSV null is an empty field and an empty text is "", which few programs tell '
    "apart, and true is 1; JSON Lines and Parquet keep them apart.",
    "In Parquet the columns `source` and `year` of partitioned tables come from the "
    "names of the folders; `year` is 0 where there is no date.",
    "`item` is the id of a post or of a comment.",
)


def as_markdown(resources: Iterable[Resource], *, title: str) -> str:
    """The codebook as Markdown."""
    return "\n".join(_markdown(resources, title)) + "\n"


def _markdown(resources: Iterable[Resource], title: str) -> Iterator[str]:
    yield f"# Codebook: {title}\n"
    yield from (f"- {note}" for note in NOTES)
    for resource in resources:
        meaning = describe(resource.name)
        yield f"\n## {resource.name}\n\n{meaning.en}  \n*{meaning.sv}*\n"
        yield "| column | type | meaning | betydelse |\n|---|---|---|---|"
        for field in resource.fields:
            about = describe(resource.name, field.name)
            kind = type_of(field, resource)
            yield f"| `{field.name}` | {kind} | {about.en} | {about.sv} |"


def as_html(resources: Iterable[Resource], *, title: str) -> str:
    """The codebook as one HTML page without anything from elsewhere."""
    safe = html.escape
    parts = [_HEAD.format(title=safe(title))]
    parts += [f"<li>{safe(note).replace('`', '')}</li>" for note in NOTES]
    parts.append("</ul>")
    for resource in resources:
        meaning = describe(resource.name)
        parts.append(f'<h2 id="{resource.name}">{resource.name}</h2>')
        parts.append(
            f'<p>{safe(meaning.en)}<br><i lang="sv">{safe(meaning.sv)}</i></p>'
        )
        parts.append("<table><tr><th>column<th>type<th>meaning<th>betydelse</tr>")
        for field in resource.fields:
            about = describe(resource.name, field.name)
            kind = safe(type_of(field, resource))
            parts.append(
                f"<tr><td><code>{field.name}</code><td>{kind}<td>{safe(about.en)}"
                f'<td lang="sv">{safe(about.sv)}</tr>'
            )
        parts.append("</table>")
    return "\n".join(parts) + "\n"


_HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Codebook: {title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto;
  padding: 0 1em }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3em .6em;
  border-bottom: 1px solid #ccc }}
</style>
<h1>Codebook: {title}</h1>
<ul>"""
