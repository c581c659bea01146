"""What the search page shows beside the hits: sentences, badges, words to choose."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.search import Hit, Order
from scraper.search.nodes import All, Any, Near, Node, Pattern, Without
from scraper.search.query import Query
from scraper.search.snippet import Pieces
from scraper.search.vocabulary import Form
from scraper.site.ask import Ask
from scraper.site.sentences import Sentence, sentence_at, text_fragment
from scraper.site.thread import anchor_of

PER_PAGE = 20
FEW = 15
"""Words of a truncation that are shown at once; the others on demand."""

ORDERS: dict[str, Order] = {
    "relevans": "relevance",
    "nyast": "newest",
    "aldst": "oldest",
}
"""How the site writes the orders of hits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A hit with what its line says."""

    hit: Hit
    blog: str
    anchor: str
    """Of the comment; "" for a post."""
    sentence: str
    """``number-digest`` of the sentence with the first mark; "": none."""
    fragment: str
    """The same sentence as a text fragment."""
    edits: int
    is_post_author: bool
    also: tuple[tuple[str, str], ...]
    """Cross-posts: id and blog."""

    @property
    def path(self) -> str:
        """Page of its post."""
        return f"/inlagg/{self.hit.post}"


def hit_address(ask: Ask, hit: Hit, query: str, number: int, order: str) -> str:
    """Where a hit leads: its place in its thread, and which hit of the search it is."""
    anchor = "" if hit.kind == "post" else anchor_of(hit.item, hit.source)
    path = f"/inlagg/{hit.post}"
    return ask.link(path, anchor, q=query, k=anchor, traff=number, ordning=order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """The words that a truncation stands for."""

    pattern: str
    forms: tuple[Form, ...]
    chosen: frozenset[str]
    """Words that are ticked."""

    @property
    def few(self) -> tuple[Form, ...]:
        """The most frequent."""
        return self.forms[:FEW]

    @property
    def rest(self) -> tuple[Form, ...]:
        """The others."""
        return self.forms[FEW:]


def shown_hits(
    conn: sqlite3.Connection, hits: Iterable[Hit], blogs: dict[str, str]
) -> tuple[Shown, ...]:
    """The hits of one page with what their lines say."""
    hits = tuple(hits)
    items = json.dumps([hit.item for hit in hits])
    facts = {row[0]: row[1:] for row in conn.execute(_FACTS, {"items": items})}
    also = json.dumps([id_ for hit in hits for id_ in hit.also])
    where: dict[str, str] = dict(conn.execute(_SOURCES, (also,)).fetchall())
    found = []
    for hit in hits:
        text, by_author, edits = facts[hit.item]
        comment = hit.kind != "post"
        sentence = _sentence(text, hit.snippet)
        found.append(
            Shown(
                hit=hit,
                blog=blogs.get(hit.source, hit.source),
                anchor=anchor_of(hit.item, hit.source) if comment else "",
                sentence=sentence.mark if sentence else "",
                fragment=text_fragment(text[slice(*sentence.span)]) if sentence else "",
                edits=edits,
                is_post_author=bool(by_author),
                also=tuple(
                    (id_, blogs.get(where[id_]) or where[id_]) for id_ in hit.also
                ),
            )
        )
    return tuple(found)


_FACTS = """
    with i(item) as (select value from json_each(:items))
    select i.item, coalesce(p.text, c.text), c.is_post_author,
           (select count(*) from revisions r where r.item = i.item
              and r.changed not in ('claimed', 'back', 'back, claimed'))
    from i left join posts p on p.id = i.item left join comments c on c.id = i.item"""
_SOURCES = """
    select id, source from posts where id in (select value from json_each(?))"""
_STRETCH = re.compile(r"\S+")


def _sentence(text: str, snippet: Pieces) -> Sentence | None:
    """The sentence of the first mark; the snippet is squeezed, the text is not."""
    before = ""
    for piece, found in snippet:
        if found:
            break
        before += piece
    else:
        return None
    lead = "".join(before.removeprefix("… ").split())
    words = "".join("".join(p for p, _ in snippet).strip("… ").split())
    at = "".join(text.split()).find(words)
    if at < 0:
        return None
    left = at + len(lead)  # letters of the text before the mark
    for stretch in _STRETCH.finditer(text):
        size = stretch.end() - stretch.start()
        if left < size:
            return sentence_at(text, stretch.start() + left)
        left -= size
    return None


def pickers(
    query: Query, expansions: dict[str, tuple[Form, ...]], *, none: bool
) -> tuple[Picker, ...]:
    """A list to choose from for each truncation of a query.

    Args:
        none: Show them with nothing ticked.
    """
    chosen = dict(_chosen(query.root))
    found = []
    for pattern, forms in expansions.items():
        picked = chosen.get(pattern, ())
        words = {form.word for form in forms}
        ticked = {w for w in words if not picked or w in picked}
        found.append(
            Picker(
                pattern=pattern,
                forms=forms,
                chosen=frozenset() if none else frozenset(ticked),
            )
        )
    return tuple(found)


def _chosen(node: Node | None) -> list[tuple[str, tuple[str, ...]]]:
    match node:
        case Pattern():
            return [(node.text, node.chosen)]
        case All(parts) | Any(parts) | Near(parts):
            return [pair for part in parts for pair in _chosen(part)]
        case Without(wanted, unwanted):
            return _chosen(wanted) + _chosen(unwanted)
        case _:
            return []


def split_word(word: str, pattern: str) -> tuple[str, str, str]:
    """A word around the part that the truncation spelt out.

    >>> split_word("valnämnden", "*nämnd*")
    ('val', 'nämnd', 'en')
    """
    for part in pattern.split("*"):
        at = word.find(part.lower()) if part else -1
        if at >= 0:
            return word[:at], word[at : at + len(part)], word[at + len(part) :]
    return word, "", ""
