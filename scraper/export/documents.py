"""The files that describe a package; all but the report on pseudonyms and the sums."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from scraper.export.citation import citation
from scraper.export.codebook import as_html, as_markdown
from scraper.export.datapackage import datapackage
from scraper.export.facts import Facts
from scraper.export.options import Options
from scraper.export.readme import readme, title_of
from scraper.export.resources import Resource


def describe_package(
    work: Path,
    resources: Sequence[Resource],
    files: Mapping[str, Mapping[str, Path]],
    facts: Facts,
    options: Options,
    *,
    too_long: int,
) -> dict[str, str]:
    """Path inside the package -> text.

    Args:
        work: The package's folder.
        files: Format (csv, jsonl) -> table -> file.
        too_long: Rows with a text that does not fit into a cell of Excel.
    """
    title, abstract = title_of(options), _abstract(facts)
    documents = {
        "README.md": readme(facts, options, {"too_long": too_long}),
        "CITATION.cff": citation(facts, title=title, abstract=abstract),
        "codebook.md": as_markdown(resources, title=title),
        "codebook.html": as_html(resources, title=title),
        "manifest.json": _json(facts),
    }
    for number, (form, tables) in enumerate(files.items()):
        # the first lies on top; a second would need other names for its tables
        folder = work / form if number else work
        descriptor = datapackage(
            folder,
            resources,
            _with_rows(tables) if form == "jsonl" else tables,
            facts,
            title=title,
            description=abstract,
            excel=options.excel and form == "csv",
        )
        path = (folder / "datapackage.json").relative_to(work).as_posix()
        documents[path] = _json(descriptor)
    return documents


def _with_rows(tables: Mapping[str, Path]) -> dict[str, Path]:
    """Without a line in it there is nothing of a JSON Lines file to validate."""
    return {name: path for name, path in tables.items() if path.stat().st_size}


def _abstract(facts: Facts) -> str:
    rows, period = facts["rows"], facts["period"]
    return (
        f"{rows['posts']} posts and {rows['comments']} reader comments of "
        f"{len(facts['sources'])} blogs, {period['first']} to {period['last']}, with "
        "earlier states, links, topics and a ledger of completeness. In Swedish."
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
