"""A post with its thread, one comment's address, and their citations."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scraper.search import search
from scraper.site import cite
from scraper.site.ask import Answer, Ask, NotHere, redirect
from scraper.site.hits_page import ORDERS, PER_PAGE, hit_address
from scraper.site.ledger import ledger_of
from scraper.site.page import page
from scraper.site.reading import read_thread, title_html
from scraper.site.seams import seams_of
from scraper.site.sentences import sentences, text_fragment
from scraper.site.thread import Reply, Row, ThreadView, anchor_of, load_thread

MOST_ON_MAP = 60
MOST_HITS = 10_000
PLACES_SHOWN = 20


def post(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/inlagg/ID``

    Query: ``q`` marks words, ``k`` is the comment the link leads to, ``mening`` a
    sentence of it or of the post, ``sida`` a page of a long thread, ``meningar``
    shows the sentences with their numbers; ``traff`` and ``ordning`` say which hit of
    the search it was, for the way to the next one.
    """
    view = load_thread(conn, ask.parts["id"])
    arrived = ask.get("k")
    number = ask.number("sida", 1, len(view.pages))
    if arrived and "sida" not in dict(ask.args):
        number = view.page_of.get(arrived, 1)
    tops = view.pages[number - 1]
    shown = tuple(reply for top in tops for reply in top.walk())
    query = ask.get("q")
    reading = read_thread(
        conn, view, shown, query=query, sentence=ask.get("mening"), arrived=arrived
    )
    chosen = next((r for r in view.all_comments if r.anchor == arrived), None)
    everything = view.all_comments
    cited = cited_of(ask, view, chosen)
    seen = seen_at(view.post)
    return page(
        "post.html",
        ask,
        view=view,
        post=view.post,
        reading=reading,
        title=title_html(reading.title, seams_of(conn, view.post["title"] or "")),
        query=query,
        hits=neighbours(conn, ask),
        tops=tops,
        number=number,
        arrived=arrived,
        chosen=chosen,
        ledger=ledger_of(view.post),
        comments=everything,
        gone=sum(reply.gone for reply in everything),
        mapped=view.comments if len(everything) > MOST_ON_MAP else everything,
        places=min(reading.places, 200),
        places_shown=PLACES_SHOWN,
        numbered=sentences(view.post["text"]) if ask.get("meningar") else (),
        apa=cite.apa(cited, seen, ask.lang),
        bib=cite.bibtex(cited, seen),
        text_fragment=text_fragment,
        anchor_of=anchor_of,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Where in a search the reader is, and the hits beside."""

    number: int
    """From 1."""
    before: str | None
    """Address of the hit before; ``None``: this is the first."""
    after: str | None
    """Address of the next hit; ``None``: this was the last."""

    @property
    def page(self) -> int | None:
        """The page of the search with this hit; ``None``: its first."""
        return (self.number - 1) // PER_PAGE + 1 if self.number > PER_PAGE else None


def neighbours(conn: sqlite3.Connection, ask: Ask) -> Neighbours | None:
    """The hits before and after the one that the reader came from, if from one."""
    number = ask.number("traff", 0, MOST_HITS)
    query, ordering = ask.get("q").strip(), ask.get("ordning")
    if not number or not query or ordering not in ORDERS:
        return None
    start = max(number - 2, 0)
    found = search(conn, query, order=ORDERS[ordering], limit=3, offset=start).hits
    addresses = {
        at: hit_address(ask, hit, query, at, ordering)
        for at, hit in enumerate(found, start=start + 1)
    }
    return Neighbours(
        number=number,
        before=addresses.get(number - 1),
        after=addresses.get(number + 1),
    )


def comment(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/kommentar/ID``: the permanent address of a comment leads to its place."""
    sql = "select source, post from comments where id = ?"
    row = conn.execute(sql, (ask.parts["id"],)).fetchone()
    if row is None:
        raise NotHere
    anchor = anchor_of(ask.parts["id"], row[0])
    query = ask.get("q")
    return redirect(ask.link(f"/inlagg/{row[1]}", anchor, q=query, k=anchor))


def bibtex(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/inlagg/ID.bib``, of the comment ``k`` if there is one."""
    view = load_thread(conn, ask.parts["id"])
    arrived = ask.get("k")
    chosen = next((r for r in view.all_comments if r.anchor == arrived), None)
    if arrived and chosen is None:
        raise NotHere
    cited = cited_of(ask, view, chosen)
    return Answer(
        body=cite.bibtex(cited, seen_at(view.post)),
        content_type="application/x-bibtex; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{cited.key}.bib"'},
    )


def seen_at(row: Row) -> datetime:
    """When the wording that is shown was last seen."""
    moment = row["last_seen"] or row["since"] or row["first_seen"]
    return datetime.fromisoformat(moment).astimezone(UTC)


def cited_of(ask: Ask, view: ThreadView, chosen: Reply | None) -> cite.Cited:
    """What a citation of the post, or of one of its comments, needs."""
    row = chosen.row if chosen else view.post
    anchor = chosen.anchor if chosen else ""
    edits = chosen.edits if chosen else view.edits
    return cite.Cited(
        key=row["id"],
        author=row["author"],
        date=row["date"],
        title=view.post["title"] or row["id"],
        blog=_blog(view.post["home_url"]) or view.post["source"],
        url=ask.absolute(f"/inlagg/{view.post['id']}", anchor),
        original=row["url"],
        wording=edits + 1,
        wordings=edits + 1,
        digest=row["digest"],
        comment=chosen is not None,
    )


def _blog(home: str) -> str:
    """``blogg.vk.se/janhagglund``: a blog's address is the name all readers know."""
    parts = urlsplit(home)
    return f"{parts.hostname or ''}{parts.path.rstrip('/')}"
