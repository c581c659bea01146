"""WordPress exports: what is published comes in, all else is left out or refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.config import config_from_text
from scraper.errors import NotAPost, ParseError
from scraper.model import Capture, Comment
from scraper.platforms.wxr import is_wxr, parse_export
from scraper.platforms.wxr_text import as_markup
from scraper.replay.rebuild import replay
from scraper.run.archive import Archive, open_archive
from scraper.run.importing import import_files
from tests.dump import rows_of
from tests.factory import START
from tests.test_apply import HOME

CONFIG = config_from_text(f'[sources.anna]\nhome = "{HOME}"\nplatform = "wordpress"\n')
SOURCE = CONFIG.sources["anna"]
EXPORT = Path(__file__).with_name("pages") / "wxr" / "export.xml"


def parse(body: bytes) -> dict[str, Any]:
    capture = Capture(
        source="anna",
        purpose="import",
        url="export.xml",
        final_url="",
        fetched_at=START,
        status=200,
        body=body,
    )
    return {thread.post.id: thread for thread in parse_export(capture, SOURCE)}


@pytest.fixture(scope="module")
def threads() -> dict[str, Any]:
    return parse(EXPORT.read_bytes())


def test_only_what_everybody_can_read_comes_in(threads: dict[str, Any]) -> None:
    assert list(threads) == ["anna-11", "anna-12", "anna-13"]
    ids = [comment.id for comment in threads["anna-11"].comments]
    assert ids == ["anna-c1", "anna-c2", "anna-c3", "anna-c4", "anna-c9"]


def test_a_post_as_its_page_shows_it(threads: dict[str, Any]) -> None:
    post = threads["anna-11"].post
    assert post.title == 'Snön & "plogen" – igen'
    assert post.text.split("\n\n") == [
        "Plogen kom inte i dag heller.\nDen kom i går.",
        "Rubriken",
        "Ett stycke med en länk.",
        "- ett\n- två",
    ]
    assert (post.author, post.url) == ("Anna Ask", f"{HOME}2024/02/10/snon/")
    assert post.published.isoformat() == "2024-02-10T08:00:00+00:00"
    assert post.updated.isoformat() == "2024-02-11T08:00:00+00:00"
    assert [(tag.kind, tag.name) for tag in post.tags] == [
        ("category", "Vägar & torg"),
        ("tag", "snö"),
    ]
    assert [link.url for link in post.links] == ["https://tidning.example/plog"]


def test_blocks_are_shown_without_their_marks(threads: dict[str, Any]) -> None:
    post = threads["anna-12"].post
    assert post.text == "Första blocket.\n\nAndra blocket."
    assert "wp:" not in (post.html or "")
    assert post.published.isoformat() == "2024-03-01T11:00:00+00:00"  # no UTC twin
    assert threads["anna-13"].post.title == ""


def test_comments_with_true_parents_and_no_private_thing(
    threads: dict[str, Any],
) -> None:
    comments: dict[str, Comment] = {c.id: c for c in threads["anna-11"].comments}
    assert comments["anna-c1"].author == "Bo Ek"
    assert comments["anna-c1"].author_url == "https://bo.example/?a=1&b=2"
    assert comments["anna-c2"].parent == "anna-c1"
    assert comments["anna-c2"].is_post_author
    assert comments["anna-c3"].parent == "anna-c2"
    assert comments["anna-c3"].author is None
    assert comments["anna-c9"].kind == "pingback"
    assert {c.parent_precision for c in comments.values()} == {"true"}
    assert "exempel.se" not in repr(threads)
    assert "10.0.0.1" not in repr(threads)


def test_characters_that_xml_forbids_are_no_obstacle() -> None:
    found = parse(EXPORT.read_bytes().replace(b"heller", b"hel\x0bler"))
    thread = found["anna-11"]
    assert "hel ler" in thread.post.text
    assert thread.problems == ("1 characters that XML forbids were read as spaces",)


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        (lambda b: b[: len(b) // 2], ParseError, "expected a whole WordPress export"),
        (
            lambda b: b.replace(b"</wp:status>", b"<"),
            ParseError,
            r"whole .*: .* line \d+",
        ),
        (
            lambda b: b.replace(b"<wp:wxr_version>1.2</wp:wxr_version>", b""),
            ParseError,
            "expected wp:wxr_version",
        ),
        (
            lambda b: b.replace(b"<rss", b'<!DOCTYPE r [<!ENTITY a "b">]><rss', 1),
            ParseError,
            "without DOCTYPE",
        ),
        (
            lambda b: b.replace(b"<wp:post_id>11<", b"<wp:post_id>elva<"),
            ParseError,
            "expected a number in wp:post_id, got 'elva'",
        ),
        (
            lambda b: b.replace(b"/anna/2024", b"/bertil/2024"),
            NotAPost,
            r"expected posts of https://blogg.example/anna/ .*3 outside the source",
        ),
    ],
)
def test_a_malformed_export_is_refused_clearly(
    change: Any, kind: type[Exception], message: str
) -> None:
    body = change(EXPORT.read_bytes())
    assert is_wxr(body)
    with pytest.raises(kind, match=message):
        parse(body)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("", ""),
        ("<ul>\n<li>ett</li>\n</ul>", "<ul>\n<li>ett</li>\n</ul>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("[caption id='1']Bild[/caption] ord", "<p>Bild ord</p>"),
        ("<p>redan</p>", "<p>redan</p>"),
        ("a<br />\nb", "<p>a<br />\nb</p>"),
    ],
)
def test_stored_text_becomes_markup(stored: str, expected: str) -> None:
    assert as_markup(stored).split() == expected.split()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "corpus.db", tmp_path / "captures.db") as archive:
        yield archive


def test_an_export_is_imported_and_again_changes_nothing(archive: Archive) -> None:
    first = import_files(archive, CONFIG, SOURCE, [EXPORT]).sources["anna"]
    assert (first.counts["new_posts"], first.counts["new_comments"]) == (3, 5)
    again = import_files(archive, CONFIG, SOURCE, [EXPORT]).sources["anna"]
    assert {k: n for k, n in again.counts.items() if n and k != "masked"} == {
        "files": 1
    }
    (mask,) = archive.db.execute("select text from comments where id = 'anna-c4'")
    assert mask == ("Skriv till [e-postadress]!",)


def test_a_replay_reads_the_export_again(tmp_path: Path) -> None:
    path, captures = tmp_path / "corpus.db", tmp_path / "captures.db"
    with open_archive(path, captures) as archive:
        import_files(archive, CONFIG, SOURCE, [EXPORT])
    replay(path, captures, into=tmp_path / "again.db")
    assert rows_of(tmp_path / "again.db") == rows_of(path)


def test_what_a_page_writes_otherwise_is_no_edit(
    archive: Archive, tmp_path: Path
) -> None:
    """A page has curly quotes and dashes where an export has what was typed."""
    import_files(archive, CONFIG, SOURCE, [EXPORT])
    archive.db.execute(
        "update posts set text = replace(text, 'Plogen kom', '”Plogen” kom')"
    )
    before = archive.db.execute(
        "select text from posts where id = 'anna-11'"
    ).fetchone()
    import_files(archive, CONFIG, SOURCE, [EXPORT])
    after = archive.db.execute("select text from posts where id = 'anna-11'").fetchone()
    assert after == before
    assert archive.db.table("revisions").count == 0


def test_a_broken_export_stops_no_other_file(archive: Archive, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_bytes(EXPORT.read_bytes()[:3000])
    report = import_files(archive, CONFIG, SOURCE, [broken, EXPORT])
    (problem,) = report.sources["anna"].problems
    assert problem.startswith(f"{broken}: expected a whole WordPress export (WXR): ")
    assert report.exit_code == 3
    assert archive.db.table("posts").count == 3
