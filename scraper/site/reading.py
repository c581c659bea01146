"""The words of a thread as HTML, with what was looked for marked and numbered."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape

from scraper.search import parse, select
from scraper.search.fields import Filters
from scraper.search.marked import marked
from scraper.search.snippet import Pieces, pieces
from scraper.site.marks import Span, Stretch, mark_html, paragraphs
from scraper.site.sentences import Found, find_sentence
from scraper.site.thread import Reply, Row, ThreadView


@dataclass(slots=True, kw_only=True)
class Reading:
    """The marked words of one page."""

    title: Pieces
    body: Markup
    comments: dict[str, Markup] = field(default_factory=dict)
    """Comment id -> HTML."""
    places: int = 0
    """How many stretches were marked, numbered in reading order."""
    sentence: Found | None = None
    """The sentence the link led to."""
    sentence_in: str | None = None
    """Id of the item it stands in."""


def read_thread(
    conn: sqlite3.Connection,
    view: ThreadView,
    shown: tuple[Reply, ...],
    *,
    query: str,
    sentence: str,
    arrived: str,
) -> Reading:
    """The words of a post and the comments shown with it.

    Args:
        query: What was searched for; "": nothing is marked.
        sentence: ``number-digest`` of a sentence; "": none.
        arrived: Anchor of the comment that it stands in; "": in the post.
    """
    found = _found(conn, view, shown, query)
    post = view.post
    titles, spans = found.get(post["doc"], ([], []))
    made = Reading(title=pieces(post["title"] or "", titles), body=Markup(""))
    wanted = None if arrived else sentence
    made.body = _marked(conn, made, post, view.html, spans, wanted)
    for reply in shown:
        if reply.row["text"]:
            spans = found.get(reply.row["doc"], ([], []))[1]
            wanted = sentence if reply.anchor == arrived else None
            made.comments[reply.row["id"]] = _marked(
                conn, made, reply.row, reply.html, spans, wanted
            )
    return made


def _found(
    conn: sqlite3.Connection, view: ThreadView, shown: tuple[Reply, ...], query: str
) -> Mapping[int, tuple[list[Span], list[Span]]]:
    if not query.strip():
        return {}
    # whatever the search was narrowed to: here every text is read with its thread
    selection = select(conn, replace(parse(query), filters=Filters()))
    if not selection.has_words:
        return {}
    docs = [view.post["doc"], *(reply.row["doc"] for reply in shown)]
    found = marked(conn, selection, [doc for doc in docs if doc is not None])
    return {doc: (words.in_title, words.in_text) for doc, words in found.items()}


def _marked(
    conn: sqlite3.Connection,
    made: Reading,
    row: Row,
    html: str | None,
    spans: list[Span],
    sentence: str | None,
) -> Markup:
    text = row["text"]
    stretches: list[Stretch] = []
    if sentence:
        found = find_sentence(text, sentence, _earlier(conn, row["id"]))
        if found is not None:
            made.sentence, made.sentence_in = found, row["id"]
            opening = '<span class="sentence" id="mening">'
            stretches.append((*found.sentence.span, opening, "</span>"))
    for span in spans:
        made.places += 1
        opening = f'<mark id="stalle-{made.places}">'
        stretches.append((*span, opening, "</mark>"))
    return mark_html(html or paragraphs(text), text, stretches)


def _earlier(conn: sqlite3.Connection, item: str) -> tuple[tuple[int, str], ...]:
    sql = """
        select id, text from revisions
        where item = ? and text is not null order by seen_until desc limit 20"""
    return tuple((id_, text) for id_, text in conn.execute(sql, (item,)))


def title_html(title: Pieces, seams: Mapping[str, str]) -> Markup:
    """A title with its marks, and with soft hyphens in its longest words."""
    out = []
    for text, found in title:
        words = escape(text)
        for word, hyphened in seams.items():
            words = Markup(str(words).replace(word, hyphened))
        out.append(Markup("<mark>{}</mark>").format(words) if found else words)
    return Markup("").join(out)
