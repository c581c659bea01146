"""CITATION.cff of a package or snapshot.  Source: https://citation-file-format.github.io"""

from __future__ import annotations

import json

from scraper.export.facts import Facts

AUTHOR = "Debattarkivet's maintainers"
MESSAGE = "If you use these data, please cite them with their version."


def citation(facts: Facts, *, title: str, abstract: str) -> str:
    """The file's text; JSON strings are YAML strings."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {json.dumps(MESSAGE)}",
        f"title: {_quoted(title)}",
        "type: dataset",
        f"version: {_quoted(facts['version'])}",
        f"date-released: {facts['created'][:10]}",
        "authors:",
        f"  - name: {_quoted(AUTHOR)}",
        f"abstract: {_quoted(abstract)}",
        "keywords: [blogs, comments, municipal politics, Swedish]",
    ]
    if facts["run"]:
        lines += [
            "identifiers:",
            "  - type: other",
            f"    value: {_quoted(facts['run']['chain'])}",
            f"    description: {_quoted(_CHAIN)}",
        ]
    return "\n".join(lines) + "\n"


_CHAIN = "Hash chain over every response fetched up to the latest run."


def reference(facts: Facts, *, title: str) -> str:
    """One line to put into a list of references."""
    chain = f" Chain {facts['run']['chain'][:23]}…." if facts["run"] else ""
    year = facts["created"][:4]
    return f"{AUTHOR} ({year}). {title}, version {facts['version']}. Data set.{chain}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
