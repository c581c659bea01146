"""README.md of a package: what it is, how complete, how to read and cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scraper.export.citation import reference
from scraper.export.facts import Facts
from scraper.export.formats.vrt import ENCODE
from scraper.export.options import Options

TITLE = "Debattarkivet: posts and comments of Swedish municipal-politics blogs"


def title_of(options: Options) -> str:
    """The title of the data set."""
    return f"{TITLE} (selection)" if options.is_subset else TITLE


def readme(facts: Facts, options: Options, notes: Mapping[str, int]) -> str:
    """The file's text.

    Args:
        notes: ``too_long``: rows with a text that does not fit into a cell of Excel.
    """
    return "\n".join(_lines(facts, options, notes)) + "\n"


def _lines(facts: Facts, options: Options, notes: Mapping[str, int]) -> Iterator[str]:
    title = title_of(options)
    software = f"debattarkiv {facts['software']['version']}"
    yield f"# {title}\n\nVersion {facts['version']}, made with {software}."
    yield "Every column is described in `codebook.md` (and `codebook.html`);"
    yield "`datapackage.json` says the same to programs.\n"
    yield from _selection(facts, options)
    yield "## Rows\n\n| table | rows |\n|---|---:|"
    yield from (f"| {name} | {count} |" for name, count in facts["rows"].items())
    yield "\n## Sources\n\n| source | owner | posts | comments | from | to |"
    yield "|---|---|---:|---:|---|---|"
    for source in facts["sources"]:
        values = (source[k] for k in ("name", "owner", "posts", "comments"))
        period = (source["first"], source["last"])
        cells = ["" if v is None else str(v) for v in (*values, *period)]
        yield f"| {' | '.join(cells)} |"
    yield from _completeness(facts)
    yield from _formats(options, notes)
    yield f"\n## Cite\n\n{reference(facts, title=title)}\n"
    yield _RIGHTS
    if options.key is not None:
        yield "What pseudonyms do and do not hide: `PSEUDONYMS.md`."


def _selection(facts: Facts, options: Options) -> Iterator[str]:
    if not options.is_subset:
        return
    yield "## Selection\n\nThis is a part of the archive:\n"
    for name, value in facts["selection"].items():
        if value:
            shown = ", ".join(value) if isinstance(value, list) else value
            yield f"- {name}: `{shown}`"
    asked = facts["selected"]
    yield f"\n{asked['posts']} posts and {asked['comments']} comments were asked for."
    yield "Rows with `selected` = 1 are these; the others are their context (the"
    yield "post of a comment, the comments that are answered).\n"


def _completeness(facts: Facts) -> Iterator[str]:
    ledger = facts["ledger"]
    yield "\n## Completeness\n"
    yield f"The pages of {ledger['posts']} posts claim {ledger['claimed']} comments."
    yield f"The archive found {ledger['found']}; {ledger['explained']} more are pings"
    yield f"or hidden replies; {ledger['missing']} are missing. Post by post: the"
    yield "table `ledger`.\n"
    if facts["gaps"]:
        yield "Known gaps:\n"
        yield from (f"- {gap}" for gap in facts["gaps"])


def _formats(options: Options, notes: Mapping[str, int]) -> Iterator[str]:
    yield "\n## Files\n"
    if "csv" in options.formats and options.excel:
        yield _EXCEL
        if notes.get("too_long"):
            yield f"  {notes['too_long']} rows have a text longer than a cell holds."
    elif "csv" in options.formats:
        yield "- `csv/`: UTF-8, RFC 4180. A text may hold line breaks, any character."
    if "jsonl" in options.formats:
        yield "- `jsonl/`: one JSON object a line."
    if "parquet" in options.formats:
        yield "- `parquet/`: typed; posts, comments and ledger by source and year."
    if "vrt" in options.formats:
        yield f"- `vrt/`: one word per line. Corpus Workbench: `{ENCODE}`"
    if "tei" in options.formats:
        yield "- `tei/`: TEI P5, one file per source, replies inside what they answer."
    if "network" in options.formats:
        yield "- `network/`: who answers whom, as edge list and GraphML."
    if {"vrt", "tei", "network"} & set(options.formats):
        yield "\nIn VRT and XML a character that XML forbids (such as NUL) is U+FFFD."
    yield "\n`sha256sum --check SHA256SUMS` checks every file."


_EXCEL = """- `csv/`: for a Swedish Excel: UTF-8 with byte-order mark, semicolons. An
  apostrophe stands before texts that Excel would take for a formula."""
_RIGHTS = """`CITATION.cff` says the same to programs. `manifest.json` names the run
and its hash chain, which pins every response that the archive had fetched by then.

## Rights and people

The texts belong to their authors. They hold opinions of living people, some under
their names: personal data, often of a sensitive kind. Check what your law and your
ethics board ask before you publish any."""
