from datetime import UTC, datetime

import pytest

from scraper.errors import NotAPost
from scraper.model import Capture, Source, Thread
from scraper.platforms.imported import parse_import

SOURCE = Source(name="anna", platform="wordpress", home="https://blogg.example/anna/")
TEXT = "Åsikt\n\nDet blåser på ön.\n\n1 kommentar\n\n 1. Bo\n\n  Ja.\n\nLämna ett svar"
PAGE = """<!DOCTYPE html><html lang="sv-SE"><head><title>Taket – Anna</title>
<link rel="canonical" href="https://blogg.example/anna/2021/10/27/tak/"></head>
<body class="single single-post postid-5"><article id="post-5" class="post-5 post">
<h1 class="entry-title">Taket</h1>
<time class="entry-date published" datetime="2021-10-27T07:00:00+02:00">i dag</time>
<div class="entry-content"><p>Det regnade.</p></div></article></body></html>"""


def parse(body: bytes, url: str = "tak.txt") -> Thread:
    capture = Capture(
        source="anna",
        purpose="import",
        url=url,
        final_url=url,
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        status=200,
        body=body,
    )
    return parse_import(capture, SOURCE)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_unicode_is_read_whatever_its_form(charset: str) -> None:
    thread = parse(TEXT.encode(charset))
    assert (thread.post.title, thread.post.text) == ("Åsikt", "Det blåser på ön.")
    assert thread.problems == ()
    assert thread.post.id == parse(TEXT.encode()).post.id


def test_text_in_an_old_encoding_is_read_and_reported() -> None:
    thread = parse(TEXT.replace("blåser", "”blåser”").encode("cp1252"))
    assert thread.post.text == "Det ”blåser” på ön."
    assert thread.problems == (
        "expected UTF-8, got other bytes at 0: read as Windows-1252",
    )


def test_the_name_of_the_file_says_nothing() -> None:
    assert parse(TEXT.encode(), "tak.html").layout == "saved-text/1"
    assert parse(PAGE.encode(), "tak.txt").post.text == "Det regnade."


def test_an_address_that_somebody_told_is_the_posts() -> None:
    url = "https://blogg.example/anna/2021/10/27/tak/"
    assert parse(TEXT.encode(), url).post.url == url
    assert parse(TEXT.encode(), "file:///home/bo/tak.txt").post.url is None


@pytest.mark.parametrize(
    "start",
    ["", "\ufeff", "\r\n\n", "<!-- saved from url=(0042)https://x.example/ -->\n"],
)
def test_a_saved_page_is_read_as_one(start: str) -> None:
    assert parse((start + PAGE).encode()).post.title == "Taket"


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"", "an empty file"),
        (b" \r\n\t", "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (b"PK\x03\x04\x14", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"{\\rtf1\\ansi", "rich text"),
        (b"bplist00\xd1", "Safari web archive"),
        (b"MZ\x00\x01\x02", "a binary file"),
        (b"\xff\xfea", "broken UTF-16"),
        (b"Hej \x81\x8d\x8f", "neither UTF-8 nor Windows-1252"),
        (b'{"id": 5}', "JSON"),
        (b'[{"id": 5}]', "JSON"),
        (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: x", "MHTML"),
        (b"MIME-Version: 1.0\r\n", "MHTML"),
        (b"<?xml version='1.0'?><urlset></urlset>", "a feed or sitemap"),
        (b"<rss version='2.0'><channel/></rss>", "a feed or sitemap"),
        (b"<?xml version='1.0'?><svg/>", "XML or other markup"),
        (b"Att g\xc3\xb6ra:\n- k\xc3\xb6p mj\xc3\xb6lk\n", "without a line"),
    ],
)
def test_what_is_no_saved_post_is_refused_with_what_it_is(
    body: bytes, seen: str
) -> None:
    with pytest.raises(NotAPost, match="expected a") as caught:
        parse(body)
    assert seen in str(caught.value)


def test_a_page_that_is_no_post_is_refused() -> None:
    with pytest.raises(NotAPost):
        parse(b"<!DOCTYPE html><html><body class='home blog'><p>Hej</p></body></html>")
