from __future__ import annotations

import gzip
import zlib

import pytest

from scraper.captures.body import Truncated, decode, has_xml_end
from scraper.fetch.asking import TRIES
from scraper.fetch.transport import Limits
from scraper.model import Purpose
from tests.faulty import (
    PAGE,
    Send,
    chunked,
    drip,
    gzipped,
    hang_up,
    reply,
    reset,
    silent,
)
from tests.visiting import Start, visit

__all__ = ["visit"]

RSS = b'<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>\n'


@pytest.mark.parametrize(
    "raw",
    [
        reply(),
        reply(length=None),
        chunked(),
        gzipped(),
        gzipped(length=None),
        reply(zlib.compress(PAGE), Content_Encoding="deflate"),
        reply(zlib.compress(PAGE, wbits=-15), Content_Encoding="deflate"),
        reply(
            gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]), Content_Encoding="gzip"
        ),
        reply(gzip.compress(PAGE) + b"\0\0\0", Content_Encoding="x-gzip"),
        reply(Content_Encoding="identity"),
    ],
)
def test_every_way_of_sending_a_whole_page_gives_the_page(
    visit: Start, raw: bytes
) -> None:
    assert visit(raw).fetch().body == PAGE


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (reply(length=len(PAGE) + 9), "truncated"),
        (chunked(whole=False), "truncated"),
        (gzipped(cut=4), "ends before its end"),
        (gzipped(cut=30), "ends before its end"),
        (gzipped(cut=30, length=None), "ends before its end"),
        (reply(b""), "expected a body, it is empty"),
        (reply(b"", length=None), "expected a body, it is empty"),
        (reply(RSS[:-8], kind="text/xml", length=None), "closing root"),
        (reply(b'[{"id":1},', kind="application/json", length=None), "JSON to its end"),
        (reset, "reset"),
        (hang_up, "closed without an answer"),
    ],
)
def test_a_truncated_page_is_asked_for_again_and_never_returned(
    visit: Start, raw: bytes | Send, message: str
) -> None:
    v = visit(raw)
    assert message in str(v.refused())
    assert len(v.server.pages()) == TRIES
    assert [a.capture for a in v.log[1:]] == [None] * TRIES
    assert all(message in (a.error or "") for a in v.log[1:])
    v.fetcher.close()
    v = visit([raw, reply()])
    assert v.fetch().body == PAGE


def test_a_page_without_its_end_counts_where_earlier_pages_had_it(
    visit: Start,
) -> None:
    cut = reply(PAGE[:60], length=None)
    v = visit(cut)
    assert v.fetch().body == PAGE[:60]
    v = visit([cut, reply()])
    v.html_end = True
    assert v.fetch().body == PAGE
    assert "expected </html>" in (v.log[1].error or "")


def test_the_front_page_teaches_how_the_blogs_pages_end(visit: Start) -> None:
    v = visit(reply(PAGE[:60], length=None), home=reply())
    v.fetch("/home", purpose="home")
    assert "expected </html>" in str(v.refused())


def test_a_blog_that_stopped_closing_html_is_read_on(visit: Start) -> None:
    bare = b"<html><p>kort"
    v = visit(reply(bare), home=reply(bare))
    v.html_end = True
    v.fetch("/home", purpose="home")
    assert v.fetch().body == bare


@pytest.mark.parametrize("purpose", ["feed", "sitemap"])
def test_xml_is_whole_with_its_root(visit: Start, purpose: Purpose) -> None:
    tail = b"<!-- cached 2024 -->\n"
    v = visit(
        reply(RSS + tail, kind="application/rss+xml", length=None),
        short=reply(b"<urlset/>", kind="text/xml"),
        cut=reply(RSS[:-3], kind="text/xml"),
    )
    assert v.fetch(purpose=purpose).body == RSS + tail
    assert v.fetch("/short", purpose=purpose).body == b"<urlset/>"
    assert "closing root" in str(v.refused("/cut", purpose=purpose))


@pytest.mark.parametrize("at_once", [0, 300])
@pytest.mark.parametrize("dripped", [reply(), chunked(), reply(length=None)])
def test_a_slow_drip_ends_at_the_deadline(
    visit: Start, dripped: bytes, at_once: int
) -> None:
    v = visit([drip(dripped, at_once=at_once), reply()])
    v.open(Limits(total_s=0.08))
    assert v.fetch().body == PAGE
    assert "expected a whole answer within 0.08 s" in (v.log[1].error or "")


def test_silence_ends_at_the_read_timeout(visit: Start) -> None:
    v = visit([silent(0.3), reply()])
    v.open(Limits(read_s=0.05))
    assert v.fetch().body == PAGE
    assert "no answer: nothing came for 0.05 s" in (v.log[1].error or "")


def test_a_page_over_the_limit_is_refused_at_once(visit: Start) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    v = visit(
        reply(bomb, Content_Encoding="gzip"),
        plain=reply(bytes(3_000_000)),
        bombs=reply(gzip.compress(bomb), Content_Encoding="gzip, gzip"),
    )
    v.open(Limits(max_bytes=2_000_000))
    assert "expected at most 2000000 bytes" in str(v.refused())
    assert "expected at most 2000000 bytes" in str(v.refused("/plain"))
    assert "got 'gzip, gzip'" in str(v.refused("/bombs"))
    assert len(v.server.pages()) == 3


def test_what_is_not_in_its_encoding_is_refused_at_once(visit: Start) -> None:
    v = visit(reply(Content_Encoding="gzip"), br=reply(Content_Encoding="br"))
    assert "expected compressed data" in str(v.refused())
    assert "expected gzip or no Content-Encoding, got 'br'" in str(v.refused("/br"))
    assert len(v.server.pages()) == 2


def test_a_feed_cut_anywhere_has_no_end() -> None:
    feed = (
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <rss> -->\n<!DOCTYPE rss>\n"
        b"<rss a='>'><item><![CDATA[<p>x</p></rss>]]></item><atom:link/></rss >"
    )
    assert has_xml_end(feed)
    assert has_xml_end(feed + b"\n<!-- cached --><!-- twice -->\n")
    ends = [n for n in range(len(feed)) if has_xml_end(feed[:n])]
    assert ends == [feed.index(b"]]></item>")]  # what only an XML parser can tell


@pytest.mark.parametrize(
    ("xml", "whole"),
    [
        (b"<urlset/>", True),
        (b"<urlset a='b' />\n", True),
        (b"<urlset a='b'", False),
        (b"<urlset><url/>", False),
        (b"<?xml version='1.0'?>", False),
        (b"<!-- <rss></rss>", False),
        (b"no xml", False),
        ("<rss></rss>".encode("utf-16"), True),
        (b"<!--" * 100_000, False),
    ],
)
def test_the_root_decides_whether_xml_is_whole(xml: bytes, whole: bool) -> None:
    assert has_xml_end(xml) is whole


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_body_cut_anywhere_is_never_a_body(encoding: str) -> None:
    packed = gzip.compress(PAGE) if encoding == "gzip" else zlib.compress(PAGE)
    for cut in range(1, len(packed)):
        with pytest.raises(Truncated):
            decode([packed[:cut]], encoding, limit=10_000)
    bytewise = [packed[n : n + 1] for n in range(len(packed))]
    assert decode(bytewise, encoding, limit=10_000) == PAGE
