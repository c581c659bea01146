"""What was erased is cut out of every kind of capture, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scraper import marks
from scraper.discover.mementos import as_received, read_cdx
from scraper.errors import ArchiveError
from scraper.model import Capture, Source
from scraper.platforms.imported import parse_import
from scraper.platforms.wordpress import parse_thread
from scraper.platforms.wordpress_rest import read_comments, read_posts
from scraper.tombstones import Eraser, Key, Tombstone, Tombstones, read_tombstones
from scraper.tombstones.file import append
from scraper.tombstones.normal import normal, words_in
from scraper.tombstones.passages import cut_passages
from scraper.tombstones.sought import comment_address
from tests.factory import START, make_source

KEY = Key(bytes(32))
HOME = "https://blogg.example/anna/"
POST = HOME + "2024/02/10/snon/"
SECRET = "Jag såg själv hur chefen gömde rapporten bakom kopiatorn i fjol"


def stones(*texts: str, size: int = 6, **hashes: object) -> Tombstones:
    found = Tombstones(KEY)
    windows = tuple(h for text in texts for h in KEY.windows(normal(text), size))
    stone = Tombstone(at="", kind="comment", count=1, windows={str(size): windows})
    found.add(replace(stone, **hashes))  # type: ignore[arg-type]
    return found


def comment_stones() -> Tombstones:
    address = KEY.item(comment_address(POST, 5))
    items = (KEY.item("anna-c5"), address)
    same = (KEY.same("anna", "Bo Ek", normal(SECRET)),)
    return stones(SECRET, items=items, same=same)


def post_stones() -> Tombstones:
    return stones(items=(KEY.item("anna-7"),), urls=(KEY.url(POST),))


def capture(body: str, purpose: str, url: str, kind: str = "text/html") -> Capture:
    return Capture(
        source="anna",
        purpose=purpose,  # type: ignore[arg-type]
        url=url,
        final_url=url,
        fetched_at=START,
        status=200,
        headers={"content-type": kind},
        body=body.encode(),
    )


def cut(one: Capture, found: Tombstones, source: Source | None = None) -> Capture:
    source = source or make_source()
    return Eraser(found, {"anna": source}).cut(one)


@pytest.mark.parametrize(
    "source",
    [
        f"<p>{SECRET}.</p>",
        "<p>Jag s&aring;g <b>själv</b> hur che<i>fen</i> gömde rapporten&nbsp;bakom "
        "kopiatorn i fjol</p>",
        f'<meta name="description" content="{SECRET} &hellip;">',
        json.dumps({"content": {"rendered": f"<p>{SECRET}</p>"}}),
        f"<description><![CDATA[{SECRET}]]></description>",
        "JAG SÅG SJÄLV HUR CHEFEN GÖMDE RAPPORTEN, bakom: kopiatorn i fjol",
        "Jag sa\u030ag sja\u0308lv hur chefen go\u0308mde rapporten bakom kopiatorn",
        '<script>var t = {"a": "Jag s\\u00e5g sj\\u00e4lv hur chefen g\\u00f6mde '
        'rapporten"};</script>',
    ],
)
def test_passage_is_found_however_it_is_spelled(source: str) -> None:
    after = cut_passages(source, stones(SECRET))
    assert marks.WORDS in after
    for word in ("kopiatorn", "rapporten", "RAPPORTEN", "chefen"):
        assert word not in after
    assert after.count("<") == source.count("<")


def test_text_that_shares_five_words_stays_as_it_is() -> None:
    source = "<p>Jag såg själv hur chefen log mot alla i rummet</p>"
    assert cut_passages(source, stones(SECRET)) is source


def test_words_are_found_where_they_stand() -> None:
    source = "<p>Ett&nbsp;tv&aring;</p>tre"
    (found,) = words_in(source, "words")
    assert [w.text for w in found] == ["ett", "två", "tre"]
    assert [source[w.start : w.end] for w in found] == ["Ett", "tv&aring;", "tre"]


PAGE = f"""<!DOCTYPE html><html><head><title>Snön</title>
<link rel="canonical" href="{POST}"></head><body class="single single-post postid-7">
<article id="post-7"><h1 class="entry-title">Snön</h1>
<div class="entry-content"><p>Plogbilen kom inte i natt heller.</p></div></article>
<div id="comments"><ol class="comment-list">
<li id="comment-4" class="comment depth-1"><article id="div-comment-4">
<b class="fn">Eva</b>
<div class="comment-content"><p>Den kom till oss.</p></div></article></li>
<li id="comment-5" class="comment byuser comment-author-boek depth-1">
<article id="div-comment-5" class="comment-body"><b class="fn">Bo Ek</b>
<div class="comment-content"><p>{SECRET}</p></div>
<a class="comment-reply-link" data-commentid="5" href="{POST}?replytocom=5#respond"
 aria-label="Svar till Bo Ek">Svara</a></article>
<ol class="children"><li id="comment-6" class="comment depth-2">
<article id="div-comment-6">
<b class="fn">Ada</b><div class="comment-content"><p>Det låter illa.</p></div></article>
</li></ol></li></ol></div>
<aside><ul><li><a href="{POST}#comment-5">Bo Ek om Snön</a></li>
<li><a href="{POST}#comment-4">Eva om Snön</a></li></ul></aside></body></html>"""


def test_comment_is_cut_out_of_a_page_and_its_replies_stay() -> None:
    source = make_source()
    before = parse_thread(capture(PAGE, "post", POST), source)
    after = cut(capture(PAGE, "post", POST), comment_stones())
    text = after.body.decode()
    for trace in ("Bo Ek", "boek", "comment-5", "kopiatorn", "replytocom=5"):
        assert trace not in text
    assert "Eva om Snön" in text
    thread = parse_thread(after, source)
    kept = [c for c in before.comments if c.id != "anna-c5"]
    assert [(c.id, c.text, c.author) for c in thread.comments] == [
        (c.id, c.text, c.author) for c in kept
    ]
    assert {c.id: c.parent for c in thread.comments}["anna-c6"] is None
    assert not thread.doubtful
    assert thread.problems == before.problems
    assert cut(after, comment_stones()) is after


def test_page_of_an_erased_post_is_erased_whole() -> None:
    after = cut(capture(PAGE, "post", POST), post_stones())
    assert (after.body, after.url, after.final_url) == (
        marks.BODY,
        marks.ADDRESS,
        marks.ADDRESS,
    )


def test_links_to_an_erased_post_go_with_their_entries() -> None:
    other = HOME + "2024/02/11/regn/"
    page = f"""<html><body class="single single-post postid-8"><article id="post-8">
<h1 class="entry-title">Regn</h1><div class="entry-content"><p>Se <a href="{POST}">snon
igen</a> eller vänta.</p></div></article>
<aside><ul><li><a href="{POST}">Snön ligger</a> i februari</li>
<li><a href="{other}">Regn</a></li></ul></aside></body></html>"""
    after = cut(capture(page, "post", other), post_stones())
    text = after.body.decode()
    assert "snon" not in text
    assert "i februari" not in text
    assert "eller vänta" in text
    assert other in text


def test_rest_lists_keep_a_hole_so_that_their_totals_hold() -> None:
    rows = [
        {"id": n, "post": 7, "parent": parent, "author": 0, "author_name": name,
         "author_url": "", "status": "approved", "type": "comment",
         "date_gmt": "2024-02-11T08:00:00",
         "link": f"{POST}#comment-{n}", "content": {"rendered": f"<p>{text}</p>"}}
        for n, parent, name, text in (
            (6, 5, "Ada", "Det låter illa."),
            (4, 0, "Eva", "Den kom."),
            (5, 0, "Bo Ek", SECRET),
        )
    ]  # fmt: skip
    url = HOME + "wp-json/wp/v2/comments?post=7&page=1"
    one = capture(json.dumps(rows), "rest-comments", url, "application/json")
    one = replace(one, headers={**one.headers, "x-wp-total": "3"})
    by_author = stones(authors=(KEY.author("Bo Ek", "anna"),))
    for found in (comment_stones(), by_author):
        after = cut(one, found)
        read = read_comments(after, make_source())
        shown = [(row.comment.id, row.comment.parent) for row in read.items]
        assert shown == [("anna-c6", None), ("anna-c4", None)]
        assert (read.rows, read.total) == (3, 3)
        assert "Bo Ek" not in after.body.decode()


def test_rest_list_of_posts_keeps_a_hole_too() -> None:
    rows = [
        {"id": n, "link": f"{HOME}2024/02/1{n}/{slug}/", "type": "post",
         "status": "publish", "title": {"rendered": slug}, "author": 1,
         "content": {"rendered": f"<p>{slug}, se <a href='{POST}'>mer</a></p>"},
         "date_gmt": "2024-02-11T08:00:00", "modified_gmt": "2024-02-11T08:00:00"}
        for n, slug in ((7, "snon"), (8, "regn"))
    ]  # fmt: skip
    url = HOME + "wp-json/wp/v2/posts?page=1"
    one = capture(json.dumps(rows), "rest-posts", url, "application/json")
    after = cut(one, post_stones())
    assert [row.post.id for row in read_posts(after, make_source()).items] == ["anna-8"]
    assert "snon" not in after.body.decode()


def test_feeds_sitemaps_and_exports_lose_the_element() -> None:
    feed = f"""<?xml version="1.0"?><rss><channel>
<item><title>Av: Bo Ek</title><link>{POST}#comment-5</link>
<dc:creator>Bo Ek</dc:creator>
<description>{SECRET}</description></item>
<item><title>Av: Eva</title><link>{POST}#comment-4</link><description><![CDATA[Svar till
&lt;a href=&quot;{POST}#comment-5&quot;&gt;Bo Ek&lt;/a&gt; och
&lt;a href=&quot;{POST}#comment-6&quot;&gt;Ada&lt;/a&gt;]]></description>
</item></channel></rss>"""
    after = cut(capture(feed, "comment-feed", HOME + "comments/feed/", "text/xml"),
                comment_stones()).body.decode()  # fmt: skip
    assert "Bo Ek" not in after
    assert "Av: Eva" in after
    assert "Ada&lt;/a&gt;" in after
    sitemap = (
        f"<urlset><url><loc>{POST}</loc></url><url><loc>{HOME}x/</loc></url></urlset>"
    )
    after = cut(capture(sitemap, "sitemap", HOME + "map.xml", "text/xml"),
                post_stones()).body.decode()  # fmt: skip
    assert after == f"<urlset><url><loc>{HOME}x/</loc></url></urlset>"
    export = f"""<?xml version="1.0"?><rss><channel><item><link>{POST}</link>
<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author>Bo Ek</wp:comment_author>
<wp:comment_content>{SECRET}</wp:comment_content></wp:comment>
<wp:comment><wp:comment_id>4</wp:comment_id>
<wp:comment_parent>5</wp:comment_parent></wp:comment></item></channel></rss>"""
    after = cut(
        capture(export, "import", "export.xml", ""), comment_stones()
    ).body.decode()
    assert "Bo Ek" not in after
    assert "<wp:comment_id>4<" in after
    assert "<wp:comment_parent>0<" in after


WEB = "http://127.0.0.1:8080/web/"


def of_the_archive() -> Source:
    return make_source(archive=WEB)


@pytest.mark.parametrize("form", ["list", "lines"])
def test_index_of_a_web_archive_loses_the_pages_of_an_erased_post(form: str) -> None:
    names = ("urlkey", "timestamp", "url", "mime", "status")
    rows = [
        ("k", "20240211080000", url, "text/html", "200")
        for url in (POST, f"{POST}comment-page-2/", f"{HOME}2024/02/11/regn/")
    ]
    index = "\n".join(json.dumps(dict(zip(names, row, strict=True))) for row in rows)
    if form == "list":
        index = json.dumps([names, *rows])
    one = capture(index, "cdx", f"{WEB}cdx?url={HOME}", "text/x-ndjson")
    after = cut(one, post_stones(), of_the_archive())
    assert [m.url for m in read_cdx(after, of_the_archive())] == [rows[2][2]]
    assert "snon" not in after.body.decode()
    assert cut(one, stones(SECRET), of_the_archive()) is one


def test_page_of_a_web_archive_is_cut_like_that_of_the_blog() -> None:
    place = f"{WEB}20240211080000id_/{POST}"
    after = cut(capture(PAGE, "post", place), comment_stones(), of_the_archive())
    assert after.url == place
    text = after.body.decode()
    assert "kopiatorn" not in text
    assert "Bo Ek" not in text
    source = of_the_archive()
    found = parse_thread(as_received(after, source), source).comments
    assert [(c.id, c.parent) for c in found] == [("anna-c4", None), ("anna-c6", None)]
    gone = cut(capture(PAGE, "post", place), post_stones(), of_the_archive())
    assert (gone.body, gone.url) == (marks.BODY, marks.ADDRESS)


SAVED = f"""Snön ligger kvar

Plogbilen kom inte i natt heller.

3 kommentarer

 1. Eva

  Den kom till oss.

 2. Bo Ek

  {SECRET}

  • Ada

   Det låter illa.

Lämna ett svar
"""


def test_comment_is_known_in_a_saved_text_by_writer_and_words() -> None:
    one = replace(capture(SAVED, "import", "sida.txt", ""), headers={}, final_url="")
    after = cut(one, comment_stones())
    text = after.body.decode()
    assert "Bo Ek" not in text
    assert "kopiatorn" not in text
    thread = parse_import(after, make_source())
    assert [(c.author, c.text) for c in thread.comments] == [
        ("Eva", "Den kom till oss."),
        ("Ada", "Det låter illa."),
    ]
    assert thread.problems == parse_import(one, make_source()).problems
    assert cut(after, comment_stones()) is after


def test_author_is_kept_out_by_name_on_one_blog_or_all() -> None:
    here = stones(authors=(KEY.author("Bo  EK", "anna"),))
    assert "Bo Ek" not in cut(capture(PAGE, "post", POST), here).body.decode()
    elsewhere = stones(authors=(KEY.author("Bo Ek", "berit"),))
    one = capture(PAGE, "post", POST)
    assert cut(one, elsewhere) is one


def test_messages_of_the_log_lose_words_ids_and_addresses() -> None:
    found = stones(SECRET, items=(KEY.item("anna-c5"),), urls=(KEY.url(POST),),
                   words=(KEY.word("kopiatorn"),))  # fmt: skip
    eraser = Eraser(found, {"anna": make_source()})
    assert POST not in eraser.text(f"{POST}: expected a page, got HTTP 500")
    assert eraser.text("anna-c5: no time") == marks.WORDS
    assert eraser.text("expected a date, got 'kopiatorn'") == marks.WORDS
    assert eraser.text("anna-c6: no time") == "anna-c6: no time"


def test_tombstones_are_private_and_tell_nothing(tmp_path: Path) -> None:
    captures = tmp_path / "captures.db"
    append(captures, comment_stones().all[0])
    path, key = tmp_path / "forgotten.jsonl", tmp_path / "forget.key"
    assert {p.stat().st_mode & 0o777 for p in (path, key)} == {0o600}
    assert "kopiatorn" not in path.read_text()
    assert "anna-c5" not in path.read_text()
    with path.open("a") as file:
        file.write('{"mac": "cut short')
    read = read_tombstones(captures)
    assert read is not None
    assert read.count == 1
    append(captures, post_stones().all[0])
    read = read_tombstones(captures)
    assert read is not None
    assert read.count == 2
    path.write_text(path.read_text().replace("comment", "Comment", 1))
    with pytest.raises(ArchiveError, match="line 1"):
        read_tombstones(captures)
