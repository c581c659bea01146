"""Atom (RFC 4287): what is new for us, of a search, of a thread, of the history."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.site import feed, history
from scraper.site.ask import Answer, Ask, NotHere, address
from scraper.site.language import Translator
from scraper.site.page import render
from scraper.site.words import between

EPOCH = "2000-01-01T00:00:00Z"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry as the template prints it."""

    id: str
    """Permanent, of the archive's address (RFC 4151)."""
    link: str
    title: str
    author: str
    published: str
    updated: str
    paragraphs: tuple[str, ...]


def search_feed(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/sok.atom?q=``: what a search finds of what is new; without one, all of it."""
    say = Translator(ask.lang).say
    query = ask.get("q").strip()
    title = say("Sök: %(query)s", query=query) if query else say("Nytt i arkivet")
    entries = [_entry(ask, entry) for entry in feed.newest(conn, query)]
    return _feed(ask, "/sok", str(title.unescape()), entries, q=query)


def post_feed(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/inlagg/ID.atom``: the newest comments of a thread."""
    id_ = ask.parts["id"]
    row = conn.execute("select title from posts where id = ?", (id_,)).fetchone()
    if row is None:
        raise NotHere
    entries = [_entry(ask, entry) for entry in feed.newest(conn, post=id_)]
    return _feed(ask, f"/inlagg/{id_}", row[0] or id_, entries)


def history_feed(conn: sqlite3.Connection, ask: Ask) -> Answer:
    """``/historik.atom``: changes of posts, and posts that went away."""
    say = Translator(ask.lang).say
    names = {
        "edited": say("redigerat"),
        "withdrawn": say("avpublicerat"),
        "back": say("tillbaka"),
    }
    entries = [
        FeedEntry(
            id=_tag(ask, f"historik/{event.item}/{event.seen}"),
            link=ask.absolute(f"/historik/{event.item}"),
            title=f"{event.title} ({names[event.what]})",
            author=event.author or "?",
            published=event.seen,
            updated=event.seen,
            paragraphs=(
                between(event.before or event.seen, event.seen, ask.lang, event.zone),
            ),
        )
        for event in history.events(conn, most=feed.ENTRIES, posts_only=True)
    ]
    title = str(say("Ändringar i inlägg"))
    return _feed(ask, "/historik", title, entries)


def _entry(ask: Ask, entry: feed.Entry) -> FeedEntry:
    say = Translator(ask.lang).say
    anonymous = str(say("Anonym"))
    who = entry.author or anonymous
    title = entry.title or entry.id
    if entry.kind != "post":
        title = f"{who}: {title}"
    intro = f"{entry.owner}"
    if entry.answered:
        intro += f" – {say('svarar')} {entry.answered}"
    paragraphs = [part for part in entry.text.split("\n") if part.strip()]
    if len(entry.text) >= 1500:
        paragraphs[-1] += " …"
    kind = "inlagg" if entry.kind == "post" else "kommentar"
    return FeedEntry(
        id=_tag(ask, f"{kind}/{entry.id}"),
        link=ask.absolute(f"/{kind}/{entry.id}"),
        title=title,
        author=who,
        published=entry.published or entry.first_seen,
        updated=max(entry.first_seen, entry.since),
        paragraphs=(intro, *paragraphs),
    )


def _tag(ask: Ask, path: str) -> str:
    """A tag URI (RFC 4151): permanent, and no address that must answer."""
    host = urlsplit(ask.absolute("/")).hostname or "localhost"
    return f"tag:{host},2021:{path}"


def _feed(
    ask: Ask, path: str, title: str, entries: Iterable[FeedEntry], **params: str
) -> Answer:
    entries = list(entries)
    text = render(
        "feed.xml",
        ask,
        title=title,
        self_url=ask.absolute(f"{path}.atom", **params),
        page_url=ask.absolute(path, **params),
        feed_id=_tag(ask, address(path.strip("/"), "", params)),
        updated=max((entry.updated for entry in entries), default=EPOCH),
        entries=entries,
    )
    return Answer(
        body=_NOT_XML.sub("\ufffd", text),
        content_type="application/atom+xml; charset=utf-8",
    )
