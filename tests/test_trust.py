"""A source that changed as a whole is not believed, and one that did not is."""

from __future__ import annotations

from pathlib import Path

from scraper.model import Capture
from scraper.replay.verify import verify
from scraper.store.corpus import open_corpus
from tests.dump import rows_of
from tests.scripted import HOME, capture, files, page, scripted_run

POSTS = range(1, 13)


def address(number: int) -> str:
    return f"{HOME}2024/02/{number}/"


def blog(*, comments: int = 2, title: str = "Inlägg") -> list[Capture]:
    """Twelve posts with some comments each."""
    return [
        capture(
            page(
                n,
                comments=tuple(n * 10 + c for c in range(comments)),
                title=f"{title} {n}",
            ),
            address(n),
        )
        for n in POSTS
    ]


def unchanged_after(folder: Path, captures: list[Capture], word: str) -> None:
    scripted_run(folder, blog())
    before = rows_of(folder / "corpus.db", without=frozenset({"last_run", "last_seen"}))
    for day in (1, 2):
        report = scripted_run(folder, captures, day=day)
        assert report.exit_code == 4
        drift = report.sources["anna"].drift or ""
        assert word in drift
        assert "look at https://blogg.example/anna/" in drift
    after = rows_of(folder / "corpus.db", without=frozenset({"last_run", "last_seen"}))
    assert after == before
    issues = open_corpus(folder / "corpus.db").query(
        "select distinct run from issues where level = 'drift'"
    )
    assert [row["run"] for row in issues] == [2, 3]
    assert verify(*files(folder)) == ()


def test_layout_without_comments_withdraws_none(tmp_path: Path) -> None:
    bare = [capture(one.body.replace(b"comment", b"remark"), one.url) for one in blog()]
    unchanged_after(tmp_path, bare, "comments read again are absent or changed")


def test_layout_that_changes_every_text_edits_none(tmp_path: Path) -> None:
    shared = [
        capture(one.body.replace(b"Plogbilen", b"Dela! Plogbilen"), one.url)
        for one in blog()
    ]
    unchanged_after(tmp_path, shared, "posts read again are changed")


def test_addresses_that_are_all_gone_withdraw_none(tmp_path: Path) -> None:
    gone = [capture(b"", address(n), status=404) for n in POSTS]
    unchanged_after(tmp_path, gone, "12 of 12 known posts are said to be gone")


def test_challenge_on_every_page_is_named(tmp_path: Path) -> None:
    challenge = (
        b"<html><head><title>Just a moment...</title></head><body></body></html>"
    )
    shut = [capture(challenge, address(n)) for n in POSTS]
    unchanged_after(tmp_path, shut, "show something else")


def test_person_who_has_looked_is_believed(tmp_path: Path) -> None:
    gone = [capture(b"", address(n), status=404) for n in POSTS]
    scripted_run(tmp_path, blog())
    for day in (1, 2):
        report = scripted_run(tmp_path, gone, day=day, command="scrape --trust")
        assert report.exit_code == 0
    db = open_corpus(tmp_path / "corpus.db")
    sql = "select count(*) from posts where withdrawn_at is not null"
    assert db.execute(sql).fetchone() == (len(POSTS),)
    assert verify(*files(tmp_path)) == ()


def test_some_edits_and_removals_are_believed(tmp_path: Path) -> None:
    scripted_run(tmp_path, blog())
    later = blog()
    later[0] = capture(later[0].body.replace(b"Plogbilen", b"Bussen"), later[0].url)
    later[1] = capture(page(2, comments=(20,), title="Inlägg 2"), address(2))
    later[2] = capture(b"", address(3), status=404)
    report = scripted_run(tmp_path, later, day=1)
    assert report.exit_code == 0
    counts = report.sources["anna"].counts
    assert (counts["edited_posts"], counts["missing"]) == (1, 1)
    assert counts["missing_posts"] == 1
    assert verify(*files(tmp_path)) == ()
