"""Captures in order of arrival -> corpus.db: whole threads, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from scraper.apply.applier import Applier, Outcome
from scraper.model import Capture
from scraper.store.corpus import open_corpus, save_sources
from tests.factory import START, make_source

HOME = "https://blogg.example/anna/"
SOURCE = make_source()


def page(
    number: int = 7,
    *,
    comments: tuple[int, ...] = (1, 2),
    links: tuple[str, ...] = (),
    title: str = "Snön ligger kvar",
) -> bytes:
    """A post page as a classic WordPress theme prints it."""
    items = "".join(
        f"""<li id="comment-{n}" class="comment depth-1">
        <article id="div-comment-{n}" class="comment-body"><footer class="comment-meta">
        <div class="comment-author vcard"><b class="fn">Läsare {n}</b></div>
        <div class="comment-metadata"><a href="{HOME}7/#comment-{n}">
        <time datetime="2024-02-11T09:{n:02}:00+01:00">11 februari 2024</time></a></div>
        </footer><div class="comment-content"><p>Kommentar nummer {n}.</p></div>
        </article></li>"""
        for n in comments
    )
    nav = "".join(f'<a href="{url}">Äldre kommentarer</a>' for url in links)
    return f"""<!doctype html><html lang="sv"><head><title>{title}</title>
    <link rel="canonical" href="{HOME}2024/02/{number}/">
    </head><body class="single single-post postid-{number}">
    <article id="post-{number}" class="post"><h1 class="entry-title">{title}</h1>
    <time class="entry-date published" datetime="2024-02-10T09:30:00+01:00"></time>
    <div class="entry-content"><p>Plogbilen kom inte i natt heller.</p></div></article>
    <div id="comments"><h2 class="comments-title">{len(comments)} kommentarer</h2>
    <ol class="comment-list">{items}</ol>
    <nav class="comment-navigation"><div class="nav-previous">{nav}</div></nav></div>
    </body></html>""".encode()


def capture(body: bytes, url: str = HOME + "2024/02/7/", **fields: object) -> Capture:
    made = Capture(
        source="anna",
        purpose="post",
        url=url,
        final_url=url,
        fetched_at=START,
        status=200,
        headers={"content-type": "text/html; charset=UTF-8"},
        body=body,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.fixture
def db() -> Database:
    db = open_corpus(None)
    save_sources(db, [SOURCE])
    return db


def applier(db: Database, run: int = 1, **fields: object) -> Applier:
    source = replace(SOURCE, **fields)  # type: ignore[arg-type]
    started = START + timedelta(days=run - 1, minutes=-1)
    return Applier(db, run, {"anna": source}, started=started, command="scrape")


def apply(db: Database, *captures: Capture, run: int = 1) -> list[Outcome]:
    of_run = applier(db, run)
    outcomes = [of_run.apply(one) for one in captures]
    of_run.close()
    return outcomes


def ids(db: Database) -> list[str]:
    return [r["id"] for r in db.query("select id from comments order by position")]


def test_post_page_becomes_a_thread(db: Database) -> None:
    (outcome,) = apply(db, capture(page()))
    assert outcome.counts["new_comments"] == 2
    assert ids(db) == ["anna-c1", "anna-c2"]


def test_thread_waits_for_its_last_page(db: Database) -> None:
    second = HOME + "2024/02/7/comment-page-1/"
    of_run = applier(db)
    outcome = of_run.apply(capture(page(comments=(3,), links=(second,))))
    assert [lead.url for lead in outcome.pages] == [second]
    assert db.table("posts").count == 0, "readers see whole threads only"
    of_run.apply(capture(page(comments=(1, 2)), second))
    assert ids(db) == ["anna-c1", "anna-c2", "anna-c3"]
    assert db.table("issues").count == 0


def test_thread_whose_last_page_never_came_is_kept_and_said(db: Database) -> None:
    second = HOME + "2024/02/7/comment-page-1/"
    apply(db, capture(page(comments=(3,), links=(second,))))
    assert ids(db) == ["anna-c3"]
    (post,) = db.table("posts").rows
    assert post["last_seen"] is None
    (issue,) = db.table("issues").rows
    assert "not whole" in issue["message"]
    assert issue["url"] == second


PART_2 = HOME + "2024/02/7/2/"
FIRST = page()
SECOND = (
    page()
    .replace(b"Plogbilen kom inte i natt heller.", b"Den kom till sist.")
    .replace(b"single-post", b"single-post single-paged-2")
)


def divided(db: Database, *further: Capture) -> list[str]:
    """What is edited when a theme links no second part any more."""
    linked = FIRST.replace(b"</article>\n", f'<a href="{PART_2}">2</a>'.encode())
    apply(db, capture(linked), capture(SECOND, PART_2))
    (post,) = db.table("posts").rows
    assert post["text"].endswith("Den kom till sist.")
    (outcome, *_) = apply(db, capture(FIRST), *further, run=2)
    assert [lead.url for lead in outcome.pages] == [PART_2]
    return [row["changed"] for row in db.table("revisions").rows]


def test_part_that_a_theme_does_not_link_is_asked_for_and_no_edit(
    db: Database,
) -> None:
    assert divided(db, capture(SECOND, PART_2)) == []
    assert divided(db, capture(FIRST)) == [], "its address gave nothing in this run"


@pytest.mark.parametrize("status", [200, 404])
def test_part_that_is_no_longer_there_is_an_edit(db: Database, status: int) -> None:
    final = capture(FIRST, PART_2, final_url=HOME + "2024/02/7/", status=status)
    assert divided(db, final) == ["text"]
    (post,) = db.table("posts").rows
    assert post["text"] == "Plogbilen kom inte i natt heller."
    assert post["last_seen"] is not None
    assert db.table("issues").count == 0


def test_applying_twice_changes_nothing(db: Database) -> None:
    one = capture(page())
    apply(db, one)
    before = {n: list(db.table(n).rows) for n in db.table_names() if n != "runs"}
    apply(db, one)
    assert before == {
        n: list(db.table(n).rows) for n in db.table_names() if n != "runs"
    }


def test_page_that_is_no_post_is_an_issue_and_changes_nothing(db: Database) -> None:
    apply(db, capture(page()))
    (outcome,) = apply(db, capture(b"<html><body><p>Underhall</p></body></html>"))
    assert outcome.problem
    (post,) = db.table("posts").rows
    assert post["title"] == "Snön ligger kvar"
    assert [row["run"] for row in db.table("issues").rows] == [1]


def test_post_is_withdrawn_when_its_address_is_gone_in_two_runs(db: Database) -> None:
    apply(db, capture(page()))
    for run in (2, 3):
        seen = START + timedelta(days=run - 1)
        apply(db, capture(b"", status=404, fetched_at=seen), run=run)
        (post,) = db.table("posts").rows
        assert (post["withdrawn_at"] is not None) is (run == 3)
    assert post["text"], "posts stay whole"
    assert ids(db) == ["anna-c1", "anna-c2"]


def test_private_words_are_masked_before_saving(db: Database) -> None:
    body = page().replace(b"nummer 1.", b"ring 070-123 45 67 eller a.b@mejl.se.")
    (outcome,) = apply(db, capture(body))
    everything = str([list(db.table(n).rows) for n in db.table_names()])
    assert "mejl.se" not in everything
    assert "45 67" not in everything
    assert outcome.counts["masked"] == 2
