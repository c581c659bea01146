"""One word per line (VRT), as the Corpus Workbench and its relatives take it.

    <text id="anna-c1" kind="comment" … ><p><s>
    word <TAB> key
    </s></p></text>

Positional attributes: ``word`` and ``key`` (what the archive's search compares: the
headword's stem).  Structural: text (a post or comment), p, s.
Source: https://cwb.sourceforge.io/files/CWB_Encoding_Tutorial.pdf
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scraper.export.formats.sentences import paragraphs, sentences
from scraper.export.formats.xml import attributes, safe
from scraper.export.threads import Item, ThreadRows
from scraper.swedish.keys import key_of

ENCODE = (
    "cwb-encode -c utf8 -d data -R registry/debattarkivet -xsB -P key"
    " -S text:0+id+kind+source+author+date+year+post+parent+selected+title"
    " -S p:0 -S s:0 -f debattarkivet.vrt"
)
"""How the Corpus Workbench takes the file."""


def write_vrt(folder: Path, found: Iterable[ThreadRows]) -> tuple[Path, ...]:
    """Write ``<folder>/debattarkivet.vrt``: each post, then its comments."""
    path = folder / "debattarkivet.vrt"
    with path.open("w", 1 << 20, encoding="utf-8", newline="\n") as file:
        for thread in found:
            for item in (thread.post, *thread.comments):
                file.writelines(_text(item))
    return (path,)


def _text(item: Item) -> Iterator[str]:
    yield f"<text{_attributes(item)}>\n"
    title = item.get("title")
    for paragraph in (*([title] if title else []), *paragraphs(item["text"] or "")):
        yield "<p>\n"
        for sentence in sentences(paragraph):
            yield "<s>\n"
            for token in sentence:
                key = key_of(token) if token[0].isalnum() else token
                yield f"{safe(token)}\t{safe(key)}\n"
            yield "</s>\n"
        yield "</p>\n"
    yield "</text>\n"


def _attributes(item: Item) -> str:
    date = item["date"]
    return attributes(
        id=item["id"],
        kind=item.get("kind", "post"),
        source=item["source"],
        author=item["author"] or "",
        date=date or "",
        year=date[:4] if date else "",
        post=item.get("post", item["id"]),
        parent=item.get("parent") or "",
        selected=item["selected"],
        title=item.get("title") or "",
    )
