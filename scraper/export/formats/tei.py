"""TEI P5: one ``teiCorpus`` per source, one ``TEI`` per post with its thread.

A reply stands inside the comment it is nested under; ``corresp`` points at the comment
that it says it answers.  Valid against tei_all.
Source: https://tei-c.org/release/doc/tei-p5-doc/en/html/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path

from scraper.export.facts import Facts
from scraper.export.formats.sentences import paragraphs
from scraper.export.formats.xml import attributes, ncname, safe
from scraper.export.threads import Item, ThreadRows

NAMESPACE = "http://www.tei-c.org/ns/1.0"


def write_tei(
    folder: Path, found: Iterable[ThreadRows], facts: Facts
) -> tuple[Path, ...]:
    """Write ``<folder>/<source>.xml`` for each source that has a thread."""
    files: dict[str, TextIOWrapper] = {}
    paths: list[Path] = []
    try:
        for thread in found:
            source = thread.post["source"]
            if source not in files:
                path = folder / f"{source}.xml"
                paths.append(path)
                files[source] = path.open("w", 1 << 16, encoding="utf-8", newline="\n")
                files[source].write(_CORPUS.format(ns=NAMESPACE))
                files[source].writelines(_header(source, f"Blog {source}", facts))
            files[source].writelines(_tei(thread, facts))
        for file in files.values():
            file.write("</teiCorpus>\n")
    finally:
        for file in files.values():
            file.close()
    return tuple(sorted(paths))


_CORPUS = '<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="{ns}">\n'


def _header(
    ident: str, title: str, facts: Facts, post: Item | None = None
) -> list[str]:
    bibl = "<p>Published on the web; see the package's table of sources.</p>"
    if post is not None:
        url = f"<ref{attributes(target=post['url'])}>{safe(post['url'])}</ref>"
        author = f"<author>{safe(post['author'])}</author>" if post["author"] else ""
        date = _date("date", post)
        bibl = (
            f"<bibl>{author}<title>{safe(post['title'])}</title>{date}"
            f"{url if post['url'] else ''}</bibl>"
        )
    return [
        "<teiHeader><fileDesc>",
        f"<titleStmt><title>{safe(title)}</title></titleStmt>",
        "<publicationStmt>",
        f"<distributor>Debattarkivet</distributor><idno>{safe(ident)}</idno>",
        f"<date{attributes(when=facts['version'])}>{facts['version']}</date>",
        "<availability><p>The texts belong to their authors.</p></availability>",
        f"</publicationStmt><sourceDesc>{bibl}</sourceDesc>",
        "</fileDesc></teiHeader>\n",
    ]


def _tei(thread: ThreadRows, facts: Facts) -> Iterator[str]:
    post = thread.post
    yield f"<TEI{attributes(xml__id=ncname(post['id']))}>"
    yield from _header(post["id"], post["title"] or post["id"], facts, post)
    yield '<text xml:lang="sv"><body>\n<div type="post">'
    yield f"<head>{safe(post['title'])}</head>"
    if post["author"]:
        yield f"<docAuthor>{safe(post['author'])}</docAuthor>"
    yield _date("docDate", post)
    yield _paragraphs(post["text"])
    yield "</div>\n"
    if thread.comments:
        yield '<div type="comments">\n'
        yield from _comments(thread)
        yield "</div>\n"
    yield "</body></text></TEI>\n"


def _comments(thread: ThreadRows) -> Iterator[str]:
    """Comments inside each other, as deep as they are."""
    shown = {comment["id"] for comment in thread.comments}
    replies: defaultdict[str | None, list[Item]] = defaultdict(list)
    for comment in thread.comments:
        parent = comment["parent"] if comment["parent"] in shown else None
        replies[parent].append(comment)
    # depth has no limit, so no recursion: what is still to be written, last first
    todo: list[Item | str] = list(reversed(replies[None]))
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            yield item
            continue
        yield _comment(item)
        todo.append("</div>\n")
        todo += reversed(replies.pop(item["id"], []))


def _comment(item: Item) -> str:
    answers = item["answers"]
    about = attributes(
        type=item["kind"],
        xml__id=ncname(item["id"]),
        corresp=f"#{ncname(answers)}" if answers else None,
    )
    author = f"<docAuthor>{safe(item['author'])}</docAuthor>" if item["author"] else ""
    return f"<div{about}>{author}{_date('docDate', item)}{_paragraphs(item['text'])}"


def _date(tag: str, item: Item) -> str:
    when = item["published"]
    return f"<{tag}{attributes(when=when)}>{safe(when[:10])}</{tag}>" if when else ""


def _paragraphs(text: str | None) -> str:
    found = [f"<p>{safe(line)}</p>" for line in paragraphs(text or "")]
    return "".join(found) or "<p/>"
