from datetime import UTC, datetime

import pytest

from scraper.discover import Lead, read_index
from scraper.errors import ParseError
from scraper.model import Capture, PostRef, Source

HOME = "https://blogg.example/anna/"
SOURCE = Source(name="anna", platform="wordpress", home=HOME)
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
CORE = HOME + "wp-sitemap-posts-post-1.xml"


def sitemap(body: str, url: str = CORE) -> Capture:
    return Capture(
        source="anna",
        purpose="sitemap",
        url=url,
        final_url=url,
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        status=200,
        body=body.encode(),
    )


def parts(*names: str) -> Capture:
    inner = "".join(f"<sitemap><loc>{HOME}{name}</loc></sitemap>" for name in names)
    return sitemap(f"<sitemapindex {SPACE}>{inner}</sitemapindex>", HOME + "x.xml")


def addresses(*entries: str, url: str = CORE) -> Capture:
    inner = "".join(f"<url>{entry}</url>" for entry in entries)
    return sitemap(f"<urlset {SPACE}>{inner}</urlset>", url)


def names(capture: Capture, source: Source = SOURCE) -> list[str]:
    return [lead.url.removeprefix(HOME) for lead in read_index(capture, source).more]


def test_of_wordpress_own_index_only_the_posts_are_followed() -> None:
    capture = parts(
        "wp-sitemap-posts-post-1.xml",
        "wp-sitemap-posts-post-2.xml",
        "wp-sitemap-posts-page-1.xml",
        "wp-sitemap-posts-kronika-1.xml",
        "wp-sitemap-taxonomies-category-1.xml",
        "wp-sitemap-taxonomies-post_tag-1.xml",
        "wp-sitemap-users-1.xml",
    )
    assert names(capture) == [
        "wp-sitemap-posts-post-1.xml",
        "wp-sitemap-posts-post-2.xml",
    ]
    custom = Source(name="anna", platform="wordpress", home=HOME, post_type="kronika")
    assert names(capture, custom) == ["wp-sitemap-posts-kronika-1.xml"]


def test_of_a_plugins_index_only_the_posts_are_followed() -> None:
    capture = parts(
        "post-sitemap.xml",
        "post-sitemap2.xml",
        "page-sitemap.xml",
        "category-sitemap.xml",
        "post_tag-sitemap.xml",
        "author-sitemap.xml",
        "sitemap-1.xml",
        "image-sitemap-1.xml",
    )
    assert names(capture) == ["post-sitemap.xml", "post-sitemap2.xml", "sitemap-1.xml"]


def test_plain_permalinks_have_a_sitemap_too() -> None:
    capture = parts(
        "?sitemap=posts&amp;sitemap-subtype=post&amp;paged=1",
        "?sitemap=posts&amp;sitemap-subtype=page&amp;paged=1",
        "?sitemap=taxonomies&amp;sitemap-subtype=category&amp;paged=1",
        "?sitemap=users&amp;paged=1",
    )
    assert names(capture) == ["?sitemap=posts&sitemap-subtype=post&paged=1"]


def test_a_part_tells_when_it_changed() -> None:
    body = f"""<sitemapindex {SPACE}><sitemap><loc>{HOME}post-sitemap.xml</loc>
    <lastmod>2024-03-01T12:00:00+01:00</lastmod></sitemap></sitemapindex>"""
    assert read_index(sitemap(body, HOME + "sitemap_index.xml"), SOURCE).more == (
        Lead(
            url=HOME + "post-sitemap.xml",
            purpose="sitemap",
            why="sitemap",
            modified=datetime(2024, 3, 1, 11, tzinfo=UTC),
        ),
    )


def test_an_index_without_posts_is_refused_with_what_it_has() -> None:
    with pytest.raises(ParseError, match=r"got 'wp-sitemap-users-1\.xml'"):
        read_index(parts("wp-sitemap-users-1.xml"), SOURCE)
    with pytest.raises(ParseError, match="got none"):
        read_index(parts(), SOURCE)


def test_parts_on_another_host_are_not_followed() -> None:
    body = f"""<sitemapindex {SPACE}><sitemap>
    <loc>https://other.example/post-sitemap.xml</loc></sitemap></sitemapindex>"""
    with pytest.raises(ParseError, match="expected a sitemap index"):
        read_index(sitemap(body), SOURCE)


def test_addresses_become_posts_with_their_time_of_change() -> None:
    index = read_index(
        addresses(
            f"<loc>{HOME}2021/10/27/a/</loc><lastmod>2021-11-01T08:00:00Z</lastmod>",
            f"<loc>{HOME}2023/09/26/11754/</loc>",
            f"<loc>{HOME}</loc>",  # Yoast lists the page of posts first
            "<loc>https://blogg.example/berta/2021/10/27/a/</loc>",
        ),
        SOURCE,
    )
    assert index.refs == (
        PostRef(
            url=HOME + "2021/10/27/a/", modified=datetime(2021, 11, 1, 8, tzinfo=UTC)
        ),
        PostRef(url=HOME + "2023/09/26/11754/"),
    )
    assert index.listed == 4


def test_a_day_is_no_time_of_change() -> None:
    entry = f"<loc>{HOME}a/</loc><lastmod>2021-11-01</lastmod>"
    index = read_index(addresses(entry), SOURCE)
    assert (index.refs[0].modified, index.problems) == (None, ())


def test_an_unreadable_time_of_change_is_reported() -> None:
    entry = f"<loc>{HOME}a/</loc><lastmod>nyligen</lastmod>"
    index = read_index(addresses(entry), SOURCE)
    assert index.problems == ("expected a time in lastmod, got 'nyligen'",)


def test_addresses_of_pictures_are_not_taken_for_posts() -> None:
    image = "http://www.google.com/schemas/sitemap-image/1.1"
    entry = f"""<image:image xmlns:image="{image}">
    <image:loc>{HOME}2021/10/27/bild/</image:loc></image:image>
    <loc>{HOME}2021/10/27/a/</loc>"""
    (ref,) = read_index(addresses(entry), SOURCE).refs
    assert ref.url == HOME + "2021/10/27/a/"


def test_spellings_of_one_address_count_once() -> None:
    index = read_index(
        addresses(
            f"<loc>{HOME}2021/10/27/%C3%A5r/</loc>",
            f"<loc>{HOME}2021/10/27/%c3%a5r</loc>",
            "<loc>http://www.blogg.example/Anna/2021/10/27/år/</loc>",
        ),
        SOURCE,
    )
    assert len(index.refs) == 1


def test_in_a_sitemap_of_everything_the_date_tells_posts_from_pages() -> None:
    mixed = (f"<loc>{HOME}om-mig/</loc>", f"<loc>{HOME}2021/10/27/a/</loc>")
    everything = read_index(addresses(*mixed, url=HOME + "sitemap.xml"), SOURCE)
    assert [ref.url for ref in everything.refs] == [HOME + "2021/10/27/a/"]
    of_posts = read_index(addresses(*mixed, url=HOME + "post-sitemap.xml"), SOURCE)
    assert len(of_posts.refs) == 2


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (f"<urlset {SPACE}></urlset>", "one without any"),
        ("<!DOCTYPE html><html><head><title>Start</title>", "titled 'Start'"),
        ("<rss version='2.0'><channel/></rss>", "root element 'rss'"),
        (f"<urlset {SPACE}><url><loc>{HOME}a/</loc></url>", "not well-formed"),
    ],
)
def test_what_is_no_sitemap_or_empty_is_refused(body: str, seen: str) -> None:
    with pytest.raises(ParseError, match=seen):
        read_index(sitemap(body), SOURCE)


def test_robots_names_the_sitemaps_of_the_host() -> None:
    body = f"""User-agent: *
Disallow: /wp-admin/
Sitemap: {HOME}wp-sitemap.xml
sitemap: https://other.example/sitemap.xml
# Sitemap: {HOME}old.xml
"""
    capture = Capture(
        source="anna",
        purpose="robots",
        url="https://blogg.example/robots.txt",
        final_url="https://blogg.example/robots.txt",
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
        status=200,
        body=body.encode(),
    )
    (lead,) = read_index(capture, SOURCE).more
    assert (lead.url, lead.certain) == (HOME + "wp-sitemap.xml", False)
