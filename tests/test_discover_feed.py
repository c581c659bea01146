from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.discover import Lead, read_index
from scraper.errors import FetchError, ParseError
from scraper.model import Capture, PostRef, Source

HOME = "https://blogg.example/anna/"
SOURCE = Source(name="anna", platform="wordpress", home=HOME)
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Anna tycker</title><link>https://blogg.example/anna</link>
<atom:link href="https://blogg.example/anna/feed/" rel="self" />{items}
</channel></rss>"""
ITEM = """<item><title>Tak &#38; regn &#8211; igen</title>
<link>https://blogg.example/anna/2021/10/27/tak/</link>
<comments>https://blogg.example/anna/2021/10/27/tak/#comments</comments>
<pubDate>Wed, 27 Oct 2021 05:00:00 +0000</pubDate>
<guid isPermaLink="false">http://www.blogg.example/anna/?p=1609</guid>
<description><![CDATA[<p>Det regnar in &#8230;]]></description>
<slash:comments>12</slash:comments></item>"""


def feed(body: str | bytes, url: str = HOME + "feed/", **changes: object) -> Capture:
    raw = body.encode() if isinstance(body, str) else body
    known: dict[str, object] = {"status": 200, "headers": {}} | changes
    return Capture(
        source="anna",
        purpose="feed",
        url=url,
        final_url=url,
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        body=raw,
        **known,  # type: ignore[arg-type]
    )


def rss(*items: str, url: str = HOME + "feed/") -> Capture:
    return feed(RSS.format(items="".join(items)), url)


def test_rss_gives_id_title_time_and_claimed_comments() -> None:
    index = read_index(rss(ITEM), SOURCE)
    assert index.refs == (
        PostRef(
            url=HOME + "2021/10/27/tak/",
            native_id=1609,
            title="Tak & regn – igen",
            published=datetime(2021, 10, 27, 5, tzinfo=UTC),
            comments_claimed=12,
        ),
    )
    assert index.listed == 1
    assert index.problems == ()


def test_a_feed_with_posts_leads_to_its_next_page() -> None:
    following = Lead(
        url=HOME + "feed/?paged=2", purpose="feed", why="page", certain=False
    )
    assert read_index(rss(ITEM), SOURCE).more == (following,)
    plain = read_index(rss(ITEM, url=HOME + "?feed=rss2&paged=4"), SOURCE)
    assert plain.more[0].url == HOME + "?feed=rss2&paged=5"


def test_a_feed_without_posts_leads_nowhere() -> None:
    index = read_index(rss(), SOURCE)
    assert (index.refs, index.more, index.listed) == ((), (), 0)


def test_posts_of_another_blog_on_the_same_host_are_left_out() -> None:
    index = read_index(rss(ITEM.replace("/anna/", "/berta/")), SOURCE)
    assert (index.refs, index.more, index.listed) == ((), (), 1)


def test_the_id_a_moved_post_had_elsewhere_is_not_taken() -> None:
    moved = ITEM.replace("www.blogg.example/anna/?p", "gammal.example/?p")
    assert read_index(rss(moved), SOURCE).refs[0].native_id is None


def test_a_section_takes_ids_of_the_site_it_is_part_of() -> None:
    section = Source(name="anna", platform="wordpress", home=HOME, include="/anna/")
    item = ITEM.replace("www.blogg.example/anna/?p", "blogg.example/?p")
    assert read_index(rss(item), section).refs[0].native_id == 1609
    assert read_index(rss(item), SOURCE).refs[0].native_id is None


def test_plain_permalinks_carry_their_id() -> None:
    item = f"<item><link>{HOME}?p=7</link></item>"
    (ref,) = read_index(rss(item), SOURCE).refs
    assert (ref.url, ref.native_id) == (HOME + "?p=7", 7)


def test_the_same_post_under_http_and_https_is_one() -> None:
    again = ITEM.replace("<link>https:", "<link>http:")
    assert len(read_index(rss(ITEM, again), SOURCE).refs) == 1


def test_an_unreadable_time_is_reported_and_not_guessed() -> None:
    index = read_index(rss(ITEM.replace("Wed, 27 Oct 2021", "i onsdags")), SOURCE)
    assert index.refs[0].published is None
    assert "expected a time in pubDate, got 'i onsdags" in index.problems[0]


def test_atom_gives_times_of_change_and_decodes_html_titles_once() -> None:
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom"
     xmlns:thr="http://purl.org/syndication/thread/1.0">
    <entry><title type="html"><![CDATA[R&#228;tt &amp;amp; <em>sant</em>]]></title>
    <link rel="replies" href="{HOME}2021/10/27/tak/#comments"/>
    <link rel="alternate" type="text/html" href="{HOME}2021/10/27/tak/"/>
    <id>{HOME}?p=1609</id><published>2021-10-27T05:00:00Z</published>
    <updated>2021-11-02T09:30:00+01:00</updated><thr:total>3</thr:total></entry>
    </feed>"""
    assert read_index(feed(body), SOURCE).refs == (
        PostRef(
            url=HOME + "2021/10/27/tak/",
            native_id=1609,
            title="Rätt &amp; sant",
            published=datetime(2021, 10, 27, 5, tzinfo=UTC),
            modified=datetime(2021, 11, 2, 8, 30, tzinfo=UTC),
            comments_claimed=3,
        ),
    )


def test_a_feed_of_comments_is_refused() -> None:
    comment = f"<item><link>{HOME}2021/10/27/tak/#comment-5</link></item>"
    with pytest.raises(ParseError, match="expected a feed of posts, got 1 comments"):
        read_index(rss(comment), SOURCE)


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("", "empty document"),
        (" \r\n", "empty document"),
        ("<!DOCTYPE html>\n<html><title>Anna\n tycker</title>", "titled 'Anna tycker'"),
        ("<html lang='sv'>", "an HTML page"),
        ("Database error", "text starting 'Database error'"),
        ("<rss><channel><item></channel></rss>", "not well-formed: mismatched tag"),
        (RSS.format(items=ITEM)[:-40], "not well-formed"),  # cut off
        ("<rss><channel>&nbsp;</channel></rss>", "not well-formed: undefined entity"),
        ("<urlset></urlset>", "root element 'urlset'"),
        ("<rss version='2.0'/>", "root element 'rss'"),
        ("<?xml version='1.0' encoding='x-own'?><rss/>", "unknown encoding"),
        (b"<?xml version='1.0'?><rss>\xe5</rss>", "can't decode byte 0xe5"),
        ("<a>" * 200 + "</a>" * 200, "more than 100 deep"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_it_is(
    body: str | bytes, seen: str
) -> None:
    with pytest.raises(ParseError, match="expected a feed") as caught:
        read_index(feed(body), SOURCE)
    assert seen in str(caught.value)


def test_an_entity_bomb_is_refused_before_it_unfolds() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]><rss>&e11;</rss>'
    with pytest.raises(ParseError, match="declares entity 'e0'"):
        read_index(feed(bomb), SOURCE)


def test_no_file_is_read_through_an_external_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hemligt", "utf-8")
    for declaration in (
        f'<!ENTITY x SYSTEM "{secret.as_uri()}">',
        f'<!ENTITY % x SYSTEM "{secret.as_uri()}">',
    ):
        body = f"<!DOCTYPE rss [{declaration}]><rss><channel>&x;</channel></rss>"
        for raw in (body.encode(), body.encode("utf-16")):
            with pytest.raises(ParseError, match="declares entity 'x'") as caught:
                read_index(feed(raw), SOURCE)
            assert "hemligt" not in str(caught.value)


def test_an_external_document_type_is_not_fetched() -> None:
    doctype = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">'
    body = RSS.format(items=ITEM).replace("?><rss", f"?>{doctype}<rss")
    assert len(read_index(feed(body), SOURCE).refs) == 1


def test_blank_lines_and_control_characters_do_no_harm() -> None:
    body = "\n\n" + RSS.format(items=ITEM.replace("Tak", "T\x0bak\x08"))
    assert read_index(feed(body), SOURCE).refs[0].title == "Tak & regn – igen"


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_is_taken_from_the_document(charset: str) -> None:
    text = RSS.format(items=ITEM.replace("Tak", "Tåg")).replace("UTF-8", charset)
    headers = {"content-type": "application/rss+xml; charset=UTF-8"}
    index = read_index(feed(text.encode(charset), headers=headers), SOURCE)
    assert index.refs[0].title == "Tåg & regn – igen"


def test_the_header_tells_the_encoding_where_the_document_does_not() -> None:
    text = RSS.format(items=ITEM.replace("Tak", "Tåg")).partition("?>")[2]
    headers = {"content-type": "application/rss+xml; charset=ISO-8859-1"}
    index = read_index(feed(text.encode("iso-8859-1"), headers=headers), SOURCE)
    assert index.refs[0].title == "Tåg & regn – igen"


def test_another_status_than_200_says_so() -> None:
    with pytest.raises(FetchError, match="HTTP 404") as caught:
        read_index(feed("", status=404), SOURCE)
    assert caught.value.status == 404
