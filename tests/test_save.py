"""What a reading does to corpus.db: rows, revisions, absence, one row per post."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlite_utils import Database

from scraper.apply.reading import Reading
from scraper.apply.save import save_reading
from scraper.model import Link, Source, Tag
from scraper.store.corpus import find, open_corpus, save_sources
from scraper.store.index import Index
from tests.factory import make_comment, make_post, make_reading, make_source


@pytest.fixture
def db() -> Database:
    db = open_corpus(None)
    save_sources(db, [make_source()])
    return db


def save(db: Database, reading: Reading, source: Source | None = None) -> Counter[str]:
    index = Index(db)
    with db.atomic(), index:
        return save_reading(db, index, reading, source or make_source())


def everything(db: Database) -> dict[str, list[dict[str, Any]]]:
    return {name: list(db.table(name).rows) for name in db.table_names()}


TWO = (make_comment(1), make_comment(2, parent="anna-c1", depth=2))


def test_thread_is_stored_with_its_order_and_its_ledger(db: Database) -> None:
    counts = save(db, make_reading(comments=TWO))
    assert counts == Counter(new_posts=1, new_comments=2)
    post = find(db, "posts", "anna-7")
    assert post is not None
    assert (post["comments_claimed"], post["comments_found"]) == (2, 2)
    assert post["date"] == "2024-02-10"
    rows = db.query("select id, position, parent, url from comments order by position")
    assert [tuple(row.values()) for row in rows] == [
        ("anna-c1", 0, None, "https://blogg.example/anna/2024/02/7/#comment-1"),
        ("anna-c2", 1, "anna-c1", "https://blogg.example/anna/2024/02/7/#comment-2"),
    ]


def test_same_reading_again_changes_nothing(db: Database) -> None:
    save(db, make_reading(comments=TWO))
    before = everything(db)
    save(db, make_reading(comments=TWO))
    assert everything(db) == before


def test_later_reading_without_news_changes_last_seen_only(db: Database) -> None:
    save(db, make_reading(comments=TWO))
    before = everything(db)
    written = db.conn.total_changes
    save(db, make_reading(comments=TWO, day=1, capture="sha256:other"))
    after = everything(db)
    assert db.conn.total_changes - written == 1
    assert after["posts"][0].pop("last_seen") == "2024-03-02T04:00:00Z"
    before["posts"][0].pop("last_seen")
    assert after == before


def test_edited_post_keeps_its_earlier_state_with_its_span(db: Database) -> None:
    save(db, make_reading())
    save(db, make_reading(day=1))
    edited = make_post(title="Snön är borta")
    counts = save(db, make_reading(edited, day=3, capture="sha256:third"))
    assert counts["edited_posts"] == 1
    (revision,) = db.table("revisions").rows
    assert revision["title"] == "Snön ligger kvar"
    assert revision["changed"] == "title"
    assert revision["seen_from"] == "2024-03-01T04:00:00Z"
    assert revision["seen_until"] == "2024-03-02T04:00:00Z"
    assert revision["capture"] == "sha256:first"
    post = find(db, "posts", "anna-7")
    assert post is not None
    assert post["title"] == "Snön är borta"
    assert post["since"] == "2024-03-04T04:00:00Z"
    assert post["capture"] == "sha256:third"


def test_edited_comment_keeps_the_fact_but_not_the_words(db: Database) -> None:
    save(db, make_reading(comments=TWO))
    changed = (replace(TWO[0], text="Jag ändrade mig."), TWO[1])
    save(db, make_reading(comments=changed, day=1))
    (revision,) = db.table("revisions").rows
    assert revision["item"] == "anna-c1"
    assert (revision["text"], revision["author"]) == (None, None)
    assert revision["digest"].startswith("sha256:")


def test_edited_comment_keeps_its_words_where_they_are_public(db: Database) -> None:
    public = make_source(removed_comments="public")
    save(db, make_reading(comments=TWO), public)
    changed = (replace(TWO[0], text="Jag ändrade mig."), TWO[1])
    save(db, make_reading(comments=changed, day=1), public)
    (revision,) = db.table("revisions").rows
    assert revision["text"] == "Kommentar nummer 1."


def test_changed_claim_is_kept(db: Database) -> None:
    save(db, make_reading())
    save(db, make_reading(make_post(comments_claimed=5), day=1))
    save(db, make_reading(make_post(comments_claimed=5), day=2))
    save(db, make_reading(make_post(comments_claimed=4), day=3))
    found = [
        (row["changed"], row["claimed"], row["seen_from"][:10], row["seen_until"][:10])
        for row in db.table("revisions").rows
    ]
    assert found == [
        ("claimed", 2, "2024-03-01", "2024-03-01"),
        ("claimed", 5, "2024-03-02", "2024-03-03"),
    ]
    post = find(db, "posts", "anna-7")
    assert post is not None
    assert post["claimed_since"] == "2024-03-04T04:00:00Z"
    assert post["since"] == "2024-03-01T04:00:00Z", "its words are the same"


def test_absence_counts_in_the_second_run_only(db: Database) -> None:
    save(db, make_reading(comments=TWO))
    first = make_reading(comments=TWO[:1], day=1)
    assert save(db, first)["missing"] == 1
    assert not save(db, first)["withdrawn"], "the same run again proves nothing"
    row = find(db, "comments", "anna-c2")
    assert row is not None
    assert row["missing_since"] == "2024-03-02T04:00:00Z"
    assert row["text"] == "Kommentar nummer 2."
    assert save(db, make_reading(comments=TWO[:1], day=2))["withdrawn"] == 1


def test_withdrawn_comment_leaves_no_words(db: Database) -> None:
    secret = replace(
        TWO[1],
        text="Ordet hemlisen står bara här.",
        html="<p>Ordet hemlisen står bara här.</p>",
        author="Rädd Anställd",
        links=(Link(url="https://hemlisen.example/", text="hemlisen"),),
    )
    save(db, make_reading(comments=(TWO[0], secret)))
    for day in (1, 2):
        save(db, make_reading(comments=TWO[:1], day=day))
    row = find(db, "comments", "anna-c2")
    assert row is not None
    assert row["withdrawn_at"] == "2024-03-03T04:00:00Z"
    assert (row["text"], row["author"], row["doc"]) == ("", None, None)
    assert "hemlisen" not in str(everything(db))
    assert "Rädd" not in str(everything(db))


def test_comment_that_comes_back_is_whole_again_with_a_revision(db: Database) -> None:
    save(db, make_reading(comments=TWO))
    before = find(db, "comments", "anna-c2")
    for day in (1, 2):
        save(db, make_reading(comments=TWO[:1], day=day))
    counts = save(db, make_reading(comments=TWO, day=3))
    assert counts["returned"] == 1
    assert counts["edited_comments"] == 0
    row = find(db, "comments", "anna-c2")
    assert row is not None
    assert before is not None
    assert (row["text"], row["author"]) == (before["text"], before["author"])
    assert (row["missing_since"], row["withdrawn_at"]) == (None, None)
    (revision,) = db.table("revisions").rows
    assert revision["changed"] == "back"
    assert revision["withdrawn_at"] == "2024-03-03T04:00:00Z"


def test_reply_that_vanished_with_its_parent_is_hidden_not_missing(
    db: Database,
) -> None:
    save(db, make_reading(comments=TWO))
    assert save(db, make_reading(comments=(), day=1)) == Counter(missing=1)
    row = find(db, "comments", "anna-c2")
    assert row is not None
    assert row["missing_since"] is None


def test_ledger_explains_pings_and_replies_hidden_with_their_parent(
    db: Database,
) -> None:
    post = make_post(comments_claimed=3)
    ping = make_comment(3, kind="pingback")
    save(db, make_reading(post, (*TWO, ping)))
    for day, claimed in ((1, 2), (2, 2)):  # comment 1 was trashed, its reply counts on
        later = make_post(comments_claimed=claimed)
        save(db, make_reading(later, (ping,), day=day))
        assert ledger(db) == {"found": 0, "explained": 2, "missing": 0}
    later = make_post(comments_claimed=None)
    save(db, make_reading(later, (TWO[1],), route="rest", day=3))
    assert ledger(db) == {"found": 1, "explained": 1, "missing": 0}
    other = make_post(8, comments_claimed=5)
    save(db, make_reading(other, (make_comment(9, post="anna-8"),)))
    (whole,) = db.query("select * from completeness_by_source")
    assert whole == {
        **{"source": "anna", "posts": 2, "claimed": 7, "found": 2},
        **{"explained": 1, "missing": 4, "surplus": 0},
    }


def ledger(db: Database) -> dict[str, int]:
    sql = "select found, explained, missing from completeness where post = 'anna-7'"
    (row,) = db.query(sql)
    return row


def test_comment_that_was_moved_to_another_post_is_the_same_comment(
    db: Database,
) -> None:
    save(db, make_reading(comments=TWO))
    other = make_post(8, comments_claimed=1)
    moved = replace(TWO[1], post="anna-8", parent=None, depth=1)
    counts = save(db, make_reading(other, (moved,), day=1))
    assert counts["moved_comments"] == 1
    row = find(db, "comments", "anna-c2")
    assert row is not None
    assert (row["post"], row["first_seen"]) == ("anna-8", "2024-03-01T04:00:00Z")
    assert not save(db, make_reading(comments=TWO[:1], day=2))["missing"]
    assert db.table("comments").count == 2
    found = {
        row["post"]: row["found"] for row in db.query("select * from completeness")
    }
    assert found == {"anna-7": 1, "anna-8": 1}


def test_partial_reading_marks_nothing(db: Database) -> None:
    save(db, make_reading(comments=TWO))
    assert not save(db, make_reading(day=1, whole=False))
    assert not save(db, make_reading(day=1, sound=False))


def test_rest_marks_no_ping_and_html_no_orphan(db: Database) -> None:
    ping = make_comment(3, kind="pingback")
    orphan = make_comment(4, parent="anna-c99", parent_precision="true")
    save(db, make_reading(comments=(ping, orphan)))
    counts = save(db, make_reading(comments=(orphan,), route="rest", day=1))
    counts += save(db, make_reading(comments=(ping,), route="html", day=2))
    assert not counts["missing"]


def test_older_sight_that_arrives_late_becomes_a_revision_in_its_place(
    db: Database,
) -> None:
    save(db, make_reading(make_post(title="Ny rubrik"), day=5))
    save(db, make_reading(make_post(title="Gammal rubrik"), day=1, whole=False))
    post = find(db, "posts", "anna-7")
    assert post is not None
    assert post["title"] == "Ny rubrik"
    assert post["first_seen"] == "2024-03-02T04:00:00Z"
    (revision,) = db.table("revisions").rows
    assert revision["title"] == "Gammal rubrik"
    assert revision["seen_until"] == "2024-03-02T04:00:00Z"


def test_saved_text_is_taken_over_by_the_page_of_the_same_post(db: Database) -> None:
    saved = make_post(
        None, id="anna-xabc", url=None, published=None, author=None, html=None
    )
    old = [
        replace(make_comment(n), id=f"anna-cx{n}", native_id=None, post="anna-xabc")
        for n in (1, 2)
    ]
    old[1] = replace(old[1], parent="anna-cx1")
    save(db, make_reading(saved, old, route="file"))
    save(db, make_reading(comments=TWO, day=1))
    assert [row["id"] for row in db.table("posts").rows] == ["anna-7"]
    ids = [row["id"] for row in db.query("select id from comments order by id")]
    assert ids == ["anna-c1", "anna-c2"]
    assert find(db, "posts", "anna-7")["url"] is not None  # type: ignore[index]
    assert not db.execute("pragma foreign_key_check").fetchall()


def test_saved_text_finds_the_row_of_the_page(db: Database) -> None:
    save(db, make_reading(comments=TWO))
    before = everything(db)
    saved = make_post(None, id="anna-xabc", url=None, published=None, html=None)
    old = [
        replace(
            make_comment(n, published=None, published_precision=None, html=None),
            id=f"anna-cx{n}",
            native_id=None,
            post="anna-xabc",
            parent="anna-cx1" if n == 2 else None,
        )
        for n in (1, 2)
    ]
    save(db, make_reading(saved, old, route="file", day=1))
    assert everything(db) == before


def test_tags_and_links_follow_the_post(db: Database) -> None:
    link = Link(url="https://ivo.example/beslut", text="beslutet")
    tagged = make_post(tags=(Tag(kind="category", name="Snö"),), links=(link,))
    save(db, make_reading(tagged))
    retagged = replace(tagged, tags=(Tag(kind="tag", name="is"),), links=())
    save(db, make_reading(retagged, day=1))
    rows = db.query("select name from post_tags join tags on tags.id = tag")
    assert [row["name"] for row in rows] == ["is"]
    assert db.table("links").count == 0
