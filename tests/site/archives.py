"""Archives made by hand, by the same road as real ones, for what the sample lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from scraper.apply.crosspost import link_crossposts
from scraper.apply.reading import Reading
from scraper.apply.save import save_reading
from scraper.html import content_of, fragment, safe_html
from scraper.model import Comment, Post, Source, Tag
from scraper.store.corpus import (
    add_issue,
    begin_run,
    finish_run,
    open_corpus,
    save_sources,
)
from scraper.store.index import Index
from tests.factory import DAY, START, make_comment, make_post, make_reading, make_source

ANNA = make_source(owner="Anna Ask", party="Vinterpartiet")
BLADET = make_source(
    name="bladet", home="https://bladet.example/blogg/", owner="Snöbladet", party=None
)

FIRST = """\
Plogbilen kom inte i natt heller. Nämnden har haft nio möten om saken.

Visselblåsaren på gatukontoret fick rätt. Det står i rapporten.
Någon har gömt den rapporten.

- Snön ligger kvar.
- Budgeten är slut."""
SECOND = FIRST.replace("nio möten", "åtta möten").replace(
    "\nNågon har gömt den rapporten.", ""
)
THIRD = SECOND + "\n\nTillägg: julimötet ställdes in."


def said(native_id: int, *, text: str, **fields: Any) -> Comment:
    """A comment whose markup says what its text says."""
    fields.setdefault("html", f"<p>{escape(text)}</p>")
    return make_comment(native_id, text=text, **fields)


def save(db: Database, readings: Iterable[Reading], source: Source = ANNA) -> None:
    """Apply readings, each in a run of its own."""
    for reading in readings:
        started = reading.seen_at - timedelta(minutes=1)
        run = (db.execute("select max(id) from runs").fetchone()[0] or 0) + 1
        begin_run(db, run, started=started, command="scrape")
        index = Index(db)
        with db.atomic(), index:
            counts = save_reading(db, index, reading, source)
            link_crossposts(db, reading.thread.post.id)
        finish_run(
            db,
            run,
            finished=reading.seen_at + timedelta(minutes=1),
            outcome="done",
            exit_code=0,
            counters={source.name: dict(counts)},
            chain=f"sha256:{run:064x}",
        )


def html_of(text: str) -> str:
    """Markup as a blog prints it, made safe as the archive does."""
    out = []
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if all(line.startswith("- ") for line in lines):
            items = "".join(f"<li>{line[2:]}</li>" for line in lines)
            out.append(f"<ul>{items}</ul>")
        else:
            out.append("<p>" + "<br>".join(lines) + "</p>")
    return "\n".join(out)


def edited_archive(path: Path) -> Path:
    """A post in three wordings; comments edited, withdrawn, answered; a cross-post."""
    db = open_corpus(path)
    save_sources(db, [ANNA, BLADET])
    comments = [
        said(1, author="Gun-Britt", text="Tack! Visselblåsare behövs."),
        said(2, author="Anna Ask", is_post_author=True, parent="anna-c1",
                     depth=2, text="Det var fint sagt."),
        said(3, author="Hasse på hamnen", parent="anna-c2", depth=3,
                     text="Jag såg det. Det var nio personer där."),
        said(4, author=None, text="Skriv inte var jag jobbar, snälla."),
        said(5, author="Bladet", kind="pingback",
                     author_url="https://bladet.example/", text="[…] snön […]"),
        said(6, author="Sten", parent="anna-c3", depth=4, text="Svar på fyra."),
        said(7, author="Ulla", parent="anna-c6", depth=5, text="Svar på fem."),
        said(8, author="Ove", parent="anna-c7", depth=6, text="Svar på sex."),
    ]  # fmt: skip
    later = [
        said(3, author="Hasse på hamnen", parent="anna-c2", depth=3,
                     text="Jag såg det. Det var åtta personer där."),
        *comments[:2], *comments[4:],
    ]  # fmt: skip
    tags = (Tag(kind="tag", name="snöröjning"),)

    def post(title: str, text: str, claimed: int = 9) -> object:
        return make_post(
            7, title=title, text=text, html=html_of(text), tags=tags,
            comments_claimed=claimed,
            published=datetime(2024, 2, 10, 8, 30, tzinfo=UTC),
        )  # fmt: skip

    save(
        db,
        [
            make_reading(post("Snön ligger kvar", FIRST), comments),
            make_reading(post("Snön ligger kvar", SECOND), comments, day=1),
            make_reading(post("Varför ligger snön kvar?", THIRD), later, day=2),
            make_reading(post("Varför ligger snön kvar?", THIRD), later, day=3),
        ],
    )
    _cross_posted(db)
    save(db, [_long_thread()])
    add_issue(db, 6, source="anna", level="warning",
              url="https://blogg.example/anna/2024/02/7/",
              message="date: expected a day, got 'i förrgår'")  # fmt: skip
    db.close()
    return path


def _cross_posted(db: Database) -> None:
    post = make_post(
        31, id="bladet-31", source="bladet", url="https://bladet.example/blogg/31/",
        title="Varför ligger snön kvar?", text=THIRD, html=html_of(THIRD),
        published=datetime(2024, 2, 12, 8, 0, tzinfo=UTC), comments_claimed=0,
    )  # fmt: skip
    save(db, [make_reading(post, day=4)], BLADET)


def _long_thread() -> Reading:
    post = make_post(
        9, title="Lång tråd om visselblåsarfunktionsutredningen",
        text="En lång tråd.", html="<p>En lång tråd.</p>", comments_claimed=240,
        published=datetime(2024, 2, 20, 8, 0, tzinfo=UTC),
    )  # fmt: skip
    comments = [
        said(1000 + n, id=f"anna-c{1000 + n}", post="anna-9", position=n,
                     text=f"Inlägg nummer {n} i tråden om hot.",
                     published=datetime(2024, 2, 20, 9, 0, tzinfo=UTC)
                     + timedelta(minutes=n))
        for n in range(230)
    ]  # fmt: skip
    return make_reading(post, comments, day=5)


def many_hits(path: Path, count: int = 1300) -> Path:
    """An archive with more hits for one word than Datasette's own CSV would give."""
    db = open_corpus(path)
    save_sources(db, [ANNA])
    comments = [
        said(n, position=n, text=f"Ett hot till, nummer {n}.")
        for n in range(1, count + 1)
    ]
    save(db, [make_reading(make_post(7, comments_claimed=count), comments)])
    db.close()
    return path


NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)><style>*{display:none}</style>",
    '<a href="javascript:alert(1)">klicka</a>',
    "<iframe src=https://evil.example></iframe>",
    "<div style='position:fixed;inset:0'>över allt</div>",
    "{{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "\u202eallt baklänges\u202c <b><i>oavslutat",
    "]]><!--",
    '=HYPERLINK("https://evil.example")',
    "data:text/html,<script>alert(1)</script>",
    "noll\x00byte <scr\x00ipt>alert(1)</scr\x00ipt>",
    "--></textarea></title></style><script>alert(1)</script>",
)
LONGEST_WORD = "A" * 1_000_000
NASTY_URLS = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://evil.example/"><script>alert(1)</script>',
)


def hostile_archive(path: Path) -> Path:
    """What a stranger may write, in every field that a stranger writes.

    The post is edited and edited back; a comment is edited, one goes away.
    """
    db = open_corpus(path)
    save_sources(db, [ANNA])
    comments = [_nasty_comment(n, words) for n, words in enumerate(NASTY, start=1)]
    comments += [
        said(80 + n, kind="pingback", author=NASTY[1], author_url=url, text=NASTY[2])
        for n, url in enumerate(NASTY_URLS)
    ]
    comments.append(said(90, text=LONGEST_WORD, html=None))
    edited = [*comments[1:-2], comments[-1]]
    readings = [
        make_reading(_nasty_post(NASTY), comments),
        make_reading(_nasty_post(NASTY[::-1]), edited, day=1),
        make_reading(_nasty_post(NASTY[3:]), edited, day=2),
    ]
    save(db, readings)
    for url, words in zip(NASTY_URLS, NASTY, strict=False):
        add_issue(db, 3, source="anna", level="error", url=url, message=words)
        add_issue(db, 3, source="anna", level="drift", url=url, message=words)
    # a blog's own addresses are checked when they are read; here they were not
    db["posts"].update("anna-7", {"url": NASTY_URLS[2]})
    db["comments"].update("anna-c2", {"url": NASTY_URLS[0]})
    db["comments"].update("anna-c3", {"url": NASTY_URLS[1]})
    db["topics"].insert({"id": "anna", "kind": "person", "title": "Anna Ask",
                         "rule": None}, ignore=True)  # fmt: skip
    db.close()
    return path


def _nasty_post(nasty: tuple[str, ...]) -> Post:
    body = "".join(f"<p>{words}</p>" for words in nasty)
    content = content_of(fragment(body), base="https://blogg.example/", source=ANNA)
    return make_post(
        7, title="".join(nasty[:3]), author=nasty[1], text=content.text,
        html=content.html, comments_claimed=20,
        tags=tuple(Tag(kind="tag", name=words) for words in nasty),
    )  # fmt: skip


def _nasty_comment(n: int, words: str) -> Comment:
    return said(
        n,
        position=n,
        author=words,
        author_url="https://evil.example/?" + "x" * 50,
        text=words,
        html=safe_html(f"<p>{words}</p>"),
    )


__all__ = ["ANNA", "DAY", "START", "edited_archive", "hostile_archive", "many_hits"]
